#include "gateway/policy/decide.h"

#include "tests/unit/policy/fixture.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

/// Random statements and facts over a small world, so that rules meet often.
class World {
 public:
  explicit World(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(engine_);
  }
  template <class List>
  auto pick(const List& list) {
    return list.at(below(list.size()));
  }

  std::string permit() {
    std::string text =
        "permit r" + std::to_string(++names_) + " " + share() + " for " + pick(purposes_);
    if (below(2) == 0) text += " when " + condition();
    if (below(3) == 0) text += " as " + pick(treatments_);
    if (below(3) == 0) text += " by release";
    if (below(4) == 0) text += " until 2026-06-01";
    return text + "\n";
  }
  std::string forbid() {
    std::string text = "forbid r" + std::to_string(++names_) + " " + share();
    if (below(2) == 0) text += " for " + pick(purposes_);
    if (below(2) == 0) text += " when " + condition();
    if (below(2) == 0) text += " unless " + condition();
    return text + "\n";
  }

  ShareFacts facts() {
    ShareFacts facts = referral();
    const bool from_ngo = below(2) == 0;
    facts.sender.partner = partner(from_ngo ? "hfj" : "harbourlight-housing");
    facts.sender.unit = unit(from_ngo ? "aftercare" : "main");
    facts.sender.roles = {from_ngo ? model::Role::kHfjCare : model::Role::kSafehouse};
    facts.recipient.partner = partner(below(2) == 0 ? "hfj" : "harbourlight-housing");
    facts.recipient.role = below(2) == 0 ? model::Role::kHfjCare : model::Role::kSafehouse;
    facts.kind = below(2) == 0 ? model::Kind::kAftercareReferral : model::Kind::kConsentRecord;
    facts.purpose = below(2) == 0 ? model::Purpose::kVictimSupport : model::Purpose::kSafeguarding;
    facts.override_recorded = answer();
    facts.subject_is_child = answer();
    facts.area_matches = answer();
    if (below(3) == 0) facts.consents.reset();
    if (below(3) == 0) facts.consents = {model::ConsentPurpose::kHealth};
    if (below(3) == 0) facts.sanitised.reset();
    if (below(3) == 0) facts.sanitised = {model::Section::kNeeds};
    for (auto& trustees : facts.approvals) trustees = static_cast<std::uint8_t>(below(4));
    facts.now = at(pick(days_));
    return facts;
  }

  std::mt19937_64& engine() { return engine_; }

 private:
  Answer answer() { return static_cast<Answer>(below(3)); }

  std::string share() {
    return pick(parties_) + " to share " + pick(kinds_) + " " + pick(sections_) + " with " +
           pick(parties_);
  }

  // At most seven levels of "not (": the parser refuses what is nested deeper than 16.
  std::string condition(int levels = 7) {
    if (levels == 0) return pick(questions_);
    switch (below(6)) {
      case 0:
        return condition(levels - 1) + " and " + pick(questions_);
      case 1:
        return condition(levels - 1) + " or " + pick(questions_);
      case 2:
        return "not (" + condition(levels - 1) + ")";
      default:
        return pick(questions_);
    }
  }

  std::mt19937_64 engine_;
  std::size_t names_ = 0;
  std::vector<std::string> parties_ = {"anyone",         "hfj",
                                       "hfj/aftercare",  "harbourlight-housing",
                                       "role SAFEHOUSE", "role HFJ_CARE, SAFEHOUSE"};
  std::vector<std::string> kinds_ = {"*", "aftercare.referral", "consent.record"};
  std::vector<std::string> sections_ = {"*", "[content]", "[needs]", "[content, identity]"};
  std::vector<std::string> purposes_ = {"any purpose", "VICTIM_SUPPORT", "SAFEGUARDING"};
  std::vector<std::string> treatments_ = {"sanitised", "pseudonym", "token", "aggregate"};
  std::vector<std::string> questions_ = {
      "override",  "subject is child",      "subject is not child",   "area matches",
      "sanitised", "consent covers HEALTH", "approved by 2 trustees", "urgency is PRIORITY"};
  std::vector<std::string> days_ = {"2026-06-01T23:59:59Z", "2026-06-02T00:00:00Z",
                                    "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"};
};

