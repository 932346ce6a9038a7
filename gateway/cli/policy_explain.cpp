#include "gateway/cli/choose.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/policy_commands.h"
#include "gateway/cli/policy_texts.h"
#include "gateway/cli/policy_who.h"
#include "gateway/client/needs.h"
#include "gateway/policy/grounds.h"
#include "gateway/policy/near_miss.h"
#include "gateway/policy/share_words.h"
#include "gateway/policy/wording.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;
using policy::ShareField;

struct PolicyExplainArguments {
  PolicyArguments texts;
  TrustArguments trust;
  std::map<ShareField, std::string> values;
  bool is_overridden = false;
  bool is_child = false;
  bool is_sanitised = false;
};

// One section of the share in question.
struct Answer {
  model::Section section = model::Section::kNone;
  policy::SectionDecision decision;
  bool yes = false;
  policy::NearMiss miss;
  std::string missing;
};

std::string_view word_of(policy::SectionOutcome outcome) {
  switch (outcome) {
    case policy::SectionOutcome::kNotAsked:
      return "refused";
    case policy::SectionOutcome::kNoPermit:
      return "no-permit";
    case policy::SectionOutcome::kConditionFailed:
      return "condition-failed";
    case policy::SectionOutcome::kForbidden:
      return "forbidden";
    case policy::SectionOutcome::kPermitted:
      return "given";
  }
  return "refused";
}

// The words of the command line as one share; nothing when a fault was reported.
std::optional<policy::ShareWords> share_of(const Invocation& invocation,
                                           const PolicyExplainArguments& arguments,
                                           base::Time now) {
  const Console& console = invocation.console;
  policy::ShareWords words;
  words.at = now;
  for (const auto& [field, value] : arguments.values) {
    if (const auto fault = policy::set_field(words, field, value)) {
      console.error("--" + std::string(base::text_in(policy::kShareFieldTexts, field)) + ": " +
                        fault->message,
                    fault->next_step);
      return std::nullopt;
    }
  }
  if (arguments.is_overridden) words.override_recorded = policy::Answer::kYes;
  if (arguments.is_child) words.subject_is_child = policy::Answer::kYes;
  if (arguments.is_sanitised) words.sanitised = policy::Answer::kYes;
  if (words.to.size() != 1 || words.kinds.size() != 1) {
    console.error("this is about one recipient and one kind",
                  "`policy matrix` and `policy what-can` show all");
    return std::nullopt;
  }
  return words;
}

ordered_json needs_json(const policy::NearMiss& miss) {
  ordered_json ways = ordered_json::array();
  for (const policy::Facts& way : miss.ways) {
    ordered_json facts = ordered_json::array();
    for (const policy::Fact& fact : way) {
      facts.push_back({{"fact", policy::to_text(fact)}, {"words", policy::in_words(fact)}});
    }
    ways.push_back(std::move(facts));
  }
  return ways;
}

// Shows answers about one share to people and scripts.
class Report {
 public:
  Report(const Console& console, const LoadedTexts& texts, const policy::ShareFacts& share,
         const policy::RowDecision& row)
      : console_(console), texts_(texts), share_(share), row_(row) {}

  void heading() const {
    console_.line(std::string(model::to_text(share_.kind)) + " from " +
                  share_.sender.partner.text() + "/" + share_.sender.unit.text() + " to " +
                  share_.recipient.partner.text() + "/" + share_.recipient.unit.text() + " as " +
                  std::string(model::to_text(share_.recipient.role)) + ", " +
                  base::to_text(share_.now));
    for (const std::string& agreement : agreements()) console_.line("  under " + agreement);
    if (!row_.shared()) {
      const model::RefusalText& text = model::describe(row_.refusal);
      console_.line("  refused: " + std::string(text.name) + " (" + model::to_code(row_.refusal) +
                    "), " + std::string(text.cause));
    }
  }

