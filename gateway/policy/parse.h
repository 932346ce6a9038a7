#pragma once

#include "gateway/base/enum_text.h"
#include "gateway/policy/cursor.h"
#include "gateway/policy/policy.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The parts of the parser. A function that returns bool says whether the statement can be read on:
// an unknown word is reported and passed over, so that one run finds all of them; a missing word
// ends the statement.

namespace gateway::policy {

/// What makes a text unreadable before its words are looked at: its size, a control character,
/// bytes that are no UTF-8.
std::optional<base::Diagnostic> unreadable(std::string_view text, std::string_view file);

/// The next token is a word of the statement being read.
bool at_word(const Cursor& cursor);
/// Takes `keyword`, or reports that it was expected.
bool expect(Cursor& cursor, std::string_view keyword);
bool take_name(Cursor& cursor, std::string_view what, std::string& out);
std::optional<model::PartnerName> take_partner(Cursor& cursor);
bool take_number(Cursor& cursor, std::string_view what, std::uint64_t max, std::uint64_t& out);
bool take_date(Cursor& cursor, std::optional<base::Time>& out);
bool take_parties(Cursor& cursor, std::vector<Party>& out);
std::optional<Condition> take_condition(Cursor& cursor);
std::optional<Rule> take_rule(Cursor& cursor);
std::optional<Agreement> take_agreement(Cursor& cursor);

/// Reports a clause that stands twice in one statement.
class Once {
 public:
  void mark(Cursor& cursor, const Token& keyword);

 private:
  std::vector<std::string> seen_;
};

template <class Enum, std::size_t N>
bool take_value(Cursor& cursor, const std::array<base::EnumText<Enum>, N>& table,
                std::string_view what, Enum& out) {
  if (!at_word(cursor)) {
    cursor.report_expected(what);
    return false;
  }
  const std::string two_words = cursor.peek().text + " " + cursor.peek_second().text;
  if (const auto value = base::value_in(table, two_words)) {
    cursor.take();
    cursor.take();
    out = *value;
    return true;
  }
  const Token word = cursor.take();
  const auto value = base::value_in(table, word.text);
  if (value) {
    out = *value;
  } else {
    cursor.report(word.place, "\"" + word.text.substr(0, 64) + "\" is not " + std::string(what),
                  suggestion(word.text, base::words_of(table)));
  }
  return true;
}

/// One or more values between commas.
template <class Enum, std::size_t N>
bool take_values(Cursor& cursor, const std::array<base::EnumText<Enum>, N>& table,
                 std::string_view what, EnumSet<Enum>& out) {
  do {
    const Place place = cursor.peek().place;
    Enum value = Enum::kNone;
    if (!take_value(cursor, table, what, value)) return false;
    if (value == Enum::kNone) continue;
    if (out.contains(value)) {
      cursor.report(place, "\"" + std::string(base::text_in(table, value)) + "\" stands here twice",
                    "leave one out");
    }
    out.insert(value);
  } while (cursor.take_if(","));
  return true;
}

}  // namespace gateway::policy
