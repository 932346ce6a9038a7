#include "gateway/policy/parse.h"

#include "gateway/base/text.h"

#include <limits>
#include <map>
#include <string>
#include <utility>

namespace gateway::policy {
namespace {

class TextParser {
 public:
  TextParser(Cursor& cursor, Policy& policy) : cursor_(cursor), policy_(policy) {}

  void parse() {
    while (!cursor_.at_end() && cursor_.problem_count() < kMaxProblems) {
      if (!cursor_.at_statement()) {
        cursor_.report_expected("\"agreement\", \"permit\", \"forbid\", \"adopt\" or \"policy of\"",
                                {"agreement", "permit", "forbid", "adopt", "policy"});
        cursor_.take();
      } else if (policy_.statements.size() >= kMaxStatements) {
        cursor_.report(cursor_.peek().place,
                       "a text has at most " + std::to_string(kMaxStatements) + " statements",
                       "split it into two texts");
        return;
      } else {
        statement();
      }
      cursor_.skip_to_statement();
    }
    policy_.closing_comments = cursor_.take_all_comments();
  }

 private:
  void statement() {
    const Token keyword = cursor_.peek();
    if (keyword.is("policy")) {
      header();
    } else if (keyword.is("adopt")) {
      adoption();
    } else if (keyword.is("agreement")) {
      if (auto agreement = take_agreement(cursor_)) {
        check_name(agreements_, agreement->name, agreement->place);
        policy_.statements.emplace_back(*std::move(agreement));
      }
    } else if (auto rule = take_rule(cursor_)) {
      check_name(rules_, rule->name, rule->place);
      policy_.statements.emplace_back(*std::move(rule));
    }
    seen_any_ = true;
  }

  void header() {
    const Place place = cursor_.take().place;
    if (seen_any_) {
      cursor_.report(place, "\"policy of\" stands once, before everything else", "move it up");
      return;
    }
    if (!expect(cursor_, "of")) return;
    const auto owner = take_partner(cursor_);
    std::uint64_t version = 0;
    if (!owner || !expect(cursor_, "version")) return;
    if (!take_number(cursor_, "a version", std::numeric_limits<std::uint32_t>::max(), version)) {
      return;
    }
    if (!cursor_.at_statement()) {
      cursor_.report_expected("a new statement");
      return;
    }
    policy_.owner = *owner;
    policy_.version = static_cast<std::uint32_t>(version);
    policy_.header_comments = cursor_.take_comments();
  }

  void adoption() {
    Adoption adoption;
    adoption.place = cursor_.take().place;
    if (!take_parties(cursor_, adoption.partners)) return;
    for (const Party& party : adoption.partners) {
      if (std::holds_alternative<model::PartnerName>(party.who)) continue;
      cursor_.report(party.place, "only whole partners adopt a policy", "write the partner's name");
    }
    if (!cursor_.at_statement()) {
      cursor_.report_expected("\",\" or a new statement");
      return;
    }
    adoption.comments = cursor_.take_comments();
    policy_.statements.emplace_back(std::move(adoption));
  }

  void check_name(std::map<std::string, Place>& names, const std::string& name, Place place) {
    const auto [found, is_new] = names.emplace(name, place);
    if (is_new) return;
    cursor_.report(
        place,
        "the name \"" + name + "\" is already used in line " + std::to_string(found->second.line),
        "give each rule and each agreement a name of its own");
  }

  Cursor& cursor_;
  Policy& policy_;
  std::map<std::string, Place> rules_;
  std::map<std::string, Place> agreements_;
  bool seen_any_ = false;
};

}  // namespace

Loaded<Policy> parse_policy(std::string_view text, std::string_view file) {
  Loaded<Policy> loaded;
  if (auto problem = unreadable(text, file)) {
    loaded.problems.push_back(*std::move(problem));
    return loaded;
  }
  base::Diagnostics problems;
  auto tokens = tokenize(text, file, problems);
  Cursor cursor(std::move(tokens), file, std::move(problems));
  Policy policy;
  policy.file = file;
  TextParser(cursor, policy).parse();
  loaded.problems = cursor.take_problems();
  if (loaded.problems.empty()) loaded.value = std::move(policy);
  return loaded;
}

bool operator==(const Policy& a, const Policy& b) {
  return a.owner == b.owner && a.version == b.version && a.statements == b.statements &&
         a.header_comments == b.header_comments && a.closing_comments == b.closing_comments;
}

}  // namespace gateway::policy
