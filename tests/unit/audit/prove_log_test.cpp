#include "gateway/audit/prove_log.h"

#include "tests/unit/audit/log_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using base::ErrorCode;
using tests::fetch_from;
using tests::LogFiles;

class ProveLogTest : public testing::Test {
 protected:
  ProveLogTest() {
    log_.write(files_);
    checkpoint_ = keys_.witnessed(log_.head());
  }

  tests::LogKeys keys_;
  tests::GrowingLog log_ = tests::example_log(600);
  LogFiles files_;
  std::string checkpoint_;
};

TEST_F(ProveLogTest, EveryEntryIsProvedByTheFilesAlone) {
  for (const std::uint64_t index : {0U, 1U, 255U, 256U, 511U, 512U, 599U}) {
    const auto proof = prove_leaf(fetch_from(files_), checkpoint_, index);
    ASSERT_TRUE(proof) << index;
    const auto verified = verify_leaf_proof(to_text(*proof), keys_.policy());
    ASSERT_TRUE(verified) << index;
    EXPECT_EQ(verified->index, index);
    EXPECT_EQ(base::Bytes(log_.entry(index)), base::to_bytes(encode(verified->evidence.leaf)));
    EXPECT_TRUE(verified->head.is_witnessed);
  }
}

TEST_F(ProveLogTest, WhatTheLogDoesNotHaveIsNotProved) {
  EXPECT_EQ(prove_leaf(fetch_from(files_), checkpoint_, 600).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(prove_leaf(fetch_from({}), checkpoint_, 1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(prove_leaf(fetch_from(files_), "no checkpoint", 1).error().code, ErrorCode::kMalformed);
}

TEST_F(ProveLogTest, AProofOutOfDamagedFilesDoesNotVerify) {
  LogFiles bad = files_;
  tests::flip_bit(bad.at("tile/entries/000"), 7 * 154 * 8 + 300);
  const auto proof = prove_leaf(fetch_from(bad), checkpoint_, 7);
  ASSERT_TRUE(proof);
  EXPECT_FALSE(verify_leaf_proof(to_text(*proof), keys_.policy()));
}

TEST_F(ProveLogTest, LeavesAreFoundByTheirSubjects) {
  const base::Digest seven = tests::example_leaf(LeafType::kAccept, 7).subject;
  const base::Digest last = tests::example_leaf(LeafType::kAccept, 599).subject;
  const auto found = find_leaves(fetch_from(files_), 600, {last, seven, base::Digest()});
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (std::vector<FoundLeaf>{{7, *parse_leaf(log_.entry(7))},
                                            {599, *parse_leaf(log_.entry(599))}}));
}

TEST_F(ProveLogTest, ASearchOverAGapIsNoAnswer) {
  files_.erase("tile/entries/001");
  EXPECT_EQ(find_leaves(fetch_from(files_), 600, {}).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace gateway::audit
