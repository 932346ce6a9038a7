#pragma once

#include "gateway/crypto/secret_bytes.h"
#include "gateway/model/ids.h"

#include <string>
#include <string_view>

namespace gateway::client {

/// The name by which one partner knows an identifier of ours: HMAC under the key that only our
/// units share. A UUID gives a UUID, anything else "T-" and 20 hex digits. The same identifier
/// always gives the same token, another partner another one.
std::string pairwise_token(const crypto::SecretBytes<32>& key, std::string_view partner,
                           std::string_view identifier);

/// The id of the envelope that carries this message to this recipient, when a message needs
/// several.
model::MessageId pairwise_message_id(const crypto::SecretBytes<32>& key,
                                     const model::MessageId& message, std::string_view partner,
                                     std::string_view role);

/// The id of the thread between us and one partner about one case or correlation.
model::ConversationId conversation_of(const crypto::SecretBytes<32>& key, std::string_view partner,
                                      std::string_view thread);

}  // namespace gateway::client
