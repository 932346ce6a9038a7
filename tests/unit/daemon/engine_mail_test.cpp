#include "tests/unit/daemon/engine_fixture.h"

#include <algorithm>
#include <chrono>

namespace gateway::daemon {
namespace {

using broker::DeliveryState;
using envelope::ReceiptStage;
using model::SectionMode;
using std::chrono::hours;
using std::chrono::minutes;

const base::Bytes kMore(100, 'y');

class EngineMailTest : public EngineTest {
 protected:
  model::EnvelopeId send(const std::vector<World::To>& to) {
    const auto result = expect_accepted(*sender_, world_.seal(world_.intel(to), sender_->member));
    return *model::EnvelopeId::from(result.subject.bytes());
  }
  std::vector<model::EnvelopeId> send_several(std::size_t count, const std::vector<World::To>& to) {
    std::vector<model::EnvelopeId> sent;
    for (std::size_t i = 0; i < count; ++i) sent.push_back(send(to));
    return sent;
  }
  std::unique_ptr<FakeClient> connect(const World::To& to) {
    return world_.connect(to.member.partner, to.member.unit.unit);
  }
  /// A tip whose source must be released, in the hands of its recipient.
  Mail fetched_tip() {
    const auto tipster = world_.connect("helpline-relay", "main");
    auto request =
        world_.draft(tipster->member, Kind::kTipIntake, {{sender_->member, Role::kHfjInv}});
    request.sections.push_back({Section::kSource, SectionMode::kRelease, kMore});
    request.recipients[0].granted.push_back(Section::kSource);
    expect_accepted(*tipster, world_.seal(request, tipster->member));
    EXPECT_TRUE(attach(*sender_, Role::kHfjInv));
    EXPECT_EQ(sender_->mail.size(), 1U);
    return sender_->mail.front();
  }
  void freeze(model::PartnerNumber partner, directory::FreezeAction action, std::size_t trustees) {
    world_.clock.pass(minutes(1));
    const auto clerk = world_.connect("hfj", "legal");
    const directory::Freeze freeze{
        action, {partner, "", {}}, world_.clock.now(), directory::FreezeReason::kPrecaution};
    EXPECT_EQ(clerk->refusal_of(wire::Freeze{world_.freeze_note(freeze, trustees)}),
              Refusal::kUnspecified);
  }
  [[nodiscard]] std::vector<DeliveryState> states() const {
    std::vector<DeliveryState> states;
    for (const auto& [place, record] : world_.archive.delivery_records) {
      states.push_back(static_cast<DeliveryState>(record.state));
    }
    return states;
  }
};

TEST_F(EngineMailTest, AMessageReachesExactlyThoseItIsAddressedTo) {
  const auto addressed = connect(police());
  const auto other = connect(nca());
  EXPECT_TRUE(attach(*addressed, Role::kPolInt));
  EXPECT_TRUE(attach(*other, Role::kNca));
  const auto id = send({police()});
  EXPECT_EQ(fetched(*addressed), std::vector{id});
  EXPECT_TRUE(other->mail.empty());
  EXPECT_TRUE(sender_->mail.empty());
}

TEST_F(EngineMailTest, ADeliveryIsLoggedBeforeItLeaves) {
  const auto client = connect(police());
  EXPECT_TRUE(attach(*client, Role::kPolInt));
  send({police()});
  const auto& proof = client->mail.at(0).delivery.proof;
  ASSERT_LT(proof.index, world_.archive.leaves.size());
  EXPECT_TRUE(std::ranges::equal(proof.leaf, world_.archive.leaves[proof.index]));
  EXPECT_EQ(audit::parse_leaf(proof.leaf)->type, LeafType::kDeliver);
}

TEST_F(EngineMailTest, WhoIsNotAddressedCanNeitherReleaseNorReceipt) {
  const Mail tip = fetched_tip();
  const auto other = connect(nca());
  // The same answer as for a message that is not there.
  EXPECT_EQ(other->refusal_of(other->release_of(tip, 2)), Refusal::kNotFound);
  expect_logged(Refusal::kNotFound);
  EXPECT_EQ(other->receipt(tip, ReceiptStage::kOpened, 1).refusal, Refusal::kNotFound);
  expect_logged(Refusal::kNotFound);
  world_.archive.message_records.clear();
  world_.archive.delivery_records.clear();
  world_.restart();
  const auto again = connect(nca());
  EXPECT_EQ(again->refusal_of(again->release_of(tip, 2)), Refusal::kNotFound);
  expect_logged(Refusal::kNotFound);
  EXPECT_EQ(again->receipt(tip, ReceiptStage::kOpened, 1).refusal, Refusal::kNotFound);
  expect_logged(Refusal::kNotFound);
}

TEST_F(EngineMailTest, SomebodyElsesRequestOrReceiptIsWorthNothing) {
  const Mail tip = fetched_tip();
  const auto other = connect(nca());
  EXPECT_EQ(other->refusal_of(sender_->release_of(tip, 2)), Refusal::kSignatureInvalid);
  expect_logged(Refusal::kSignatureInvalid);
  auto spoilt = sender_->release_of(tip, 2);
  spoilt.signature[3] ^= 1U;
  EXPECT_EQ(sender_->refusal_of(spoilt), Refusal::kSignatureInvalid);
  expect_logged(Refusal::kSignatureInvalid);
}

TEST_F(EngineMailTest, AReleaseIsLoggedAndTheSameRequestIsLoggedOnce) {
  const Mail tip = fetched_tip();
  const auto request = sender_->release_of(tip, 2);
  const auto first = sender_->ask(request);
  ASSERT_TRUE(first && std::holds_alternative<wire::Released>(first->body));
  EXPECT_EQ(world_.last_leaves(LeafType::kRelease).size(), 1U);
  const auto& proof = std::get<wire::Released>(first->body).proof;
  EXPECT_TRUE(std::ranges::equal(proof.leaf, world_.archive.leaves.at(proof.index)));
  const auto again = sender_->ask(request);
  ASSERT_TRUE(again && std::holds_alternative<wire::Released>(again->body));
  EXPECT_TRUE(world_.last.leaves.empty());
  EXPECT_EQ(std::get<wire::Released>(again->body).proof.index, proof.index);
  // Another request is another leaf; a section that was not granted, or none, is refused.
  EXPECT_TRUE(sender_->ask(sender_->release_of(tip, 2)));
  EXPECT_EQ(world_.leaf_count(LeafType::kRelease), 2U);
  for (const std::uint32_t sections : {0U, 4U, 6U}) {
    EXPECT_EQ(sender_->refusal_of(sender_->release_of(tip, sections)), Refusal::kNotFound);
    expect_logged(Refusal::kNotFound);
  }
}

TEST_F(EngineMailTest, NothingIsReleasedOnceTheSenderIsFrozenOrTheMessageExpired) {
  const Mail tip = fetched_tip();
  const auto& tipster = world_.member("helpline-relay", "main");
  freeze(tipster.unit.partner, directory::FreezeAction::kFreeze, 1);
  EXPECT_EQ(sender_->refusal_of(sender_->release_of(tip, 2)), Refusal::kFrozen);
  expect_logged(Refusal::kFrozen);
  freeze(tipster.unit.partner, directory::FreezeAction::kLift, 3);
  EXPECT_EQ(sender_->refusal_of(sender_->release_of(tip, 2)), Refusal::kUnspecified);
  const auto early = sender_->release_of(tip, 2);
  world_.pass(hours(24 * 8));
  EXPECT_EQ(sender_->refusal_of(early), Refusal::kExpired);
  EXPECT_EQ(sender_->refusal_of(sender_->release_of(tip, 2)), Refusal::kExpired);
}

TEST_F(EngineMailTest, OnceAllIsOpenedTheHalvesAreDestroyed) {
  const Mail tip = fetched_tip();
  EXPECT_EQ(world_.archive.halves_records.size(), 1U);
  EXPECT_TRUE(sender_->receipt(tip, ReceiptStage::kOpened, 1).accepted);
  EXPECT_EQ(world_.archive.halves_records.size(), 1U);
  EXPECT_TRUE(sender_->receipt(tip, ReceiptStage::kOpened, 3).accepted);
  EXPECT_TRUE(world_.archive.halves_records.empty());
  EXPECT_EQ(sender_->refusal_of(sender_->release_of(tip, 2)), Refusal::kReleaseRefused);
}

TEST_F(EngineMailTest, TheSameReceiptAgainAddsNoSecondLeaf) {
  const auto client = connect(police());
  EXPECT_TRUE(attach(*client, Role::kPolInt));
  send({police()});
  const auto first = client->receipt(client->mail.at(0), ReceiptStage::kFetched);
  EXPECT_TRUE(first.accepted);
  EXPECT_EQ(world_.last_leaves(LeafType::kReceipt).size(), 1U);
  EXPECT_EQ(states(), std::vector{DeliveryState::kFetched});
  // Receipts are signed anew each time but say the same.
  const auto again = client->receipt(client->mail.at(0), ReceiptStage::kFetched);
  EXPECT_TRUE(again.accepted);
  EXPECT_EQ(again.proof.index, first.proof.index);
  EXPECT_TRUE(world_.last.empty());
}

TEST_F(EngineMailTest, AUnitThatWasAwayGetsEverythingInOrder) {
  const auto sent = send_several(30, {police()});
  const auto client = connect(police());
  EXPECT_TRUE(attach(*client, Role::kPolInt, 8));
  for (std::size_t i = 0; i < client->mail.size(); ++i) {
    EXPECT_TRUE(client->receipt(client->mail[i], ReceiptStage::kFetched).accepted);
  }
  EXPECT_EQ(fetched(*client), sent);
  EXPECT_EQ(world_.leaf_count(LeafType::kDeliver), sent.size());
}

TEST_F(EngineMailTest, ASlowUnitLosesNothingAndSlowsNobody) {
  const auto slow = connect(police());
  const auto quick = connect(nca());
  EXPECT_TRUE(attach(*slow, Role::kPolInt, 1));
  EXPECT_TRUE(attach(*quick, Role::kNca, 64));
  const auto sent = send_several(20, {police(), nca()});
  EXPECT_EQ(fetched(*quick), sent);
  EXPECT_EQ(fetched(*slow), std::vector{sent.front()});
  // It comes back to life, drops its connection, and still finds all of it.
  slow->mail.clear();
  EXPECT_TRUE(slow->connect());
  EXPECT_TRUE(attach(*slow, Role::kPolInt, 1));
  for (std::size_t i = 0; i < slow->mail.size(); ++i) {
    EXPECT_TRUE(slow->receipt(slow->mail[i], ReceiptStage::kFetched).accepted);
  }
  EXPECT_EQ(fetched(*slow), sent);
  EXPECT_EQ(world_.leaf_count(LeafType::kDeliver), 2 * sent.size());
}

TEST_F(EngineMailTest, WhatIsNotAcknowledgedComesAgainWithTheSameLeaf) {
  const auto client = connect(police());
  EXPECT_TRUE(attach(*client, Role::kPolInt));
  send({police()});
  world_.pass(minutes(5));
  ASSERT_EQ(client->mail.size(), 2U);
  EXPECT_GT(client->mail[1].delivery.attempt, client->mail[0].delivery.attempt);
  EXPECT_EQ(client->mail[1].delivery.proof.index, client->mail[0].delivery.proof.index);
  EXPECT_EQ(client->mail[1].view, client->mail[0].view);
  EXPECT_EQ(world_.leaf_count(LeafType::kDeliver), 1U);
}

TEST_F(EngineMailTest, AfterARestartNothingIsLostAndNoLeafRepeated) {
  auto client = connect(police());
  EXPECT_TRUE(attach(*client, Role::kPolInt, 1));
  const base::Bytes first = world_.seal(world_.intel({police()}), sender_->member);
  const auto accepted = expect_accepted(*sender_, first);
  auto sent = send_several(4, {police()});
  sent.insert(sent.begin(), *model::EnvelopeId::from(accepted.subject.bytes()));
  ASSERT_EQ(client->mail.size(), 1U);
  const std::uint64_t leaf = client->mail[0].delivery.proof.index;
  const base::Digest root = world_.log->root();

  world_.restart();
  EXPECT_NE(world_.log->root(), root);  // What is in force now is logged again.
  EXPECT_EQ(world_.log->tree().root_at(world_.last.first_leaf), root);
  sender_ = world_.connect("hfj", "investigations");
  client = connect(police());
  const auto again = expect_accepted(*sender_, first);
  EXPECT_EQ(again.proof.index, accepted.proof.index);
  EXPECT_TRUE(attach(*client, Role::kPolInt, 16));
  EXPECT_EQ(fetched(*client), sent);
  EXPECT_EQ(client->mail.at(0).delivery.proof.index, leaf);
  EXPECT_EQ(world_.leaf_count(LeafType::kDeliver), sent.size());
  const auto next = send({police()});
  EXPECT_EQ(fetched(*client).back(), next);
}

TEST_F(EngineMailTest, AKeyFrozenWhileConnectedIsRefusedAtOnce) {
  const directory::Freeze freeze{directory::FreezeAction::kFreeze,
                                 {sender_->member.unit.partner, sender_->member.unit.unit,
                                  crypto::key_id_of(sender_->member.keys.signing.public_key())},
                                 world_.clock.now(),
                                 directory::FreezeReason::kKeyLost};
  send({police()});
  const auto clerk = connect(nca());
  EXPECT_EQ(clerk->refusal_of(wire::Freeze{world_.freeze_note(freeze, 1)}), Refusal::kUnspecified);
  const base::Bytes late = world_.seal(world_.intel({police()}), sender_->member);
  const auto answer = sender_->ask(wire::Submit{1}, {late});
  ASSERT_TRUE(answer && std::holds_alternative<wire::Refused>(answer->body));
  EXPECT_EQ(std::get<wire::Refused>(answer->body).refusal, Refusal::kFrozen);
  expect_logged(Refusal::kFrozen);
  EXPECT_FALSE(sender_->connect());
  // A desk beside it with a key of its own goes on, but does not get the frozen key's mail in.
  const auto colleague = world_.connect("hfj", "aftercare");
  expect_refused(*colleague, late, Refusal::kFrozen);
}

TEST_F(EngineMailTest, AFrozenSenderIsRefusedAndHeardAgainWhenLifted) {
  const auto partner = police().member.unit.partner;
  const auto client = connect(police());
  freeze(partner, directory::FreezeAction::kFreeze, 1);
  EXPECT_EQ(client->refusal_of(wire::Attach{Role::kPolInt, 4}), Refusal::kFrozen);
  expect_logged(Refusal::kFrozen);
  const auto late = world_.dial("pol-northvale", "intel");
  EXPECT_FALSE(late->connect());
  EXPECT_EQ(late->refused, Refusal::kFrozen);
  freeze(partner, directory::FreezeAction::kLift, 3);
  EXPECT_TRUE(late->connect());
  EXPECT_TRUE(attach(*client, Role::kPolInt));
}

TEST_F(EngineMailTest, OneTrusteeCannotLiftAFreeze) {
  const auto clerk = connect(nca());
  const directory::Freeze lift{directory::FreezeAction::kLift,
                               {police().member.unit.partner, "", {}},
                               world_.clock.now(),
                               directory::FreezeReason::kResolved};
  EXPECT_EQ(clerk->refusal_of(wire::Freeze{world_.freeze_note(lift, 2)}),
            Refusal::kNotAuthenticated);
  expect_logged(Refusal::kNotAuthenticated);
}

TEST_F(EngineMailTest, MailForAFrozenUnitIsHeldBackAndFlowsWhenLifted) {
  const auto before = send({police(), nca()});
  freeze(police().member.unit.partner, directory::FreezeAction::kFreeze, 1);
  EXPECT_EQ(world_.leaf_count(LeafType::kQuarantine), 1U);
  const auto during = send({police(), nca()});
  EXPECT_EQ(std::ranges::count(states(), DeliveryState::kQuarantined), 2);
  const auto other = connect(nca());
  EXPECT_TRUE(attach(*other, Role::kNca));
  EXPECT_EQ(fetched(*other), (std::vector{before, during}));

  freeze(police().member.unit.partner, directory::FreezeAction::kLift, 3);
  const auto client = connect(police());
  EXPECT_TRUE(attach(*client, Role::kPolInt));
  EXPECT_EQ(fetched(*client), (std::vector{before, during}));
}

TEST_F(EngineMailTest, MailOfAFrozenSenderIsHeldBackAndFlowsWhenLifted) {
  const auto tipster = world_.connect("helpline-relay", "main");
  const auto request =
      world_.draft(tipster->member, Kind::kTipIntake, {{sender_->member, Role::kHfjInv}});
  expect_accepted(*tipster, world_.seal(request, tipster->member));
  freeze(tipster->member.unit.partner, directory::FreezeAction::kFreeze, 1);
  EXPECT_EQ(states(), std::vector{DeliveryState::kQuarantined});
  EXPECT_TRUE(attach(*sender_, Role::kHfjInv));
  EXPECT_TRUE(sender_->mail.empty());
  freeze(tipster->member.unit.partner, directory::FreezeAction::kLift, 3);
  EXPECT_EQ(sender_->mail.size(), 1U);
}

TEST_F(EngineMailTest, WhatItsRecipientComplainedOfStaysHeldBackWhenAFreezeIsLifted) {
  auto client = connect(police());
  EXPECT_TRUE(attach(*client, Role::kPolInt));
  send({police()});
  EXPECT_TRUE(client->receipt(client->mail.at(0), ReceiptStage::kRejected).accepted);
  EXPECT_EQ(states(), std::vector{DeliveryState::kQuarantined});
  freeze(police().member.unit.partner, directory::FreezeAction::kFreeze, 1);
  freeze(police().member.unit.partner, directory::FreezeAction::kLift, 3);
  EXPECT_EQ(states(), std::vector{DeliveryState::kQuarantined});
  EXPECT_EQ(client->mail.size(), 1U);
}

TEST_F(EngineMailTest, MailHeldBackOutlivesARestart) {
  const auto before = send({police()});
  freeze(police().member.unit.partner, directory::FreezeAction::kFreeze, 1);
  world_.restart();
  sender_ = world_.connect("hfj", "investigations");
  const auto late = world_.dial("pol-northvale", "intel");
  EXPECT_FALSE(late->connect());
  freeze(police().member.unit.partner, directory::FreezeAction::kLift, 3);
  EXPECT_TRUE(late->connect());
  EXPECT_TRUE(attach(*late, Role::kPolInt));
  EXPECT_EQ(fetched(*late), std::vector{before});
}

TEST_F(EngineMailTest, MailNobodyFetchesExpires) {
  send({police()});
  world_.pass(hours(24 * 8));
  EXPECT_EQ(states(), std::vector{DeliveryState::kExpired});
  EXPECT_EQ(world_.leaf_count(LeafType::kExpired), 1U);
  const auto client = connect(police());
  EXPECT_TRUE(attach(*client, Role::kPolInt));
  EXPECT_TRUE(client->mail.empty());
}

}  // namespace
}  // namespace gateway::daemon
