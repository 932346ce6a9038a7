#include "gateway/cli/connected.h"

#include "gateway/lab/network.h"

#include <chrono>
#include <utility>

namespace gateway::cli {
namespace {

constexpr base::Millis kConnectTimeout{10'000};

base::Time system_now() {
  return std::chrono::floor<base::Millis>(std::chrono::system_clock::now());
}

}  // namespace

base::Time clock_of(const client::Desk& desk) {
  return desk.is_training() ? *base::parse_time(lab::kStart) : system_now();
}

ExitCode report(const Console& console, const client::LinkError& error) {
  console.refusal(error.refusal, "", "");
  switch (error.fault) {
    case client::LinkFault::kUnreachable:
      return ExitCode::kUnreachable;
    case client::LinkFault::kRefused:
      return ExitCode::kRefused;
    case client::LinkFault::kNotTheGateway:
    case client::LinkFault::kLogForked:
      return ExitCode::kVerificationFailed;
    case client::LinkFault::kProtocol:
      return ExitCode::kFailed;
  }
  return ExitCode::kFailed;
}

std::variant<std::unique_ptr<client::Desk>, ExitCode> open_desk(const Invocation& invocation) {
  const Console& console = invocation.console;
  if (invocation.context.empty()) {
    console.error("which partner and unit are you?", "give --context FILE (context.toml)");
    return ExitCode::kUsage;
  }
  auto opened = client::Desk::open(invocation.context, invocation.passphrase, system_now());
  if (const auto* const wrong = std::get_if<base::Diagnostics>(&opened)) {
    console.diagnostics(*wrong);
    return ExitCode::kBadConfiguration;
  }
  return std::get<std::unique_ptr<client::Desk>>(std::move(opened));
}

std::variant<std::unique_ptr<Connected>, ExitCode> connect(const Invocation& invocation) {
  const Console& console = invocation.console;
  auto opened = open_desk(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&opened)) return *code;
  auto connected = std::make_unique<Connected>();
  connected->desk = std::get<std::unique_ptr<client::Desk>>(std::move(opened));
  connected->net = std::make_unique<net::Context>(connected->random);
  auto link = connected->desk->link(*connected->net, connected->random);
  if (!link) {
    console.error("the gateway is not running", "check 'gateway.endpoint' of the context");
    return ExitCode::kUnreachable;
  }
  connected->link = std::make_unique<client::Link>(*std::move(link));
  if (const auto error = connected->link->connect(clock_of(*connected->desk), kConnectTimeout)) {
    return report(console, *error);
  }
  return connected;
}

}  // namespace gateway::cli
