#include "tests/integration/edge_process.h"

#include "gateway/crypto/random.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gateway::tests {

using std::chrono::steady_clock;

namespace {

constexpr int kEdgeDescriptor = 3;

int left_millis(steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

[[noreturn]] void become_edge(int fd, std::vector<std::string> arguments) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& each : arguments) argv.push_back(each.data());
  argv.push_back(nullptr);
  if (fd >= 0 && fd != kEdgeDescriptor) ::dup2(fd, kEdgeDescriptor);
  if (fd == kEdgeDescriptor) ::fcntl(fd, F_SETFD, 0);
  ::execv(SAFECONDUCT_EDGE, argv.data());
  ::_exit(127);
}

std::optional<int> wait_for(pid_t pid, std::chrono::seconds patience) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  pollfd ending{handle, POLLIN, 0};
  const int ready = ::poll(&ending, 1, left_millis(steady_clock::now() + patience));
  ::close(handle);
  int status = 0;
  if (ready <= 0 || ::waitpid(pid, &status, 0) != pid) return std::nullopt;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

EdgeProcess::EdgeProcess() {
  std::array<int, 2> ends{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  pid_ = ::fork();
  if (pid_ == 0) {
    become_edge(ends[1], {"safeconduct-edge", "--fd", std::to_string(kEdgeDescriptor)});
  }
  ::close(ends[1]);
  pipe_.emplace(*ipc::FramePipe::adopt(ends[0]));
}

EdgeProcess::~EdgeProcess() {
  if (ended_) return;
  kill();
  (void)wait_for_end();
}

void EdgeProcess::push(bool queued) {
  EXPECT_TRUE(queued);
  const auto deadline = steady_clock::now() + kPatience;
  bool lives = pipe_->flush().has_value();
  while (lives && pipe_->unsent() > 0) lives = pump(deadline);
  EXPECT_EQ(pipe_->unsent(), 0U) << "the edge does not read";
}

ipc::Ready EdgeProcess::serve(std::vector<ipc::AdmittedKey> admitted) {
  crypto::SystemRandom random;
  ipc::Config config;
  config.endpoint = "tcp://127.0.0.1:0";
  random.fill(config.secret_key.writable());
  config.admitted = std::move(admitted);
  return serve(std::move(config));
}

ipc::Ready EdgeProcess::serve(ipc::Config config) {
  tell(config);
  auto ready = take(ready_);
  EXPECT_TRUE(ready) << "the edge never became ready";
  return ready.value_or(ipc::Ready());
}

bool EdgeProcess::pump(steady_clock::time_point deadline) {
  if (!pipe_ || steady_clock::now() >= deadline) return false;
  const short wanted = pipe_->unsent() > 0 ? POLLIN | POLLOUT : POLLIN;
  pollfd waiting{pipe_->fd(), wanted, 0};
  if (::poll(&waiting, 1, left_millis(deadline)) <= 0) return false;
  const bool lives = pipe_->flush().has_value() && pipe_->receive().has_value();
  while (true) {
    const auto frame = pipe_->next();
    EXPECT_TRUE(frame) << "the edge broke the format";
    if (!frame || !frame->has_value()) return lives;
    auto message = ipc::parse_from_edge(**frame);
    EXPECT_TRUE(message) << "the edge broke the format";
    if (!message) return false;
    if (const auto* const each = std::get_if<ipc::Received>(&*message)) {
      heard_.push_back({each->peer, each->key, std::string(base::text_of(each->payload))});
    }
    if (auto* const each = std::get_if<ipc::Ready>(&*message)) ready_.push_back(*each);
    if (auto* const each = std::get_if<ipc::Gone>(&*message)) gone_.push_back(each->peer);
    if (auto* const each = std::get_if<ipc::SendFailed>(&*message)) failed_.push_back(*each);
    if (auto* const each = std::get_if<ipc::Fault>(&*message)) faults_.push_back(each->code);
    if (auto* const each = std::get_if<ipc::Counters>(&*message)) counters_.push_back(*each);
  }
}

template <class Kept>
std::optional<Kept> EdgeProcess::take(std::vector<Kept>& from) {
  const auto deadline = steady_clock::now() + kPatience;
  bool lives = true;
  while (from.empty() && lives) lives = pump(deadline);
  if (from.empty()) return std::nullopt;
  Kept first = from.front();
  from.erase(from.begin());
  return first;
}

std::optional<Heard> EdgeProcess::hear() { return take(heard_); }
std::optional<ipc::PeerId> EdgeProcess::hear_gone() { return take(gone_); }
std::optional<ipc::SendFailed> EdgeProcess::hear_send_failed() { return take(failed_); }
std::optional<ipc::FaultCode> EdgeProcess::hear_fault() { return take(faults_); }
bool EdgeProcess::heard_all() { return heard_.empty(); }

void EdgeProcess::kill() { ::kill(pid_, SIGKILL); }

std::optional<int> EdgeProcess::wait_for_end() {
  if (!ended_) ended_ = wait_for(pid_, kPatience);
  return ended_;
}

std::optional<int> EdgeProcess::end_so_far() {
  if (!ended_) ended_ = wait_for(pid_, std::chrono::seconds(0));
  return ended_;
}

int EdgeProcess::run_and_wait(const std::vector<std::string>& arguments) {
  const pid_t pid = ::fork();
  if (pid == 0) become_edge(-1, arguments);
  return wait_for(pid, kPatience).value_or(-1);
}

}  // namespace gateway::tests