  void show(const Answer& answer) const {
    const std::string section(model::to_text(answer.section));
    std::string line = (answer.yes ? "yes  " : "no   ") + section;
    if (answer.yes) line += ": " + terms(answer.decision);
    console_.line(line);
    if (!answer.missing.empty()) console_.line("       " + answer.missing);
    for (const policy::RuleId rule : {answer.decision.rule, answer.decision.owner_rule}) {
      if (rule != policy::RuleId::kNone) console_.line("       " + rule_text(rule));
    }
    if (!answer.yes) {
      console_.object(json_of(answer));
      return;
    }
    const policy::Facts grounds = policy::grounds(texts_.set, share_, answer.section);
    std::string stands_on;
    for (const policy::Fact& fact : grounds) {
      stands_on.append(stands_on.empty() ? "" : " and ").append(policy::in_words(fact));
    }
    if (!stands_on.empty()) console_.line("       rests on " + stands_on);
    ordered_json object = json_of(answer);
    object["restsOn"] = ordered_json::array();
    for (const policy::Fact& fact : grounds) object["restsOn"].push_back(policy::to_text(fact));
    const auto end = policy::end_of(texts_.set, share_, answer.section);
    object["until"] = end ? ordered_json(base::to_text(end->time)) : ordered_json();
    if (end) console_.line("       until " + base::to_text(end->time));
    console_.object(object);
  }

 private:
  [[nodiscard]] std::vector<std::string> agreements() const {
    std::vector<std::string> names;
    for (const policy::AgreementId id : {row_.sender_agreement, row_.recipient_agreement}) {
      const policy::Agreement* const agreement = texts_.set.agreement(id);
      if (agreement != nullptr) {
        names.push_back(agreement->name + " until " + base::to_date_text(*agreement->period.until));
      }
    }
    return names;
  }

  [[nodiscard]] std::string rule_text(policy::RuleId rule) const {
    return "rule " + std::string(texts_.set.name_of(rule)) + " of " +
           texts_.set.owner_of(rule)->text() + " (" + texts_.place_of(rule) + ")";
  }

  static std::string terms(const policy::SectionDecision& decision) {
    const std::string promises = policy::in_words(decision.obligations);
    return std::string(policy::to_text(decision.treatment)) + ", " +
           std::string(model::to_text(decision.mode)) + (promises.empty() ? "" : "; " + promises);
  }

  [[nodiscard]] ordered_json json_of(const Answer& answer) const {
    const policy::SectionDecision& decision = answer.decision;
    ordered_json object = {{"kind", model::to_text(share_.kind)},
                           {"section", model::to_text(answer.section)},
                           {"from", share_.sender.partner.text() + "/" + share_.sender.unit.text()},
                           {"to", share_.recipient.partner.text()},
                           {"role", model::to_text(share_.recipient.role)},
                           {"answer", answer.yes ? "yes" : "no"},
                           {"outcome", word_of(decision.outcome)}};
    if (!row_.shared()) object["refused"] = model::describe(row_.refusal).name;
    const auto or_null = [](bool is_there, std::string_view text) {
      return is_there ? ordered_json(text) : ordered_json();
    };
    object["treatment"] = or_null(answer.yes, policy::to_text(decision.treatment));
    object["mode"] = or_null(answer.yes, model::to_text(decision.mode));
    object["promises"] = policy::in_words(decision.obligations);
    object["rule"] = texts_.set.name_of(decision.rule);
    object["ownRule"] = texts_.set.name_of(decision.owner_rule);
    object["place"] = texts_.place_of(decision.rule);
    object["agreements"] = agreements();
    object["needs"] = answer.yes ? ordered_json::array() : needs_json(answer.miss);
    object["missing"] = answer.missing;
    return object;
  }

  const Console& console_;
  const LoadedTexts& texts_;
  const policy::ShareFacts& share_;
  const policy::RowDecision& row_;
};

