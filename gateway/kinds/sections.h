#pragma once

#include "gateway/base/bytes.h"
#include "gateway/kinds/message.h"
#include "gateway/kinds/pairwise.h"
#include "gateway/kinds/value.h"
#include "gateway/model/section.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gateway::kinds {

/// What stands where the schema requires a text and the reader may not have it.
inline constexpr std::string_view kHeldText = "[held by originating organisation]";

/// Plaintext of sections: flat Cap'n Proto bytes of the kind's struct, each with that section's
/// fields only. The layout is frozen by schemas/golden.
using Sections = std::map<model::Section, base::Bytes>;

/// All sections of the kind, also those that hold nothing in this message. What is `held` or in the
/// `head` is in none of them.
Sections split(const Copy& copy);
/// The same of a message as it stands, with its real identifiers.
Sections split(const Message& message);

/// What one reader sees of a message: a message whose withheld parts are missing.
class View {
 public:
  View(model::Kind kind, Value document, std::vector<model::Section> shown)
      : kind_(kind), document_(std::move(document)), shown_(std::move(shown)) {}

  [[nodiscard]] model::Kind kind() const { return kind_; }
  [[nodiscard]] const Value& document() const { return document_; }
  [[nodiscard]] Content content() const { return {kind_, document_}; }
  /// The sections it was made of, in the order of their numbers.
  [[nodiscard]] const std::vector<model::Section>& shown() const { return shown_; }

 private:
  model::Kind kind_;
  Value document_;
  std::vector<model::Section> shown_;
};

/// Puts opened sections together again. The bytes may come from anybody: whatever does not decode
/// within the limits, belongs to another section, does not fit the schema or does not fit together
/// is a violation. `reader` becomes the only recipient of the view; with one, a section that lacks
/// what its role may read and the schema requires is a violation too. Nothing from here holds
/// kHeldText for a pairwise identifier: its key is absent.
std::variant<View, Violations> merge(model::Kind kind, const Sections& sections,
                                     const std::optional<Recipient>& reader);

/// What `reader` would see of the copy made for it if `granted` are the sections it may open.
View preview(const Copy& copy, std::span<const model::Section> granted, const Recipient& reader);

}  // namespace gateway::kinds
