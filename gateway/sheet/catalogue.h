#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/kinds/matrix.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"
#include "gateway/policy/words.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gateway::sheet {

/// One text of a catalogue that the program asks for, and the names in braces it must hold.
struct Entry {
  std::string key;
  std::vector<std::string> fields;  ///< Sorted.
};

/// Every key a catalogue has, no more and no fewer, sorted.
const std::vector<Entry>& entries();

/// The keys that come from the vocabulary.
std::string title_key(model::ConsentPurpose purpose);
std::string reason_key(model::ConsentPurpose purpose);
std::string role_key(model::Role role);
std::string group_key(kinds::FieldGroup group);
std::string keep_key(policy::Retention klass);

/// Groups that say nothing of the person: gradings, handling rules, staff, counts, the log itself.
[[nodiscard]] bool is_told(kinds::FieldGroup group);

/// How far a purpose can be taken back, by the customer's list of consent purposes.
std::string take_back_key(model::ConsentPurpose purpose);

/// All words of a sheet in one language. The file format is in FORMAT.md.
class Catalogue {
 public:
  /// Refuses, with every line that is wrong: a key that is not known, doubled or missing, a text
  /// without the fields of its key or with others, text that is not UTF-8 or not composed.
  static std::variant<Catalogue, base::Diagnostics> parse(std::string_view text,
                                                          const std::string& file);

  using Fields = std::vector<std::pair<std::string_view, std::string>>;
  /// The text of a key, with its fields filled in. Ends the process for a key or field that is not
  /// in entries(): they are ours.
  [[nodiscard]] std::string text(std::string_view key, const Fields& fields = {}) const;

  [[nodiscard]] std::string code() const { return text("language.code"); }        ///< "pl"
  [[nodiscard]] std::string name() const { return text("language.name"); }        ///< "Polski"
  [[nodiscard]] std::string english() const { return text("language.english"); }  ///< "Polish"
  /// A qualified translator has confirmed every text.
  [[nodiscard]] bool is_reviewed() const { return text("language.reviewed") != "no"; }

 private:
  Catalogue() = default;

  std::map<std::string, std::string, std::less<>> texts_;
};

/// The languages that are built in, by code; English first, then in the order of codes.
std::vector<std::string> languages();
/// Null for a language that is not built in.
const Catalogue* built_in(std::string_view code);

}  // namespace gateway::sheet
