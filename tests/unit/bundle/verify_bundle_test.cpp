#include "gateway/bundle/verify_bundle.h"

#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/note/signed_note.h"

#include "tests/unit/bundle/golden.h"

#include <optional>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::bundle {
namespace {

Report verify(const Files& files) { return verify_bundle(files, {golden_root()}); }

std::optional<Outcome> outcome_of(const Report& report, Check check, std::string_view file = "") {
  for (const Finding& finding : report.findings) {
    if (finding.check == check && (file.empty() || finding.file == file)) return finding.outcome;
  }
  return std::nullopt;
}

base::Bytes flipped(base::Bytes bytes, std::size_t at) {
  bytes.at(at) = static_cast<std::uint8_t>(bytes.at(at) ^ 1U);
  return bytes;
}

class GoldenBundleTest : public testing::TestWithParam<const char*> {
 protected:
  Files files_ = golden(GetParam());
};

TEST_P(GoldenBundleTest, Passes) {
  const Report report = verify(files_);
  for (const Finding& finding : report.findings) {
    EXPECT_TRUE(finding.outcome == Outcome::kPass || finding.outcome == Outcome::kNote)
        << to_text(finding.check) << " " << finding.file;
  }
  EXPECT_EQ(report.verdict, Outcome::kPass);
}

TEST_P(GoldenBundleTest, IsOpenWhileNobodySaysWhichRootToTrust) {
  const Report report = verify_bundle(files_, {});
  EXPECT_EQ(report.verdict, Outcome::kIndeterminate);
  EXPECT_EQ(outcome_of(report, Check::kRootPinned), Outcome::kIndeterminate);
}

TEST_P(GoldenBundleTest, FailsUnderAnotherRoot) {
  const Report report = verify_bundle(files_, {base::Digest()});
  EXPECT_EQ(report.verdict, Outcome::kFail);
  EXPECT_EQ(outcome_of(report, Check::kRootPinned), Outcome::kFail);
}

TEST_P(GoldenBundleTest, AFlippedBitInAnyFileFails) {
  for (const auto& [name, good] : files_) {
    Files bad = files_;
    bad[name] = flipped(good, good.size() / 2);
    EXPECT_EQ(verify(bad).verdict, Outcome::kFail) << name;
  }
}

TEST_P(GoldenBundleTest, AMissingFileNeverPasses) {
  for (const auto& [name, bytes] : files_) {
    Files bad = files_;
    bad.erase(name);
    EXPECT_NE(verify(bad).verdict, Outcome::kPass) << name;
  }
}

TEST_P(GoldenBundleTest, AFileMoreFails) {
  for (const char* name : {"message/row-63", "proofs/0099.tlog-proof", "evil", "cover.pdf/x"}) {
    Files bad = files_;
    bad.emplace(name, base::Bytes{1});
    const Report report = verify(bad);
    EXPECT_EQ(report.verdict, Outcome::kFail) << name;
    EXPECT_EQ(outcome_of(report, Check::kListed, name), Outcome::kFail);
  }
}

// What a forger would do: change a file, list it anew, and sign the list with a key of his own.
TEST_P(GoldenBundleTest, AListSignedByAnybodyElseFails) {
  crypto::SystemRandom random;
  const auto note = note::parse_note(base::text_of(files_.at("MANIFEST")), kMaxManifest);
  Manifest manifest = *parse_manifest(note->text);
  files_["cover.txt"].push_back('!');
  manifest.files = list_files(files_);
  note::SignedNote forged{to_text(manifest), {}};
  note::sign(forged, signer_name(manifest), crypto::SigningKey::generate(random));
  files_["MANIFEST"] = base::to_bytes(base::bytes_of(note::to_text(forged)));
  const Report report = verify(files_);
  EXPECT_EQ(outcome_of(report, Check::kFiles), Outcome::kPass);
  EXPECT_EQ(outcome_of(report, Check::kListSigned), Outcome::kFail);
  EXPECT_EQ(report.verdict, Outcome::kFail);
}

INSTANTIATE_TEST_SUITE_P(All, GoldenBundleTest, testing::Values("recipient.zip", "sender.zip"));

// Each damage leaves the list as it is and shows at the check that is about it, too.
TEST(VerifyBundleTest, EachDamageIsNamedByTheCheckThatIsAboutIt) {
  struct Row {
    const char* file;
    Check check;
  };
  const Row rows[] = {{"trust/root-000001.note", Check::kRootSigned},
                      {"trust/directory-000001.note", Check::kDirectorySigned},
                      {"log-policy.txt", Check::kLogPolicy},
                      {"policy/0001.note", Check::kPolicySigned},
                      {"message/head", Check::kMessage},
                      {"message/signature", Check::kSenderSignature},
                      {"message/gateway-row", Check::kGatewayRow},
                      {"message/row-00", Check::kRow},
                      {"message/section-02.sealed", Check::kSection},
                      {"message/section-02.key", Check::kSectionKey},
                      {"proofs/0003.tlog-proof", Check::kProof},
                      {"README.txt", Check::kReadme}};
  const Files good = golden("sender.zip");
  for (const Row& row : rows) {
    Files bad = good;
    bad[row.file] = flipped(good.at(row.file), 1);
    const Report report = verify(bad);
    EXPECT_EQ(outcome_of(report, Check::kFile, row.file), Outcome::kFail) << row.file;
    EXPECT_EQ(outcome_of(report, row.check, row.file), Outcome::kFail) << row.file;
  }
}

TEST(VerifyBundleTest, AProofOfAnotherEntryIsAboutSomethingElse) {
  Files files = golden("sender.zip");
  const Files other = golden("recipient.zip");
  // Both tell of one envelope; without its row nothing else is about it.
  files.erase("message/row-00");
  const Report report = verify(files);
  EXPECT_EQ(outcome_of(report, Check::kProofAbout, "proofs/0005.tlog-proof"), Outcome::kFail);
  EXPECT_EQ(other.at("message/head"), files.at("message/head"));
}

TEST(VerifyBundleTest, NothingAtAllIsNoBundle) {
  EXPECT_EQ(verify({}).verdict, Outcome::kIndeterminate);
  EXPECT_EQ(verify({{"MANIFEST", {}}}).verdict, Outcome::kFail);
}

TEST(VerifyBundleTest, TheStoryTellsWhatHappened) {
  const Report report = verify(golden("sender.zip"));
  std::vector<audit::LeafType> types;
  for (const Event& event : report.story.events) types.push_back(event.leaf.type);
  using audit::LeafType;
  const std::vector<LeafType> told = {LeafType::kDirectory, LeafType::kPolicy,  LeafType::kAccept,
                                      LeafType::kDeliver,   LeafType::kReceipt, LeafType::kRelease,
                                      LeafType::kOpened,    LeafType::kReceipt};
  EXPECT_EQ(types, told);
  ASSERT_EQ(report.story.sections.size(), 1U);
  ASSERT_EQ(report.story.rows.size(), 1U);
}

}  // namespace
}  // namespace gateway::bundle
