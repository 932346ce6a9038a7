#include "gateway/audit/proof.h"

#include "gateway/base/text.h"

#include "tests/unit/audit/log_files.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using base::ErrorCode;
using tests::example_leaf;

class ProofTest : public testing::Test {
 protected:
  ProofTest() {
    for (std::uint64_t i = 0; i < 21; ++i) {
      Leaf leaf = example_leaf(i == 0 ? LeafType::kLogStart : LeafType::kAccept, i);
      if (i == 17) {
        leaf.type = LeafType::kRefuse;
        leaf.detail = commit_detail(opening_.key, opening_.detail);
      }
      leaves_.push_back(leaf);
      log_.append(encode(leaf));
    }
  }

  [[nodiscard]] LogProof proof(std::uint64_t index, bool is_opened) const {
    Evidence evidence{leaves_[index], std::nullopt};
    if (is_opened) evidence.opening = opening_;
    return {encode(evidence), index, log_.tree().inclusion_path(index, 21),
            keys_.witnessed(log_.head())};
  }

  tests::LogKeys keys_;
  LogPolicy policy_ = keys_.policy();
  Opening opening_{*OpeningKey::from(base::Bytes(32, 9)), tests::bytes_of_text("decision 12")};
  std::vector<Leaf> leaves_;
  tests::GrowingLog log_;
};

TEST_F(ProofTest, StandsAlone) {
  for (const bool is_opened : {false, true}) {
    const std::string text = to_text(proof(17, is_opened));
    const auto verified = verify_leaf_proof(text, policy_);
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->evidence.leaf, leaves_[17]);
    EXPECT_EQ(verified->evidence.opening.has_value(), is_opened);
    EXPECT_EQ(verified->index, 17U);
    EXPECT_EQ(verified->head.checkpoint, log_.head());
    EXPECT_TRUE(verified->head.is_witnessed);
    EXPECT_EQ(to_text(*parse_proof(text)), text);
  }
}

TEST_F(ProofTest, EveryLeafIsProvedAndNoOtherInItsPlace) {
  for (std::uint64_t index = 0; index < 21; ++index) {
    LogProof good = proof(index, false);
    EXPECT_TRUE(verify_leaf_proof(to_text(good), policy_)) << index;
    LogProof moved = good;
    moved.index = (index + 1) % 21;
    EXPECT_FALSE(verify_leaf_proof(to_text(moved), policy_)) << index;
    LogProof swapped = good;
    swapped.extra = proof((index + 1) % 21, false).extra;
    EXPECT_FALSE(verify_leaf_proof(to_text(swapped), policy_)) << index;
    LogProof shorter = good;
    shorter.path.pop_back();
    EXPECT_FALSE(verify_leaf_proof(to_text(shorter), policy_)) << index;
  }
}

TEST_F(ProofTest, AFlippedBitProvesNothingElse) {
  const std::string good = to_text(proof(17, true));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    tests::flip_bit(bad, bit);
    const auto verified = verify_leaf_proof(bad, policy_);
    if (!verified) continue;
    // Only a witness's name or id was hit: the witness is gone, the log's word is the same.
    EXPECT_EQ(verified->evidence.leaf, leaves_[17]) << "bit " << bit;
    EXPECT_EQ(verified->index, 17U) << "bit " << bit;
    EXPECT_FALSE(verified->head.is_witnessed) << "bit " << bit;
  }
}

TEST_F(ProofTest, AnOpeningOfAnotherLeafIsRefused) {
  Evidence evidence{leaves_[3], opening_};
  const auto parsed = parse_evidence(encode(evidence));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, ErrorCode::kUnauthenticated);
}

TEST_F(ProofTest, EvidenceIsReadExactly) {
  const base::Bytes closed = encode(Evidence{leaves_[17], std::nullopt});
  const base::Bytes open = encode(Evidence{leaves_[17], opening_});
  EXPECT_EQ(closed.size(), kLeafSize + 1);
  EXPECT_EQ(open.size(), kLeafSize + 1 + 32 + opening_.detail.size());
  EXPECT_EQ(*parse_evidence(open), (Evidence{leaves_[17], opening_}));

  base::Bytes longer = closed;
  longer.push_back(0);
  EXPECT_FALSE(parse_evidence(longer));
  base::Bytes odd = closed;
  odd.back() = 2;
  EXPECT_FALSE(parse_evidence(odd));
  for (std::size_t size = 0; size < open.size(); ++size) {
    EXPECT_FALSE(parse_evidence(base::ByteView(open).first(size))) << size;
  }
}

TEST_F(ProofTest, RefusesWhatIsNotExactlyAProof) {
  const std::string good = to_text(proof(17, false));
  ASSERT_TRUE(parse_proof(good));
  const std::string checkpoint = keys_.witnessed(log_.head());
  const std::string first = "c2sp.org/tlog-proof@v1\n";
  const std::string hash = base::to_base64(base::Bytes(32)) + "\n";
  EXPECT_TRUE(parse_proof(first + "index 0\n\n" + checkpoint)) << "a tree of one leaf";
  for (const std::string& bad : {std::string(),
                                 first,
                                 first + "index 0\n",
                                 first + "index 0\n\n",
                                 first + "\n" + checkpoint,
                                 first + "index 00\n\n" + checkpoint,
                                 first + "index -1\n\n" + checkpoint,
                                 first + "index  1\n\n" + checkpoint,
                                 first + "index 1 \n\n" + checkpoint,
                                 first + "index\n\n" + checkpoint,
                                 first + "Index 1\n\n" + checkpoint,
                                 first + "extra \nindex 1\n\n" + checkpoint,
                                 first + "extra AA\nindex 1\n\n" + checkpoint,
                                 first + "extra AAAA\nextra AAAA\nindex 1\n\n" + checkpoint,
                                 first + "index 1\nextra AAAA\n\n" + checkpoint,
                                 first + "index 1\nAAAA\n\n" + checkpoint,
                                 first + "index 1\n" + hash + checkpoint,
                                 first + "index 1\n" + hash.substr(1) + "\n" + checkpoint,
                                 first + "index 1\n\n\n" + checkpoint,
                                 first + "index 1\n\n" + checkpoint + "\n",
                                 "c2sp.org/tlog-proof@v2\nindex 0\n\n" + checkpoint,
                                 "\n" + good,
                                 good + "x"}) {
    EXPECT_FALSE(parse_proof(bad)) << bad;
  }
}

TEST_F(ProofTest, IsLimited) {
  LogProof long_path = proof(17, false);
  long_path.path.resize(65);
  EXPECT_EQ(parse_proof(to_text(long_path)).error().code, ErrorCode::kTooLarge);
  LogProof much_extra = proof(17, false);
  much_extra.extra.resize(kMaxProofExtra + 1);
  EXPECT_EQ(parse_proof(to_text(much_extra)).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(parse_proof(std::string(kMaxProof + 1, 'x')).error().code, ErrorCode::kTooLarge);
}

TEST_F(ProofTest, ALeafOfAnUnknownTypeIsReported) {
  LogProof odd = proof(17, false);
  odd.extra[1] = 0x7F;
  const auto verified = verify_leaf_proof(to_text(odd), policy_);
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace gateway::audit
