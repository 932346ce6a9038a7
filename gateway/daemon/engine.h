#pragma once

#include "gateway/admission/authorise.h"
#include "gateway/base/time.h"
#include "gateway/broker/mailboxes.h"
#include "gateway/broker/replay_window.h"
#include "gateway/consent/register.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/daemon/archive.h"
#include "gateway/daemon/break_glass_book.h"
#include "gateway/daemon/changes.h"
#include "gateway/daemon/clock.h"
#include "gateway/daemon/log_book.h"
#include "gateway/daemon/note_kinds.h"
#include "gateway/daemon/refusal_meter.h"
#include "gateway/daemon/review_book.h"
#include "gateway/daemon/sessions.h"
#include "gateway/directory/freeze.h"
#include "gateway/directory/history.h"
#include "gateway/directory/subscription.h"
#include "gateway/envelope/signature.h"
#include "gateway/ipc/messages.h"
#include "gateway/trust/trust.h"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gateway::daemon {

/// A frame for the edge to send.
struct OutFrame {
  ipc::PeerId peer{};
  base::Bytes bytes;
};

/// The gateway's work as one deterministic machine: frames and time in; changes to be stored and,
/// once they are, frames out. Owns every decision and no socket, file or thread. A turn is:
/// begin_turn, any number of frame/gone/…, take_changes; the caller commits them, has the log book
/// adopt and sign, and sends what committed() gives. Nothing leaves before it is stored.
class Engine {
 public:
  struct Parts {
    Clock& clock;
    crypto::Random& random;
    Archive& archive;
    LogBook& log;
    crypto::SigningKey session_key;
    crypto::AgreementKey release_key;
    broker::MailboxSettings mailboxes;
  };

  Engine(Parts parts, trust::Trust trust);

  // ── at start, in this order, from what is stored ──
  void restore(const store::DeliveryRecord& record, const store::MessageRecord& message);
  void restore(const store::ReplayRecord& record);
  base::Result<base::Done> restore(const store::ConsentRecord& record);
  base::Result<base::Done> restore(const store::SubscriptionRecord& record);
  base::Result<base::Done> restore_freeze(const store::NoteRecord& record);
  /// Of the kinds in kOversightNotes, in their order.
  base::Result<base::Done> restore_oversight(NoteKind kind, const store::NoteRecord& record);
  /// Everything is there: mailboxes come alive. `configuration` names the settings in force, for
  /// their leaf.
  void started(const base::Digest& configuration, std::uint64_t next_message);

  // ── a turn ──
  void begin_turn(base::Millis monotonic);
  void frame(ipc::PeerId peer, const wire::CurvePublicKey& curve_key, base::ByteView bytes);
  void gone(ipc::PeerId peer);
  /// The edge died: every connection is gone.
  void edge_lost();
  /// Whether this directory is the one in force or the next after it.
  [[nodiscard]] bool may_adopt(const trust::Trust& trust) const;
  /// New signed notes were loaded and verified; may_adopt() said yes.
  void adopt_trust(trust::Trust trust, const base::Digest& configuration);

  [[nodiscard]] Changes take_changes();
  /// What may be said now that the changes are stored and the head is signed.
  [[nodiscard]] std::vector<OutFrame> committed();

  /// When begin_turn should come at the latest, in monotonic time.
  [[nodiscard]] std::optional<base::Millis> next_wake() const;
  /// The CURVE keys that may connect now.
  [[nodiscard]] std::vector<ipc::AdmittedKey> admitted_keys() const;
  /// True once after the admitted keys changed.
  bool take_admission_change();

  /// Every break-glass there ever was, for the folder from which trustees are told.
  [[nodiscard]] const std::vector<BrokenGlass>& glasses() const { return glasses_.all(); }

  struct Numbers {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t delivered = 0;
    std::uint64_t sessions = 0;
  };
  [[nodiscard]] Numbers numbers() const;

