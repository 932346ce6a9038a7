#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/hpke.h"
#include "gateway/model/ids.h"
#include "gateway/model/legal.h"
#include "gateway/model/refusal.h"
#include "gateway/model/role.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace gateway::wire {

using SessionId = base::FixedBytes<struct SessionIdTag, 16>;
using RequestId = base::FixedBytes<struct RequestIdTag, 16>;
using Nonce = base::FixedBytes<struct NonceTag, 16>;
using CurvePublicKey = base::FixedBytes<struct CurvePublicKeyTag, 32>;

/// A signed checkpoint and the proof that it extends the head of `from_size` leaves.
struct LogHead {
  std::string checkpoint;
  std::vector<base::Digest> consistency;
  std::uint64_t from_size = 0;
};

/// A leaf and its way up to the head that the answer carries.
struct LeafProof {
  base::Bytes leaf;
  std::uint64_t index = 0;
  std::vector<base::Digest> path;
};

// ── what a client asks ──

/// The envelopes travel as attachments of the frame.
struct Submit {
  std::uint32_t count = 0;
};
/// Start delivering the mail of this session's unit in one of its roles.
struct Attach {
  model::Role role = model::Role::kNone;
  std::uint32_t credit = 0;
};
struct Credit {
  std::uint32_t more = 0;
};
struct SignedReceipt {
  base::Bytes receipt;
  base::Bytes signature;
};
struct Receipts {
  std::vector<SignedReceipt> receipts;
};
struct Release {
  base::Bytes request;
  base::Bytes signature;
};
struct Subscribe {
  std::string note;
};
struct AskSubscriptions {
  std::string topic;
};
struct AskStatus {
  std::vector<model::MessageId> messages;
};
struct AskConsents {
  base::Digest group;
};
struct AskDirectory {
  std::uint32_t known_version = 0;
};
struct AskPolicies {};
struct AskHead {
  std::uint64_t known_size = 0;
};
struct Freeze {
  std::string note;
};
struct Ping {};
/// A note by which trustees lift a lock: directory/break_glass.h.
struct TakeBreakGlass {
  std::string note;
};
/// A note that closes a review: directory/review.h.
struct TakeReview {
  std::string note;
};
struct AskOversight {};
/// These break-glass notes, by their hashes, this unit has been told of.
struct ConfirmTold {
  std::vector<base::Digest> notes;
};

using RequestBody =
    std::variant<Submit, Attach, Credit, Receipts, Release, Subscribe, AskSubscriptions, AskStatus,
                 AskConsents, AskDirectory, AskPolicies, AskHead, Freeze, Ping, TakeBreakGlass,
                 TakeReview, AskOversight, ConfirmTold>;

struct Request {
  std::uint64_t id = 0;
  RequestBody body;
};

/// What the recipient signs to get second halves of keys. The exact bytes are signed.
struct ReleaseRequest {
  RequestId request_id;
  model::EnvelopeId envelope_id;
  base::Digest row_commitment;
  std::uint32_t sections = 0;  ///< Bits over the head's sections.
  crypto::AgreementPublicKey ephemeral;
  std::uint32_t expires_minutes = 0;
  model::UnitRef unit;
  model::KeyId key_id;
};

// ── what the gateway answers ──

struct Refused {
  model::Refusal refusal = model::Refusal::kUnspecified;
  base::Millis retry_after{0};
};
struct SubmitResult {
  base::Digest subject;  ///< Envelope id; for receipts the digest of the receipt.
  bool accepted = false;
  model::Refusal refusal = model::Refusal::kUnspecified;
  LeafProof proof;  ///< Only when accepted.
};
struct Submitted {
  std::vector<SubmitResult> results;
};
struct Receipted {
  std::vector<SubmitResult> results;
};
struct DoneAnswer {};
/// The recipient's view of the envelope travels as attachment.
struct Delivery {
  std::uint64_t delivery_id = 0;
  std::uint32_t attempt = 0;
  LeafProof proof;
  base::Time accepted_at;
};
struct Released {
  RequestId request_id;
  crypto::HpkeSealed halves;
  LeafProof proof;
};
struct Subscriptions {
  std::vector<std::string> notes;
  std::uint64_t log_size = 0;
};
struct RowStatus {
  model::UnitRef unit;
  model::Role role = model::Role::kNone;
  std::uint8_t state = 0;  ///< broker::DeliveryState
  std::uint32_t opened = 0;
  base::Digest row_commitment{};  ///< Zero once the ciphertext was erased.
  bool acted = false;             ///< Somebody says it was acted on.
  std::uint8_t reason = 0;        ///< broker::QuarantineReason
  std::uint16_t refusal = 0;      ///< model::Refusal; 0 when it was not refused.
  base::Time accepted{};
  base::Time fetched{};  ///< The recipient's word, like the next two; the epoch for never.
  base::Time opened_at{};
  base::Time acted_at{};
};
struct MessageStatus {
  model::MessageId message_id;
  bool known = false;
  std::vector<RowStatus> rows;
  model::EnvelopeId envelope{};
  /// Of a withdrawal: how many handles of the record it names are withdrawn now. 0 when there is no
  /// such record, or the sender has no say over it.
  std::uint32_t withdrawn = 0;
};
struct Statuses {
  std::vector<MessageStatus> messages;
};
struct ConsentEntry {
  model::ConsentHandle handle;
  model::ConsentPurpose purpose = model::ConsentPurpose::kNone;
  model::PartnerNumber recipient = model::PartnerNumber::kNobody;
  model::Role role = model::Role::kNone;
  base::Time from;
  base::Time until;
  bool withdrawn = false;
};
struct Consents {
  std::vector<ConsentEntry> entries;
};
struct Notes {
  std::vector<std::string> notes;
};
struct HeadOnly {};
/// A review that is open, of a message that the asking partner sent, or, of break-glass, of any
/// when the NGO asks.
struct ReviewEntry {
  std::uint8_t what = 0;  ///< directory::Reviewed
  base::Digest subject;   ///< As in the note that closes it.
  model::MessageId message_id;
  base::Time opened;
  base::Time due;
};
/// A break-glass note that the asking unit has not confirmed yet.
struct BreakGlassNotice {
  std::string note;
  model::MessageId message_id;
  base::Digest opening;  ///< Key that opens the detail of the leaf: the note.
  LeafProof proof;
};
struct Oversight {
  std::uint32_t break_glass = 0;  ///< How often it was ever used, by anybody.
  std::uint32_t in_force = 0;
  std::vector<ReviewEntry> reviews;
  std::vector<BreakGlassNotice> notices;
};

using AnswerBody = std::variant<Refused, Submitted, DoneAnswer, Delivery, Receipted, Released,
                                Subscriptions, Statuses, Consents, Notes, HeadOnly, Oversight>;

struct Answer {
  std::uint64_t re = 0;  ///< The request's id; 0 for a delivery nobody asked for just now.
  LogHead head;          ///< Empty checkpoint where no proof is given.
  AnswerBody body;
};

/// Cap'n Proto bytes. Decoding refuses anything over its limits (FORMAT.md) and unknown members.
base::Bytes encode(const Request& request);
base::Bytes encode(const Answer& answer);
base::Bytes encode(const ReleaseRequest& request);
base::Result<Request> decode_request(base::ByteView bytes);
base::Result<Answer> decode_answer(base::ByteView bytes);
base::Result<ReleaseRequest> decode_release_request(base::ByteView bytes);

}  // namespace gateway::wire
