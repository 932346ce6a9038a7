#include "gateway/cli/policy_ways.h"

#include "gateway/policy/print.h"
#include "gateway/policy/wording.h"

#include <algorithm>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;
using policy::Access;

std::string guard_text(const policy::PolicySet& set, const policy::Guard& guard) {
  std::string text = std::string(set.owner_of(guard.forbid)->text()) + "/" +
                     std::string(set.name_of(guard.forbid));
  if (guard.only_from) text += " from " + policy::to_text(*guard.only_from);
  if (guard.only_to) text += " to " + policy::to_text(*guard.only_to);
  return text;
}

using Parties = std::vector<policy::Party> Way::*;

// `near` is the side on which each party has a way of its own.
std::vector<Way> drawn_together(const policy::PolicySet& set, const std::vector<Access>& accesses,
                                Parties near, Parties far) {
  std::vector<Way> ways;
  std::map<std::string, std::size_t> places;
  const bool by_recipient = near == &Way::to;
  for (const Access& access : accesses) {
    const policy::Party& one = by_recipient ? access.to : access.from;
    const policy::Party& other = by_recipient ? access.from : access.to;
    std::string key = std::to_string(static_cast<std::uint32_t>(access.permit)) + " " +
                      std::string(model::to_text(access.kind)) + " " + policy::to_text(one);
    for (const policy::Guard& guard : access.guards) key += "; " + guard_text(set, guard);
    const auto [found, is_new] = places.emplace(std::move(key), ways.size());
    if (is_new) {
      const policy::Rule& rule = *set.rule(access.permit);
      Way& way = ways.emplace_back();
      way.kind = access.kind;
      (way.*near).push_back(one);
      way.purposes = rule.purposes;
      way.guards = access.guards;
      way.treatment = rule.treatment;
      way.mode = rule.mode;
      way.rule = access.permit;
    }
    Way& way = ways.at(found->second);
    way.sections.insert(access.section);
    if (std::ranges::find(way.*far, other) == (way.*far).end()) (way.*far).push_back(other);
  }
  std::ranges::stable_sort(ways, [near](const Way& a, const Way& b) {
    return std::pair(a.kind, policy::to_text(a.*near)) <
           std::pair(b.kind, policy::to_text(b.*near));
  });
  return ways;
}

std::vector<policy::Party> meeting(const std::vector<policy::Party>& a,
                                   const std::vector<policy::Party>& b) {
  std::vector<policy::Party> both;
  for (const policy::Party& left : a) {
    for (const policy::Party& right : b) {
      const bool left_in_right = policy::covers(right, left);
      if (!left_in_right && !policy::covers(left, right)) continue;
      const policy::Party& narrow = left_in_right ? left : right;
      if (std::ranges::find(both, narrow) == both.end()) both.push_back(narrow);
    }
  }
  return both;
}

policy::Choice<model::Purpose> meeting(const policy::Choice<model::Purpose>& a,
                                       const policy::Choice<model::Purpose>& b) {
  if (a.any) return b;
  if (b.any) return a;
  return {false, a.listed & b.listed};
}

std::string condition_text(const policy::PolicySet& set, policy::RuleId id) {
  const policy::Rule* const rule = set.rule(id);
  return rule == nullptr || !rule->when ? std::string() : policy::in_words(*rule->when);
}

// What has to be for a forbid not to stand in the way.
std::string past_guard(const policy::PolicySet& set, const policy::Guard& guard) {
  const policy::Rule& forbid = *set.rule(guard.forbid);
  std::string about;
  if (guard.only_from) about += " from " + policy::to_text(*guard.only_from);
  if (guard.only_to) about += " to " + policy::to_text(*guard.only_to);
  if (!forbid.purposes.any) about += " for " + purposes_text(forbid.purposes);
  std::string lifted;
  if (forbid.when) lifted = policy::in_words(*forbid.when, policy::Answer::kNo);
  if (forbid.unless) {
    lifted.append(lifted.empty() ? "" : " or ").append(policy::in_words(*forbid.unless));
  }
  const std::string name(set.name_of(guard.forbid));
  if (lifted.empty()) return "not" + about + " (" + name + ")";
  return (about.empty() ? "" : "if" + about + ": ") + lifted + " (" + name + ")";
}

}  // namespace

