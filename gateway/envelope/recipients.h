#pragma once

#include "gateway/base/bytes.h"
#include "gateway/envelope/gateway_view.h"
#include "gateway/envelope/rows.h"

#include <compare>
#include <span>
#include <string_view>
#include <vector>

namespace gateway::envelope {

/// Whom a row is for. The text belongs to the row.
struct RecipientKey {
  model::PartnerNumber partner = model::PartnerNumber::kNobody;
  std::string_view unit;
  model::Role role = model::Role::kNone;

  friend auto operator<=>(const RecipientKey&, const RecipientKey&) = default;
};

inline RecipientKey recipient_key(const Row& row) {
  return {row.recipient.partner, row.recipient.unit, row.role};
}

/// Without fillers.
std::vector<RecipientKey> sorted_recipients(std::span<const GatewayRowParts> rows);
[[nodiscard]] bool has_duplicate(std::span<const RecipientKey> sorted);
base::Digest recipients_digest(std::span<const RecipientKey> sorted);

}  // namespace gateway::envelope
