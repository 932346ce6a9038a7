#include "gateway/base/text.h"
#include "gateway/policy/parse.h"

#include <algorithm>
#include <utility>

namespace gateway::policy {
namespace {

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 64)) + "\""; }

bool is_name(std::string_view text) {
  constexpr std::size_t kMaxNameSize = 64;
  if (text.size() > kMaxNameSize || text == "role" || text == "anyone") return false;
  return text.find_first_of("/*") == std::string_view::npos;
}

bool take_role(Cursor& cursor, Party& party) {
  model::Role role = model::Role::kNone;
  if (!take_value(cursor, model::kRoleTexts, "a role", role)) return false;
  party.who = role;
  return true;
}

void take_partner_or_unit(Cursor& cursor, Party& party) {
  const Token word = cursor.take();
  const auto parts = base::split(word.text, '/');
  const auto partner = model::PartnerName::parse(parts.at(0));
  if (parts.size() == 1 && partner && !begins_statement(word.text)) {
    party.who = *partner;
    return;
  }
  if (parts.size() == 2 && partner) {
    if (const auto unit = model::UnitName::parse(parts.at(1))) {
      party.who = PartnerUnit{*partner, *unit};
      return;
    }
  }
  const bool is_role = base::value_in(model::kRoleTexts, word.text).has_value();
  cursor.report(word.place, quoted(word.text) + " is not a partner or a unit",
                is_role ? "did you mean \"role " + word.text + "\"?"
                        : "write PARTNER, PARTNER/UNIT, role ROLE or anyone");
}

}  // namespace

bool at_word(const Cursor& cursor) {
  return cursor.peek().type == TokenType::kWord && !cursor.at_statement();
}

bool expect(Cursor& cursor, std::string_view keyword) {
  if (!cursor.at_statement() && cursor.take_if(keyword)) return true;
  cursor.report_expected(quoted(keyword), {std::string(keyword)});
  return false;
}

bool take_name(Cursor& cursor, std::string_view what, std::string& out) {
  if (!at_word(cursor)) {
    cursor.report_expected(what);
    return false;
  }
  Token word = cursor.take();
  if (!is_name(word.text)) {
    cursor.report(word.place, quoted(word.text) + " cannot be " + std::string(what),
                  "a name has 1 to 64 letters, digits and . _ -");
    return false;
  }
  out = std::move(word.text);
  return true;
}

std::optional<model::PartnerName> take_partner(Cursor& cursor) {
  if (!at_word(cursor)) {
    cursor.report_expected("a partner's name");
    return std::nullopt;
  }
  const Token word = cursor.take();
  const auto partner = model::PartnerName::parse(word.text);
  if (partner && !begins_statement(word.text)) return *partner;
  cursor.report(word.place, quoted(word.text) + " is not a partner's name",
                "a partner's name has 1 to 64 of a-z, 0-9 and -");
  return std::nullopt;
}

bool take_number(Cursor& cursor, std::string_view what, std::uint64_t max, std::uint64_t& out) {
  if (!at_word(cursor)) {
    cursor.report_expected(what);
    return false;
  }
  const Token word = cursor.take();
  const auto number = base::parse_decimal(word.text);
  if (number && *number >= 1 && *number <= max) {
    out = *number;
  } else {
    cursor.report(word.place, quoted(word.text) + " is not " + std::string(what),
                  "write a number from 1 to " + std::to_string(max));
  }
  return true;
}

bool take_date(Cursor& cursor, std::optional<base::Time>& out) {
  if (!at_word(cursor)) {
    cursor.report_expected("a date");
    return false;
  }
  const Token word = cursor.take();
  const auto date = base::parse_date(word.text);
  if (date) {
    out = *date;
  } else {
    cursor.report(word.place, quoted(word.text) + " is not a date",
                  "write a day that exists as YYYY-MM-DD");
  }
  return true;
}

bool take_parties(Cursor& cursor, std::vector<Party>& out) {
  bool roles = false;
  do {
    if (!at_word(cursor)) {
      cursor.report_expected("a partner, a unit, \"role\" or \"anyone\"");
      return false;
    }
    Party party{Anyone{}, cursor.peek().place};
    const std::size_t problems = cursor.problem_count();
    const bool known_role = base::value_in(model::kRoleTexts, cursor.peek().text).has_value();
    if (cursor.take_if("role")) {
      roles = true;
      if (!take_role(cursor, party)) return false;
    } else if (roles && known_role) {
      if (!take_role(cursor, party)) return false;
    } else if (!cursor.take_if("anyone")) {
      take_partner_or_unit(cursor, party);
    }
    if (cursor.problem_count() != problems) continue;
    if (std::ranges::find(out, party) != out.end()) {
      cursor.report(party.place, "the same stands here twice", "leave one out");
    }
    if (out.size() >= kMaxListSize) {
      cursor.report(party.place, "the list is longer than " + std::to_string(kMaxListSize));
      return false;
    }
    out.push_back(std::move(party));
  } while (cursor.take_if(","));
  return true;
}

void Once::mark(Cursor& cursor, const Token& keyword) {
  if (std::ranges::find(seen_, keyword.text) != seen_.end()) {
    cursor.report(keyword.place, quoted(keyword.text) + " stands twice in one statement",
                  "leave one out");
  }
  seen_.push_back(keyword.text);
}

}  // namespace gateway::policy