struct Case {
  std::vector<std::string> ours;
  std::vector<std::string> theirs;  ///< Empty: the partner adopted ours.
  ShareFacts facts;
};

Case random_case(World& world) {
  Case made{{std::string(kAgreement)}, {}, world.facts()};
  const std::size_t rules = 3 + world.below(6);
  for (std::size_t i = 0; i < rules; ++i) made.ours.push_back(world.permit());
  if (world.below(4) == 0) made.ours.push_back(world.forbid());
  if (world.below(2) == 0) {
    for (std::size_t i = 0; i < 6; ++i) made.theirs.push_back(world.permit());
  }
  return made;
}

PolicySet set_for(const Case& made) {
  std::string ours;
  for (const std::string& statement : made.ours) ours += statement;
  if (made.theirs.empty()) return set_of({ours + "adopt harbourlight-housing\n"});
  std::string theirs = "policy of harbourlight-housing version 1\n";
  for (const std::string& statement : made.theirs) theirs += statement;
  return set_of({ours, theirs});
}

/// Facts under which something is shared, if some are found soon: refusals prove little.
void look_for_shared(World& world, Case& made, const PolicySet& set) {
  for (int tries = 0; tries < 30 && !decide(set, made.facts).shared(); ++tries) {
    made.facts = world.facts();
  }
}

/// Nothing is given in `after` that was not given before, nor in a more telling shape.
void expect_not_wider(const RowDecision& after, const RowDecision& before, const Case& made) {
  const auto text = [&] {
    std::string all;
    for (const std::string& statement : made.ours) all += statement;
    all += "--\n";
    for (const std::string& statement : made.theirs) all += statement;
    return all;
  };
  EXPECT_TRUE((after.permitted() - before.permitted()).empty()) << text();
  for (const model::Section section : after.permitted()) {
    EXPECT_GE(after.section(section).treatment, before.section(section).treatment) << text();
  }
}

constexpr int kRounds = 400;

TEST(RandomPolicyTest, RemovingAPermitNeverWidens) {
  World world(1);
  int shared = 0;
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    Case made = random_case(world);
    const PolicySet set = set_for(made);
    look_for_shared(world, made, set);
    const RowDecision before = decide(set, made.facts);
    shared += before.shared() ? 1 : 0;

    Case fewer = made;
    auto& list = !made.theirs.empty() && world.below(2) == 0 ? fewer.theirs : fewer.ours;
    const std::size_t first = &list == &fewer.ours ? 1 : 0;  // The agreement stays.
    const std::size_t removed = first + world.below(list.size() - first);
    if (list.at(removed).starts_with("forbid")) continue;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(removed));
    if (fewer.theirs.empty() != made.theirs.empty()) continue;
    expect_not_wider(decide(set_for(fewer), made.facts), before, made);
  }
  EXPECT_GT(shared, kRounds / 4) << "the world is too closed to prove anything";
}

TEST(RandomPolicyTest, AddingAForbidNeverWidens) {
  World world(2);
  int bites = 0;
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    Case made = random_case(world);
    const PolicySet set = set_for(made);
    look_for_shared(world, made, set);
    const RowDecision before = decide(set, made.facts);
    auto& list = !made.theirs.empty() && world.below(2) == 0 ? made.theirs : made.ours;
    list.push_back(world.forbid());

    const RowDecision after = decide(set_for(made), made.facts);

    expect_not_wider(after, before, made);
    bites += after.permitted() == before.permitted() ? 0 : 1;
  }
  EXPECT_GT(bites, kRounds / 20) << "the forbids never met a permit";
}

TEST(RandomPolicyTest, OrderAndLayoutNeverMatter) {
  World world(3);
  for (int round = 0; round < kRounds / 3 && !testing::Test::HasFailure(); ++round) {
    Case made = random_case(world);
    const RowDecision before = decide(set_for(made), made.facts);

    std::ranges::shuffle(made.ours, world.engine());
    std::ranges::shuffle(made.theirs, world.engine());
    for (std::string& statement : made.ours) {
      statement = to_text(*parse_policy(statement, "one").value);
    }

    EXPECT_EQ(decide(set_for(made), made.facts), before);
  }
}

}  // namespace
}  // namespace gateway::policy
