#pragma once

#include "gateway/client/member.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/daemon/engine.h"
#include "gateway/directory/freeze.h"
#include "gateway/directory/subscription.h"
#include "gateway/envelope/receipt.h"
#include "gateway/envelope/recipient_view.h"
#include "gateway/envelope/seal.h"
#include "gateway/wire/messages.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/daemon/engine_archive.h"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway::daemon {

/// A unit of the training network, with its secrets.
struct Member {
  std::string partner;
  model::UnitRef unit;
  client::MemberKeys keys;
};

/// A clock that a test moves. Judges hellos by their time, like the real one.
class HandClock final : public Clock {
 public:
  explicit HandClock(base::Time start) : now_(start) {}
  [[nodiscard]] base::Time now() const override { return now_; }
  void saw_message(base::Time /*created*/) override {}
  [[nodiscard]] bool is_training() const override { return false; }
  void pass(base::Millis time) { now_ += time; }

 private:
  base::Time now_;
};

class World;

struct Mail {
  wire::Delivery delivery;
  base::Bytes view;
};

/// One connection of one unit, as its machine sees it. Checks MAC and order of all it is sent.
class FakeClient {
 public:
  FakeClient(World& world, const Member& member);
  FakeClient(const FakeClient&) = delete;
  FakeClient& operator=(const FakeClient&) = delete;
  ~FakeClient();

  [[nodiscard]] wire::Hello hello() const;
  /// Says this hello; whether a session came of it. Else `refused` says why.
  bool greet(const wire::Hello& hello);
  bool connect() { return greet(hello()); }

  /// Asks, in a turn of its own; nothing when there was no answer.
  std::optional<wire::Answer> ask(wire::RequestBody body,
                                  const std::vector<base::ByteView>& attachments = {});
  /// The code of a refused request; kUnspecified when it was not refused, or not answered.
  model::Refusal refusal_of(wire::RequestBody body);
  wire::SubmitResult submit(base::ByteView container);
  wire::SubmitResult receipt(const Mail& mail, envelope::ReceiptStage stage,
                             std::uint32_t sections = 0);
  model::Refusal subscribe(std::string_view pattern, directory::SubscriptionState state);
  /// A signed request for these sections of a view that somebody was sent.
  [[nodiscard]] wire::Release release_of(const Mail& mail, std::uint32_t sections) const;

  /// The frame of the next request.
  base::Bytes frame(wire::RequestBody body, const std::vector<base::ByteView>& attachments = {});
  void receive(base::ByteView bytes);

  World& world;
  const Member& member;
  ipc::PeerId peer{};
  wire::CurvePublicKey curve;  ///< Of the connection.
  std::optional<model::Refusal> refused;
  std::vector<Mail> mail;

 private:
  struct Session {
    wire::SessionId id;
    wire::SessionKeys keys;
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
  };
  std::optional<crypto::AgreementKey> ephemeral_;
  wire::Signed said_;
  std::optional<Session> session_;
  std::uint64_t last_request_ = 0;
  std::map<std::uint64_t, wire::Answer> answers_;
  directory::SubscriptionSet::Next next_subscription_;
};

/// A gateway without sockets, files or time of its own, and everybody who might talk to it.
class World {
 public:
  World();
  ~World();

  [[nodiscard]] const Member& member(std::string_view partner, std::string_view unit) const;
  std::unique_ptr<FakeClient> dial(std::string_view partner, std::string_view unit);
  std::unique_ptr<FakeClient> connect(std::string_view partner, std::string_view unit);

  /// One turn of the core: what `act` does, stored, proved and sent.
  template <class Act>
  void turn(const Act& act) {
    engine->begin_turn(monotonic);
    act();
    commit();
  }
  void turn() {
    turn([] {});
  }
  void pass(base::Millis time);
  /// The process ends and starts again from what is stored; connections are gone.
  void restart();

  /// A request that the gateway accepts, for tests to spoil: content from the sender for one row
  /// each.
  struct To {
    const Member& member;
    model::Role role;
  };
  envelope::SealRequest draft(const Member& sender, model::Kind kind, const std::vector<To>& to);
  envelope::SealRequest intel(const std::vector<To>& to);
  base::Bytes seal(envelope::SealRequest request, const Member& sender);

  std::string freeze_note(const directory::Freeze& freeze, std::size_t trustees);
  /// A note over `text`, signed by these trustees, counted from 1.
  std::string by_trustees(std::string text, std::initializer_list<std::size_t> trustees);
  /// Who decides for the NGO, and who reviews it.
  [[nodiscard]] crypto::SigningKey person(std::string_view file) const;

  /// Leaves of the turn that was last.
  [[nodiscard]] std::vector<audit::Leaf> last_leaves() const;
  [[nodiscard]] std::vector<audit::Leaf> last_leaves(audit::LeafType type) const;
  [[nodiscard]] std::size_t leaf_count(audit::LeafType type) const;

  tests::RepeatableRandom random{1};
  HandClock clock;
  base::Millis monotonic{1'000'000};
  MemoryArchive archive;
  std::unique_ptr<LogBook> log;
  std::unique_ptr<Engine> engine;
  std::map<ipc::PeerId, FakeClient*> clients;
  Changes last;
  std::uint64_t last_peer = 0;
  std::shared_ptr<const directory::Directory> directory;

 private:
  void start();
  void commit();

  std::uint64_t messages_ = 0;
};

}  // namespace gateway::daemon
