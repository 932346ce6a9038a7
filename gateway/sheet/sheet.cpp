#include "gateway/sheet/sheet.h"

#include "gateway/base/text.h"
#include "gateway/crypto/digest.h"
#include "gateway/sheet/print.h"

#include <algorithm>
#include <utility>

namespace gateway::sheet {
namespace {

using base::Diagnostic;
using base::Diagnostics;
using kinds::NamedRecipient;

constexpr std::size_t kVersionBytes = 10;

std::string hint(std::string_view typed, const std::vector<std::string>& known) {
  const std::string near = base::nearest(typed, known);
  return near.empty() ? "`partner list` shows who is there" : "did you mean " + near + "?";
}

// What is wrong with one name; nothing when it means somebody.
std::optional<Diagnostic> fault_of(const NamedRecipient& named, const std::vector<Post>& posts) {
  std::vector<std::string> partners;
  std::vector<std::string> units;
  std::vector<std::string> roles;
  for (const Post& post : posts) {
    partners.push_back(post.partner.text());
    if (post.partner.text() != named.partner) continue;
    units.push_back(post.unit.text());
    for (const model::Role role : post.roles) roles.emplace_back(to_text(role));
  }
  const std::string option = "--recipient " + to_text(named);
  if (units.empty()) {
    return Diagnostic{option, 0, 0, "the directory has no such partner, so nobody would be meant",
                      hint(named.partner, partners)};
  }
  if (named.unit && std::ranges::find(units, *named.unit) == units.end()) {
    return Diagnostic{option, 0, 0, "the partner has no such unit, so nobody would be meant",
                      hint(*named.unit, units)};
  }
  const std::string role(named.role ? to_text(*named.role) : "");
  if (named.role && std::ranges::find(roles, role) == roles.end()) {
    return Diagnostic{option, 0, 0, "the partner does not hold this role, so nobody would be meant",
                      hint(role, roles)};
  }
  return std::nullopt;
}

}  // namespace

Diagnostics faults_of(const FlowQuestion& question,
                      policy::EnumSet<model::ConsentPurpose> excluded) {
  Diagnostics faults;
  if (question.purposes.empty()) {
    faults.push_back({"--purposes", 0, 0, "no purpose: an empty consent allows nothing",
                      "name what the person is asked, for example CARE_PLACEMENT"});
  }
  if (question.recipients.empty()) {
    faults.push_back({"--recipient", 0, 0,
                      "no recipient: a consent that names nobody allows nothing",
                      "name each one, for example harbourlight-housing/SAFEHOUSE"});
  }
  for (const model::ConsentPurpose purpose : question.purposes& excluded) {
    faults.push_back({"--exclude", 0, 0, std::string(to_text(purpose)) + " is asked for, too",
                      "a purpose is either agreed to or excluded"});
  }
  for (const NamedRecipient& named : question.recipients) {
    if (auto fault = fault_of(named, question.surroundings.posts)) {
      faults.push_back(*std::move(fault));
    }
  }
  return faults;
}

Sheet make_sheet(const policy::PolicySet& policies, FlowQuestion question,
                 policy::EnumSet<model::ConsentPurpose> excluded, std::optional<base::Time> until) {
  Flows flows = flows_of(policies, question);
  return {std::move(question), excluded, until, std::move(flows)};
}

std::string version_of(const Sheet& sheet, const Catalogue& words) {
  const std::string said = to_text(blocks_of(sheet, words));
  const auto digest = crypto::digest_of("safeconduct consent sheet v1",
                                        {base::bytes_of(words.code()), base::bytes_of(said)});
  return "CS-" + base::to_hex(digest.bytes().first<kVersionBytes>());
}

std::optional<NamedRecipient> parse_recipient(std::string_view text) {
  const std::size_t at = std::min(text.find_first_of("/:"), text.size());
  NamedRecipient named{std::string(text.substr(0, at)), std::nullopt, std::nullopt};
  if (!model::PartnerName::parse(named.partner)) return std::nullopt;
  if (at == text.size()) return named;
  const std::string_view rest = text.substr(at + 1);
  named.role = base::value_in(model::kRoleTexts, rest);
  if (named.role) return named;
  if (text[at] == ':' || !model::UnitName::parse(rest)) return std::nullopt;
  named.unit = std::string(rest);
  return named;
}

std::string to_text(const NamedRecipient& recipient) {
  std::string text = recipient.partner;
  if (recipient.unit) text += "/" + *recipient.unit;
  if (recipient.role) text.append(":").append(model::to_text(*recipient.role));
  return text;
}

}  // namespace gateway::sheet
