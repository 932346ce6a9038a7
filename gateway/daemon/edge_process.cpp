#include "gateway/daemon/edge_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gateway::daemon {
namespace {

constexpr int kEdgeDescriptor = 3;

// posix_spawn's file actions: the child's end becomes descriptor 3; all others close on exec.
base::Result<::pid_t> spawn(const std::filesystem::path& program, int child_end) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, child_end, kEdgeDescriptor);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, 2, 1);
  // Our own blocked signals are not the edge's.
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::string name = program.string();
  std::string option = "--fd";
  std::string number = std::to_string(kEdgeDescriptor);
  std::array<char*, 4> arguments = {name.data(), option.data(), number.data(), nullptr};
  std::array<char*, 1> environment = {nullptr};
  ::pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, name.c_str(), &actions, &attributes, arguments.data(),
                                   environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (failed != 0) {
    return base::fail(base::ErrorCode::kUnavailable, "the edge program cannot be started");
  }
  return pid;
}

}  // namespace

base::Result<EdgeProcess> EdgeProcess::start(const std::filesystem::path& program) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return base::fail(base::ErrorCode::kUnavailable, "no socket pair for the edge");
  }
  // dup2 onto itself would keep the close-on-exec flag: the child's end must not be 3 already.
  if (ends[1] == kEdgeDescriptor) {
    const int moved = ::fcntl(ends[1], F_DUPFD_CLOEXEC, kEdgeDescriptor + 1);
    ::close(ends[1]);
    ends[1] = moved;
  }
  const auto pid = spawn(program, ends[1]);
  ::close(ends[1]);
  if (!pid) {
    ::close(ends[0]);
    return pid.error();
  }
  auto pipe = ipc::FramePipe::adopt(ends[0]);
  if (!pipe) {
    ::close(ends[0]);
    ::kill(*pid, SIGKILL);
    ::waitpid(*pid, nullptr, 0);
    return pipe.error();
  }
  return EdgeProcess(*pid, *std::move(pipe));
}

EdgeProcess::EdgeProcess(EdgeProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), pipe_(std::move(other.pipe_)) {}

EdgeProcess& EdgeProcess::operator=(EdgeProcess&& other) noexcept {
  if (this != &other) {
    end();
    pid_ = std::exchange(other.pid_, 0);
    pipe_ = std::move(other.pipe_);
  }
  return *this;
}

EdgeProcess::~EdgeProcess() { end(); }

void EdgeProcess::end() noexcept {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);  // It holds nothing that could be lost.
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

bool EdgeProcess::has_ended() {
  if (pid_ <= 0) return true;
  if (::waitpid(pid_, nullptr, WNOHANG) != pid_) return false;
  pid_ = 0;
  return true;
}

base::Millis RestartDelay::next(base::Millis now) {
  constexpr base::Millis kFirst{100};
  constexpr base::Millis kLongest{5'000};
  constexpr base::Millis kCalm{60'000};
  if (now - last_ > kCalm) {
    delay_ = base::Millis(0);
  } else {
    delay_ = delay_.count() == 0 ? kFirst : std::min(delay_ * 2, kLongest);
  }
  last_ = now;
  return delay_;
}

}  // namespace gateway::daemon
