#include "gateway/envelope/gateway_view.h"

#include "gateway/envelope/wrap.h"

#include "tests/unit/envelope/fixture.h"
#include "tests/unit/envelope/forgery.h"

#include <functional>

namespace gateway::envelope {
namespace {

class GatewayViewTest : public EnvelopeTest {
 protected:
  /// What becomes of an envelope that was changed and signed again by its sender.
  Refusal refusal_after(const std::function<void(Forgery&)>& change) {
    Forgery forgery = Forgery::of(sealed(request()));
    change(forgery);
    return opening(forgery.build(signer_, random_));
  }

  /// What becomes of a head of other bytes, signed again.
  Refusal refusal_of_head(const std::function<void(base::Bytes&)>& change) {
    const Forgery forgery = Forgery::of(sealed(request()));
    base::Bytes head = encode(forgery.head);
    change(head);
    return opening(forgery.build_with(head, signer_, random_));
  }
};

TEST_F(GatewayViewTest, NoSingleBitOfAContainerCanChange) {
  const base::Bytes container = sealed(request());
  ASSERT_TRUE(is_accepted(container));
  for (std::size_t bit = 0; bit < container.size() * 8; ++bit) {
    base::Bytes damaged = container;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_FALSE(is_accepted(damaged)) << "byte " << bit / 8 << " bit " << bit % 8;
  }
}

TEST_F(GatewayViewTest, NoContainerCanBeCutShortOrLengthened) {
  const base::Bytes container = sealed(request());
  for (std::size_t size = 0; size < container.size(); ++size) {
    ASSERT_FALSE(open_for_gateway(base::ByteView(container).first(size))) << size;
  }
  base::Bytes longer = container;
  longer.push_back(0);
  EXPECT_EQ(refusal_of(open_for_gateway(longer)), Refusal::kEnvelopeMalformed);
}

TEST_F(GatewayViewTest, RefusesMoreThanTheLimitUnread) {
  EXPECT_EQ(opening(base::Bytes(kMaxEnvelope + 1)), Refusal::kTooLarge);
}

TEST_F(GatewayViewTest, ForgeriesAreBuiltWell) {
  EXPECT_EQ(refusal_after([](Forgery&) {}), Refusal::kUnspecified);
  EXPECT_EQ(refusal_of_head([](base::Bytes&) {}), Refusal::kUnspecified);
}

TEST_F(GatewayViewTest, RefusesOtherVersionsAndSuites) {
  // The data section begins after segment table and root pointer: u16 version, u16 suite.
  for (const std::uint8_t version :
       {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}}) {
    const auto other = [&](base::Bytes& head) { head[16] = version; };
    EXPECT_EQ(refusal_of_head(other), Refusal::kSuiteUnknown) << int{version};
  }
  EXPECT_EQ(refusal_of_head([](base::Bytes& head) { head[17] = 1; }), Refusal::kSuiteUnknown);
  EXPECT_EQ(refusal_of_head([](base::Bytes& head) { head[18] = 0; }), Refusal::kSuiteUnknown);
}

TEST_F(GatewayViewTest, RefusesWordsThatMeanNothingInASignedPart) {
  const auto append_word = [](base::Bytes& part) {
    part.resize(part.size() + 8);
    part[4] = static_cast<std::uint8_t>(part.size() / 8 - 1);
    part[5] = static_cast<std::uint8_t>((part.size() / 8 - 1) >> 8U);
    part.back() = 'x';
  };
  EXPECT_EQ(refusal_of_head(append_word), Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([&](Forgery& forgery) {
              append_word(forgery.rows[0]);
              forgery.commit_in_order();
            }),
            Refusal::kRowMalformed);
  EXPECT_EQ(refusal_after([&](Forgery& forgery) {
              append_word(forgery.gateway_row);
              forgery.commit();
            }),
            Refusal::kRowMalformed);
}

TEST_F(GatewayViewTest, NoBitOfTheHeadIsWithoutMeaning) {
  const Forgery forgery = Forgery::of(sealed(direct_request()));
  const base::Bytes head = encode(forgery.head);
  for (std::size_t bit = 0; bit < head.size() * 8; ++bit) {
    base::Bytes changed = head;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    const auto parsed = parse_head(changed);
    if (parsed) {
      ASSERT_NE(*parsed, forgery.head) << "byte " << bit / 8;
    }
  }
}

TEST_F(GatewayViewTest, RefusesRowsThatAreNotThoseCommittedTo) {
  EXPECT_EQ(refusal_after([](Forgery& f) { std::swap(f.rows[0], f.rows[1]); }),
            Refusal::kDigestMismatch);
  EXPECT_EQ(refusal_after([](Forgery& f) {
              std::swap(f.rows[0], f.rows[1]);
              f.commit();
            }),
            Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.rows[1] = f.rows[0]; }), Refusal::kDigestMismatch);
  EXPECT_EQ(refusal_after([](Forgery& f) {
              f.rows[1] = f.rows[0];
              f.commit();
            }),
            Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.gateway_row = f.rows[0]; }), Refusal::kDigestMismatch);
}

