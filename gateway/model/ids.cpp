#include "gateway/model/ids.h"

#include "gateway/base/text.h"

#include <string>

namespace gateway::model {

std::string to_text(const MessageId& id) {
  const std::string hex = base::to_hex(id.bytes());
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

base::Result<MessageId> parse_message_id(std::string_view text) {
  std::string hex(text);
  std::erase(hex, '-');
  const auto bytes = base::from_hex(hex);
  if (!bytes) return bytes.error();
  const auto id = MessageId::from(*bytes);
  if (!id || to_text(*id) != text) {
    return base::fail(base::ErrorCode::kMalformed, "a message id is a lower-case UUID");
  }
  return *id;
}

}  // namespace gateway::model