Answer answer_about(const policy::PolicySet& set, const policy::ShareFacts& share,
                    const policy::RowDecision& row, model::Section section) {
  Answer answer{section, row.section(section), false, {}, {}};
  const policy::NearMissQuestion question{share, section,
                                          client::consent_gate(share.kind, share.bases)};
  answer.miss = policy::near_miss(set, question);
  answer.missing = policy::in_words(set, question, answer.miss);
  // One way that asks for nothing: it is a yes.
  answer.yes = !answer.miss.ways.empty() && answer.miss.ways.front().empty();
  return answer;
}

ExitCode explain(const Invocation& invocation, const PolicyExplainArguments& arguments) {
  const Console& console = invocation.console;
  const auto now = moment(console, arguments.trust.at);
  if (!now) return ExitCode::kUsage;
  auto words = share_of(invocation, arguments, *now);
  if (!words) return ExitCode::kUsage;
  const auto known = known_directory(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&known)) return *code;
  const auto& directory = std::get<std::shared_ptr<const directory::Directory>>(known);
  if (!complete_sender(console, directory.get(), *words->from)) return ExitCode::kUsage;
  const auto loaded = load_texts(invocation, arguments.texts);
  if (const auto* const code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& texts = std::get<LoadedTexts>(loaded);

  const model::Kind kind = words->kinds.front();
  policy::EnumSet<model::Section> sections;
  for (const model::Section section : words->sections) sections.insert(section);
  const bool asks_about_all = sections.empty();
  if (asks_about_all) sections = sections_of(kind);
  const policy::ShareFacts share = policy::facts_of(*words, words->to.front(), kind, sections);
  const policy::RowDecision row = policy::decide(texts.set, share);
  const Report report(console, texts, share, row);
  report.heading();
  std::size_t given = 0;
  for (const model::Section section : sections) {
    const Answer answer = answer_about(texts.set, share, row, section);
    given += answer.yes ? 1U : 0U;
    report.show(answer);
  }
  const bool is_yes = asks_about_all ? given > 0 : given == sections.size();
  return is_yes ? ExitCode::kOk : ExitCode::kRefused;
}

}  // namespace

void add_policy_explain(CLI::App& policy, Action& chosen) {
  CLI::App* const explaining = policy.add_subcommand(
      "explain", "The rule behind a yes; for a no, the fewest facts that would make it a yes");
  const auto arguments = std::make_shared<PolicyExplainArguments>();
  add_policy_options(*explaining, arguments->texts);
  add_trust_options(*explaining, arguments->trust);
  const auto value = [&](const char* name, ShareField field, const char* what) {
    return explaining->add_option(name, arguments->values[field], what);
  };
  value("--from", ShareField::kFrom,
        "who sends: PARTNER[/UNIT][/ROLE+ROLE]; roles from the directory when left out")
      ->required();
  value("--to", ShareField::kTo, "who receives: PARTNER[/UNIT]/ROLE")->required();
  value("--kind", ShareField::kKind, "the kind of message")->required();
  value("--section", ShareField::kSection, "one or several with commas; all when left out");
  value("--purpose", ShareField::kPurpose, "what it is sent for");
  value("--basis", ShareField::kBasis, "legal bases, with commas");
  value("--consent", ShareField::kConsent,
        "purposes for which a consent in force names this recipient");
  explaining->add_flag("--override", arguments->is_overridden,
                       "a named person's override is recorded");
  explaining->add_flag("--child", arguments->is_child, "the person is a child");
  explaining->add_flag("--sanitised", arguments->is_sanitised, "it was sanitised");
  value("--urgency", ShareField::kUrgency, "how urgent");
  value("--marking", ShareField::kMarking, "the marking");
  value("--handling", ShareField::kHandling, "the handling code");
  value("--topic", ShareField::kTopic, "published to KIND/AREA/SECTOR");
  value("--approved", ShareField::kApproved, "how many trustees approved it");
  choose(*explaining, chosen, arguments, explain);
}

}  // namespace gateway::cli
