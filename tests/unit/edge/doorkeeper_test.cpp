#include "gateway/edge/doorkeeper.h"

#include "tests/support/repeatable_random.h"

#include <gtest/gtest.h>

namespace gateway::edge {
namespace {

using crypto::AgreementPublicKey;
using ipc::OwnerId;

class DoorkeeperTest : public testing::Test {
 protected:
  tests::RepeatableRandom random_{1};
  AgreementPublicKey alice_ = crypto::random_fixed<AgreementPublicKey>(random_);
  AgreementPublicKey bob_ = crypto::random_fixed<AgreementPublicKey>(random_);
  Doorkeeper doorkeeper_{random_};
};

TEST_F(DoorkeeperTest, LetsNobodyInUntilItHasAList) {
  EXPECT_FALSE(doorkeeper_.user_id_for(alice_));
  EXPECT_FALSE(doorkeeper_.owner_of(alice_));
}

TEST_F(DoorkeeperTest, LetsInWhoIsOnTheListAndKnowsItsOwnMark) {
  doorkeeper_.replace({{alice_, OwnerId{7}}});
  const auto user_id = doorkeeper_.user_id_for(alice_);
  ASSERT_TRUE(user_id);
  EXPECT_EQ(doorkeeper_.key_of(*user_id), alice_);
  EXPECT_EQ(doorkeeper_.owner_of(alice_), OwnerId{7});
  EXPECT_FALSE(doorkeeper_.user_id_for(bob_));
}

TEST_F(DoorkeeperTest, ANewListReplacesTheOldOne) {
  doorkeeper_.replace({{alice_, OwnerId{7}}});
  doorkeeper_.replace({{bob_, OwnerId{8}}});
  EXPECT_FALSE(doorkeeper_.user_id_for(alice_));
  EXPECT_FALSE(doorkeeper_.owner_of(alice_));
  EXPECT_TRUE(doorkeeper_.user_id_for(bob_));
}

TEST_F(DoorkeeperTest, TheControlKeyEntersButOwnsNothing) {
  doorkeeper_.admit_control(bob_);
  EXPECT_TRUE(doorkeeper_.user_id_for(bob_));
  EXPECT_FALSE(doorkeeper_.owner_of(bob_));
  doorkeeper_.forget_control();
  EXPECT_FALSE(doorkeeper_.user_id_for(bob_));
}

TEST_F(DoorkeeperTest, NoCharacterOfAMarkCanBeChanged) {
  doorkeeper_.replace({{alice_, OwnerId{7}}});
  const std::string user_id = *doorkeeper_.user_id_for(alice_);
  for (std::size_t i = 0; i < user_id.size(); ++i) {
    std::string forged = user_id;
    forged[i] = forged[i] == '0' ? '1' : '0';
    EXPECT_FALSE(doorkeeper_.key_of(forged)) << i;
  }
  EXPECT_FALSE(doorkeeper_.key_of(user_id.substr(1)));
  EXPECT_FALSE(doorkeeper_.key_of(user_id + "0"));
  EXPECT_FALSE(doorkeeper_.key_of(""));
  EXPECT_FALSE(doorkeeper_.key_of("partner:police"));
}

TEST_F(DoorkeeperTest, AMarkOfAnotherProcessIsWorthless) {
  Doorkeeper other(random_);
  other.replace({{alice_, OwnerId{7}}});
  EXPECT_FALSE(doorkeeper_.key_of(*other.user_id_for(alice_)));
}

}  // namespace
}  // namespace gateway::edge
