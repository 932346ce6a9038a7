#pragma once

#include "gateway/kinds/message.h"
#include "gateway/kinds/value.h"
#include "gateway/model/ids.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Pairwise identifiers: no two recipients get the same name for one case, person or thread.

namespace gateway::kinds {

/// Gives the token by which this recipient knows an identifier of ours. The same identifier always
/// gives the same token, another recipient another one; a UUID for a UUID. The caller keys it and
/// keeps what was handed out. It may answer with the identifier itself for its own organisation.
using TokenOf = std::function<std::string(std::string_view identifier)>;

/// Whether a copy says to which case it belongs. What speaks of intelligence or of an anonymous
/// Duty to Notify does not: it inherits that from its target.
enum class Thread : std::uint8_t { kCut = 0, kKept = 1 };

/// For whom a copy is made.
struct Addressee {
  Recipient recipient;
  /// Stands in the copy instead of the message's own id; an envelope of its own needs an id of its
  /// own, because the gateway takes (sender, message id) for one envelope.
  std::optional<model::MessageId> message_id = std::nullopt;
  Thread thread = Thread::kKept;
};

/// A message as one recipient is to get it: its own tokens instead of identifiers, nothing where
/// the matrix gives its role only a token of something that is no identifier, no other recipients.
class Copy {
 public:
  [[nodiscard]] model::Kind kind() const { return kind_; }
  [[nodiscard]] const Value& document() const { return document_; }
  [[nodiscard]] Content content() const { return {kind_, document_}; }

  /// True when both would be sealed from the same bytes, so that one envelope can carry both.
  friend bool may_share_envelope(const Copy& a, const Copy& b);
  friend Copy copy_for(const Message& message, const Addressee& addressee, const TokenOf& token_of);

 private:
  Copy(model::Kind kind, Value document) : kind_(kind), document_(std::move(document)) {}

  model::Kind kind_;
  Value document_;
};

bool may_share_envelope(const Copy& a, const Copy& b);

/// Replaces every pairwise identifier, and its occurrences in all texts, by the recipient's token;
/// where the matrix says N the key is dropped. References become tokens where it says T.
Copy copy_for(const Message& message, const Addressee& addressee, const TokenOf& token_of);

/// Turns tokens back: `own_by_token` says what we call a thing that the other side knows by the
/// token. Tokens that are not in it stay.
Value with_own_identifiers(const Content& content,
                           const std::map<std::string, std::string>& own_by_token);

}  // namespace gateway::kinds
