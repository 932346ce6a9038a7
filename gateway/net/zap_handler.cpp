#include "gateway/net/zap_handler.h"

#include "gateway/base/bytes.h"
#include "gateway/net/context_state.h"

#include <array>
#include <atomic>
#include <string_view>
#include <thread>
#include <utility>

namespace gateway::net {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr int kStopCheckMillis = 100;
constexpr std::string_view kVersion = "1.0";
constexpr std::size_t kRequestFrames = 7;

std::string_view frame_text(const zmq::message_t& message) {
  return {message.data<char>(), message.size()};
}

/// version, request id, domain, address, identity, mechanism, credentials. The address is a
/// person's whereabouts and the identity the server's own: neither is used.
using Request = std::array<zmq::message_t, kRequestFrames>;

/// How many frames came; more than a request has are dropped. 0: none within the waiting time.
std::size_t receive(zmq::socket_t& socket, Request& request) {
  if (!socket.recv(request[0])) return 0;
  std::size_t frames = 1;
  bool more = request[0].more();
  zmq::message_t surplus;
  while (more) {
    zmq::message_t& into = frames < kRequestFrames ? request[frames] : surplus;
    (void)socket.recv(into);
    more = into.more();
    ++frames;
  }
  return frames;
}

}  // namespace

struct ZapHandler::State {
  State(Context& context, std::string guarded, Judge who_may, std::function<void()> at_end)
      : socket(context.state().zmq, zmq::socket_type::rep),
        domain(std::move(guarded)),
        judge(std::move(who_may)),
        on_end(std::move(at_end)) {
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, kStopCheckMillis);
    socket.bind("inproc://zeromq.zap.01");
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    stopping = true;
    if (thread.joinable()) thread.join();
  }

  void run() {
    try {
      while (!stopping) answer_one();
    } catch (...) {
      // Whatever it was: without a handler the door must not stay open.
    }
    if (!stopping) on_end();
  }

  void answer_one() {
    Request request;
    const std::size_t frames = receive(socket, request);
    if (frames == 0) return;
    const auto user_id = frames == kRequestFrames ? decide(request) : std::nullopt;
    const std::string_view who = user_id ? std::string_view(*user_id) : std::string_view();
    const std::array<std::string_view, 6> reply{
        kVersion, frame_text(request[1]), user_id ? "200" : "400", user_id ? "OK" : "", who, ""};
    for (std::size_t i = 0; i < reply.size(); ++i) {
      const auto flags = i + 1 < reply.size() ? zmq::send_flags::sndmore : zmq::send_flags::none;
      (void)socket.send(zmq::buffer(reply.at(i)), flags);
    }
  }

  std::optional<std::string> decide(const Request& request) {
    if (frame_text(request[0]) != kVersion || frame_text(request[2]) != domain ||
        frame_text(request[5]) != "CURVE") {
      return std::nullopt;
    }
    const auto key = crypto::AgreementPublicKey::from(base::bytes_of(frame_text(request[6])));
    return key ? judge(*key) : std::nullopt;
  }

  zmq::socket_t socket;
  std::string domain;
  Judge judge;
  std::function<void()> on_end;
  std::atomic<bool> stopping{false};
  std::thread thread;
};

ZapHandler::ZapHandler(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZapHandler::ZapHandler(ZapHandler&&) noexcept = default;
ZapHandler::~ZapHandler() = default;

Result<ZapHandler> ZapHandler::start(Context& context, std::string domain, Judge judge,
                                     std::function<void()> on_end) {
  try {
    auto state =
        std::make_unique<State>(context, std::move(domain), std::move(judge), std::move(on_end));
    state->thread = std::thread([raw = state.get()] { raw->run(); });
    return ZapHandler(std::move(state));
  } catch (const std::exception&) {
    return fail(ErrorCode::kUnavailable, "the ZAP handler cannot start");
  }
}

}  // namespace gateway::net