std::vector<Way> ways_to(const policy::PolicySet& set, const std::vector<Access>& accesses) {
  return drawn_together(set, accesses, &Way::to, &Way::from);
}

std::vector<Way> ways_from(const policy::PolicySet& set, const std::vector<Access>& accesses) {
  return drawn_together(set, accesses, &Way::from, &Way::to);
}

std::optional<std::vector<Way>> narrowed_by_own_text(const policy::PolicySet& set,
                                                     std::vector<Way> ways,
                                                     const policy::Who& sender) {
  if (*sender.partner == set.ngo()) return ways;
  const auto owners = set.owners();
  if (std::ranges::find(owners, *sender.partner) == owners.end()) return std::nullopt;
  const auto own = ways_from(set, policy::offers(set, *sender.partner));
  if (!policy::has_own_text(set, *sender.partner)) return ways;  // It signed the NGO's.
  std::vector<Way> both;
  for (const Way& way : ways) {
    for (const Way& each : own) {
      Way narrow = way;
      narrow.sections = way.sections & each.sections;
      narrow.to = meeting(way.to, each.to);
      narrow.purposes = meeting(way.purposes, each.purposes);
      narrow.treatment = std::max(way.treatment, each.treatment);
      narrow.mode = std::max(way.mode, each.mode);
      narrow.own_rule = each.rule;
      const bool is_theirs = std::ranges::any_of(
          each.from, [&](const policy::Party& party) { return policy::may_mean(party, sender); });
      const bool is_left = each.kind == way.kind && is_theirs && !narrow.sections.empty() &&
                           !narrow.to.empty() &&
                           (narrow.purposes.any || !narrow.purposes.listed.empty());
      if (is_left) both.push_back(std::move(narrow));
    }
  }
  return both;
}

std::string sections_text(policy::EnumSet<model::Section> sections) {
  std::string text;
  for (const model::Section section : sections) {
    text.append(text.empty() ? "" : ", ").append(model::to_text(section));
  }
  return text;
}

std::string purposes_text(const policy::Choice<model::Purpose>& purposes) {
  if (purposes.any) return "any purpose";
  std::string text;
  for (const model::Purpose purpose : purposes.listed) {
    text.append(text.empty() ? "" : ", ").append(model::to_text(purpose));
  }
  return text;
}

std::string when_text(const policy::PolicySet& set, const Way& way) {
  std::vector<std::string> parts;
  for (const policy::RuleId id : {way.rule, way.own_rule}) {
    const std::string condition = condition_text(set, id);
    if (!condition.empty()) parts.push_back(condition);
    const policy::Rule* const rule = set.rule(id);
    if (rule == nullptr) continue;
    if (rule->period.from) parts.push_back("from " + base::to_date_text(*rule->period.from));
    if (rule->period.until) parts.push_back("until " + base::to_date_text(*rule->period.until));
  }
  for (const policy::Guard& guard : way.guards) parts.push_back(past_guard(set, guard));
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text.empty() ? "always" : text;
}

ordered_json to_json(const policy::PolicySet& set, const Way& way) {
  const policy::Rule& rule = *set.rule(way.rule);
  ordered_json object = {{"kind", model::to_text(way.kind)}};
  object["sections"] = ordered_json::array();
  for (const model::Section section : way.sections) {
    object["sections"].push_back(model::to_text(section));
  }
  for (const auto& [key, parties] : {std::pair("from", &way.from), std::pair("to", &way.to)}) {
    object[key] = ordered_json::array();
    for (const policy::Party& party : *parties) object[key].push_back(policy::to_text(party));
  }
  object["purposes"] = purposes_text(way.purposes);
  object["condition"] = rule.when ? ordered_json(policy::to_text(*rule.when)) : ordered_json();
  object["when"] = when_text(set, way);
  object["forbids"] = ordered_json::array();
  for (const policy::Guard& guard : way.guards) {
    object["forbids"].push_back(set.name_of(guard.forbid));
  }
  object["treatment"] = policy::to_text(way.treatment);
  object["mode"] = model::to_text(way.mode);
  object["promises"] = policy::in_words(rule.obligations);
  object["rule"] = set.name_of(way.rule);
  object["ownRule"] = set.name_of(way.own_rule);
  return object;
}

}  // namespace gateway::cli
