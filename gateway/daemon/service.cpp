#include "gateway/daemon/service.h"

#include "gateway/daemon/core.h"
#include "gateway/daemon/edge_link.h"
#include "gateway/daemon/signals.h"
#include "gateway/daemon/startup.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <poll.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace gateway::daemon {
namespace {

constexpr base::Millis kLongestWait{1'000};

void report(const base::Diagnostics& wrong) {
  for (const base::Diagnostic& each : wrong) spdlog::error("{}", base::to_text(each));
}

// One line that appears whole or not at all.
void write_line(const std::filesystem::path& file, const std::string& line) {
  const auto next = std::filesystem::path(file.string() + ".next");
  std::ofstream(next, std::ios::trunc) << line << '\n';
  std::error_code failed;
  std::filesystem::rename(next, file, failed);
}

/// The loop: wait, one turn of the engine, commit, speak.
class Service {
 public:
  Service(std::unique_ptr<Core> core, std::filesystem::path config_file,
          std::filesystem::path edge_program, Signals signals)
      : core_(std::move(core)),
        config_file_(std::move(config_file)),
        edge_(std::move(edge_program), *core_),
        signals_(std::move(signals)) {}

  RunEnd run() {
    const auto& run = core_->config().run;
    write_line(run / "pid", std::to_string(::getpid()));
    spdlog::info("event=started");
    RunEnd end = RunEnd::kStopped;
    while (!stopping_) {
      edge_.keep_running(monotonic_now());
      wait();
      if (!turn()) {
        end = RunEnd::kFailed;
        break;
      }
      if (const auto endpoint = edge_.take_new_endpoint()) {
        write_line(run / "endpoint", *endpoint);
        spdlog::info("event=serving endpoint={}", *endpoint);
      }
    }
    edge_.stop();
    if (end == RunEnd::kStopped && !core_->publish(monotonic_now(), LogFolder::When::kNow)) {
      end = RunEnd::kFailed;
    }
    std::error_code ignored;
    std::filesystem::remove(run / "endpoint", ignored);
    std::filesystem::remove(run / "pid", ignored);
    spdlog::info("event=stopped");
    return end;
  }

 private:
  void wait() {
    std::array<::pollfd, 2> waiting{};
    waiting[0] = {signals_.fd(), POLLIN, 0};
    waiting[1] = {edge_.fd(), edge_.poll_events(), 0};
    const base::Millis now = monotonic_now();
    base::Millis timeout = kLongestWait;
    if (const auto wake = core_->engine().next_wake()) timeout = std::min(timeout, *wake - now);
    if (core_->is_behind()) timeout = std::min(timeout, LogFolder::kMaxLag);
    timeout = std::min(timeout, edge_.next_attempt(now));
    const auto millis = std::max<base::Millis::rep>(timeout.count(), 0);
    ::poll(waiting.data(), waiting.size(), static_cast<int>(millis));
  }

  // False when the process must end: something could not be made durable.
  bool turn() {
    const base::Millis now = monotonic_now();
    core_->engine().begin_turn(now);
    handle_signals();
    edge_.receive();
    const auto committed = core_->commit();
    if (!committed) {
      spdlog::critical("event=commit-failed reason=\"{}\"", committed.error().what.view());
      return false;
    }
    edge_.send(core_->engine().committed());
    if (core_->engine().take_admission_change()) edge_.admit();
    const auto published = core_->publish(now, LogFolder::When::kDue);
    if (!published) {
      spdlog::critical("event=publish-failed reason=\"{}\"", published.error().what.view());
    }
    return published.has_value();
  }

  void handle_signals() {
    while (const auto signal = signals_.next()) {
      switch (*signal) {
        case Signal::kStop:
          stopping_ = true;
          break;
        case Signal::kReload:
          reload();
          break;
        case Signal::kChildEnded:
          break;  // keep_running looks after it.
      }
    }
  }

  // All or nothing: on any error the old directory and policy stay in force.
  void reload() {
    auto prepared = prepare(config_file_);
    if (const auto* const wrong = std::get_if<base::Diagnostics>(&prepared)) {
      report(*wrong);
      spdlog::error("event=reload-refused");
      return;
    }
    auto& fresh = std::get<Prepared>(prepared);
    if (!core_->engine().may_adopt(fresh.trust)) {
      spdlog::error(
          "event=reload-refused reason=\"the directory does not follow the one in force\"");
      return;
    }
    core_->engine().adopt_trust(std::move(fresh.trust), fresh.configuration);
    spdlog::info("event=reloaded");
  }

  std::unique_ptr<Core> core_;
  std::filesystem::path config_file_;
  EdgeLink edge_;
  Signals signals_;
  bool stopping_ = false;
};

}  // namespace

RunEnd serve(const std::filesystem::path& config_file, const std::filesystem::path& edge_program,
             crypto::Random& random) {
  auto prepared = prepare(config_file);
  if (const auto* const wrong = std::get_if<base::Diagnostics>(&prepared)) {
    report(*wrong);
    return RunEnd::kBadConfiguration;
  }
  Signals signals = Signals::block();
  auto core = Core::start(std::get<Prepared>(std::move(prepared)), random);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&core)) {
    report({*wrong});
    return RunEnd::kBadConfiguration;
  }
  return Service(std::get<std::unique_ptr<Core>>(std::move(core)), config_file, edge_program,
                 std::move(signals))
      .run();
}

}  // namespace gateway::daemon
