#include "gateway/client/tokens.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"
#include "gateway/crypto/mac.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gateway::client {
namespace {

crypto::Mac mac_of(const crypto::SecretBytes<32>& key, std::string_view context,
                   std::string_view partner, std::string_view what) {
  base::ByteWriter text;
  text.sized(base::bytes_of(context)).sized(base::bytes_of(partner)).sized(base::bytes_of(what));
  return crypto::hmac_sha256(key.bytes(), {text.bytes()});
}

// Version 8 of RFC 9562: a UUID of one's own making.
model::MessageId uuid_of(const crypto::Mac& mac) {
  std::array<std::uint8_t, model::MessageId::kSize> bytes{};
  std::ranges::copy(mac.bytes().first<model::MessageId::kSize>(), bytes.begin());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x80U);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
  return model::MessageId(bytes);
}

}  // namespace

std::string pairwise_token(const crypto::SecretBytes<32>& key, std::string_view partner,
                           std::string_view identifier) {
  const auto mac = mac_of(key, "safeconduct token v1", partner, identifier);
  if (model::parse_message_id(identifier)) return model::to_text(uuid_of(mac));
  return "T-" + base::to_hex(mac.bytes().first<10>());
}

model::MessageId pairwise_message_id(const crypto::SecretBytes<32>& key,
                                     const model::MessageId& message, std::string_view partner,
                                     std::string_view role) {
  return uuid_of(mac_of(key, "safeconduct message id v1", partner,
                        model::to_text(message) + " " + std::string(role)));
}

model::ConversationId conversation_of(const crypto::SecretBytes<32>& key, std::string_view partner,
                                      std::string_view thread) {
  const auto mac = mac_of(key, "safeconduct conversation v1", partner, thread);
  return *model::ConversationId::from(mac.bytes().first<model::ConversationId::kSize>());
}

}  // namespace gateway::client
