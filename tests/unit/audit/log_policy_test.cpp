#include "gateway/audit/log_policy.h"

#include "gateway/base/text.h"

#include "tests/unit/audit/log_files.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using base::ErrorCode;

class LogPolicyTest : public testing::Test {
 protected:
  LogPolicyTest() {
    for (int i = 0; i < 6; ++i) {
      secrets_.push_back(crypto::SigningKey::generate(keys_.random));
      names_.push_back("w" + std::to_string(i) + ".example");
      witnesses_.push_back(note::cosigner_key(names_.back(), secrets_.back().public_key()));
    }
  }

  [[nodiscard]] std::string log_line() const { return "log " + note::to_text(log_key_) + "\n"; }
  [[nodiscard]] std::string witness_line(std::size_t i, const std::string& name) const {
    return "witness " + name + " " + note::to_text(witnesses_[i]) + "\n";
  }
  // X1 X2 X3 Y1 Y2 Y3, as in the example of the specification.
  [[nodiscard]] std::string two_houses() const {
    return log_line() + witness_line(0, "X1") + witness_line(1, "X2") + witness_line(2, "X3") +
           "group X-witnesses 2 X1 X2 X3\n\n" + witness_line(3, "Y1") + witness_line(4, "Y2") +
           witness_line(5, "Y3") + "group Y-witnesses any Y1 Y2 Y3\n" +
           "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n";
  }
  [[nodiscard]] std::vector<note::Cosignature> cosigned(std::vector<std::size_t> which) const {
    std::vector<note::Cosignature> cosignatures;
    for (const std::size_t i : which) cosignatures.push_back({witnesses_[i], base::Time()});
    return cosignatures;
  }

  tests::LogKeys keys_;
  note::VerifierKey log_key_ = note::verifier_key("log.example/2026", keys_.log.public_key());
  std::vector<crypto::SigningKey> secrets_;
  std::vector<std::string> names_;
  std::vector<note::VerifierKey> witnesses_;
};

TEST_F(LogPolicyTest, CountsAsTheExampleOfTheSpecificationDoes) {
  const auto policy = LogPolicy::parse(two_houses());
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->logs().size(), 1U);
  EXPECT_EQ(policy->witnesses().size(), 6U);
  EXPECT_TRUE(policy->is_quorum(cosigned({0, 1, 3})));
  EXPECT_TRUE(policy->is_quorum(cosigned({1, 2, 5, 4})));
  EXPECT_TRUE(policy->is_quorum(cosigned({0, 1, 2, 3, 4, 5})));
  EXPECT_FALSE(policy->is_quorum(cosigned({})));
  EXPECT_FALSE(policy->is_quorum(cosigned({0, 1, 2})));
  EXPECT_FALSE(policy->is_quorum(cosigned({0, 3, 4, 5})));
  EXPECT_FALSE(policy->is_quorum(cosigned({0, 0, 3}))) << "one witness counts once";
}

TEST_F(LogPolicyTest, SpacesCommentsAndUrlsDoNotMatter) {
  const auto policy = LogPolicy::parse("# who watches\n\n \t\nlog\t" + note::to_text(log_key_) +
                                       " https://log.example/ \n" + "  witness  W\t" +
                                       note::to_text(witnesses_[0]) +
                                       "  https://w.example/\n\t# caf\xC3\xA9\n" + "quorum W\n");
  ASSERT_TRUE(policy);
  EXPECT_TRUE(policy->is_quorum(cosigned({0})));
  EXPECT_FALSE(policy->is_quorum(cosigned({1})));
}

TEST_F(LogPolicyTest, QuorumNoneAsksForNobody) {
  const auto policy = LogPolicy::parse(log_line() + "quorum none\n");
  ASSERT_TRUE(policy);
  EXPECT_TRUE(policy->is_quorum({}));
}

