#include "tests/unit/daemon/engine_fixture.h"

#include <algorithm>
#include <chrono>

namespace gateway::daemon {
namespace {

using directory::SubscriptionState;
using std::chrono::minutes;

constexpr const char* kTopic = "intel.report/northvale/labour";

class EngineTopicTest : public EngineTest {
 protected:
  std::unique_ptr<FakeClient> subscribe(const World::To& to, std::string_view pattern) {
    auto client = world_.connect(to.member.partner, to.member.unit.unit);
    EXPECT_EQ(client->subscribe(pattern, SubscriptionState::kOn), Refusal::kUnspecified);
    EXPECT_EQ(world_.last_leaves(LeafType::kSubscription).size(), 1U);
    return client;
  }
  /// As an honest client resolves it: signed subscriptions, directory, each unit's own scope.
  struct Audience {
    std::vector<World::To> to;
    std::uint64_t log_size = 0;
  };
  Audience resolve(const std::vector<World::To>& eligible) {
    Audience audience;
    const auto answer = sender_->ask(wire::AskSubscriptions{kTopic});
    const auto& found = std::get<wire::Subscriptions>(answer->body);
    std::vector<directory::Subscription> subscriptions;
    for (const auto& note : found.notes) {
      subscriptions.push_back(
          *directory::verify_subscription(note, *world_.directory, world_.clock.now()));
    }
    const auto may_receive = [&](const model::UnitRef& unit, Role role, Kind /*kind*/) {
      return std::ranges::any_of(eligible, [&](const World::To& each) {
        return each.member.unit == unit && each.role == role;
      });
    };
    for (const auto& listener :
         directory::audience(*directory::parse_topic(kTopic), *world_.directory, subscriptions,
                             may_receive, world_.clock.now())) {
      const auto found_unit = std::ranges::find_if(eligible, [&](const World::To& each) {
        return each.member.unit == listener.unit && each.role == listener.role;
      });
      audience.to.push_back(*found_unit);
    }
    audience.log_size = found.log_size;
    return audience;
  }
  envelope::SealRequest published(const Audience& audience) {
    auto request = world_.intel(audience.to);
    request.cover.topic = kTopic;
    request.gateway_row.audience_log_size = audience.log_size;
    return request;
  }
  [[nodiscard]] World::To eastmere() const {
    return {world_.member("pol-eastmere", "intel"), Role::kPolInt};
  }
};

TEST_F(EngineTopicTest, APublishedReportReachesExactlyTheSubscribedUnitsWithTheRight) {
  const auto north = subscribe(police(), kTopic);
  const auto work = subscribe(labour(), "intel.report/*/labour");
  const auto east = subscribe(eastmere(), "intel.report/*/*");  // Its area is another.
  const auto forum = subscribe({world_.member("ctdc", "main"), Role::kForum}, "*/*/*");
  const auto bystander = world_.connect("nca-mshtu", "main");  // Could, but did not subscribe.
  EXPECT_TRUE(attach(*north, Role::kPolInt));
  EXPECT_TRUE(attach(*work, Role::kFwa));
  EXPECT_TRUE(attach(*east, Role::kPolInt));
  EXPECT_TRUE(attach(*forum, Role::kForum));
  EXPECT_TRUE(attach(*bystander, Role::kNca));
  const auto audience = resolve({police(), labour(), eastmere(), nca()});
  EXPECT_EQ(audience.to.size(), 2U);
  expect_accepted(published(audience));
  EXPECT_EQ(north->mail.size(), 1U);
  EXPECT_EQ(work->mail.size(), 1U);
  EXPECT_TRUE(east->mail.empty());
  EXPECT_TRUE(forum->mail.empty());
  EXPECT_TRUE(bystander->mail.empty());
}

TEST_F(EngineTopicTest, AWildcardWidensNothingEvenWhenTheSenderSaysSo) {
  const auto forum = subscribe({world_.member("ctdc", "main"), Role::kForum}, "*/*/*");
  expect_refused(published({{{forum->member, Role::kForum}}, world_.log->committed_size()}),
                 Refusal::kRoleNotPermitted);
}

TEST_F(EngineTopicTest, AUnitOutsideItsAreaIsRefusedEvenWhenTheSenderSaysSo) {
  const auto east = subscribe(eastmere(), "intel.report/*/*");
  EXPECT_TRUE(attach(*east, Role::kPolInt));
  expect_refused(published({{eastmere()}, world_.log->committed_size()}), Refusal::kPolicyDenies);
  EXPECT_TRUE(east->mail.empty());
}

TEST_F(EngineTopicTest, AnEmptyAudienceIsRefused) {
  EXPECT_TRUE(resolve({police(), labour()}).to.empty());
  const auto nobody = envelope::seal(published({{}, world_.log->committed_size()}), world_.random);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.refusal(), Refusal::kAudienceEmpty);
}

TEST_F(EngineTopicTest, AStaleOrInventedAudienceIsRefused) {
  const auto north = subscribe(police(), kTopic);
  const auto audience = resolve({police()});
  const auto work = subscribe(labour(), kTopic);  // The log has moved on since.
  world_.pass(minutes(4));
  expect_accepted(published(audience));
  world_.pass(minutes(2));
  expect_refused(published(audience), Refusal::kAudienceStale);
  expect_refused(published({{police()}, 1'000'000}), Refusal::kAudienceStale);
  expect_refused(published({{police()}, 0}), Refusal::kEnvelopeMalformed);
  auto addressed = world_.intel({police()});
  addressed.gateway_row.audience_log_size = world_.log->committed_size();
  expect_refused(addressed, Refusal::kEnvelopeMalformed);
  expect_accepted(published(resolve({police()})));
}

TEST_F(EngineTopicTest, ATopicOfAnotherKindIsRefused) {
  const auto north = subscribe(police(), kTopic);
  auto request = published(resolve({police()}));
  request.cover.topic = "intel.ack/northvale/labour";
  expect_refused(request, Refusal::kEnvelopeMalformed);
}

TEST_F(EngineTopicTest, WhoUnsubscribedSinceIsSkipped) {
  const auto north = subscribe(police(), kTopic);
  const auto work = subscribe(labour(), kTopic);
  EXPECT_TRUE(attach(*north, Role::kPolInt));
  EXPECT_TRUE(attach(*work, Role::kFwa));
  const auto audience = resolve({police(), labour()});
  EXPECT_EQ(audience.to.size(), 2U);
  EXPECT_EQ(work->subscribe(kTopic, SubscriptionState::kOff), Refusal::kUnspecified);
  expect_accepted(published(audience));
  EXPECT_EQ(north->mail.size(), 1U);
  EXPECT_TRUE(work->mail.empty());
  EXPECT_TRUE(std::ranges::any_of(world_.archive.delivery_records, [](const auto& entry) {
    return entry.second.state == static_cast<std::uint8_t>(broker::DeliveryState::kSkipped);
  }));
}

TEST_F(EngineTopicTest, ASubscriptionInAnothersNameIsRefused) {
  const auto north = world_.connect("pol-northvale", "intel");
  const auto stranger = world_.connect("nca-mshtu", "main");
  const auto note = [&] {
    EXPECT_EQ(north->subscribe(kTopic, SubscriptionState::kOn), Refusal::kUnspecified);
    return world_.archive.subscription_records.front().note;
  }();
  EXPECT_EQ(stranger->refusal_of(wire::Subscribe{note}), Refusal::kSubscriptionRefused);
  expect_logged(Refusal::kSubscriptionRefused);
  EXPECT_EQ(north->refusal_of(wire::Subscribe{note}), Refusal::kSubscriptionRefused);  // Replayed.
  expect_logged(Refusal::kSubscriptionRefused);
}

TEST_F(EngineTopicTest, ASubscriptionOutlivesARestart) {
  static_cast<void>(subscribe(police(), kTopic));
  world_.restart();
  sender_ = world_.connect("hfj", "investigations");
  const auto audience = resolve({police()});
  EXPECT_EQ(audience.to.size(), 1U);
  expect_accepted(published(audience));
}

}  // namespace
}  // namespace gateway::daemon
