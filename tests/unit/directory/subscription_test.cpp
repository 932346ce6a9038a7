#include "gateway/directory/subscription.h"

#include "tests/unit/directory/network.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using model::Kind;
using model::Role;
using model::UnitRef;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const MayReceive kEverybodyMay = [](const UnitRef&, Role, Kind) { return true; };
const MayReceive kNobodyMay = [](const UnitRef&, Role, Kind) { return false; };

Subscription on(const UnitRef& unit, std::string_view pattern) {
  return {unit, *parse_topic_pattern(pattern), SubscriptionState::kOn, 1, std::nullopt};
}

class SubscriptionTest : public testing::Test {
 protected:
  const Network network_;
  const Directory directory_ = network_.directory();
  const UnitRef intel_{kPolice, "intel"};
  const UnitRef inv_{kNgo, "investigations"};
  const Topic topic_ = *parse_topic("intel.report/northvale/labour");
};

TEST(TopicTest, HasThreeSegmentsAndNoWildcard) {
  EXPECT_EQ(to_text(*parse_topic("intel.report/northvale/labour")),
            "intel.report/northvale/labour");
  for (const char* text :
       {"", "intel.report", "intel.report/northvale", "intel.report/northvale/labour/x",
        "intel.rumour/northvale/labour", "*/northvale/labour", "intel.report/*/labour",
        "intel.report/northvale/*", "intel.report//labour", "intel.report/Northvale/labour",
        "intel.report/north vale/labour", " intel.report/northvale/labour"}) {
    EXPECT_FALSE(parse_topic(text)) << text;
  }
  EXPECT_FALSE(parse_topic("intel.report/" + std::string(200, 'a') + "/labour"));
}

TEST(TopicPatternTest, MatchesSegmentBySegment) {
  const Topic topic = *parse_topic("intel.report/northvale/labour");
  struct Row {
    std::string_view pattern;
    bool expected;
  };
  for (const Row& row : {Row{"intel.report/northvale/labour", true}, Row{"*/*/*", true},
                         Row{"*/northvale/*", true}, Row{"intel.report/*/labour", true},
                         Row{"intel.ack/northvale/labour", false}, Row{"*/eastmere/*", false},
                         Row{"*/*/sexual", false}, Row{"intel.report/north/labour", false}}) {
    const auto pattern = parse_topic_pattern(row.pattern);
    ASSERT_TRUE(pattern) << row.pattern;
    EXPECT_EQ(to_text(*pattern), row.pattern);
    EXPECT_EQ(pattern->matches(topic), row.expected) << row.pattern;
  }
  EXPECT_FALSE(parse_topic_pattern("intel.*/northvale/labour"));
  EXPECT_FALSE(parse_topic_pattern("**/northvale/labour"));
}

TEST_F(SubscriptionTest, HasOneText) {
  const Subscription subscription = on(intel_, "intel.report/northvale/*");
  EXPECT_EQ(to_text(subscription),
            "safeconduct-subscription/v1\n"
            "unit 2 intel\n"
            "topic intel.report/northvale/*\n"
            "state on\n"
            "counter 1\n"
            "previous -\n");
  ASSERT_TRUE(parse_subscription(to_text(subscription)));
  EXPECT_EQ(*parse_subscription(to_text(subscription)), subscription);

  Subscription odd = subscription;
  odd.counter = 2;
  EXPECT_FALSE(parse_subscription(to_text(odd))) << "the second names the first";
  odd.counter = 0;
  EXPECT_FALSE(parse_subscription(to_text(odd)));
}

TEST_F(SubscriptionTest, IsSignedByItsOwnUnit) {
  const std::string text = to_text(on(intel_, "*/*/*"));

  ASSERT_TRUE(verify_subscription(network_.by_unit(text, intel_), directory_, kNow));
  for (const auto& note : {network_.by_unit(text, {kPolice, "oic"}), network_.by_unit(text, inv_),
                           network_.by_trustees(text, {0, 1, 2, 3, 4})}) {
    EXPECT_FALSE(verify_subscription(note, directory_, kNow));
  }
  EXPECT_FALSE(verify_subscription(network_.by_unit(text, intel_), directory_, kEnd));
}

