#include "gateway/envelope/excerpt.h"

#include "tests/unit/envelope/fixture.h"

#include <algorithm>

namespace gateway::envelope {
namespace {

class ExcerptTest : public EnvelopeTest {
 protected:
  ExcerptTest() {
    const auto sealed_one = seal(request(), random_, drawn_);
    container_ = sign({&*sealed_one, 1}, signer_, random_).front().container;
    parts_ = *parts_of_container(container_);
    excerpt_ = *open_excerpt(parts_.head, parts_.digests);
  }
  [[nodiscard]] ContentKeyView drawn(std::size_t index) const {
    return drawn_.bytes().subspan(index * 32).first<32>();
  }
  [[nodiscard]] std::size_t row_index(std::uint32_t partner) const {
    for (const auto& [index, bytes] : parts_.rows) {
      if (envelope::row_of(excerpt_, index, bytes)->recipient.partner ==
          model::PartnerNumber{partner}) {
        return index;
      }
    }
    return kMaxRows;
  }

  DrawnKeys drawn_;
  base::Bytes container_;
  ExcerptParts parts_;
  Excerpt excerpt_;
};

TEST_F(ExcerptTest, ASenderShowsWhatItSealed) {
  EXPECT_EQ(excerpt_.id, open_for_gateway(container_)->id);
  EXPECT_TRUE(verify_signature(excerpt_, parts_.signature, signer_.public_key()));
  EXPECT_TRUE(gateway_row_of(excerpt_, parts_.gateway_row));
  EXPECT_EQ(parts_.rows.size(), 2U) << "fillers are nobody's to show";
  EXPECT_EQ(text_of(open_section(excerpt_, 0, drawn(0), parts_.sections.at(0))), content_);
  EXPECT_EQ(text_of(open_section(excerpt_, 1, drawn(1), parts_.sections.at(1))), identity_);
}

TEST_F(ExcerptTest, ARecipientShowsWhatItGotAndNoMore) {
  const base::Bytes view = view_of(container_, 3);
  const auto parts = parts_of_view(view);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->head, parts_.head);
  EXPECT_EQ(parts->digests, parts_.digests);
  EXPECT_EQ(parts->signature, parts_.signature);
  EXPECT_TRUE(parts->gateway_row.empty());
  ASSERT_EQ(parts->rows.size(), 1U);
  EXPECT_EQ(parts->rows.begin()->first, row_index(3));
  ASSERT_EQ(parts->sections.size(), 1U);
  EXPECT_TRUE(parts->sections.contains(0));
}

TEST_F(ExcerptTest, OnlyWhoOpenedASectionHasItsKey) {
  const base::Bytes bytes = view_of(container_, 2);
  const auto view = open_view(bytes);
  const auto keys = unwrap(*view, safehouse_);
  ASSERT_TRUE(keys);
  const auto direct = content_key(*view, *keys, 0, nullptr);
  ASSERT_TRUE(direct);
  EXPECT_TRUE(std::ranges::equal(direct->bytes(), drawn(0)));
  const SectionHalf half = released_half(container_, 2, 1);
  const auto released = content_key(*view, *keys, 1, &half);
  ASSERT_TRUE(released);
  EXPECT_TRUE(std::ranges::equal(released->bytes(), drawn(1)));

  EXPECT_EQ(refusal_of(content_key(*view, *keys, 1, nullptr)), Refusal::kCommitmentMismatch);
  EXPECT_EQ(refusal_of(content_key(*view, *keys, 2, nullptr)), Refusal::kCommitmentMismatch);
  EXPECT_EQ(refusal_of(content_key(*view, *keys, 9, nullptr)), Refusal::kCommitmentMismatch);
}

TEST_F(ExcerptTest, PartsOfAnotherEnvelopeAreRefused) {
  const base::Bytes other_container = sealed(request());
  const auto other = *parts_of_container(other_container);
  const std::size_t row = row_index(2);
  EXPECT_EQ(refusal_of(envelope::row_of(excerpt_, row, other.rows.begin()->second)),
            Refusal::kDigestMismatch);
  EXPECT_EQ(refusal_of(gateway_row_of(excerpt_, other.gateway_row)), Refusal::kDigestMismatch);
  EXPECT_EQ(refusal_of(open_section(excerpt_, 0, drawn(0), other.sections.at(0))),
            Refusal::kDigestMismatch);
  EXPECT_EQ(refusal_of(open_section(excerpt_, 0, drawn(1), parts_.sections.at(0))),
            Refusal::kCommitmentMismatch);
  EXPECT_EQ(refusal_of(open_section(excerpt_, 0, drawn(0), parts_.sections.at(1))),
            Refusal::kDigestMismatch);
  EXPECT_EQ(refusal_of(verify_signature(excerpt_, other.signature, signer_.public_key())),
            Refusal::kSignatureInvalid);
  const auto stranger = crypto::SigningKey::generate(random_);
  EXPECT_EQ(refusal_of(verify_signature(excerpt_, parts_.signature, stranger.public_key())),
            Refusal::kKeyUnknown);
}

TEST_F(ExcerptTest, IndexesBeyondTheHeadAreRefused) {
  EXPECT_EQ(refusal_of(envelope::row_of(excerpt_, 63, parts_.rows.begin()->second)),
            Refusal::kDigestMismatch);
  EXPECT_FALSE(is_ciphertext_of(excerpt_, 3, parts_.sections.at(0)));
  EXPECT_FALSE(is_key_of(excerpt_, 3, drawn(0)));
}

TEST_F(ExcerptTest, AFillerIsNoRowToShow) {
  auto solo = request();
  solo.recipients.resize(1);
  const base::Bytes container = sealed(solo);
  const auto opened = *open_for_gateway(container);
  const auto parts = *parts_of_container(container);
  const auto excerpt = *open_excerpt(parts.head, parts.digests);
  EXPECT_EQ(parts.rows.size(), 1U);
  for (std::size_t i = 0; i < opened.rows.size(); ++i) {
    if (!opened.rows[i].row.is_filler()) continue;
    EXPECT_EQ(refusal_of(envelope::row_of(excerpt, i, opened.rows[i].row_bytes)),
              Refusal::kRowMalformed);
  }
}

TEST_F(ExcerptTest, NoSingleBitOfAPartCanChange) {
  const auto holds = [&](const ExcerptParts& parts) {
    const auto excerpt = open_excerpt(parts.head, parts.digests);
    if (!excerpt || excerpt->id != excerpt_.id ||
        !verify_signature(*excerpt, parts.signature, signer_.public_key()) ||
        !gateway_row_of(*excerpt, parts.gateway_row)) {
      return false;
    }
    return std::ranges::all_of(
               parts.rows,
               [&](const auto& row) {
                 return envelope::row_of(*excerpt, row.first, row.second).has_value();
               }) &&
           open_section(*excerpt, 0, drawn(0), parts.sections.at(0)).has_value();
  };
  ASSERT_TRUE(holds(parts_));
  const auto flip_all = [&](base::Bytes& bytes) {
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      const auto flip = static_cast<std::uint8_t>(1U << (bit % 8));
      bytes[bit / 8] ^= flip;
      ASSERT_FALSE(holds(parts_)) << "byte " << bit / 8;
      bytes[bit / 8] ^= flip;
    }
  };
  flip_all(parts_.head);
  flip_all(parts_.digests);
  flip_all(parts_.gateway_row);
  flip_all(parts_.signature);
  for (auto& [index, row] : parts_.rows) flip_all(row);
  flip_all(parts_.sections.at(0));
}

}  // namespace
}  // namespace gateway::envelope
