#include "gateway/policy/matrix.h"

#include "tests/unit/policy/shipped_cells.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace gateway::policy::shipped {
namespace {

using model::ConsentPurpose;
using model::Kind;
using model::LegalBasis;
using model::Role;
using model::Section;

/// Nobody's fact is left out of `open`, which gives as much as could ever be given.
Cell everything() {
  Cell open{.treatment = Treatment::kFull, .by_override = true, .for_child = true};
  for (const auto& purpose : model::kConsentPurposeTexts) open.consents.insert(purpose.value);
  for (const auto& basis : model::kLegalBasisTexts) open.bases.insert(basis.value);
  return open;
}

ShareFacts with(ShareFacts facts, const Cell& openers) {
  facts.consents = openers.consents;
  facts.override_recorded = openers.by_override ? Answer::kYes : Answer::kNo;
  facts.subject_is_child = openers.for_child ? Answer::kYes : Answer::kNo;
  facts.bases = facts.bases | openers.bases;
  return facts;
}

/// All answers to one (from, to) of a kind, each asked once for all sections.
struct Answers {
  RowDecision bare;
  RowDecision open;
  RowDecision unsanitised;
  RowDecision overridden;
  RowDecision child;
  std::vector<std::pair<ConsentPurpose, RowDecision>> consents;
  std::vector<std::pair<LegalBasis, RowDecision>> bases;
};

Answers ask(const PolicySet& set, const ShareFacts& facts) {
  Answers answers;
  answers.bare = decide(set, facts);
  answers.open = decide(set, with(facts, everything()));
  ShareFacts rough = with(facts, everything());
  rough.sanitised = EnumSet<Section>();
  answers.unsanitised = decide(set, rough);
  answers.overridden = decide(set, with(facts, {.by_override = true}));
  answers.child = decide(set, with(facts, {.for_child = true}));
  for (const auto& purpose : model::kConsentPurposeTexts) {
    answers.consents.emplace_back(purpose.value,
                                  decide(set, with(facts, {.consents = {purpose.value}})));
  }
  for (const auto& basis : model::kLegalBasisTexts) {
    answers.bases.emplace_back(basis.value, decide(set, with(facts, {.bases = {basis.value}})));
  }
  return answers;
}

/// The cell these answers are about; nothing when a fact closes what was open without it, or when
/// only several facts together open it.
std::optional<Cell> cell_in(const Answers& answers, const PolicySet& set, const ShareFacts& facts,
                            Section section) {
  const SectionDecision& open = answers.open.section(section);
  const auto given = [section](const RowDecision& decision) {
    return decision.section(section).permitted();
  };
  Cell cell;
  if (!open.permitted()) return cell;
  cell.treatment = open.treatment;
  if ((open.treatment == Treatment::kSanitised) == given(answers.unsanitised)) return std::nullopt;
  for (const auto& [purpose, decision] : answers.consents) {
    if (given(decision)) cell.consents.insert(purpose);
  }
  for (const auto& [basis, decision] : answers.bases) {
    if (given(decision)) cell.bases.insert(basis);
  }
  cell.by_override = given(answers.overridden);
  cell.for_child = given(answers.child);
  if (given(answers.bare)) {
    Cell always = everything();
    always.treatment = cell.treatment;
    if (cell != always) return std::nullopt;
    return Cell{.treatment = cell.treatment, .always = true};
  }
  const Cell all = everything();
  const Cell rest{.consents = all.consents - cell.consents,
                  .by_override = !cell.by_override,
                  .for_child = !cell.for_child,
                  .bases = all.bases - cell.bases};
  if (given(decide(set, with(facts, rest)))) return std::nullopt;
  return cell;
}

ShareFacts asking_for_everything(Kind kind, Role from, Role to) {
  ShareFacts facts = facts_for(kind, from, to);
  for (const auto& section : model::kSectionTexts) facts.sections.insert(section.value);
  facts.sanitised = facts.sections;
  return facts;
}

struct Pair {
  Kind kind;
  Role from;
  Role to;
};

std::string name_of(const Pair& pair) {
  return std::string(to_text(pair.kind)) + " " + std::string(to_text(pair.from)) + " -> " +
         std::string(to_text(pair.to));
}

std::set<Retention> retention_of(Kind kind) {
  static const auto kRows = table("schemas/matrix/message_kinds.csv");
  std::set<Retention> classes;
  for (const Cells& cells : kRows) {
    if (cells.at(0) != to_text(kind)) continue;
    for (const auto& known : kRetentionTexts) {
      if (cells.at(8).find(known.text) != std::string::npos) classes.insert(known.value);
    }
  }
  return classes;
}

/// Sections, modes and promises of one pair.
void compare_sections(const Pair& pair, const RowDecision& open, Comparison& result) {
  for (const auto& section : model::kSectionTexts) {
    const SectionDecision& given = open.section(section.value);
    if (!given.permitted()) continue;
    const std::string where = name_of(pair) + " [" + std::string(section.text) + "]";
    const auto row = std::ranges::find_if(section_rows(), [&](const SectionRow& each) {
      return each.kind == pair.kind && each.section == section.value;
    });
    if (row == section_rows().end()) {
      result.differences.push_back(where + " is given, and the kind has no such section");
      continue;
    }
    if (given.mode != row->mode) result.differences.push_back(where + " is opened otherwise");
    std::set<Retention> kept;
    for (const Retention each : given.obligations.keep) kept.insert(each);
    if (kept != retention_of(pair.kind)) {
      result.differences.push_back(where + " is kept in other classes");
    }
  }
}

/// Which sections a pair gets, in what shape, when everything or nothing speaks for it.
using Shape = std::vector<std::tuple<Section, Treatment, bool>>;
Shape shape_of(const PolicySet& set, const Pair& pair) {
  const ShareFacts facts = asking_for_everything(pair.kind, pair.from, pair.to);
  const RowDecision open = decide(set, with(facts, everything()));
  const RowDecision bare = decide(set, facts);
  Shape shape;
  for (const auto& section : model::kSectionTexts) {
    const SectionDecision& given = open.section(section.value);
    if (!given.permitted()) continue;
    shape.emplace_back(section.value, given.treatment, bare.section(section.value).permitted());
  }
  return shape;
}

/// Every role that may send reaches `to` like the first one; no other role reaches anybody.
void compare_senders(const PolicySet& set, Kind kind, Role to, Comparison& result) {
  const auto& may_send = senders().at(kind);
  const bool receives = receivers().at(kind).contains(to);
  const Shape wanted = shape_of(set, {kind, *may_send.begin(), to});
  for (const auto& from : model::kRoleTexts) {
    const Pair pair{kind, from.value, to};
    // The text alone: who has no agreement sends nothing whatever a permit says.
    if (may_ever_send(set, kind, from.value) != may_send.contains(from.value)) {
      result.differences.push_back(name_of(pair) + ": a permit names another sender");
    }
    const Shape shape = shape_of(set, pair);
    if (!may_send.contains(from.value) || !receives) {
      if (!shape.empty()) result.differences.push_back(name_of(pair) + " must be empty");
    } else if (shape != wanted) {
      result.differences.push_back(name_of(pair) + " differs from another sender's");
    }
  }
}

/// Nothing passes for a purpose that is not the kind's, even if the agreements have it.
void compare_purposes(const PolicySet& set, const Pair& pair, Comparison& result) {
  ShareFacts facts = with(facts_for(pair.kind, pair.from, pair.to), everything());
  for (const auto& purpose : model::kPurposeTexts) {
    if (purposes_of(pair.kind).contains(purpose.value)) continue;
    facts.purpose = purpose.value;
    if (decide(set, facts).shared()) {
      result.differences.push_back(name_of(pair) + " passes for " + std::string(purpose.text));
    }
  }
}

/// Which section holds the group; nothing when the kind does not carry it.
std::optional<Section> section_with(Kind kind, const std::string& group) {
  for (const SectionRow& row : section_rows()) {
    if (row.kind != kind) continue;
    if (std::ranges::find(row.groups, group) != row.groups.end()) return row.section;
  }
  return std::nullopt;
}

void compare_cells(const PolicySet& set, const Pair& pair, Comparison& result) {
  static const auto kGroups = field_groups();
  const ShareFacts facts = asking_for_everything(pair.kind, pair.from, pair.to);
  const Answers answers = ask(set, facts);
  compare_sections(pair, answers.open, result);
  std::map<Section, std::optional<Cell>> by_section;
  for (const SectionRow& row : section_rows()) {
    if (row.kind == pair.kind) {
      by_section[row.section] = cell_in(answers, set, facts, row.section);
    }
  }
  for (const auto& group : kGroups) {
    ++result.cells;
    const auto section = section_with(pair.kind, group);
    const std::optional<Cell> observed = section ? by_section.at(*section) : Cell{};
    const Cell expected = expected_cell(pair.kind, group, pair.to);
    if (observed == expected) continue;
    result.differences.push_back(name_of(pair) + " " + group + ": matrix " + to_text(expected) +
                                 ", policy " + (observed ? to_text(*observed) : "is no cell"));
  }
}

}  // namespace

std::optional<Cell> observed_cell(const PolicySet& set, Kind kind, Section section, Role from,
                                  Role to) {
  const ShareFacts facts = asking_for_everything(kind, from, to);
  return cell_in(ask(set, facts), set, facts, section);
}

Comparison compare(const PolicySet& set, const std::set<Kind>& kinds, std::size_t enough) {
  Comparison result;
  for (const Kind kind : kinds) {
    for (const auto& to : model::kRoleTexts) {
      if (result.differences.size() >= enough) return result;
      compare_senders(set, kind, to.value, result);
      if (to.value == Role::kTipster) continue;  // No column: it sends tips and receives nothing.
      compare_cells(set, {kind, *senders().at(kind).begin(), to.value}, result);
      for (const Role from : senders().at(kind)) {
        compare_purposes(set, {kind, from, to.value}, result);
      }
    }
  }
  return result;
}

}  // namespace gateway::policy::shipped
