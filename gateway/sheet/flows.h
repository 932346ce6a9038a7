#pragma once

#include "gateway/base/time.h"
#include "gateway/kinds/facts.h"
#include "gateway/kinds/matrix.h"
#include "gateway/model/ids.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"
#include "gateway/policy/enum_set.h"
#include "gateway/policy/policy_set.h"
#include "gateway/policy/words.h"

#include <cstdint>
#include <map>
#include <vector>

// What a policy lets through because a person agreed, and what it lets through anyway: asked of the
// policy itself, so that nothing on a sheet is written by hand.

namespace gateway::sheet {

/// A unit that may send or receive, as the directory lists it.
struct Post {
  model::PartnerName partner;
  model::UnitName unit;
  policy::EnumSet<model::Role> roles;
};

/// Who is there when a consent is given.
struct Surroundings {
  model::PartnerName controller;  ///< The NGO: an implied recipient of every consent.
  model::PartnerName recorder;    ///< Whose unit records the consent.
  std::vector<Post> posts;
};

enum class Subject : std::uint8_t { kAdult = 0, kChild = 1 };

/// How one group of fields is given.
struct Shape {
  policy::Treatment treatment = policy::Treatment::kNone;  ///< The most telling of several.
  bool no_onward = false;  ///< However they come by it, they may not pass it on.

  friend bool operator==(const Shape&, const Shape&) = default;
};

/// What one recipient in one role may get. Never without a group.
struct Flow {
  model::PartnerName partner;
  model::UnitName unit;
  model::Role role = model::Role::kNone;
  std::map<kinds::FieldGroup, Shape> groups;
  policy::EnumSet<policy::Retention> keep;
};

struct PurposeFlows {
  model::ConsentPurpose purpose = model::ConsentPurpose::kNone;
  std::vector<Flow> with_yes;  ///< Only because of this purpose.
  /// Of a child: what needs no consent, because it keeps the child safe. Empty for an adult.
  std::vector<Flow> for_safety;
};

/// A named recipient and what it is told of the consent itself.
struct Told {
  model::PartnerName partner;
  model::Role role = model::Role::kNone;
  policy::Treatment treatment = policy::Treatment::kNone;
};

struct Flows {
  std::vector<PurposeFlows> purposes;  ///< Every one that was asked for, in their order.
  std::vector<Told> told;
  /// What the named recipients could be given on another ground, nobody agreeing: danger to life, a
  /// named person's decision, the law. Of a child without what stands under for_safety.
  std::vector<Flow> without_yes;
};

struct FlowQuestion {
  Surroundings surroundings;
  std::vector<kinds::NamedRecipient> recipients;  ///< Names that are not there match nobody.
  policy::EnumSet<model::ConsentPurpose> purposes;
  Subject subject = Subject::kAdult;
  base::Time now;
};

/// The most that could be given under `policies`: a condition on urgency, marking, topic or the
/// like counts as met. What consent opens is said under each purpose without which it would stay
/// shut; where a kind is gated by one purpose and a section in it asks for another, under the
/// latter. So all purposes together say exactly what agreeing to all of them adds.
Flows flows_of(const policy::PolicySet& policies, const FlowQuestion& question);

/// The name means this unit in this role.
[[nodiscard]] bool is_named(const kinds::NamedRecipient& named, const Post& post, model::Role role);

}  // namespace gateway::sheet
