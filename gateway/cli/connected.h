#pragma once

#include "gateway/base/time.h"
#include "gateway/cli/command.h"
#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/crypto/random.h"
#include "gateway/net/context.h"

#include <memory>
#include <optional>
#include <variant>

namespace gateway::cli {

/// How long a command waits for one answer of the gateway.
inline constexpr base::Millis kAnswerTimeout{15'000};

/// A unit at work with a session to its gateway: what share, inbox and status need.
struct Connected {
  crypto::SystemRandom random;
  std::unique_ptr<net::Context> net;
  std::unique_ptr<client::Desk> desk;
  std::unique_ptr<client::Link> link;
};

/// When the unit is: its clock, or the start of the story in a training network.
base::Time clock_of(const client::Desk& desk);

/// Opens the context, without a connection. What went wrong was reported, and the code is what
/// comes of it.
std::variant<std::unique_ptr<client::Desk>, ExitCode> open_desk(const Invocation& invocation);

/// Opens the context and connects. What went wrong was reported, and the code is what comes of it.
std::variant<std::unique_ptr<Connected>, ExitCode> connect(const Invocation& invocation);

/// The exit code of a broken link, after reporting it.
ExitCode report(const Console& console, const client::LinkError& error);

}  // namespace gateway::cli