TEST_F(GatewayViewTest, RefusesARecipientNamedTwiceUnderTwoSalts) {
  EXPECT_EQ(refusal_after([&](Forgery& f) {
              Row twin = f.row(0);
              twin.salt = crypto::random_fixed<model::Salt>(random_);
              f.rows[1] = encode(twin);
              f.commit_in_order();
            }),
            Refusal::kRowMalformed);
}

TEST_F(GatewayViewTest, RefusesAnEnvelopeOfFillers) {
  EXPECT_EQ(refusal_after([&](Forgery& f) {
              for (base::Bytes& row : f.rows) {
                Row filler;
                filler.salt = crypto::random_fixed<model::Salt>(random_);
                row = encode(filler);
              }
              f.commit_in_order();
            }),
            Refusal::kAudienceEmpty);
}

TEST_F(GatewayViewTest, RefusesRowsThatBreakTheRules) {
  struct Case {
    std::string_view name;
    std::function<void(Row&)> spoil;
    Refusal refusal;
  };
  const std::vector<Case> table = {
      {"grants a section that is not there", [](Row& r) { r.granted |= 1U << 3U; },
       Refusal::kRowMalformed},
      {"grants bit 31", [](Row& r) { r.granted |= 1U << 31U; }, Refusal::kRowMalformed},
      {"grants nothing",
       [](Row& r) {
         r.granted = 0;
         r.release_half_hashes.clear();
       },
       Refusal::kRowMalformed},
      {"unknown role", [](Row& r) { r.role = model::Role{200}; }, Refusal::kRoleUnknown},
      {"a filler that says something",
       [](Row& r) { r.recipient.partner = model::PartnerNumber::kNobody; }, Refusal::kRowMalformed},
      {"a half too many",
       [](Row& r) {
         r.release_half_hashes.resize(3, base::Digest({1}));
         r.release_half_hashes[0] = base::Digest({1});
       },
       Refusal::kRowMalformed},
      {"a list too short", [](Row& r) { r.release_half_hashes.resize(2, base::Digest({1})); },
       Refusal::kRowMalformed},
      {"zeros in place of none", [](Row& r) { r.release_half_hashes.assign(3, {}); },
       Refusal::kRowMalformed},
  };
  for (const Case& row : table) {
    EXPECT_EQ(refusal_after([&](Forgery& f) {
                const std::size_t i = f.row(0).recipient.partner == model::PartnerNumber{2} ? 0 : 1;
                Row changed = f.row(i);
                row.spoil(changed);
                f.rows[i] = encode(changed);
                f.commit_in_order();
              }),
              row.refusal)
        << row.name;
  }
}

TEST_F(GatewayViewTest, RefusesWrapsHalvesAndSectionsOfOtherShapes) {
  EXPECT_EQ(refusal_after([](Forgery& f) { f.wraps[0][0] = 1; }), Refusal::kSuiteUnknown);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.wraps[0].pop_back(); }), Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.wraps[0].clear(); }), Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.halves[0].pop_back(); }), Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.halves.clear(); }), Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.sections[0].push_back(0); }),
            Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.sections.pop_back(); }), Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.head.sections[0].padded_length = 63; }),
            Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.head.sections[0].padded_length = 65; }),
            Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_after([](Forgery& f) { f.head.sections[0].padded_length = ~0ULL; }),
            Refusal::kTooLarge);
}

TEST_F(GatewayViewTest, SwappedPartsDoNotMatchTheirDigests) {
  const base::Bytes container = sealed(request());
  const auto swapped = [&](const std::function<void(Forgery&)>& change) {
    Forgery forgery = Forgery::of(container);
    change(forgery);
    const base::Bytes other = forgery.build(signer_, random_);
    // The sender's own head and digests, with the parts of `other`.
    const auto ours = Container::split(container);
    const auto theirs = Container::split(other);
    base::ByteWriter parts;
    parts.sized(ours->head()).sized(ours->digests()).sized(theirs->gateway_row());
    for (std::size_t i = 0; i < 2; ++i) parts.sized(theirs->row(i));
    for (std::size_t i = 0; i < 2; ++i) parts.sized(theirs->wrap(i));
    for (std::size_t i = 0; i < 2; ++i) parts.sized(theirs->halves(i));
    for (std::size_t i = 0; i < 3; ++i) parts.sized(theirs->section(i));
    return opening(join_container(ours->counts(), ours->signature(), parts.bytes()));
  };
  EXPECT_EQ(swapped([](Forgery&) {}), Refusal::kUnspecified);
  EXPECT_EQ(swapped([](Forgery& f) { std::swap(f.wraps[0], f.wraps[1]); }),
            Refusal::kDigestMismatch);
  EXPECT_EQ(swapped([](Forgery& f) { std::swap(f.halves[0], f.halves[1]); }),
            Refusal::kDigestMismatch);
  EXPECT_EQ(swapped([](Forgery& f) { std::swap(f.sections[1], f.sections[2]); }),
            Refusal::kDigestMismatch);
}

