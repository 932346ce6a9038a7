#include "gateway/policy/print.h"

#include "gateway/base/text.h"
#include "gateway/policy/policy.h"

#include <string>
#include <type_traits>
#include <variant>

namespace gateway::policy {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

template <class Enum>
std::string listed(EnumSet<Enum> values) {
  std::string text;
  for (const Enum value : values) {
    if (!text.empty()) text += ", ";
    text += to_text(value);
  }
  return text;
}

template <class Enum>
std::string chosen(const Choice<Enum>& choice, std::string_view any) {
  return choice.any ? std::string(any) : listed(choice.listed);
}

constexpr std::size_t kWidth = 100;

/// One clause on a line of its own; broken after commas and before `and` and `or` when long.
std::string clause(std::string_view words) {
  std::string text;
  std::string line = " ";
  for (const std::string_view word : base::split(words, ' ')) {
    const bool full = line.size() + 1 + word.size() > kWidth;
    if (full && (line.back() == ',' || word == "and" || word == "or")) {
      text += line + "\n";
      line = "   ";
    }
    line += " " + std::string(word);
  }
  return text + line + "\n";
}

/// Who shares what: on one line, or what is shared on the next when that would be too long.
std::string share_clause(const std::string& senders, const std::string& share) {
  std::string text = clause(senders + " " + share);
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.size() > kWidth) return clause(senders) + "  " + clause(share);
  }
  return text;
}

std::string printed(const Comments& comments) {
  std::string text;
  for (const std::string& comment : comments)
    text += comment.empty() ? "#\n" : "# " + comment + "\n";
  return text;
}

bool is_group(const Condition& condition) {
  return std::holds_alternative<AllOf>(condition.question) ||
         std::holds_alternative<AnyOf>(condition.question);
}

std::string in_parentheses_if(bool needed, const Condition& condition) {
  return needed ? "(" + to_text(condition) + ")" : to_text(condition);
}

std::string negated(const Condition& operand) {
  if (std::holds_alternative<SubjectIsChild>(operand.question)) return "subject is not child";
  return "not " + in_parentheses_if(is_group(operand), operand);
}

std::string grouped(const std::vector<Condition>& operands, std::string_view keyword,
                    bool binds_tightly) {
  std::string text;
  for (const Condition& operand : operands) {
    if (!text.empty()) text += keyword;
    const bool looser = binds_tightly && std::holds_alternative<AnyOf>(operand.question);
    text += in_parentheses_if(looser, operand);
  }
  return text;
}

std::string printed(const Period& period) {
  std::string text;
  if (period.from) text += "  from " + base::to_date_text(*period.from);
  if (period.until)
    text += (period.from ? " until " : "  until ") + base::to_date_text(*period.until);
  return text.empty() ? text : text + "\n";
}

std::string printed(const Obligations& obligations) {
  std::string text;
  if (!obligations.keep.empty()) text += clause("keep " + listed(obligations.keep));
  if (obligations.no_onward) text += "  no onward\n";
  if (obligations.report_back_days != 0) {
    const bool one = obligations.report_back_days == 1;
    text += "  report back within " + std::to_string(obligations.report_back_days) +
            (one ? " day\n" : " days\n");
  }
  return text;
}

std::string printed(const Adoption& adoption) {
  // The first line stands at the margin.
  return printed(adoption.comments) + clause("adopt " + to_text(adoption.partners)).substr(2);
}

std::string printed(const Agreement& agreement) {
  std::string text = printed(agreement.comments);
  text += "agreement " + agreement.name + " between " + agreement.first.text() + " and " +
          agreement.second.text() + "\n";
  text += printed(agreement.period);
  text += clause("purposes " + listed(agreement.purposes));
  if (!agreement.kinds.any) text += clause("kinds " + listed(agreement.kinds.listed));
  if (agreement.review) text += "  review " + base::to_date_text(*agreement.review) + "\n";
  return text;
}

