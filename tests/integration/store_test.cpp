#include "gateway/store/store.h"

#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

namespace gateway::store {
namespace {

TEST(StoreTest, GivesBackWhatWasCommitted) {
  const tests::TempFolder folder;
  auto store = Store::open(folder.path() / "db", crypto::RecordKey());
  ASSERT_TRUE(store) << store.error().what.view();
  auto transaction = store->begin();
  ASSERT_TRUE(transaction);
  MessageRecord message;
  message.sequence = 1;
  message.container.assign(5000, 7);
  ASSERT_TRUE(transaction->put_message(message));
  ASSERT_TRUE(transaction->commit());
  EXPECT_EQ(*store->message(1), message);
}

}  // namespace
}  // namespace gateway::store