 private:
  // A leaf of this or an earlier turn, kept until the answer that proves it is made.
  struct LeafRef {
    std::uint64_t index = 0;
    store::Leaf bytes{};
  };
  struct PendingResult {
    base::Digest subject;
    model::Refusal refusal = model::Refusal::kUnspecified;
    std::optional<LeafRef> leaf;  ///< Present when accepted.
  };
  // An answer that waits for the commit.
  struct PendingAnswer {
    SessionNumber session{};
    wire::Answer answer;
    std::vector<PendingResult> results;  ///< For submitted and receipted.
    bool with_head = false;
    std::optional<LeafRef> leaf;  ///< Whose proof goes into a delivery or release.
    std::vector<LeafRef> leaves;  ///< Of the notices in an oversight.
    base::Bytes attachment;
  };
  // An accepted message as it is needed for views, receipts and releases. Opened when somebody asks
  // for it: most messages wait for recipients that are not there.
  struct Stored {
    store::MessageRecord record;
    envelope::GatewayEnvelope envelope;  ///< Views into record.container, once opened.
    bool is_opened = false;
  };
  struct RowPlace {
    std::shared_ptr<const Stored> message;
    std::size_t row = 0;
  };

  // engine.cpp
  void refuse(Session& session, std::uint64_t re, model::Refusal refusal);
  void answer(Session& session, std::uint64_t re, wire::AnswerBody body);
  PendingAnswer& later(SessionNumber session, std::uint64_t re, wire::AnswerBody body);
  LeafRef add_leaf(audit::Leaf leaf);
  audit::Leaf leaf(audit::LeafType type, const base::Digest& subject) const;
  void log_refusal(model::PartnerNumber partner, const base::Digest& subject,
                   model::Refusal refusal);
  void greet(const wire::Signed& hello, ipc::PeerId peer, const wire::CurvePublicKey& curve_key);
  void dispatch(Session& session, const wire::Request& request,
                const std::vector<base::ByteView>& attachments);
  void put(Change change) { changes_.changes.push_back(std::move(change)); }
  admission::Identity identity() const;

  // engine_submit.cpp
  void submit(Session& session, std::uint64_t re, std::uint32_t count,
              const std::vector<base::ByteView>& envelopes);
  PendingResult accept_one(const Session& session, base::ByteView container);
  PendingResult refuse_one(const Session& session, const base::Digest& subject,
                           model::Refusal refusal);
  PendingResult admit(const Session& session, const admission::Authenticated& message,
                      base::ByteView container);
  std::optional<model::Refusal> register_consents(const admission::Authenticated& message);
  void withdraw_consents(const envelope::GatewayEnvelope& message);
  LeafRef store_message(const admission::Authenticated& message,
                        const std::vector<admission::AuthorisedRow>& rows,
                        base::ByteView container);
  admission::Authority authority(const envelope::GatewayEnvelope& envelope) const;
  void log_approvals(const envelope::GatewayEnvelope& envelope,
                     const std::vector<admission::AuthorisedRow>& rows);
  bool is_unsubscribed(const envelope::GatewayEnvelope& envelope,
                       const admission::AuthorisedRow& row) const;

  // engine_mail.cpp
  void attach(Session& session, std::uint64_t re, const wire::Attach& request);
  void perform(const broker::Mailboxes::Actions& actions);
  void deliver(const broker::Delivery& delivery, broker::Consumer to, std::uint32_t attempt);
  void receipts(Session& session, std::uint64_t re, const wire::Receipts& request);
  PendingResult take_receipt(const Session& session, const wire::SignedReceipt& signed_receipt);
  void update(const broker::Delivery& delivery, std::uint8_t reason);
  void finish(const broker::Delivery& delivery, audit::LeafType type, std::uint8_t reason);
  std::optional<LeafRef> receipt_known(const model::EnvelopeId& envelope,
                                       const base::Digest& receipt);
  void forget_halves(const Stored& message, std::uint8_t row, std::uint32_t opened);
  std::shared_ptr<Stored> remember(store::MessageRecord record);
  std::shared_ptr<const Stored> opened(const std::shared_ptr<Stored>& kept);
  std::shared_ptr<const Stored> stored(std::uint64_t sequence);
  std::optional<RowPlace> row_of(const model::EnvelopeId& envelope,
                                 const base::Digest& row_commitment);