TEST_F(GatewayViewTest, AViewHoldsNothingOfTheOtherRecipients) {
  const base::Bytes container = sealed(request());
  const auto envelope = open_for_gateway(container);
  ASSERT_TRUE(envelope);
  const std::size_t own = row_of(*envelope, 3);
  const GatewayRowParts& other = envelope->rows[1 - own];
  const base::Bytes view = *view_for_row(container, own, ~0U);

  const auto holds = [&](base::ByteView part) {
    return base::text_of(view).find(base::text_of(part)) != std::string_view::npos;
  };
  EXPECT_TRUE(holds(envelope->rows[own].row_bytes));
  EXPECT_TRUE(holds(envelope->rows[own].wrap));
  EXPECT_TRUE(holds(envelope->sections[0]));
  EXPECT_FALSE(holds(other.row_bytes));
  EXPECT_FALSE(holds(other.row.salt.bytes()));
  EXPECT_FALSE(holds(other.wrap));
  EXPECT_FALSE(holds(envelope->gateway_row.salt.bytes()));
  EXPECT_FALSE(holds(envelope->sections[1])) << "identity is the safe house's";
  EXPECT_FALSE(holds(envelope->sections[2])) << "health was granted to nobody";
  EXPECT_FALSE(holds(envelope->rows[own].halves));
  EXPECT_FALSE(holds(other.halves));
}

TEST_F(GatewayViewTest, AViewLeavesOutWhatPolicyWithholds) {
  const base::Bytes container = sealed(direct_request());
  const auto envelope = open_for_gateway(container);
  const base::Bytes bytes = *view_for_row(container, row_of(*envelope, 2), 0b101U);
  const auto view = open_view(bytes);
  ASSERT_TRUE(view);
  EXPECT_FALSE(view->sections[0].empty());
  EXPECT_TRUE(view->sections[1].empty());
  const auto keys = unwrap(*view, safehouse_);
  ASSERT_TRUE(keys);
  EXPECT_EQ(text_of(open_section(*view, *keys, 0)), content_);
  EXPECT_EQ(refusal_of(open_section(*view, *keys, 1)), Refusal::kCommitmentMismatch);
}

TEST_F(GatewayViewTest, ViewsAndRowsCanBeReadFromAContainerStoredWithoutHalves) {
  const base::Bytes container = sealed(request());
  const base::Bytes stored = *without_halves(container);
  const auto envelope = open_for_gateway(container);
  for (std::size_t i = 0; i < envelope->rows.size(); ++i) {
    EXPECT_EQ(*view_for_row(stored, i, ~0U), *view_for_row(container, i, ~0U));
    EXPECT_EQ(base::text_of(stored).find(base::text_of(envelope->rows[i].halves)),
              std::string_view::npos);
    const auto row = read_row(stored, i);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->row, envelope->rows[i].row);
  }
  EXPECT_EQ(opening(stored), Refusal::kEnvelopeMalformed);
  EXPECT_EQ(refusal_of(open_stored(container)), Refusal::kEnvelopeMalformed);
  const auto again = open_stored(stored);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, envelope->id);
  EXPECT_TRUE(again->rows[0].halves.empty());
  EXPECT_FALSE(view_for_row(stored, 2, ~0U));
  EXPECT_FALSE(read_row(stored, 2));
}

TEST_F(GatewayViewTest, EveryRowHasHalvesOrNoneSoThatTheirNumberTellsNothing) {
  const base::Bytes released = sealed(request());
  const auto envelope = open_for_gateway(released);
  for (const auto& row : envelope->rows) EXPECT_EQ(row.halves.size(), kHalvesSize);
  const base::Bytes direct = sealed(direct_request());
  const auto direct_envelope = open_for_gateway(direct);
  for (const auto& row : direct_envelope->rows) EXPECT_TRUE(row.halves.empty());
}

}  // namespace
}  // namespace gateway::envelope
