#pragma once

#include "gateway/admission/authenticate.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/checked.h"
#include "gateway/ipc/messages.h"
#include "gateway/model/ids.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/session.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace gateway::daemon {

/// Names a session within this run of the core, for mailboxes and pending answers.
enum class SessionNumber : std::uint64_t {};

/// One client that proved who it is.
struct Session {
  SessionNumber number{};
  wire::SessionId id;
  ipc::PeerId peer{};
  model::UnitRef unit;
  model::KeyId key;
  wire::SessionKeys keys;
  std::uint64_t last_received = 0;  ///< Sequence of the latest request.
  std::uint64_t last_sent = 0;
  std::uint64_t proved_size = 0;  ///< The log head this client knows.
};

/// What a hello is judged by and answered with.
struct Reception {
  admission::Identity identity;
  /// Whether the client's clock is compared with ours; a training network has no common clock.
  bool checks_time = true;
  const crypto::SigningKey& session_key;
  crypto::Random& random;
};

/// All sessions of the core. They live in memory only: after a restart clients say hello again.
class Sessions {
 public:
  /// Beyond either of them a newcomer is refused; a second hello on a connection is none.
  static constexpr std::size_t kMaxSessions = 20'000;
  static constexpr std::size_t kMaxPerUnit = 64;

  /// A welcome still to be completed with head and directory by the caller.
  using Complete = std::function<void(const wire::Hello&, wire::Welcome&)>;

  struct Opened {
    Session* session;
    base::Bytes welcome;  ///< The frame to send back.
  };
  /// Checks a hello that arrived from `peer` over a connection with `curve_key`.
  envelope::Checked<Opened> open(const wire::Signed& hello, ipc::PeerId peer,
                                 const wire::CurvePublicKey& curve_key, const Reception& reception,
                                 const Complete& complete);

  /// The session a frame belongs to, when MAC and sequence are good; the sequence is used up.
  envelope::Checked<Session*> accept(const wire::SessionFrame& frame, ipc::PeerId peer);

  /// The next frame to this client.
  static base::Bytes seal(Session& session, const wire::Answer& answer,
                          const std::vector<base::ByteView>& attachments);

  [[nodiscard]] Session* find(SessionNumber number);

  /// Ends sessions; returns the numbers of those that ended.
  std::vector<SessionNumber> drop_peer(ipc::PeerId peer);
  std::vector<SessionNumber> drop_if(const std::function<bool(const Session&)>& condition);
  std::vector<SessionNumber> drop_all();

  [[nodiscard]] std::size_t size() const { return by_id_.size(); }

 private:
  std::map<wire::SessionId, std::unique_ptr<Session>> by_id_;
  std::map<SessionNumber, Session*> by_number_;
  std::uint64_t last_number_ = 0;
};

}  // namespace gateway::daemon
