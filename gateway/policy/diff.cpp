#include "gateway/policy/diff.h"

#include "gateway/policy/compiled_set.h"
#include "gateway/policy/print.h"
#include "gateway/policy/terms.h"
#include "gateway/policy/wording.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <type_traits>
#include <utility>

namespace gateway::policy {
namespace {

/// What one text gives to one pair, and on which terms; several permits may.
struct Cell {
  model::Kind kind;
  model::Section section;
  model::Purpose purpose;
  std::string from;
  std::string to;
  auto operator<=>(const Cell&) const = default;
};

struct Offer {
  Party from;
  Party to;
  Terms terms;
  std::string rule;
};

using Cells = std::map<Cell, std::vector<Offer>>;

/// Forbids of every text are told once, where the NGO's permits are.
Cells cells_of(const PolicySet& set, const model::PartnerName& owner) {
  Cells cells;
  for (const Access& access : owner == set.ngo() ? accesses(set) : offers(set, owner)) {
    const Rule& permit = *set.rule(access.permit);
    for (const auto& purpose : model::kPurposeTexts) {
      if (!permit.purposes.contains(purpose.value)) continue;
      auto terms = detail::terms_of(set, access, purpose.value);
      if (!terms) continue;
      auto& offers = cells[{access.kind, access.section, purpose.value, to_text(access.from),
                            to_text(access.to)}];
      const bool is_known =
          std::ranges::any_of(offers, [&](const Offer& other) { return other.terms == *terms; });
      if (!is_known) offers.push_back({access.from, access.to, *std::move(terms), permit.name});
    }
  }
  return cells;
}

/// The other text gives the same on the same terms to at least these two.
bool is_covered(const Cells& others, const Cell& cell, const Offer& offer) {
  const auto begin = others.lower_bound({cell.kind, cell.section, cell.purpose, "", ""});
  for (auto at = begin; at != others.end(); ++at) {
    const Cell& there = at->first;
    if (std::tie(there.kind, there.section, there.purpose) !=
        std::tie(cell.kind, cell.section, cell.purpose)) {
      break;
    }
    for (const Offer& other : at->second) {
      if (other.terms == offer.terms && covers(other.from, offer.from) &&
          covers(other.to, offer.to)) {
        return true;
      }
    }
  }
  return false;
}

using Changes = std::vector<AccessChange>;

AccessChange change_of(ChangeKind kind, const model::PartnerName& text, const Cell& cell,
                       const Offer& offer) {
  AccessChange change{kind,           text, cell.kind, {cell.section}, {offer.from}, {offer.to},
                      {cell.purpose}, {},   {},        {offer.rule}};
  (kind == ChangeKind::kLoses ? change.before : change.after) = offer.terms;
  return change;
}

/// What `cells` give and `others` do not.
std::map<Cell, std::vector<Offer>> beyond(const Cells& cells, const Cells& others) {
  std::map<Cell, std::vector<Offer>> result;
  for (const auto& [cell, offers] : cells) {
    for (const Offer& offer : offers) {
      if (!is_covered(others, cell, offer)) result[cell].push_back(offer);
    }
  }
  return result;
}

Changes changes_in(const model::PartnerName& text, const Cells& before, const Cells& after) {
  auto lost = beyond(before, after);
  auto gained = beyond(after, before);
  Changes changes;
  for (auto& [cell, offers] : lost) {
    auto& news = gained[cell];
    for (const Offer& offer : offers) {
      AccessChange change = change_of(ChangeKind::kLoses, text, cell, offer);
      if (!news.empty()) {  // The same two still get it, on other terms.
        change.change = ChangeKind::kChanges;
        change.after = news.front().terms;
        change.rules = {news.front().rule};
        news.erase(news.begin());
      }
      changes.push_back(std::move(change));
    }
  }
  for (const auto& [cell, offers] : gained) {
    for (const Offer& offer : offers) {
      changes.push_back(change_of(ChangeKind::kGains, text, cell, offer));
    }
  }
  return changes;
}

std::string key_of(const std::vector<Party>& parties) {
  std::string key;
  for (const Party& party : parties) key += to_text(party) + ",";
  return key;
}

template <class Enum>
std::string key_of(EnumSet<Enum> values) {
  std::string key;
  for (const Enum value : values) key.append(to_text(value)).append(",");
  return key;
}

std::string key_of(const std::optional<Terms>& terms) {
  if (!terms) return "-";
  std::string key = terms->when + ";";
  for (const std::string& guard : terms->guards) key += guard + ";";
  key.append(to_text(terms->treatment)).append(";").append(model::to_text(terms->mode));
  for (const auto& day : {terms->period.from, terms->period.until}) {
    key += ";" + (day ? base::to_date_text(*day) : std::string());
  }
  return key + ";" + in_words(terms->promises);
}

/// All of a change but one of its lists, and the rules.
template <class Part>
std::string key_without(const AccessChange& change, Part AccessChange::*part) {
  AccessChange bare = change;
  bare.*part = {};
  return bare.text.text() + "|" + std::to_string(static_cast<int>(bare.change)) + "|" +
         std::string(to_text(bare.kind)) + "|" + key_of(bare.sections) + "|" + key_of(bare.from) +
         "|" + key_of(bare.to) + "|" + key_of(bare.purposes) + "|" + key_of(bare.before) + "|" +
         key_of(bare.after);
}

/// Makes one of changes that differ in one of their lists only.
template <class Part>
void merge(Changes& changes, Part AccessChange::*part) {
  Changes merged;
  std::map<std::string, std::size_t> places;
  for (AccessChange& change : changes) {
    const auto [found, is_new] = places.emplace(key_without(change, part), merged.size());
    if (is_new) {
      merged.push_back(std::move(change));
      continue;
    }
    AccessChange& same = merged.at(found->second);
    if constexpr (std::is_same_v<Part, std::vector<Party>>) {
      for (Party& party : change.*part) (same.*part).push_back(std::move(party));
    } else {
      same.*part = same.*part | change.*part;
    }
    for (std::string& rule : change.rules) {
      if (std::ranges::find(same.rules, rule) == same.rules.end()) {
        same.rules.push_back(std::move(rule));
      }
    }
  }
  changes = std::move(merged);
}

Changes access_changes(const PolicySet& before, const PolicySet& after) {
  std::set<model::PartnerName> owners;
  for (const PolicySet* set : {&before, &after}) {
    for (const auto& partner : set->compiled().partners) {
      if (partner.text) owners.insert(partner.name);
    }
  }
  Changes changes;
  for (const model::PartnerName& owner : owners) {
    for (AccessChange& change :
         changes_in(owner, cells_of(before, owner), cells_of(after, owner))) {
      changes.push_back(std::move(change));
    }
  }
  merge(changes, &AccessChange::purposes);
  merge(changes, &AccessChange::from);
  merge(changes, &AccessChange::to);
  merge(changes, &AccessChange::sections);
  std::ranges::stable_sort(changes, [](const AccessChange& a, const AccessChange& b) {
    return std::tie(a.text, a.kind, a.change) < std::tie(b.text, b.kind, b.change);
  });
  return changes;
}

// ── agreements, adoptions, texts ──

using Papers = std::map<std::string, std::string>;

template <class Enum>
std::string listed_words(EnumSet<Enum> values) {
  std::string text;
  for (const Enum value : values) text.append(text.empty() ? "" : ", ").append(to_text(value));
  return text;
}

Papers papers_of(const detail::CompiledSet& set) {
  Papers papers;
  for (const Agreement& agreement : set.agreements) {
    const std::string place = "agreement " + agreement.name + " ";
    const auto& other = agreement.first == set.ngo ? agreement.second : agreement.first;
    papers[place + "with"] = other.text();
    papers[place + "from"] = base::to_date_text(*agreement.period.from);
    papers[place + "until"] = base::to_date_text(*agreement.period.until);
    papers[place + "purposes"] = listed_words(agreement.purposes);
    papers[place + "kinds"] = agreement.kinds.any ? "*" : listed_words(agreement.kinds.listed);
    papers[place + "review"] =
        agreement.review ? base::to_date_text(*agreement.review) : std::string("never");
  }
  for (const auto& partner : set.partners) {
    if (partner.adopted) papers[partner.name.text() + " adopts"] = "the text of " + set.ngo.text();
    if (partner.text) papers["policy of " + partner.name.text()] = "has a text";
  }
  return papers;
}

std::vector<PaperChange> paper_changes(const PolicySet& before, const PolicySet& after) {
  const Papers old = papers_of(before.compiled());
  const Papers now = papers_of(after.compiled());
  Papers places = old;
  places.insert(now.begin(), now.end());
  const auto value_in = [](const Papers& papers, const std::string& place) {
    const auto found = papers.find(place);
    return found == papers.end() ? std::nullopt : std::optional(found->second);
  };
  std::vector<PaperChange> changes;
  for (const auto& [place, ignored] : places) {
    PaperChange change{place, value_in(old, place), value_in(now, place)};
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace

PolicyDiff diff(const PolicySet& before, const PolicySet& after) {
  return {paper_changes(before, after), access_changes(before, after)};
}

}  // namespace gateway::policy