TEST_F(SubscriptionTest, RefusesEveryFlippedBit) {
  const std::string note = network_.by_unit(to_text(on(intel_, "*/*/*")), intel_);
  for (std::size_t i = 0; i < note.size(); ++i) {
    std::string damaged = note;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    EXPECT_FALSE(verify_subscription(damaged, directory_, kNow)) << "byte " << i;
  }
}

TEST_F(SubscriptionTest, TakesEachUnitsChainInOrderOnly) {
  SubscriptionSet set;
  Subscription first = on(intel_, "intel.report/northvale/*");
  Subscription second = on(intel_, "intel.report/eastmere/*");
  second.counter = 2;
  second.previous = hash_of(first);

  EXPECT_EQ(set.apply(second, "note 2").error().code, ErrorCode::kMalformed) << "too early";
  ASSERT_TRUE(set.apply(first, "note 1"));
  EXPECT_FALSE(set.apply(first, "note 1")) << "twice";
  Subscription forked = second;
  forked.previous = hash_of(second);
  EXPECT_FALSE(set.apply(forked, "note 2")) << "another past";
  Subscription skipping = second;
  skipping.counter = 3;
  EXPECT_FALSE(set.apply(skipping, "note 3"));
  ASSERT_TRUE(set.apply(second, "note 2"));
  EXPECT_EQ(set.next_of(intel_).counter, 3U);
  EXPECT_EQ(set.next_of(intel_).previous, hash_of(second));
  EXPECT_EQ(set.next_of(inv_).counter, 1U);
  EXPECT_TRUE(set.apply(on(inv_, "*/*/*"), "another unit")) << "its own chain";
}

TEST_F(SubscriptionTest, EndsWhenTheUnitSaysOff) {
  SubscriptionSet set;
  const Subscription first = on(intel_, "intel.report/*/*");
  ASSERT_TRUE(set.apply(first, "note 1"));
  ASSERT_THAT(set.matching(topic_), SizeIs(1));
  EXPECT_EQ(set.matching(topic_).front().note, "note 1");

  Subscription off = first;
  off.state = SubscriptionState::kOff;
  off.counter = 2;
  off.previous = hash_of(first);
  ASSERT_TRUE(set.apply(off, "note 2"));
  EXPECT_THAT(set.matching(topic_), IsEmpty());
}

TEST_F(SubscriptionTest, HasALimitForEachUnit) {
  SubscriptionSet set;
  SubscriptionSet::Next next;
  for (std::size_t i = 0; i <= SubscriptionSet::kMaxPatternsOfUnit; ++i) {
    Subscription subscription = on(intel_, "*/a" + std::to_string(i) + "/*");
    subscription.counter = next.counter;
    subscription.previous = next.previous;
    const auto applied = set.apply(subscription, "");
    if (i == SubscriptionSet::kMaxPatternsOfUnit) {
      ASSERT_FALSE(applied);
      EXPECT_EQ(applied.error().code, ErrorCode::kTooLarge);
    } else {
      ASSERT_TRUE(applied);
    }
    next = set.next_of(intel_);
  }
}