TEST_F(LogPolicyTest, SaysInWhichLineItIsWrong) {
  const std::string w = witness_line(0, "W");
  struct Row {
    std::string text;
    std::size_t line;
  };
  const std::string log_as_witness = note::to_text(note::cosigner_key("x", keys_.log.public_key()));
  const std::vector<Row> rows = {
      {"", 1},
      {log_line(), 2},
      {"quorum none\n", 2},
      {log_line() + "quorum none", 2},
      {log_line() + "quorum\n", 2},
      {log_line() + "quorum W\n" + w, 2},
      {log_line() + "quorum none none\n", 2},
      {log_line() + "quorum none\nquorum none\n", 3},
      {log_line() + "wittness W x\nquorum none\n", 2},
      {log_line() + log_line() + "quorum none\n", 2},
      {"log\nquorum none\n", 1},
      {"log a b c\nquorum none\n", 1},
      {"log " + note::to_text(witnesses_[0]) + "\nquorum none\n", 1},
      {log_line() + "witness W " + note::to_text(log_key_) + "\nquorum W\n", 2},
      {log_line() + "witness W " + log_as_witness + "\nquorum W\n", 2},
      {log_line() + "witness none " + note::to_text(witnesses_[0]) + "\nquorum none\n", 2},
      {log_line() + w + witness_line(0, "V") + "quorum V\n", 3},
      {log_line() + w + witness_line(1, "W") + "quorum W\n", 3},
      {log_line() + w + "group G any\nquorum G\n", 3},
      {log_line() + w + "group G any V\nquorum G\n", 3},
      {log_line() + w + "group G any none\nquorum G\n", 3},
      {log_line() + w + "group G any G\nquorum G\n", 3},
      {log_line() + w + "group G 0 W\nquorum G\n", 3},
      {log_line() + w + "group G 2 W\nquorum G\n", 3},
      {log_line() + w + "group G 01 W\nquorum G\n", 3},
      {log_line() + w + "group G most W\nquorum G\n", 3},
      {log_line() + w + "group G 1 W W\nquorum G\n", 3},
      {log_line() + w + "group W any W\nquorum W\n", 3},
      {log_line() + w + "group G any W\ngroup H any W\nquorum H\n", 4},
      {log_line() + "quorum none\r\n", 2},
      {log_line() + "# \x01\nquorum none\n", 2},
  };
  for (const Row& row : rows) {
    std::size_t line = 0;
    EXPECT_FALSE(LogPolicy::parse(row.text, &line)) << row.text;
    EXPECT_EQ(line, row.line) << row.text;
  }
}

TEST_F(LogPolicyTest, IsLimitedInSize) {
  const auto policy =
      LogPolicy::parse("#" + std::string(kMaxPolicy, 'x') + "\n" + log_line() + "quorum none\n");
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().code, ErrorCode::kTooLarge);
}

TEST_F(LogPolicyTest, OurPoliciesAskForAsManyWitnessesAsWasDecided) {
  const std::vector<std::size_t> needed = {0, 1, 1, 2, 2, 2, 2};
  for (std::size_t count = 0; count <= 6; ++count) {
    const auto policy = LogPolicy::parse(policy_text(
        log_key_,
        std::vector<note::VerifierKey>(witnesses_.begin(),
                                       witnesses_.begin() + static_cast<std::ptrdiff_t>(count))));
    ASSERT_TRUE(policy) << count;
    std::vector<std::size_t> signers;
    for (std::size_t signed_by = 0; signed_by <= count; ++signed_by) {
      EXPECT_EQ(policy->is_quorum(cosigned(signers)), signed_by >= needed[count])
          << signed_by << " of " << count;
      signers.push_back(signed_by);
    }
  }
}

TEST_F(LogPolicyTest, AHeadNeedsItsLogAndSaysWhetherItIsWitnessed) {
  const auto policy = LogPolicy::parse(two_houses());
  ASSERT_TRUE(policy);
  const Checkpoint checkpoint{log_key_.name, 5, crypto::leaf_hash({})};
  note::SignedNote note = sign_checkpoint(checkpoint, keys_.log);
  for (const std::size_t i : {0U, 3U}) note::cosign(note, names_[i], secrets_[i], base::Time());

  auto head = verify_head(note::to_text(note), *policy);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->checkpoint, checkpoint);
  EXPECT_EQ(head->log, log_key_);
  EXPECT_EQ(head->cosignatures.size(), 2U);
  EXPECT_FALSE(head->is_witnessed);

  note::cosign(note, names_[2], secrets_[2], base::Time());
  head = verify_head(note::to_text(note), *policy);
  ASSERT_TRUE(head);
  EXPECT_TRUE(head->is_witnessed);

  note::SignedNote unsigned_note = note;
  unsigned_note.signatures.erase(unsigned_note.signatures.begin());
  EXPECT_FALSE(verify_head(note::to_text(unsigned_note), *policy)) << "witnesses are not the log";

  note.signatures.back().bytes[0] ^= 1U;
  EXPECT_FALSE(verify_head(note::to_text(note), *policy)) << "a known witness's bad cosignature";
}

TEST_F(LogPolicyTest, EachLogSpeaksOnlyForItsOwnOrigin) {
  const auto other = note::verifier_key("log.example/2027", secrets_[0].public_key());
  const auto policy =
      LogPolicy::parse(log_line() + "log " + note::to_text(other) + "\nquorum none\n");
  ASSERT_TRUE(policy);
  note::SignedNote note{to_text(Checkpoint{log_key_.name, 1, {}}), {}};
  note::sign(note, other.name, secrets_[0]);
  const auto head = verify_head(note::to_text(note), *policy);
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().code, ErrorCode::kUnauthenticated);
}

}  // namespace
}  // namespace gateway::audit
