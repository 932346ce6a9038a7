#include "gateway/daemon/break_glass_book.h"

#include "gateway/daemon/review_book.h"
#include "gateway/directory/root.h"
#include "gateway/note/signed_note.h"

#include "tests/support/repeatable_random.h"

#include <gtest/gtest.h>

namespace gateway::daemon {
namespace {

class BooksTest : public testing::Test {
 protected:
  BrokenGlass glass(std::uint64_t number) {
    BrokenGlass glass;
    glass.number = number;
    glass.what.envelope = crypto::random_fixed<model::EnvelopeId>(random_);
    glass.what.row = crypto::random_fixed<model::Digest>(random_);
    glass.what.recipient = {model::PartnerNumber{3}, "main"};
    glass.what.role = model::Role::kSafehouse;
    glass.what.section = model::Section::kIdentity;
    glass.what.ground = model::LegalBasis::kVitalInterests;
    glass.what.reason = crypto::random_fixed<model::Digest>(random_);
    glass.what.from = now_;
    glass.what.until = now_ + directory::kBreakGlassLasts;
    const auto key = crypto::SigningKey::generate(random_);
    glass.signers = {key.public_key(), crypto::SigningKey::generate(random_).public_key()};
    note::SignedNote note{directory::to_text(glass.what), {}};
    note::sign(note, "trustee", key);
    glass.note = note::to_text(note);
    glass.hash = directory::note_hash(note);
    glass.message = crypto::random_fixed<model::MessageId>(random_);
    glass.originator = model::PartnerNumber{2};
    glass.opening = crypto::random_fixed<audit::OpeningKey>(random_);
    glass.leaf = 77;
    glass.taken = now_;
    return glass;
  }

  tests::RepeatableRandom random_{3};
  const base::Time now_ = base::from_unix_millis(1'700'000'000'000);
  const model::PartnerNumber ngo_{1};
};

TEST_F(BooksTest, WhatIsStoredIsReadBack) {
  const BrokenGlass one = glass(1);
  auto read = decode_broken_glass(encode_broken_glass(one));
  ASSERT_TRUE(read);
  read->number = 1;
  EXPECT_EQ(*read, one);
  const OpenReview review{directory::Reviewed::kOverride,
                          model::Digest({1}),
                          ngo_,
                          model::MessageId({2}),
                          "lead",
                          one.signers,
                          now_,
                          now_ + kOverrideReviewDue};
  EXPECT_EQ(*decode_review(encode_review(review)), review);
  const auto told = decode_told(encode_told({7, {ngo_, "legal"}}));
  EXPECT_EQ(told->number, 7U);
  EXPECT_EQ(told->unit, (model::UnitRef{ngo_, "legal"}));
}

TEST_F(BooksTest, NoRecordIsReadInPart) {
  const base::Bytes whole = encode_broken_glass(glass(1));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_broken_glass(base::ByteView(whole).first(size))) << size;
  }
  const base::Bytes review =
      encode_review({directory::Reviewed::kBreakGlass, {}, ngo_, {}, "", {}, now_, now_});
  for (std::size_t size = 0; size < review.size(); ++size) {
    EXPECT_FALSE(decode_review(base::ByteView(review).first(size))) << size;
  }
}

TEST_F(BooksTest, LiftsAreOfOneEnvelopeWhileTheyHold) {
  BreakGlassBook book;
  const BrokenGlass one = glass(1);
  book.add(one);
  book.add(glass(2));
  const std::vector<admission::Lift> expected = {{one.what.row, model::Section::kIdentity, 2}};
  EXPECT_EQ(book.lifts(one.what.envelope, now_), expected);
  EXPECT_TRUE(book.lifts(one.what.envelope, now_ - base::Millis(1)).empty());
  EXPECT_TRUE(book.lifts(one.what.envelope, one.what.until).empty());
  EXPECT_TRUE(book.lifts(model::EnvelopeId({1}), now_).empty());
  EXPECT_EQ(book.in_force(now_), 2U);
}

TEST_F(BooksTest, TellsTheNgoAndTheOriginatorOnly) {
  BreakGlassBook book;
  const BrokenGlass one = glass(1);
  book.add(one);
  const model::UnitRef legal{ngo_, "legal"};
  const model::UnitRef own{model::PartnerNumber{2}, "main"};
  const model::UnitRef other{model::PartnerNumber{3}, "main"};
  EXPECT_EQ(book.untold(legal, ngo_).size(), 1U);
  EXPECT_EQ(book.untold(own, ngo_).size(), 1U);
  EXPECT_TRUE(book.untold(other, ngo_).empty());
  EXPECT_EQ(book.find(one.hash, other, ngo_), nullptr);
  EXPECT_TRUE(book.mark({1, legal}));
  EXPECT_FALSE(book.mark({1, legal}));
  EXPECT_TRUE(book.untold(legal, ngo_).empty());
  EXPECT_EQ(book.untold(own, ngo_).size(), 1U);
}

TEST_F(BooksTest, AReviewIsClosedOnceAndStaysClosed) {
  ReviewBook book;
  const OpenReview review{
      directory::Reviewed::kOverride, model::Digest({1}), ngo_, {}, "lead", {}, now_,
      now_ + kOverrideReviewDue};
  book.open(review);
  EXPECT_EQ(book.of(ngo_).size(), 1U);
  EXPECT_TRUE(book.of(model::PartnerNumber{2}).empty());
  EXPECT_EQ(book.find(directory::Reviewed::kBreakGlass, review.subject), nullptr);
  EXPECT_TRUE(book.close(review.what, review.subject));
  EXPECT_FALSE(book.close(review.what, review.subject));
  book.open(review);
  EXPECT_TRUE(book.all().empty()) << "records may be read in any order";
}

TEST_F(BooksTest, TheMostUrgentReviewIsFirst) {
  ReviewBook book;
  for (const std::uint8_t i : std::initializer_list<std::uint8_t>{3, 1, 2}) {
    book.open({directory::Reviewed::kOverride,
               model::Digest({i}),
               ngo_,
               {},
               "",
               {},
               now_,
               now_ + std::chrono::hours(i)});
  }
  const auto all = book.all();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].subject, model::Digest({1}));
  EXPECT_EQ(all[2].subject, model::Digest({3}));
}

}  // namespace
}  // namespace gateway::daemon
