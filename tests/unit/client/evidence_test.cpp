#include "gateway/client/evidence.h"

#include "gateway/audit/proof.h"
#include "gateway/base/text.h"

#include "tests/support/repeatable_random.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/audit/log_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace gateway::client {
namespace {

using base::ErrorCode;
using Key = crypto::SecretBytes<32>;

class EvidenceFolderTest : public testing::Test {
 protected:
  static Key key_of(std::uint8_t byte) {
    Key key;
    std::ranges::fill(key.writable(), byte);
    return key;
  }
  static KeptKeys keys(std::initializer_list<std::pair<std::size_t, std::uint8_t>> entries) {
    KeptKeys keys;
    for (const auto& [index, byte] : entries) keys.emplace(index, key_of(byte));
    return keys;
  }
  [[nodiscard]] EvidenceFolder folder(const Key* key) const { return {path_.path() / "e", key}; }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    std::filesystem::path own = path_.path() / "e";
    return std::filesystem::directory_iterator(own)->path() / name;
  }
  std::string proof_of(std::uint64_t index) {
    tests::GrowingLog log = tests::example_log(20);
    audit::Evidence evidence{*audit::parse_leaf(log.entry(index)), std::nullopt};
    return audit::to_text({audit::encode(evidence), index, log.tree().inclusion_path(index, 20),
                           log_keys_.witnessed(log.head())});
  }

  tests::TempFolder path_;
  tests::RepeatableRandom random_{3};
  tests::LogKeys log_keys_;
  Key evidence_key_ = key_of(0xEE);
  model::EnvelopeId envelope_ = crypto::random_fixed<model::EnvelopeId>(random_);
};

TEST_F(EvidenceFolderTest, GivesBackProofsReceiptsAndKeys) {
  const auto evidence = folder(&evidence_key_);
  ASSERT_TRUE(evidence.keep_proof(envelope_, proof_of(3)));
  ASSERT_TRUE(evidence.keep_proof(envelope_, proof_of(5)));
  ASSERT_TRUE(evidence.keep_receipt(envelope_, {{1, 2, 3}, {4, 5}}));
  ASSERT_TRUE(evidence.keep_keys(envelope_, keys({{0, 7}, {15, 9}}), random_));

  const auto kept = folder(&evidence_key_).read(envelope_);

  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->proofs.size(), 2U);
  ASSERT_EQ(kept->receipts.size(), 1U);
  EXPECT_EQ(kept->receipts.front().receipt, (base::Bytes{1, 2, 3}));
  EXPECT_EQ(kept->receipts.front().signature, (base::Bytes{4, 5}));
  ASSERT_EQ(kept->keys.size(), 2U);
  EXPECT_EQ(kept->keys.at(15).bytes()[31], 9);
}

TEST_F(EvidenceFolderTest, OneLeafHasOneProof) {
  const auto evidence = folder(nullptr);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(evidence.keep_proof(envelope_, proof_of(3)));
  EXPECT_EQ(evidence.read(envelope_)->proofs.size(), 1U);
}

TEST_F(EvidenceFolderTest, WhatIsNoProofIsNotKept) {
  const auto evidence = folder(nullptr);
  EXPECT_FALSE(evidence.keep_proof(envelope_, ""));
  EXPECT_FALSE(evidence.keep_proof(envelope_, "c2sp.org/tlog-proof@v1\n"));
  EXPECT_TRUE(evidence.read(envelope_)->proofs.empty());
}

TEST_F(EvidenceFolderTest, OtherEnvelopesAreApart) {
  ASSERT_TRUE(folder(&evidence_key_).keep_keys(envelope_, keys({{0, 7}}), random_));
  const auto other = crypto::random_fixed<model::EnvelopeId>(random_);
  EXPECT_TRUE(folder(&evidence_key_).read(other)->keys.empty());
}

TEST_F(EvidenceFolderTest, WithoutAnEvidenceKeyNoContentKeyTouchesTheDisk) {
  const auto evidence = folder(nullptr);
  EXPECT_FALSE(evidence.keeps_keys());
  ASSERT_TRUE(evidence.keep_keys(envelope_, keys({{0, 7}}), random_));
  EXPECT_FALSE(std::filesystem::exists(path_.path() / "e"));
}

TEST_F(EvidenceFolderTest, KeysAreAddedToThoseThatAreThere) {
  const auto evidence = folder(&evidence_key_);
  ASSERT_TRUE(evidence.keep_keys(envelope_, keys({{0, 7}}), random_));
  ASSERT_TRUE(evidence.keep_keys(envelope_, keys({{4, 8}}), random_));
  const auto kept = evidence.read(envelope_);
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->keys.size(), 2U);
  EXPECT_EQ(kept->keys.at(0).bytes()[0], 7);
  EXPECT_EQ(kept->keys.at(4).bytes()[0], 8);
}

TEST_F(EvidenceFolderTest, KeptKeysAreSealedAndOnlyTheirOwners) {
  ASSERT_TRUE(folder(&evidence_key_).keep_keys(envelope_, keys({{0, 7}}), random_));
  std::ifstream in(file("keys"), std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  EXPECT_EQ(bytes.find(std::string(8, '\7')), std::string::npos);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file("keys")).permissions() & perms::mask,
            perms::owner_read | perms::owner_write);
  const Key other = key_of(0xEF);
  EXPECT_EQ(folder(&other).read(envelope_).error().code, ErrorCode::kUnauthenticated);
}

TEST_F(EvidenceFolderTest, NoBitOfKeptKeysCanChangeNorTheirEnvelope) {
  ASSERT_TRUE(folder(&evidence_key_).keep_keys(envelope_, keys({{0, 7}}), random_));
  std::ifstream in(file("keys"), std::ios::binary);
  const std::string good(std::istreambuf_iterator<char>(in), {});
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    tests::flip_bit(bad, bit);
    std::ofstream(file("keys"), std::ios::binary) << bad;
    ASSERT_FALSE(folder(&evidence_key_).read(envelope_)) << bit;
  }
  const auto other = crypto::random_fixed<model::EnvelopeId>(random_);
  ASSERT_TRUE(folder(&evidence_key_).keep_receipt(other, {{1}, {2}}));
  std::ofstream(path_.path() / "e" / base::to_hex(other.bytes()) / "keys", std::ios::binary)
      << good;
  EXPECT_FALSE(folder(&evidence_key_).read(other));
}

}  // namespace
}  // namespace gateway::client
