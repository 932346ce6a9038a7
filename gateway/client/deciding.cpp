#include "gateway/client/deciding.h"

#include "gateway/envelope/head.h"
#include "gateway/envelope/override_record.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/override_ground.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gateway::client {
namespace {

using model::Refusal;

constexpr std::string_view kRecordAt = "/envelope/legal/override";
constexpr std::string_view kBasisAt = "/envelope/legal/override/basis";
constexpr std::array<std::string_view, 4> kPartsAt = {
    kBasisAt, "/envelope/legal/override/decidedBy", "/envelope/legal/override/decidedAt",
    "/envelope/legal/override/reason"};

using Parts = std::array<const std::string*, kPartsAt.size()>;

// The text there, null when it is not told.
const std::string* told(const kinds::Value& document, std::string_view at) {
  const std::string* const text = document.text_at(at);
  return text == nullptr || *text == kinds::kHeldText ? nullptr : text;
}

Parts parts_in(const kinds::Value& document) {
  Parts parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) parts.at(i) = told(document, kPartsAt.at(i));
  return parts;
}

bool is_whole(const Parts& parts) {
  return std::ranges::none_of(parts, [](const std::string* part) { return part == nullptr; });
}

envelope::OverrideReason record_of(const Parts& parts) {
  return {*parts[0], *parts[1], *parts[2], *parts[3]};
}

// The person decided at a minute of a clock; never after what it says.
base::Time whole_minute(base::Time time) {
  return base::from_unix_minutes(base::unix_minutes(time));
}

bool tells_basis(const kinds::View& shown) {
  const kinds::FieldMap* const map = kinds::find_field_map(shown.kind());
  const kinds::Field* const field = map == nullptr ? nullptr : kinds::find_field(*map, kBasisAt);
  return field != nullptr && field->place == kinds::Place::kSection &&
         std::ranges::find(shown.shown(), field->section) != shown.shown().end();
}

}  // namespace

DraftPiece draw_piece(const model::MessageId& wire_id, crypto::Random& random) {
  DraftPiece piece{wire_id, crypto::random_fixed<model::Salt>(random), {}};
  random.fill(piece.reason_key.writable());
  return piece;
}

std::optional<envelope::Override> claimed_override(const kinds::Message& message,
                                                   const kinds::Copy& copy,
                                                   const DraftPiece& piece) {
  const auto& record = message.envelope().legal.override_record;
  if (!record || !record->decided_at) return std::nullopt;
  envelope::Override claimed;
  claimed.ground = kinds::override_ground(record->basis);
  claimed.time = whole_minute(*record->decided_at);
  Parts parts = parts_in(copy.document());
  const Parts own = parts_in(message.document());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts.at(i) == nullptr) parts.at(i) = own.at(i);
  }
  if (claimed.ground == model::LegalBasis::kNone || !is_whole(parts)) return std::nullopt;
  claimed.reason_commitment =
      envelope::reason_commitment(piece.reason_key.bytes(), record_of(parts));
  return claimed;
}

void sign(envelope::Override& claimed, const DraftPiece& piece, const crypto::SigningKey& person) {
  claimed.person = person.public_key();
  claimed.signature =
      person.sign(base::bytes_of(envelope::override_text(piece.wire_id, piece.salt, claimed)));
}

bool is_signed(const envelope::Override& decision, const DraftPiece& piece) {
  const std::string text = envelope::override_text(piece.wire_id, piece.salt, decision);
  return crypto::verify(decision.person, base::bytes_of(text), decision.signature);
}

std::optional<Refusal> refusal_of_override(const envelope::RecipientView& view,
                                           const envelope::RowKeys& keys, const Halves& halves,
                                           const kinds::View& shown) {
  const bool is_committed = !view.head.reason_commitment.is_zero();
  const bool is_told = shown.document().has(kRecordAt);
  if (is_told && !is_committed) return Refusal::kOverrideNeedsNamedPerson;
  if (!is_told) {
    const bool is_hidden = is_committed && tells_basis(shown);
    return is_hidden ? std::optional(Refusal::kOverrideNeedsNamedPerson) : std::nullopt;
  }
  const Parts parts = parts_in(shown.document());
  const auto index = envelope::index_of(view.head, kinds::reason_section(shown.kind()));
  if (!is_whole(parts) || !index || !view.row.grants(*index)) return std::nullopt;
  const auto half = halves.find(*index);
  const auto expected = envelope::reason_commitment(
      keys, *index, half == halves.end() ? nullptr : &half->second, record_of(parts));
  if (expected == view.head.reason_commitment) return std::nullopt;
  return Refusal::kOverrideNeedsNamedPerson;
}

}  // namespace gateway::client
