#include "gateway/envelope/recipients.h"

#include "gateway/base/byte_codec.h"
#include "gateway/crypto/digest.h"

#include <algorithm>

namespace gateway::envelope {

std::vector<RecipientKey> sorted_recipients(std::span<const GatewayRowParts> rows) {
  std::vector<RecipientKey> recipients;
  recipients.reserve(rows.size());
  for (const GatewayRowParts& parts : rows) {
    if (!parts.row.is_filler()) recipients.push_back(recipient_key(parts.row));
  }
  std::ranges::sort(recipients);
  return recipients;
}

bool has_duplicate(std::span<const RecipientKey> sorted) {
  return std::ranges::adjacent_find(sorted) != sorted.end();
}

base::Digest recipients_digest(std::span<const RecipientKey> sorted) {
  base::ByteWriter list;
  for (const RecipientKey& recipient : sorted) {
    list.number(static_cast<std::uint32_t>(recipient.partner))
        .sized(base::bytes_of(recipient.unit))
        .number(static_cast<std::uint8_t>(recipient.role));
  }
  return crypto::digest_of("safeconduct recipients v1", {list.bytes()});
}

}  // namespace gateway::envelope
