#include "gateway/edge/peer_table.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::edge {
namespace {

using crypto::AgreementPublicKey;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kFd = 9;

class PeerTableTest : public testing::Test {
 protected:
  PeerTable table_;
  AgreementPublicKey key_;
};

TEST_F(PeerTableTest, FindsAPeerByRouteAndById) {
  const ipc::PeerId id = table_.add("route", key_, "user", kFd).id;
  ASSERT_NE(table_.find("route"), nullptr);
  EXPECT_EQ(table_.find("route")->id, id);
  EXPECT_EQ(table_.find(id), table_.find("route"));
  EXPECT_EQ(table_.find("other"), nullptr);
  EXPECT_EQ(table_.find(ipc::PeerId{99}), nullptr);
}

TEST_F(PeerTableTest, NeverUsesANumberTwice) {
  const ipc::PeerId first = table_.add("a", key_, "", kFd).id;
  table_.end("a");
  EXPECT_NE(table_.add("b", key_, "", kFd).id, first);
  EXPECT_EQ(table_.find(first), nullptr);
}

TEST_F(PeerTableTest, RemembersWhichRoutesAreOver) {
  table_.add("a", key_, "", kFd);
  EXPECT_FALSE(table_.has_ended("a"));
  table_.end("a");
  EXPECT_TRUE(table_.has_ended("a"));
  EXPECT_EQ(table_.size(), 0U);
  table_.end("never seen");
  EXPECT_TRUE(table_.has_ended("never seen"));
}

TEST_F(PeerTableTest, ForgetsTheOldestEndedRoutesFirst) {
  for (std::size_t i = 0; i <= PeerTable::kMaxEnded; ++i) table_.end(std::to_string(i));
  EXPECT_FALSE(table_.has_ended("0"));
  EXPECT_TRUE(table_.has_ended("1"));
  EXPECT_TRUE(table_.has_ended(std::to_string(PeerTable::kMaxEnded)));
}

TEST_F(PeerTableTest, KnowsTheRoutesBehindADescriptor) {
  table_.add("b", key_, "", kFd);
  table_.add("a", key_, "", kFd);
  table_.add("c", key_, "", kFd + 1);
  EXPECT_THAT(table_.routes_of(kFd), ElementsAre("b", "a"));
  table_.end("b");
  EXPECT_THAT(table_.routes_of(kFd), ElementsAre("a"));
  EXPECT_THAT(table_.routes_of(77), IsEmpty());
}

}  // namespace
}  // namespace gateway::edge