  // engine_release.cpp
  void release(Session& session, std::uint64_t re, const wire::Release& request);
  void release_row(Session& session, std::uint64_t re, const wire::ReleaseRequest& request,
                   const RowPlace& place);

  // engine_desk.cpp: everything else a partner may ask
  void subscribe(Session& session, std::uint64_t re, const wire::Subscribe& request);
  void show_subscriptions(Session& session, std::uint64_t re,
                          const wire::AskSubscriptions& request);
  void show_status(Session& session, std::uint64_t re, const wire::AskStatus& request);
  wire::MessageStatus status_of(const Session& session, const model::MessageId& message);
  void show_consents(Session& session, std::uint64_t re, const wire::AskConsents& request);
  void show_directory(Session& session, std::uint64_t re, const wire::AskDirectory& request);
  void freeze(Session& session, std::uint64_t re, const wire::Freeze& request);
  void watch_freezes();
  void thaw(const std::vector<broker::Delivery>& held_back);
  bool is_held_by_freeze(const broker::Delivery& delivery);

  // engine_oversight.cpp: break-glass, and reviews of what was decided in a hurry
  void open_override_review(const envelope::GatewayEnvelope& envelope);
  void break_glass(Session& session, std::uint64_t re, const wire::TakeBreakGlass& request);
  std::optional<model::Refusal> refusal_of_glass(const Session& session,
                                                 const directory::VerifiedBreakGlass& verified,
                                                 const RowPlace& place);
  void take_glass(const Session& session, BrokenGlass glass, const RowPlace& place);
  static OpenReview review_of(const BrokenGlass& glass);
  std::optional<model::Refusal> refusal_of_review(const Session& session, const std::string& note,
                                                  const directory::Review& said) const;
  void review(Session& session, std::uint64_t re, const wire::TakeReview& request);
  void show_oversight(Session& session, std::uint64_t re);
  void confirm_told(Session& session, std::uint64_t re, const wire::ConfirmTold& request);
  std::optional<LeafRef> leaf_at(std::uint64_t index);

  // engine_start.cpp
  void log_trust(const base::Digest& configuration);

  Parts parts_;
  trust::Trust trust_;
  directory::DirectoryHistory history_;
  directory::FreezeSet freezes_;
  consent::Register consents_;
  directory::SubscriptionSet subscriptions_;
  broker::Mailboxes mailboxes_;
  broker::ReplayWindow replays_;
  envelope::SignatureCache signatures_;
  Sessions sessions_;
  ReviewBook reviews_;
  BreakGlassBook glasses_;
  RefusalMeter refusals_;

  base::Time now_;
  base::Time arrived_;  // The clock before this turn's message moved it.
  base::Millis monotonic_{0};
  std::uint64_t next_message_ = 1;
  std::uint64_t freeze_count_ = 0;
  std::uint64_t reviews_opened_ = 0;
  std::uint64_t reviews_closed_ = 0;
  std::uint64_t told_ = 0;
  std::vector<broker::Delivery> restored_;
  Changes changes_;
  std::vector<PendingAnswer> pending_;
  std::vector<OutFrame> frames_;
  std::unordered_map<std::uint64_t, LeafRef> deliver_leaves_;  // By delivery id, while in flight.
  std::map<base::Digest, LeafRef> new_receipts_;               // Of this turn.
  std::map<base::Digest, LeafRef> released_;                   // By digest of the request.
  std::set<broker::Mailbox> frozen_mailboxes_;
  std::set<model::PartnerNumber> frozen_senders_;
  std::list<std::uint64_t> recent_order_;
  std::map<std::uint64_t, std::shared_ptr<Stored>> recent_;
  std::map<model::EnvelopeId, std::uint64_t> recent_ids_;
  bool admission_changed_ = true;
  Numbers numbers_;
};

}  // namespace gateway::daemon
