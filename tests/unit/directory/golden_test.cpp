// The signed texts are frozen: what was signed years ago must still be written, hashed and verified
// the same. A difference here is a new format version, not a new golden file. To make the file of a
// new kind of text: SAFECONDUCT_WRITE_GOLDEN=1 and run this test once.

#include "gateway/base/text.h"
#include "gateway/directory/approval.h"
#include "gateway/directory/break_glass.h"
#include "gateway/directory/deciding.h"
#include "gateway/directory/freeze.h"
#include "gateway/directory/joining.h"
#include "gateway/directory/review.h"
#include "gateway/directory/subscription.h"

#include "tests/support/project_data.h"
#include "tests/support/shared_data.h"
#include "tests/unit/directory/network.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

class GoldenTest : public testing::Test {
 protected:
  static std::string golden(const std::string& name) {
    return tests::read_file(tests::project_data() / "directory" / name);
  }
  static void expect_golden(const std::string& name, const std::string& text) {
    const auto file = tests::project_data() / "directory" / name;
    if (std::getenv("SAFECONDUCT_WRITE_GOLDEN") != nullptr) std::ofstream(file) << text;
    EXPECT_EQ(text, golden(name)) << name;
  }

  Network network_;
};

TEST_F(GoldenTest, TheRootIsWrittenAsEver) {
  EXPECT_EQ(network_.by_trustees(to_text(network_.root), {0, 1, 2}), golden("root.note"));
  EXPECT_TRUE(pin_root(golden("root.note"), network_.trusted_root().hash));
}

TEST_F(GoldenTest, TheDirectoryIsWrittenAsEver) {
  DirectoryData data = network_.first_directory_data();
  data.gateway.witness_policy = {
      "witness W1 " + note::to_text(verifier("witness.example", network_.witness.public_key())),
      "quorum W1"};
  data.checkpoint = StartingCheckpoint{5, crypto::sha256(base::bytes_of("head"))};

  expect_golden("directory.note", network_.by_trustees(to_text(data), {0, 1, 2}));
  const auto directory = first_directory(network_.trusted_root(), golden("directory.note"), kNow);
  ASSERT_TRUE(directory);
  EXPECT_EQ((*directory)->data(), data);
}

TEST_F(GoldenTest, AFreezeAndASubscriptionAreWrittenAsEver) {
  const model::UnitRef intel{kPolice, "intel"};
  const auto key = key_id_of(network_.unit_keys.at(intel).public_key());
  const Freeze freeze{FreezeAction::kFreeze, {kPolice, "intel", key}, kNow, FreezeReason::kKeyLost};
  const Subscription subscription{intel, *parse_topic_pattern("intel.report/northvale/*"),
                                  SubscriptionState::kOn, 1, std::nullopt};

  EXPECT_EQ(network_.by_trustees(to_text(freeze), {3}), golden("freeze.note"));
  EXPECT_EQ(network_.by_unit(to_text(subscription), intel), golden("subscription.note"));
}

TEST_F(GoldenTest, WhatIsDecidedAndReviewedIsWrittenAsEver) {
  const Approval approval{model::MessageId({1}), model::Salt({2}),        {kPolice, "intel"},
                          model::Role::kPolInt,  model::Section::kSource, kNow + kDay};
  const BreakGlass glass{model::EnvelopeId({1}),
                         model::Digest({2}),
                         {kHouse, "main"},
                         model::Role::kSafehouse,
                         model::Section::kIdentity,
                         model::LegalBasis::kVitalInterests,
                         break_glass_reason(base::Bytes(32, 7), "cannot be asked"),
                         kNow,
                         kNow + kDay};
  const Review review{Reviewed::kBreakGlass, crypto::sha256(base::bytes_of(to_text(glass))),
                      Finding::kJustified, kNow + 2 * kDay};
  const DeciderRequest person{"hfj",
                              {"duty-manager", network_.decider->public_key(), {kStart, kEnd}}};
  const model::UnitRef aftercare{kNgo, "aftercare"};

  expect_golden("approval.note", network_.by_trustees(to_text(approval), {0, 1}));
  expect_golden("break-glass.note", network_.by_trustees(to_text(glass), {0, 1}));
  expect_golden("review.note", network_.by_trustees(to_text(review), {4}));
  expect_golden("decider.note",
                make_decider_request(person, *network_.decider,
                                     {"aftercare", network_.unit_keys.at(aftercare)}));
}

TEST_F(GoldenTest, AnInviteAndItsAnswerAreReadAsEver) {
  const std::string invite = golden("invite.txt");
  const std::string request = golden("join.note");
  const auto challenge =
      crypto::AgreementKey::from_secret(*base::from_base64(golden("invite-challenge-secret.txt")));

  ASSERT_TRUE(challenge);
  ASSERT_TRUE(parse_invite(invite));
  EXPECT_EQ(to_text(*parse_invite(invite)), invite);
  ASSERT_TRUE(verify_join_request(invite, *challenge, request, kNow));
  std::string words;
  for (const auto word : check_words(invite, request)) words.append(word).append("\n");
  EXPECT_EQ(words, golden("check-words.txt"));
}

}  // namespace
}  // namespace gateway::directory
