#include "gateway/audit/checkpoint.h"

#include "gateway/base/text.h"

#include "tests/unit/audit/log_files.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using base::ErrorCode;
using tests::example_log;

constexpr std::string_view kRoot = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
const std::string kText = "example.com/behind-the-sofa\n20852163\n" + std::string(kRoot) + "\n";

class CheckpointTest : public testing::Test {
 protected:
  tests::LogKeys keys_;
  note::VerifierKey log_key_ = note::verifier_key("log.example/2026", keys_.log.public_key());
  tests::GrowingLog log_ = example_log(20);
};

TEST_F(CheckpointTest, ReadsAndWritesTheExampleOfTheSpecification) {
  const auto checkpoint = parse_checkpoint(kText);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20852163U);
  EXPECT_EQ(base::to_base64(checkpoint->root.bytes()), kRoot);
  EXPECT_EQ(to_text(*checkpoint), kText);
}

TEST_F(CheckpointTest, ExtensionLinesAreIgnoredOnlyWhenAsked) {
  const std::string extended = kText + "an extension\nanother\n";
  const auto refused = parse_checkpoint(extended);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);

  const auto taken = parse_checkpoint(extended, ExtensionLines::kIgnore);
  ASSERT_TRUE(taken);
  EXPECT_EQ(*taken, *parse_checkpoint(kText));
  EXPECT_FALSE(parse_checkpoint(kText + "\n", ExtensionLines::kIgnore)) << "an empty line";
}

TEST_F(CheckpointTest, RefusesWhatIsNotExactlyACheckpoint) {
  const std::string root = std::string(kRoot) + "\n";
  for (const std::string& bad :
       std::vector<std::string>{std::string(),
                                std::string("\n"),
                                std::string("a\n"),
                                std::string("a\n1\n"),
                                "\n1\n" + root,
                                "a\n\n" + root,
                                "a\n1\n\n",
                                "a\n01\n" + root,
                                "a\n+1\n" + root,
                                "a\n-1\n" + root,
                                "a\n 1\n" + root,
                                "a\n1 \n" + root,
                                "a\n0x1\n" + root,
                                "a\n18446744073709551616\n" + root,
                                "a b\n1\n" + root,
                                "a+b\n1\n" + root,
                                "a\n1\n" + std::string(kRoot),
                                "a\n1\n" + std::string(kRoot).substr(0, 40) + "\n",
                                "a\n1\n" + std::string(kRoot).substr(0, 43) + "\n",
                                "a\n1\nAAAA\n",
                                "a\n1\n " + root,
                                "\na\n1\n" + root}) {
    const auto checkpoint = parse_checkpoint(bad);
    ASSERT_FALSE(checkpoint) << bad;
    EXPECT_EQ(checkpoint.error().code, ErrorCode::kMalformed) << bad;
  }
  EXPECT_TRUE(parse_checkpoint("a\n18446744073709551615\n" + root));
  EXPECT_TRUE(parse_checkpoint("a\n0\n" + root));
}

TEST_F(CheckpointTest, ALogsOwnSignatureIsBelieved) {
  const std::string text = note::to_text(sign_checkpoint(log_.head(), keys_.log));
  const auto checkpoint = verify_checkpoint(text, log_key_);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(*checkpoint, log_.head());
}

TEST_F(CheckpointTest, AFlippedBitInItIsNotBelieved) {
  const std::string good = note::to_text(sign_checkpoint(log_.head(), keys_.log));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    tests::flip_bit(bad, bit);
    EXPECT_FALSE(verify_checkpoint(bad, log_key_)) << "bit " << bit;
  }
}

TEST_F(CheckpointTest, AnOriginThatIsNotTheKeysNameIsNotBelieved) {
  note::SignedNote note{to_text(Checkpoint{"other.example", 1, {}}), {}};
  note::sign(note, log_key_.name, keys_.log);
  const auto checkpoint = verify_checkpoint(note::to_text(note), log_key_);
  ASSERT_FALSE(checkpoint);
  EXPECT_EQ(checkpoint.error().code, ErrorCode::kUnauthenticated);
}

TEST_F(CheckpointTest, AWitnessCannotSpeakForTheLog) {
  note::SignedNote note{to_text(log_.head()), {}};
  note::cosign(note, log_key_.name, keys_.log, base::Time());
  EXPECT_FALSE(verify_checkpoint(note::to_text(note), log_key_));
  const auto as_witness = note::cosigner_key(log_key_.name, log_key_.key);
  EXPECT_FALSE(verify_checkpoint(note::to_text(note), as_witness));
}

TEST_F(CheckpointTest, OnlyAProvenExtensionExtends) {
  const auto path = log_.tree().consistency_path(7, 20);
  EXPECT_EQ(compare(log_.head_at(7), log_.head(), path), Succession::kExtends);
  EXPECT_EQ(compare(log_.head(), log_.head(), {}), Succession::kSame);
  EXPECT_EQ(compare(log_.head_at(0), log_.head(), {}), Succession::kExtends);

  EXPECT_EQ(compare(log_.head_at(7), log_.head(), {}), Succession::kForked);
  EXPECT_EQ(compare(log_.head_at(8), log_.head(), path), Succession::kForked);
  for (std::size_t i = 0; i < path.size(); ++i) {
    auto bad = path;
    bad[i] = crypto::node_hash(bad[i], bad[i]);
    EXPECT_EQ(compare(log_.head_at(7), log_.head(), bad), Succession::kForked) << i;
  }
}

TEST_F(CheckpointTest, ARestoredSmallerTreeIsNotAnExtension) {
  EXPECT_EQ(compare(log_.head(), log_.head_at(7), log_.tree().consistency_path(7, 20)),
            Succession::kShorter);
  EXPECT_EQ(compare(log_.head(), log_.head_at(0), {}), Succession::kShorter);
}

TEST_F(CheckpointTest, TwoRootsAtOneSizeAreAFork) {
  Checkpoint other = log_.head();
  other.root = crypto::leaf_hash({});
  EXPECT_EQ(compare(log_.head(), other, {}), Succession::kForked);
  other = log_.head();
  other.origin = "log.example/2027";
  EXPECT_EQ(compare(log_.head(), other, {}), Succession::kForked);
  Checkpoint not_empty = log_.head_at(0);
  not_empty.root = log_.head().root;
  EXPECT_EQ(compare(not_empty, log_.head(), {}), Succession::kForked);
}

}  // namespace
}  // namespace gateway::audit
