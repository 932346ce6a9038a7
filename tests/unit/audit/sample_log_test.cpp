// The writer against a log that another program wrote: byte for byte from its seeds.

#include "gateway/audit/proof.h"
#include "gateway/audit/verify_log.h"
#include "gateway/base/text.h"

#include "tests/unit/audit/log_files.h"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using tests::LogFiles;
using tests::numbered_entry;
using tests::read_file;

constexpr std::uint64_t kSampleSize = 300;

class SampleLogTest : public testing::Test {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_SHARED_DATA();
    folder_ = tests::shared_data() / "vectors/tlogcheck-sample";
    const std::string seeds = read_file(folder_ / "seeds.txt");
    for (const std::string_view line : base::split(seeds, '\n')) {
      const auto words = base::split(line, ' ');
      if (words.size() != 2) continue;
      keys_.emplace(words[0], *crypto::SigningKey::from_seed(*base::from_hex(words[1])));
    }
    for (std::uint64_t i = 0; i < kSampleSize; ++i) log_.append(numbered_entry(i));
  }

  [[nodiscard]] std::string signed_checkpoint(std::uint64_t size) const {
    note::SignedNote note = sign_checkpoint(log_.head_at(size), keys_.at("log"));
    note::cosign(note, "w1.example.org", keys_.at("w1"), base::from_unix_millis(1'750'000'000'000));
    note::cosign(note, "w2.example.org", keys_.at("w2"), base::from_unix_millis(1'750'000'001'000));
    return note::to_text(note);
  }
  [[nodiscard]] LogPolicy policy() const {
    return *LogPolicy::parse(read_file(folder_ / "policy.txt"));
  }

  std::filesystem::path folder_;
  std::map<std::string, crypto::SigningKey, std::less<>> keys_;
  tests::GrowingLog log_{"log.example.org/audit"};
};

TEST_F(SampleLogTest, KeysHaveTheSameTexts) {
  const std::string expected =
      note::to_text(note::verifier_key("log.example.org/audit", keys_.at("log").public_key())) +
      "\n" + note::to_text(note::cosigner_key("w1.example.org", keys_.at("w1").public_key())) +
      "\n" + note::to_text(note::cosigner_key("w2.example.org", keys_.at("w2").public_key())) +
      "\n" + note::to_text(note::cosigner_key("w3.example.org", keys_.at("w3").public_key())) +
      "\n";
  EXPECT_EQ(read_file(folder_ / "vkeys.txt"), expected);
}

TEST_F(SampleLogTest, WritesTheSameFiles) {
  LogFiles written;
  log_.write(written);
  written["checkpoint"] = tests::bytes_of_text(signed_checkpoint(kSampleSize));
  EXPECT_EQ(written, tests::read_folder(folder_ / "log"));
}

TEST_F(SampleLogTest, WritesTheSameProofs) {
  const std::string checkpoint = signed_checkpoint(kSampleSize);
  for (const std::uint64_t index : {0U, 1U, 255U, 256U, 299U}) {
    const std::string name = std::to_string(index);
    const std::string text = read_file(folder_ / "proofs" / (name + ".tlog-proof"));
    const std::string entry = read_file(folder_ / "proofs" / (name + ".leaf"));
    const LogProof proof{{}, index, log_.tree().inclusion_path(index, kSampleSize), checkpoint};

    EXPECT_EQ(to_text(proof), text) << index;
    EXPECT_EQ(tests::bytes_of_text(entry), numbered_entry(index));
    const auto parsed = parse_proof(text);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, proof);
    const auto head = verify_proof(*parsed, base::bytes_of(entry), policy());
    ASSERT_TRUE(head) << index;
    EXPECT_TRUE(head->is_witnessed);
  }
}

TEST_F(SampleLogTest, WritesTheSameConsistencyProofsAndOlderCheckpoints) {
  for (const std::uint64_t old_size : {0U, 1U, 2U, 255U, 256U, 257U, 300U}) {
    const std::string name = std::to_string(old_size);
    const std::string older = read_file(folder_ / "consistency" / (name + ".checkpoint"));
    EXPECT_EQ(signed_checkpoint(old_size), older);

    std::vector<crypto::Digest> path;
    if (old_size > 0) path = log_.tree().consistency_path(old_size, kSampleSize);
    std::string request = "old " + name + "\n";
    for (const auto& hash : path) request += base::to_base64(hash.bytes()) + "\n";
    request += "\n" + signed_checkpoint(kSampleSize);
    EXPECT_EQ(request, read_file(folder_ / "consistency" / (name + ".request")));

    const auto known = verify_head(older, policy());
    ASSERT_TRUE(known);
    EXPECT_EQ(compare(known->checkpoint, log_.head(), path),
              old_size == kSampleSize ? Succession::kSame : Succession::kExtends);
  }
}

TEST_F(SampleLogTest, TheReaderFindsNothingWrong) {
  const LogFiles files = tests::read_folder(folder_ / "log");
  VerifyOptions options;
  options.format = EntryFormat::kOpaque;
  for (const std::uint64_t size : {0U, 1U, 2U, 255U, 256U, 257U, 300U}) {
    options.earlier.push_back(log_.head_at(size));
  }
  const LogReport report = verify_log(tests::fetch_from(files), policy(), options);
  EXPECT_EQ(report.verdict, Verdict::kPass);
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.entries, kSampleSize);
  ASSERT_TRUE(report.head);
  EXPECT_TRUE(report.head->is_witnessed);
}

TEST_F(SampleLogTest, TheReaderProvesWhatTheWriterProved) {
  const LogFiles files = tests::read_folder(folder_ / "log");
  LogReader reader(tests::fetch_from(files), kSampleSize);
  for (std::uint64_t index = 0; index < kSampleSize; ++index) {
    const auto path = reader.inclusion_path(index);
    ASSERT_TRUE(path);
    EXPECT_EQ(*path, log_.tree().inclusion_path(index, kSampleSize)) << index;
  }
}

}  // namespace
}  // namespace gateway::audit
