#include "gateway/base/enum_text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/policy_commands.h"
#include "gateway/cli/policy_ways.h"
#include "gateway/cli/policy_who.h"
#include "gateway/policy/cursor.h"
#include "gateway/policy/print.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;
using policy::Access;
using policy::Who;

struct PolicyAccessArguments {
  PolicyArguments texts;
  TrustArguments trust;
  std::string kind;
  std::string section;
  std::string who;
};

template <class Enum, std::size_t N>
std::optional<Enum> word_in(const Console& console, std::string_view text,
                            const std::array<base::EnumText<Enum>, N>& table,
                            const std::string& what) {
  const auto value = base::value_in(table, text);
  if (value) return value;
  std::string next = policy::suggestion(text, base::words_of(table));
  if (next.empty()) next = "`policy matrix` names all";
  console.error("\"" + std::string(text.substr(0, 64)) + "\" is not " + what, next);
  return std::nullopt;
}

// The partners behind a role, when a directory is at hand.
std::string in_the_network(const directory::Directory* directory, const policy::Party& party) {
  const auto* const role = std::get_if<model::Role>(&party.who);
  if (directory == nullptr || role == nullptr) return policy::to_text(party);
  std::string names;
  for (const std::string& name : holders_of(*directory, *role)) {
    names += (names.empty() ? "" : ", ") + name;
  }
  return policy::to_text(party) + " (" + (names.empty() ? "nobody" : names) + ")";
}

enum class Side : std::uint8_t { kReceives, kSends };

std::string_view word_of(Side side) { return side == Side::kReceives ? "receive" : "send"; }

// Ways as a table: on one side each party of its own, on the other all of them together.
class Table {
 public:
  Table(const Console& console, const policy::PolicySet& set, Side side,
        const directory::Directory* directory)
      : console_(console), set_(set), side_(side), directory_(directory) {}

  void show(const std::vector<Way>& ways) const {
    std::vector<std::vector<std::string>> rows = {
        {side_ == Side::kReceives ? "receives" : "sends", "kind", "sections",
         side_ == Side::kReceives ? "from" : "to", "for", "as", "by", "when", "rule"}};
    for (const Way& way : ways) {
      const auto& near = side_ == Side::kReceives ? way.to : way.from;
      const auto& far = side_ == Side::kReceives ? way.from : way.to;
      std::string who;
      for (const policy::Party& party : near) {
        who += (who.empty() ? "" : "; ") + in_the_network(directory_, party);
      }
      rows.push_back({who, std::string(model::to_text(way.kind)), sections_text(way.sections),
                      policy::to_text(far), purposes_text(way.purposes),
                      std::string(policy::to_text(way.treatment)),
                      std::string(model::to_text(way.mode)), when_text(set_, way),
                      std::string(set_.name_of(way.rule))});
      ordered_json object = {{"direction", word_of(side_)}};
      object.update(to_json(set_, way));
      console_.object(object);
    }
    if (rows.size() == 1) {
      console_.line("  nobody may " + std::string(word_of(side_)) + " it");
      return;
    }
    console_.table(rows);
  }

 private:
  const Console& console_;
  const policy::PolicySet& set_;
  Side side_;
  const directory::Directory* directory_;
};

struct Ready {
  LoadedTexts texts;
  std::shared_ptr<const directory::Directory> directory;
  base::Time now;
};

std::variant<Ready, ExitCode> prepare(const Invocation& invocation,
                                      const PolicyAccessArguments& arguments) {
  const auto now = moment(invocation.console, arguments.trust.at);
  if (!now) return ExitCode::kUsage;
  auto known = known_directory(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&known)) return *code;
  auto loaded = load_texts(invocation, arguments.texts);
  if (const auto* const code = std::get_if<ExitCode>(&loaded)) return *code;
  return Ready{std::get<LoadedTexts>(std::move(loaded)),
               std::get<std::shared_ptr<const directory::Directory>>(std::move(known)), *now};
}

ExitCode who_can(const Invocation& invocation, const PolicyAccessArguments& arguments) {
  const Console& console = invocation.console;
  const auto kind = word_in(console, arguments.kind, model::kKindTexts, "a kind of message");
  if (!kind) return ExitCode::kUsage;
  std::optional<model::Section> section;
  if (!arguments.section.empty()) {
    section = word_in(console, arguments.section, model::kSectionTexts, "a section");
    if (!section) return ExitCode::kUsage;
  }
  const auto prepared = prepare(invocation, arguments);
  if (const auto* const code = std::get_if<ExitCode>(&prepared)) return *code;
  const auto& ready = std::get<Ready>(prepared);
  const policy::PolicySet& set = ready.texts.set;
  std::vector<Access> wanted = policy::accesses(set);
  std::erase_if(wanted, [&](const Access& access) {
    return access.kind != *kind || (section && access.section != *section) ||
           !has_section(access.kind, access.section);
  });
  const std::string what =
      arguments.kind + (section ? " [" + arguments.section + "]" : std::string());
  console.line("Who may receive " + what + ":");
  Table(console, set, Side::kReceives, ready.directory.get()).show(ways_to(set, wanted));
  console.line("");
  console.line("Who may send " + what + ":");
  Table(console, set, Side::kSends, ready.directory.get()).show(ways_from(set, wanted));
  return ExitCode::kOk;
}

