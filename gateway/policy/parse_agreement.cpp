#include "gateway/policy/parse.h"

#include <utility>

namespace gateway::policy {
namespace {

const std::vector<std::string>& agreement_clause_words() {
  static const std::vector<std::string> kWords = {"from", "until", "purposes", "kinds", "review"};
  return kWords;
}

bool take_clause(Cursor& cursor, Agreement& agreement, Once& once) {
  const Token keyword = cursor.peek();
  once.mark(cursor, keyword);
  if (cursor.take_if("from")) return take_date(cursor, agreement.period.from);
  if (cursor.take_if("until")) return take_date(cursor, agreement.period.until);
  if (cursor.take_if("review")) return take_date(cursor, agreement.review);
  if (cursor.take_if("purposes")) {
    return take_values(cursor, model::kPurposeTexts, "a purpose", agreement.purposes);
  }
  if (cursor.take_if("kinds")) {
    agreement.kinds.any = false;
    return take_values(cursor, model::kKindTexts, "a kind of message", agreement.kinds.listed);
  }
  cursor.report_expected("a clause or a new statement", agreement_clause_words());
  return false;
}

void check_complete(Cursor& cursor, const Agreement& agreement) {
  const Period& period = agreement.period;
  if (!period.from || !period.until) {
    cursor.report(agreement.place, "the agreement does not say from when until when it runs",
                  "add \"from YYYY-MM-DD until YYYY-MM-DD\"");
  } else if (*period.until < *period.from) {
    cursor.report(agreement.place, "the agreement ends before it begins",
                  "correct \"from\" or \"until\"");
  }
  if (agreement.purposes.empty()) {
    cursor.report(agreement.place, "the agreement has no purposes", "add \"purposes PURPOSE\"");
  }
  if (agreement.first == agreement.second) {
    cursor.report(agreement.place, "the agreement has one party only", "name the other partner");
  }
}

}  // namespace

std::optional<Agreement> take_agreement(Cursor& cursor) {
  const Place place = cursor.take().place;
  std::string name;
  if (!take_name(cursor, "the name of an agreement", name)) return std::nullopt;
  if (!expect(cursor, "between")) return std::nullopt;
  const auto first = take_partner(cursor);
  if (!first || !expect(cursor, "and")) return std::nullopt;
  const auto second = take_partner(cursor);
  if (!second) return std::nullopt;
  Agreement agreement{std::move(name), *first, *second, {}, {}, {true, {}}, {}, {}, place};
  Once once;
  const std::size_t problems = cursor.problem_count();
  while (!cursor.at_statement()) {
    if (!take_clause(cursor, agreement, once)) return std::nullopt;
  }
  if (cursor.problem_count() == problems) check_complete(cursor, agreement);
  agreement.comments = cursor.take_comments();
  return agreement;
}

}  // namespace gateway::policy