TEST_F(SubscriptionTest, ReachesUnitsWhoseAreaAndSectorFitInRolesThatMayReceive) {
  const MayReceive police_intelligence = [](const UnitRef&, Role role, Kind kind) {
    return kind == Kind::kIntelReport && role == Role::kPolInt;
  };
  const std::vector<Subscription> subscriptions = {
      on(intel_, "intel.report/northvale/*"), on(intel_, "*/*/*"), on({kPolice, "oic"}, "*/*/*")};

  EXPECT_THAT(audience(topic_, directory_, subscriptions, police_intelligence, kNow),
              ElementsAre(Listener{intel_, Role::kPolInt}));
  EXPECT_THAT(audience(topic_, directory_, subscriptions, kEverybodyMay, kNow),
              ElementsAre(Listener{intel_, Role::kPolInt}, Listener{intel_, Role::kFro}));
  EXPECT_THAT(audience(topic_, directory_, subscriptions, kNobodyMay, kNow), IsEmpty());
  EXPECT_THAT(audience(topic_, directory_, {}, kEverybodyMay, kNow), IsEmpty());
  EXPECT_THAT(audience(topic_, directory_, subscriptions, kEverybodyMay, kEnd), IsEmpty());
  for (const char* elsewhere :
       {"intel.report/southhaven/labour", "intel.report/northvale/sexual"}) {
    EXPECT_THAT(audience(*parse_topic(elsewhere), directory_, subscriptions, kEverybodyMay, kNow),
                IsEmpty())
        << elsewhere;
  }
}

TEST_F(SubscriptionTest, ReachesNobodyThroughASubscriptionThatIsOff) {
  Subscription off = on(intel_, "*/*/*");
  off.state = SubscriptionState::kOff;
  const std::vector<Subscription> subscriptions = {off};

  EXPECT_THAT(audience(topic_, directory_, subscriptions, kEverybodyMay, kNow), IsEmpty());
  EXPECT_EQ(Subscription{}.state, SubscriptionState::kOff);
}

// Over random subscriptions, topics and rights: nobody is in the audience whom the rights or the
// unit's own scope exclude, and wildcards reach no further than subscribing to everything by name.
TEST_F(SubscriptionTest, NeverReachesBeyondRightsAndScopesHoweverWildTheWildcards) {
  std::mt19937 dice(3);
  const auto pick = [&](const auto& words) { return words[dice() % words.size()]; };
  const std::vector<std::string> kinds = {"intel.report", "alert.risk", "*"};
  const std::vector<std::string> areas = {"northvale", "eastmere", "southhaven", "*"};
  const std::vector<std::string> sectors = {"labour", "sexual", "*"};
  const std::vector<UnitRef> units = {
      intel_, {kPolice, "oic"}, inv_, {kNgo, "aftercare"}, {kHouse, "main"}};
  std::size_t reached = 0;
  for (int round = 0; round < 500; ++round) {
    const std::uint32_t rights = static_cast<std::uint32_t>(dice());
    const MayReceive may = [&](const UnitRef&, Role role, Kind kind) {
      return ((rights >> (static_cast<unsigned>(role) + static_cast<unsigned>(kind)) % 32) & 1U) !=
             0;
    };
    std::vector<Subscription> subscriptions;
    for (int i = 0; i < 6; ++i) {
      subscriptions.push_back(
          on(pick(units), pick(kinds) + "/" + pick(areas) + "/" + pick(sectors)));
    }
    std::vector<Subscription> all_by_wildcard;
    for (const UnitRef& unit : units) all_by_wildcard.push_back(on(unit, "*/*/*"));
    const Topic topic{dice() % 2 == 0 ? Kind::kIntelReport : Kind::kAlertRisk, areas[dice() % 3],
                      sectors[dice() % 2]};

    const auto most = audience(topic, directory_, all_by_wildcard, may, kNow);
    for (const Listener& listener : audience(topic, directory_, subscriptions, may, kNow)) {
      ++reached;
      const Unit* unit = directory_.unit(listener.unit);
      ASSERT_NE(unit, nullptr);
      EXPECT_TRUE(may(listener.unit, listener.role, topic.kind));
      EXPECT_TRUE(unit->holds(listener.role));
      EXPECT_TRUE(unit->areas.covers(topic.area) && unit->sectors.covers(topic.sector));
      EXPECT_TRUE(std::ranges::any_of(subscriptions, [&](const Subscription& subscription) {
        return subscription.unit == listener.unit && subscription.pattern.matches(topic);
      }));
      EXPECT_TRUE(std::ranges::find(most, listener) != most.end());
    }
  }
  EXPECT_GT(reached, 0U);
}

}  // namespace
}  // namespace gateway::directory
