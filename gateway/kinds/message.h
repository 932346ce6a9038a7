#pragma once

#include "gateway/base/time.h"
#include "gateway/kinds/value.h"
#include "gateway/kinds/violation.h"
#include "gateway/model/handling.h"
#include "gateway/model/ids.h"
#include "gateway/model/kind.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gateway::kinds {

/// Limits on a file in interchange form.
inline constexpr std::size_t kMaxFileSize = std::size_t{1} << 20U;
inline constexpr std::size_t kMaxTextLength = 15'000;  ///< Characters (Unicode code points).

struct Sender {
  model::PartnerName partner;
  std::optional<model::UnitName> unit;
};

struct Recipient {
  model::PartnerName partner;
  model::Role role = model::Role::kNone;

  friend auto operator<=>(const Recipient&, const Recipient&) = default;
};

/// The record that consent was overridden. Parts may be missing: a rule refuses that.
struct Override {
  std::string basis;
  std::string decided_by;
  std::optional<base::Time> decided_at;
  std::string reason;
};

struct Legal {
  model::Purpose purpose = model::Purpose::kNone;
  model::LegalBasis article6 = model::LegalBasis::kNone;
  model::LegalBasis article9 = model::LegalBasis::kNone;
  std::vector<std::string> consent_refs;
  std::optional<Override> override_record;
};

enum class SubjectCategory : std::uint8_t {
  kNone = 0,
  kVictim = 1,
  kSuspect = 2,
  kInformant = 3,
  kWitness = 4,
};

struct DataSubject {
  std::string ref;
  SubjectCategory category = SubjectCategory::kNone;
  bool adult = false;
  std::optional<bool> identified;
};

struct Retention {
  std::string klass;
  std::optional<std::string> review_on;
  bool legal_hold = false;
};

/// The envelope part of a file, typed.
struct Interchange {
  model::MessageId message_id;
  model::Kind kind = model::Kind::kNone;
  base::Time created;
  Sender sender;
  std::vector<Recipient> recipients;
  std::optional<std::string> case_ref;
  std::optional<std::string> pseudonym;
  std::optional<std::string> correlation_id;  ///< Missing only in a view.
  std::optional<std::string> in_reply_to;
  model::Urgency urgency = model::Urgency::kNone;
  model::Marking marking = model::Marking::kNone;
  model::HandlingCode handling = model::HandlingCode::kNone;
  std::vector<std::string> conditions;
  Legal legal;
  std::vector<DataSubject> subjects;
  Retention retention;
  bool synthetic = false;
};

/// What a rule or a fact looks at: the tree of a message, a view or a file that has faults.
/// Borrowed from its owner.
struct Content {
  model::Kind kind;
  const Value& document;  ///< {"envelope", "body"}; any part may be missing unless of a Message.
};

/// A message that fits the schema of its kind in every respect.
class Message {
 public:
  [[nodiscard]] model::Kind kind() const { return envelope_.kind; }
  [[nodiscard]] const Interchange& envelope() const { return envelope_; }
  [[nodiscard]] const Value& document() const { return document_; }
  [[nodiscard]] Content content() const { return {kind(), document_}; }

 private:
  friend struct MessageMaker;
  Message(Interchange envelope, Value document)
      : envelope_(std::move(envelope)), document_(std::move(document)) {}

  Interchange envelope_;
  Value document_;
};

/// A file that does not become a Message, with all that could still be read of it.
struct Rejection {
  Violations violations;  ///< In the order of their rules; empty only when the kind has no schema.
  std::optional<model::Kind> kind;
  bool unsupported = false;             ///< The kind is known but has no schema yet.
  std::optional<Interchange> envelope;  ///< When its envelope part is sound.
  Value document;                       ///< What was sound, without what was not.
};

/// Reads interchange JSON, bare or wrapped in {"expect", "message"}. Refuses what the schema of the
/// kind does not know, doubled keys, nesting over 16, sizes over the limits.
std::variant<Message, Rejection> parse_json(std::string_view text);

/// Interchange JSON; of a Message the exact members it was read from.
std::string to_json(const Value& document);
std::string to_json(const Message& message);

/// The typed envelope part, or nothing when a part of it is missing. For views and rejections.
std::optional<Interchange> interchange_of(const Value& document);

}  // namespace gateway::kinds
