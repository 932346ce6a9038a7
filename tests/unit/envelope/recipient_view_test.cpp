#include "gateway/envelope/recipient_view.h"

#include "gateway/envelope/wrap.h"

#include "tests/unit/envelope/fixture.h"
#include "tests/unit/envelope/forgery.h"

#include <array>
#include <functional>

namespace gateway::envelope {
namespace {

using WrapPlain = std::array<std::uint8_t, kWrapPlainSize>;

class RecipientViewTest : public EnvelopeTest {
 protected:
  /// The police row's view of an envelope whose sender put other keys in its wrap.
  base::Bytes view_with_wrap(Forgery& forgery, const std::function<void(WrapPlain&)>& change) {
    const std::size_t i = police_row(forgery);
    const SealContext context{head_hash(encode(forgery.head)), forgery.rows[i]};
    WrapPlain plain = original_plain_;
    change(plain);
    forgery.wraps[i] = *seal_wrap(police_.public_key(), context, plain, random_);
    return *view_for_row(forgery.build(signer_, random_), i, ~0U);
  }

  static std::size_t police_row(const Forgery& forgery) {
    return forgery.row(0).recipient.partner == model::PartnerNumber{3} ? 0 : 1;
  }

  /// An envelope to forge from, and what is in the police row's wrap.
  Forgery honest() {
    Forgery forgery = Forgery::of(sealed(direct_request()));
    const std::size_t i = police_row(forgery);
    const SealContext context{head_hash(encode(forgery.head)), forgery.rows[i]};
    EXPECT_TRUE(open_wrap(police_, context, forgery.wraps[i], original_plain_));
    return forgery;
  }

  Refusal unwrapping(base::ByteView bytes) {
    const auto view = open_view(bytes);
    return view ? refusal_of(unwrap(*view, police_)) : view.refusal();
  }

  WrapPlain original_plain_{};
};

TEST_F(RecipientViewTest, NoSingleBitOfAViewCanChange) {
  const base::Bytes bytes = view_of(sealed(request()), 3);
  const auto accepts = [&](base::ByteView changed) {
    const auto view = open_view(changed);
    return view && verify_signature(*view, signer_.public_key()) && view->sections[0].data();
  };
  ASSERT_TRUE(accepts(bytes));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    base::Bytes damaged = bytes;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_FALSE(accepts(damaged)) << "byte " << bit / 8;
  }
}

TEST_F(RecipientViewTest, NoViewCanBeCutShortOrLengthened) {
  base::Bytes bytes = view_of(sealed(request()), 3);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_FALSE(open_view(base::ByteView(bytes).first(size))) << size;
  }
  bytes.push_back(0);
  EXPECT_EQ(refusal_of(open_view(bytes)), Refusal::kEnvelopeMalformed);
}

TEST_F(RecipientViewTest, OnlyTheSignersKeyVerifies) {
  const base::Bytes bytes = view_of(sealed(request()), 3);
  const auto view = open_view(bytes);
  const auto other = crypto::SigningKey::generate(random_);
  EXPECT_TRUE(verify_signature(*view, signer_.public_key()));
  EXPECT_EQ(refusal_of(verify_signature(*view, other.public_key())), Refusal::kKeyUnknown);
}

TEST_F(RecipientViewTest, AnotherPrekeyOpensNothing) {
  const base::Bytes bytes = view_of(sealed(request()), 3);
  const auto view = open_view(bytes);
  EXPECT_EQ(refusal_of(unwrap(*view, safehouse_)), Refusal::kWrapInvalid);
  EXPECT_EQ(refusal_of(unwrap(*view, crypto::AgreementKey::generate(random_))),
            Refusal::kWrapInvalid);
}

TEST_F(RecipientViewTest, AWrapOpensOnlyInItsOwnEnvelopeAndRow) {
  const Forgery other = honest();
  Forgery forgery = honest();
  EXPECT_EQ(unwrapping(view_with_wrap(forgery, [](WrapPlain&) {})), Refusal::kUnspecified);

  const std::size_t i = police_row(forgery);
  forgery.wraps[i] = other.wraps[police_row(other)];
  EXPECT_EQ(unwrapping(*view_for_row(forgery.build(signer_, random_), i, ~0U)),
            Refusal::kWrapInvalid);

  Forgery moved = honest();
  Row row = moved.row(police_row(moved));
  row.consent = model::ConsentHandle({9});
  moved.rows[police_row(moved)] = encode(row);
  moved.commit_in_order();
  EXPECT_EQ(unwrapping(*view_for_row(moved.build(signer_, random_), police_row(moved), ~0U)),
            Refusal::kWrapInvalid);
}