// Whom --who means: a role, or a partner's unit with the roles it holds.
std::optional<Who> person_of(const Console& console, const Ready& ready, const std::string& text) {
  if (const auto role = base::value_in(model::kRoleTexts, text)) return Who{{}, {}, {*role}};
  policy::ShareWords words;
  if (const auto fault = policy::set_field(words, policy::ShareField::kFrom, text)) {
    console.error("--who: " + fault->message, "name a role, or PARTNER[/UNIT][/ROLE]");
    return std::nullopt;
  }
  if (!words.from) {
    console.error("--who names nobody", "name a role, or PARTNER[/UNIT][/ROLE]");
    return std::nullopt;
  }
  if (!complete_sender(console, ready.directory.get(), *words.from)) return std::nullopt;
  return Who{words.from->partner, words.from->unit, words.from->roles};
}

// Kinds that some agreement of a partner in force lists; nothing when no agreement is needed.
std::optional<std::set<model::Kind>> agreed_kinds(const Ready& ready, const Who& who) {
  const policy::PolicySet& set = ready.texts.set;
  if (!who.partner || *who.partner == set.ngo()) return std::nullopt;
  std::set<model::Kind> kinds;
  for (std::uint32_t id = 1; id <= set.agreement_count(); ++id) {
    const policy::Agreement& agreement = *set.agreement(policy::AgreementId{id});
    const bool is_theirs = agreement.first == *who.partner || agreement.second == *who.partner;
    if (!is_theirs || !agreement.period.contains(ready.now)) continue;
    for (const auto& kind : model::kKindTexts) {
      if (agreement.kinds.contains(kind.value)) kinds.insert(kind.value);
    }
  }
  return kinds;
}

ExitCode what_can(const Invocation& invocation, const PolicyAccessArguments& arguments) {
  const Console& console = invocation.console;
  const auto prepared = prepare(invocation, arguments);
  if (const auto* const code = std::get_if<ExitCode>(&prepared)) return *code;
  const auto& ready = std::get<Ready>(prepared);
  const policy::PolicySet& set = ready.texts.set;
  const auto who = person_of(console, ready, arguments.who);
  if (!who) return ExitCode::kUsage;
  const auto agreed = agreed_kinds(ready, *who);
  std::vector<Access> received;
  std::vector<Access> sent;
  for (const Access& access : policy::accesses(set)) {
    if (!has_section(access.kind, access.section)) continue;
    if (agreed && !agreed->contains(access.kind)) continue;
    if (policy::may_mean(access.to, *who)) received.push_back(access);
    if (policy::may_mean(access.from, *who)) sent.push_back(access);
  }
  console.line(arguments.who + " may receive:");
  if (agreed && agreed->empty()) {
    console.line("  nothing: no agreement is in force on " + base::to_date_text(ready.now));
  }
  Table(console, set, Side::kReceives, nullptr).show(ways_to(set, received));
  console.line("");
  console.line(arguments.who + " may send:");
  std::vector<Way> ways = ways_from(set, sent);
  if (who->partner) {
    const auto own = narrowed_by_own_text(set, std::move(ways), *who);
    if (!own) {
      console.line("  nothing: " + who->partner->text() + " has neither signed the text of " +
                   set.ngo().text() + " nor one of its own");
      return ExitCode::kOk;
    }
    ways = *own;
  }
  Table(console, set, Side::kSends, nullptr).show(ways);
  return ExitCode::kOk;
}

}  // namespace

void add_policy_access(CLI::App& policy, Action& chosen) {
  const auto add = [&](const char* name, const char* what, auto run) {
    CLI::App* const command = policy.add_subcommand(name, what);
    const auto arguments = std::make_shared<PolicyAccessArguments>();
    add_policy_options(*command, arguments->texts);
    add_trust_options(*command, arguments->trust);
    choose(*command, chosen, arguments, run);
    return std::pair(command, arguments);
  };
  const auto [who, about] =
      add("who-can", "Who may receive and who may send a kind of message, and when", who_can);
  who->add_option("--kind", about->kind, "the kind of message")->required();
  who->add_option("--section", about->section, "one of its sections; all when left out");
  const auto [what, one] =
      add("what-can", "What a role or a partner may receive and send, and when", what_can);
  what->add_option("--who", one->who,
                   "a role such as SAFEHOUSE, or PARTNER[/UNIT][/ROLE]; the roles of a partner are "
                   "in the directory")
      ->required();
}

}  // namespace gateway::cli
