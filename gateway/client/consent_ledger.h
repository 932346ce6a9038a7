#pragma once

#include "gateway/base/time.h"
#include "gateway/client/answers.h"
#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/client/outbox.h"
#include "gateway/model/ids.h"
#include "gateway/model/kind.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"
#include "gateway/promise/duty.h"
#include "gateway/wire/messages.h"

#include <optional>
#include <string>
#include <vector>

// What this unit's own outbox and the gateway's register say about consents. Sealed bytes are not
// opened for it: rows and the gateway's part of an envelope are readable by whoever made it.

namespace gateway::client {

/// One row that was sent, as the outbox has it.
struct SentRow {
  model::MessageId message;  ///< The id in the file.
  model::MessageId wire_id;  ///< The id of the envelope it travels in.
  model::Kind kind = model::Kind::kNone;
  base::Time created;
  model::UnitRef unit;
  model::Role role = model::Role::kNone;
  std::vector<promise::Given> given;
  std::vector<model::ConsentHandle> relied_on;  ///< Handles the envelope offered to the gateway.
  base::Digest
      consent_group;  ///< Of a consent record's first envelope, or a withdrawal; else zero.
  bool accepted = false;
};
/// Every row of every message, in the order of the outbox. A damaged item is left out and counted.
struct SentRows {
  std::vector<SentRow> rows;
  std::size_t damaged = 0;
};
SentRows sent_rows(const Outbox& outbox);

/// A consent record that this unit sent, with what the register says of it now.
struct RecordedConsent {
  /// Nothing when the file called it otherwise than the message.
  std::optional<model::MessageId> id;
  model::MessageId message;
  base::Digest group;
  base::Time created;
  std::vector<wire::ConsentEntry> entries;  ///< Empty when the register has none.
};
/// In the order of their dates; nothing when the link broke.
std::optional<std::vector<RecordedConsent>> recorded_consents(const Desk& desk,
                                                              const SentRows& sent, Link& link,
                                                              base::Millis timeout);

enum class ConsentState : std::uint8_t { kLive = 0, kNotYet, kExpired, kWithdrawn };
std::string_view to_text(ConsentState state);
ConsentState state_of(const wire::ConsentEntry& entry, base::Time now);

/// What one recipient owes and how far it got.
struct OwedRow {
  SentRow row;
  promise::Duty duty;
  std::optional<wire::RowStatus>
      status;  ///< Nothing when the gateway does not know of it (any more).
  std::optional<base::Time> answered;
  promise::State state = promise::State::kOpen;
};
struct OwedQuestion {
  std::vector<SentRow> rows;
  base::Time now;
  base::Millis timeout{15'000};
};
/// Every answer that recipients of these rows owe, overdue first; nothing when the link broke.
/// Answers are noted in the book.
std::optional<std::vector<OwedRow>> owed_rows(const OwedQuestion& question, Link& link,
                                              AnswerBook& book);

}  // namespace gateway::client