TEST_F(RecipientViewTest, AKeyForAnUngrantedSectionIsComplainedOf) {
  for (std::size_t slot = 1; slot < kMaxSections; ++slot) {
    Forgery forgery = honest();
    const base::Bytes bytes =
        view_with_wrap(forgery, [&](WrapPlain& plain) { plain[slot * kSlotSize + slot] = 1; });
    EXPECT_EQ(unwrapping(bytes), Refusal::kGrantMismatch) << slot;
  }
}

TEST_F(RecipientViewTest, AGrantedSectionWithoutItsKeyIsComplainedOf) {
  Forgery forgery = honest();
  const base::Bytes bytes = view_with_wrap(
      forgery, [](WrapPlain& plain) { std::fill_n(plain.begin(), kSlotSize, std::uint8_t{0}); });
  EXPECT_EQ(unwrapping(bytes), Refusal::kGrantMismatch);
}

TEST_F(RecipientViewTest, TwoRecipientsCannotBeGivenTwoKeysForOneSection) {
  Forgery forgery = honest();
  const base::Bytes bytes =
      view_with_wrap(forgery, [](WrapPlain& plain) { plain[kSlotSize - 1] ^= 1; });
  EXPECT_EQ(unwrapping(bytes), Refusal::kCommitmentMismatch);
}

TEST_F(RecipientViewTest, ACommitmentToAnotherKeyIsNoticed) {
  Forgery forgery = honest();
  const std::array<std::uint8_t, 32> other_key{1, 2, 3};
  forgery.head.sections[0].commitment =
      SectionKeys(other_key, {forgery.head.message_id, 0, Section::kContent}).commitment();
  EXPECT_EQ(unwrapping(view_with_wrap(forgery, [](WrapPlain&) {})), Refusal::kCommitmentMismatch);
}

TEST_F(RecipientViewTest, ASectionOpensOnlyInItsOwnPlaceAndEnvelope) {
  const Forgery other = honest();
  Forgery forgery = honest();
  struct Case {
    std::string_view name;
    base::Bytes section;
  };
  base::Bytes damaged = forgery.sections[0];
  damaged.back() ^= 1;
  for (const Case& row :
       {Case{"of another envelope", other.sections[0]},
        Case{"of another place", forgery.sections[2]}, Case{"damaged by its sender", damaged}}) {
    Forgery changed = forgery;
    changed.sections[0] = row.section;
    const std::size_t i = police_row(changed);
    const base::Bytes bytes = *view_for_row(changed.build(signer_, random_), i, ~0U);
    const auto view = open_view(bytes);
    ASSERT_TRUE(view) << row.name;
    const auto keys = unwrap(*view, police_);
    ASSERT_TRUE(keys) << row.name;
    EXPECT_EQ(refusal_of(open_section(*view, *keys, 0)), Refusal::kCommitmentMismatch) << row.name;
  }
}

TEST_F(RecipientViewTest, AViewCannotIncludeASectionThatTheRowDoesNotGrant) {
  const base::Bytes container = sealed(request());
  const base::Bytes bytes = view_of(container, 3);
  auto parts = *split_view(bytes);
  parts.included |= 0b010U;
  const auto envelope = open_for_gateway(container);
  parts.sections.push_back(envelope->sections[1]);
  EXPECT_EQ(viewing(join_view(parts)), Refusal::kGrantMismatch);
}

TEST_F(RecipientViewTest, AFillerHasNoView) {
  SealRequest asked = direct_request();
  asked.recipients.pop_back();
  const base::Bytes container = sealed(asked);
  const auto envelope = open_for_gateway(container);
  const std::size_t filler = 1 - row_of(*envelope, 2);
  EXPECT_EQ(viewing(*view_for_row(container, filler, ~0U)), Refusal::kRowMalformed);
}

}  // namespace
}  // namespace gateway::envelope
