#include "gateway/envelope/release.h"

#include "gateway/envelope/release_hash.h"
#include "gateway/envelope/wrap.h"

#include "tests/unit/envelope/fixture.h"
#include "tests/unit/envelope/forgery.h"

#include <array>

namespace gateway::envelope {
namespace {

class ReleaseTest : public EnvelopeTest {
 protected:
  base::Bytes container_ = sealed(request());
};

TEST_F(ReleaseTest, ASectionInReleaseModeOpensWithBothHalvesOnly) {
  const base::Bytes bytes = view_of(container_, 2);
  const auto view = open_view(bytes);
  ASSERT_TRUE(view);
  const auto keys = unwrap(*view, safehouse_);
  ASSERT_TRUE(keys);

  EXPECT_EQ(refusal_of(open_section(*view, *keys, 1)), Refusal::kCommitmentMismatch);
  EXPECT_EQ(refusal_of(open_section(*view, *keys, 1, SectionHalf())), Refusal::kCommitmentMismatch);
  EXPECT_EQ(text_of(open_section(*view, *keys, 1, released_half(container_, 2, 1))), identity_);
}

TEST_F(ReleaseTest, TheGatewaysHalfAloneIsNoKey) {
  const base::Bytes bytes = view_of(container_, 2);
  const auto view = open_view(bytes);
  const RowKeys nothing{RowKeys::Slots(), 0};
  EXPECT_EQ(refusal_of(open_section(*view, nothing, 1, released_half(container_, 2, 1))),
            Refusal::kCommitmentMismatch);
}

TEST_F(ReleaseTest, AHalfOfAnotherEnvelopeDoesNotFit) {
  const base::Bytes bytes = view_of(container_, 2);
  const auto view = open_view(bytes);
  const auto keys = unwrap(*view, safehouse_);
  const base::Bytes other = sealed(request());
  EXPECT_EQ(refusal_of(open_section(*view, *keys, 1, released_half(other, 2, 1))),
            Refusal::kCommitmentMismatch);
}

TEST_F(ReleaseTest, ADirectSectionIsNotOpenedByRelease) {
  const base::Bytes bytes = view_of(container_, 2);
  const auto view = open_view(bytes);
  const auto keys = unwrap(*view, safehouse_);
  EXPECT_EQ(refusal_of(open_section(*view, *keys, 0, SectionHalf())), Refusal::kCommitmentMismatch);
}

TEST_F(ReleaseTest, TheGatewayHoldsHalvesOfReleasedSectionsOnly) {
  const auto envelope = open_for_gateway(container_);
  const std::size_t row = row_of(*envelope, 2);
  const auto halves = open_halves(envelope->rows[row].halves, release_, stored_row(*envelope, row));
  ASSERT_TRUE(halves);
  for (std::size_t i = 0; i < kMaxSections; ++i) {
    EXPECT_EQ(is_zero(halves->half(i)), i != 1) << i;
  }
}

TEST_F(ReleaseTest, HalvesOpenOnlyWithTheReleaseKeyAndTheirOwnRow) {
  const base::Bytes other = sealed(request());
  const auto envelope = open_for_gateway(container_);
  const auto other_envelope = open_for_gateway(other);
  const std::size_t row = row_of(*envelope, 2);
  const base::ByteView halves = envelope->rows[row].halves;
  const StoredRow own = stored_row(*envelope, row);
  EXPECT_EQ(refusal_of(open_halves(halves, safehouse_, own)), Refusal::kWrapInvalid);
  EXPECT_EQ(refusal_of(open_halves(halves, release_, stored_row(*envelope, 1 - row))),
            Refusal::kWrapInvalid);
  EXPECT_EQ(refusal_of(open_halves(halves, release_,
                                   stored_row(*other_envelope, row_of(*other_envelope, 2)))),
            Refusal::kWrapInvalid);
  EXPECT_EQ(refusal_of(open_halves(halves.first(halves.size() - 1), release_, own)),
            Refusal::kWrapInvalid);
  EXPECT_EQ(refusal_of(open_halves({}, release_, own)), Refusal::kWrapInvalid);
}

TEST_F(ReleaseTest, AHalfThatIsNotTheOneInTheRowIsComplainedOf) {
  const auto envelope = open_for_gateway(container_);
  const StoredRow row = stored_row(*envelope, row_of(*envelope, 2));
  const SealContext context{head_hash(row.head_bytes), row.row_bytes};
  for (const std::size_t slot : {0U, 1U, 2U, 15U}) {
    std::array<std::uint8_t, kSlotsSize> slots{};
    slots[slot * kSlotSize] = 1;
    const base::Bytes halves = *seal_halves(release_.public_key(), context, slots, random_);
    EXPECT_EQ(refusal_of(open_halves(halves, release_, row)), Refusal::kGrantMismatch) << slot;
  }
}

}  // namespace
}  // namespace gateway::envelope
