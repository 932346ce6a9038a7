#include "gateway/cli/training.h"

#include "gateway/base/diagnostic.h"
#include "gateway/base/enum_text.h"
#include "gateway/base/text.h"
#include "gateway/cli/connected.h"
#include "gateway/client/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gateway::cli {
namespace {

using base::ErrorCode;
using base::fail;
using std::chrono::steady_clock;

constexpr base::Millis kPoll{10};
constexpr base::Millis kTrainingConnectTimeout{5'000};

// Waits for something that only the file system or the process table can tell.
template <class Condition>
bool wait_until(Condition condition, base::Millis timeout) {
  const auto end = steady_clock::now() + timeout;
  while (!condition()) {
    if (steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kPoll);
  }
  return true;
}

bool is_daemon(::pid_t pid) {
  std::error_code failed;
  const auto program =
      std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/exe", failed);
  // A daemon that is not dumpable hides its exe link from others than root; then the command line,
  // which everybody may read, has to do.
  if (!failed) return program.filename().string().starts_with("safeconductd");
  const auto line = client::read_whole("/proc/" + std::to_string(pid) + "/cmdline", 4096);
  return line && base::text_of(*line).find("safeconductd") != std::string_view::npos;
}

base::Result<::pid_t> spawn_daemon(const std::filesystem::path& folder,
                                   const std::filesystem::path& self) {
  std::string program = (self.parent_path() / "safeconductd").string();
  std::string option = "--config";
  std::string config = (folder / "gateway.toml").string();
  const std::string log = (folder / "gateway" / "log.txt").string();
  std::array<char*, 4> arguments = {program.data(), option.data(), config.data(), nullptr};
  std::array<char*, 1> environment = {nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::posix_spawn_file_actions_adddup2(&actions, 2, 1);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  ::pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments.data(),
                                   environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (failed != 0) return fail(ErrorCode::kUnavailable, "safeconductd cannot be started");
  return pid;
}

}  // namespace

base::Result<::pid_t> start_gateway(const std::filesystem::path& folder,
                                    const std::filesystem::path& self) {
  const auto endpoint = folder / "gateway" / "run" / "endpoint";
  std::error_code ignored;
  std::filesystem::remove(endpoint, ignored);
  const auto pid = spawn_daemon(std::filesystem::absolute(folder), self);
  if (!pid) return pid.error();
  bool ended = false;
  const bool serves = wait_until(
      [&] {
        ended = ::waitpid(*pid, nullptr, WNOHANG) == *pid;
        return ended || std::filesystem::exists(endpoint, ignored);
      },
      kStartTimeout);
  if (serves && !ended) return *pid;
  if (!ended) static_cast<void>(stop_gateway(*pid, base::Millis(5'000)));
  return fail(ErrorCode::kUnavailable, "the gateway does not start; gateway/log.txt says why");
}

std::optional<::pid_t> running_gateway(const std::filesystem::path& folder) {
  const auto text = client::read_whole(folder / "gateway" / "run" / "pid", 32);
  if (!text) return std::nullopt;
  std::string_view line = base::text_of(*text);
  while (line.ends_with('\n')) line.remove_suffix(1);
  const auto number = base::parse_decimal(line);
  if (!number || *number == 0) return std::nullopt;
  const auto pid = static_cast<::pid_t>(*number);
  if (::kill(pid, 0) != 0 || !is_daemon(pid)) return std::nullopt;
  return pid;
}

base::Result<base::Done> stop_gateway(::pid_t pid, base::Millis timeout) {
  ::kill(pid, SIGTERM);
  const bool stopped = wait_until(
      [pid] { return ::waitpid(pid, nullptr, WNOHANG) == pid || ::kill(pid, 0) != 0; }, timeout);
  if (!stopped) return fail(ErrorCode::kUnavailable, "the gateway does not stop");
  return base::Done{};
}

Players::Players(std::filesystem::path folder, crypto::Random& random)
    : folder_(std::move(folder)), random_(random), net_(random), units_(lab::units_of(folder_)) {}

Player* Players::holding(std::string_view partner, std::string_view role) {
  const auto* const unit = lab::unit_holding(units_, partner, role);
  if (unit != nullptr) return play(*unit);
  fault_ = "no unit of " + std::string(partner) + " holds " + std::string(role);
  return nullptr;
}

Player* Players::unit(std::string_view partner, std::string_view unit_name) {
  const auto found = std::ranges::find_if(units_, [&](const lab::LabUnit& unit) {
    return unit.partner == partner && unit.unit == unit_name;
  });
  if (found != units_.end()) return play(*found);
  fault_ = "the network has no unit " + std::string(partner) + "/" + std::string(unit_name);
  return nullptr;
}

Player* Players::play(const lab::LabUnit& unit) {
  auto& player = players_[unit.folder];
  if (!player.desk) {
    auto opened =
        client::Desk::open(unit.folder / "context.toml", "", *base::parse_time(lab::kStart));
    if (const auto* const wrong = std::get_if<base::Diagnostics>(&opened)) {
      fault_ = base::to_text(wrong->front());
      return nullptr;
    }
    player.unit = unit;
    player.desk = std::get<std::unique_ptr<client::Desk>>(std::move(opened));
  }
  if (!player.link) {
    auto link = player.desk->link(net_, random_);
    if (!link) {
      fault_ = "the gateway is not running";
      return nullptr;
    }
    player.link = std::make_unique<client::Link>(*std::move(link));
  }
  if (const auto error =
          player.link->connect(*base::parse_time(lab::kStart), kTrainingConnectTimeout)) {
    fault_ =
        model::to_code(error->refusal) + " " + std::string(model::describe(error->refusal).cause);
    return nullptr;
  }
  return &player;
}

std::variant<client::Opened, client::NotOpened> Players::receive(Player& player, model::Role role,
                                                                 const model::MessageId& wire_id) {
  client::Inbox inbox(*player.desk, random_);
  const auto find = [&]() -> std::optional<client::InboxItem> {
    for (const client::InboxSummary& summary : inbox.list()) {
      if (summary.message == wire_id && summary.role == role) return inbox.find(summary.id);
    }
    return std::nullopt;
  };
  auto item = find();
  if (!item) {
    const auto fetched = inbox.fetch(*player.link, {role, 256, base::Millis(300), kAnswerTimeout});
    if (!fetched.refused.empty()) {
      return client::NotOpened{
          fetched.refused.begin()->second, false, "a delivery was refused", {}};
    }
    item = find();
  }
  if (!item) {
    return client::NotOpened{model::Refusal::kNotFound, false, "nothing was delivered", {}};
  }
  return inbox.open(*item, *player.link, kAnswerTimeout);
}

}  // namespace gateway::cli
