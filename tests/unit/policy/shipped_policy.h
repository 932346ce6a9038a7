#pragma once

#include "gateway/policy/decide.h"
#include "gateway/policy/policy_set.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The policy texts of keys-example/ and the tables they are held against, read by a reader that
// shares nothing with the program's own.

namespace gateway::policy::shipped {

using Cells = std::vector<std::string>;

/// The rows of a CSV file of the project (or anywhere, by an absolute path) without its header;
/// quotes are taken off.
std::vector<Cells> table(std::string_view path_in_project);
std::vector<Cells> table_with_header(std::string_view path_in_project);

std::vector<std::string> words(std::string_view text);

model::Kind kind(std::string_view text);
model::Role role(std::string_view text);
std::set<model::Role> roles(std::string_view text);

std::vector<PolicyText> texts();
/// Fails the test that asks when they do not load.
const PolicySet& policy();
/// Each text as a value, so that a test can change one.
std::vector<Policy> parsed();
PolicySet built(std::vector<Policy> policies);

/// Who may receive and who may send, by the project's copy of the matrix.
const std::map<model::Kind, std::set<model::Role>>& receivers();
const std::map<model::Kind, std::set<model::Role>>& senders();

/// One section of one kind: how it is opened and which field groups ("F01") lie in it.
struct SectionRow {
  model::Kind kind = model::Kind::kNone;
  model::Section section = model::Section::kNone;
  model::SectionMode mode = model::SectionMode::kNone;
  std::vector<std::string> groups;
};
const std::vector<SectionRow>& section_rows();
EnumSet<model::Section> sections_of(model::Kind kind);

/// Some unit of the example network in that role; of a partner that adopted the NGO's text, so that
/// only this one is held against the matrix.
Recipient somebody(model::Role role);

/// What the kind is sent for.
EnumSet<model::Purpose> purposes_of(model::Kind kind);

/// Everything is in order, and nothing opens what is conditional: no consent, no override, an
/// adult, a basis that lifts nothing. All sections were sanitised.
ShareFacts facts_for(model::Kind kind, model::Role from, model::Role to);

}  // namespace gateway::policy::shipped