std::string printed(const Rule& rule) {
  const bool permit = rule.effect == Effect::kPermit;
  std::string text = printed(rule.comments);
  text += (permit ? "permit " : "forbid ") + rule.name + "\n";
  const std::string sections =
      rule.sections.any ? std::string("*") : "[" + listed(rule.sections.listed) + "]";
  text +=
      share_clause(to_text(rule.senders), "to share " + chosen(rule.kinds, "*") + " " + sections);
  text += clause("with " + to_text(rule.recipients));
  if (permit || !rule.purposes.any) text += clause("for " + chosen(rule.purposes, "any purpose"));
  if (rule.when) text += clause("when " + to_text(*rule.when));
  if (rule.unless) text += clause("unless " + to_text(*rule.unless));
  if (rule.treatment != Treatment::kFull) {
    text += "  as " + std::string(to_text(rule.treatment)) + "\n";
  }
  if (rule.mode != model::SectionMode::kDirect) {
    text += "  by " + std::string(to_text(rule.mode)) + "\n";
  }
  return text + printed(rule.period) + printed(rule.obligations);
}

}  // namespace

std::string to_text(const Party& party) {
  return std::visit(
      Overloaded{
          [](Anyone) { return std::string("anyone"); },
          [](model::Role role) { return "role " + std::string(to_text(role)); },
          [](const model::PartnerName& partner) { return partner.text(); },
          [](const PartnerUnit& unit) { return unit.partner.text() + "/" + unit.unit.text(); },
      },
      party.who);
}

std::string to_text(const std::vector<Party>& parties) {
  std::string text;
  bool after_role = false;
  for (const Party& party : parties) {
    if (!text.empty()) text += ", ";
    const auto* role = std::get_if<model::Role>(&party.who);
    text += role != nullptr && after_role ? std::string(to_text(*role)) : to_text(party);
    after_role = after_role || role != nullptr;
  }
  return text;
}

std::string to_text(const Condition& condition) {
  return std::visit(
      Overloaded{
          [](const ConsentCovers& asked) {
            return "consent covers " + std::string(to_text(asked.purpose));
          },
          [](const OverrideRecorded&) { return std::string("override"); },
          [](const BasisIs& asked) { return "basis is " + listed(asked.bases); },
          [](const SubjectIsChild&) { return std::string("subject is child"); },
          [](const UrgencyIs& asked) { return "urgency is " + listed(asked.urgencies); },
          [](const MarkingIs& asked) { return "marking is " + listed(asked.markings); },
          [](const HandlingIs& asked) { return "handling is " + listed(asked.codes); },
          [](const Sanitised&) { return std::string("sanitised"); },
          [](const AreaMatches&) { return std::string("area matches"); },
          [](const SectorMatches&) { return std::string("sector matches"); },
          [](const TopicIs& asked) { return "topic is " + asked.pattern; },
          [](const ApprovedBy& asked) {
            return "approved by " + std::to_string(asked.trustees) +
                   (asked.trustees == 1 ? " trustee" : " trustees");
          },
          [](const Not& asked) { return negated(asked.operand.at(0)); },
          [](const AllOf& asked) { return grouped(asked.operands, " and ", true); },
          [](const AnyOf& asked) { return grouped(asked.operands, " or ", false); },
      },
      condition.question);
}

std::string to_text(const Policy& policy) {
  std::string text;
  if (policy.owner) {
    text += printed(policy.header_comments) + "policy of " + policy.owner->text() + " version " +
            std::to_string(policy.version) + "\n";
  }
  for (const Statement& statement : policy.statements) {
    if (!text.empty()) text += "\n";
    text += std::visit([](const auto& each) { return printed(each); }, statement);
  }
  if (!policy.closing_comments.empty()) {
    text += (text.empty() ? "" : "\n") + printed(policy.closing_comments);
  }
  return text;
}

}  // namespace gateway::policy
