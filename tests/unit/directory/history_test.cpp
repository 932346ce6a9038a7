#include "gateway/directory/history.h"

#include "gateway/directory/chain.h"

#include "tests/unit/directory/network.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

class HistoryTest : public testing::Test {
 protected:
  HistoryTest() {
    versions_.push_back(std::make_shared<const Directory>(network_.directory()));
    for (int i = 1; i < 5; ++i) {
      const auto data = next_version(*versions_.back(), kStart + i * kDay, kEnd);
      versions_.push_back(std::make_shared<const Directory>(*Directory::from_text(to_text(data))));
    }
  }
  const Directory* find(const DirectoryHistory& history, std::size_t index, base::Time now) const {
    return history.find(versions_[index]->version(), versions_[index]->hash(), now);
  }

  const Network network_;
  std::vector<std::shared_ptr<const Directory>> versions_;
};

TEST_F(HistoryTest, AnswersForCurrentAndPreviousAtAnyAge) {
  DirectoryHistory history(versions_[0]);
  EXPECT_EQ(find(history, 0, kEnd), versions_[0].get());

  history.advance(versions_[1], kEnd);
  EXPECT_EQ(find(history, 0, kEnd), versions_[0].get());
  EXPECT_EQ(find(history, 1, kEnd), versions_[1].get());
  EXPECT_EQ(history.current(), versions_[1]);
}

TEST_F(HistoryTest, AnswersForOlderOnesUntilTheyAreFourteenDaysOld) {
  DirectoryHistory history(versions_[0]);
  for (std::size_t i = 1; i < versions_.size(); ++i) {
    history.advance(versions_[i], versions_[i]->data().created);
  }
  const base::Time last = kStart + DirectoryHistory::kStillNamed;

  EXPECT_EQ(find(history, 0, last - base::Millis{1}), versions_[0].get());
  EXPECT_EQ(find(history, 0, last), nullptr);
  EXPECT_EQ(find(history, 1, last), versions_[1].get());
}

TEST_F(HistoryTest, AnswersOnlyForTheTrueHash) {
  const DirectoryHistory history(versions_[0]);

  EXPECT_EQ(history.find(versions_[0]->version(), versions_[1]->hash(), kNow), nullptr);
  EXPECT_EQ(history.find(versions_[1]->version(), versions_[0]->hash(), kNow), nullptr);
  EXPECT_EQ(history.find({}, {}, kNow), nullptr);
}

TEST_F(HistoryTest, LetsGoOfWhatMayNoLongerBeNamed) {
  DirectoryHistory history(versions_[0]);
  for (std::size_t i = 1; i < versions_.size(); ++i) history.advance(versions_[i], kEnd);

  EXPECT_EQ(find(history, 2, kNow), nullptr) << "gone, even for a clock set back";
  EXPECT_EQ(find(history, 3, kNow), versions_[3].get());
}

}  // namespace
}  // namespace gateway::directory
