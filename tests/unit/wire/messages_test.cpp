#include "gateway/wire/messages.h"

#include "tests/support/repeatable_random.h"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::wire {
namespace {

using base::Bytes;
using base::ByteView;

tests::RepeatableRandom& random() {
  static tests::RepeatableRandom generator(5);
  return generator;
}

std::vector<Request> all_requests() {
  return {{1, Submit{3}},
          {2, Attach{model::Role::kSafehouse, 16}},
          {3, Credit{8}},
          {4, Receipts{{{{1, 2}, {3, 4}}, {{5}, {6}}}}},
          {5, Release{{1, 2, 3}, {4, 5}}},
          {6, Subscribe{"safeconduct-subscription/v1\n"}},
          {7, AskSubscriptions{"intel.report/northvale/labour"}},
          {8, AskStatus{{crypto::random_fixed<model::MessageId>(random())}}},
          {9, AskConsents{crypto::random_fixed<base::Digest>(random())}},
          {10, AskDirectory{4}},
          {11, AskPolicies{}},
          {12, AskHead{99}},
          {13, Freeze{"safeconduct-freeze/v1\n"}},
          {14, Ping{}},
          {15, TakeBreakGlass{"safeconduct-break-glass/v1\n"}},
          {16, TakeReview{"safeconduct-review/v1\n"}},
          {17, AskOversight{}},
          {18, ConfirmTold{{crypto::random_fixed<base::Digest>(random())}}}};
}

std::vector<Answer> all_answers() {
  const auto digest = crypto::random_fixed<base::Digest>(random());
  const LeafProof proof{Bytes(152, 7), 11, {digest, digest}};
  const LogHead head{"audit.example/2026\n12\nAAAA\n\n", {digest}, 4};
  return {
      {1, {}, Refused{model::Refusal::kRateLimited, base::Millis(250)}},
      {2, head,
       Submitted{{{digest, true, {}, proof}, {digest, false, model::Refusal::kFrozen, {}}}}},
      {3, {}, DoneAnswer{}},
      {0, head, Delivery{5, 2, proof, base::from_unix_millis(1'700'000'000'123)}},
      {4, head, Receipted{{{digest, true, {}, proof}}}},
      {5, head,
       Released{crypto::random_fixed<RequestId>(random()),
                {crypto::random_fixed<crypto::EncapsulatedKey>(random()), Bytes(528, 1)},
                proof}},
      {6, {}, Subscriptions{{"one\n", "two\n"}, 44}},
      {7,
       {},
       Statuses{{{crypto::random_fixed<model::MessageId>(random()),
                  true,
                  {{{model::PartnerNumber{3}, "main"},
                    model::Role::kSafehouse,
                    2,
                    5,
                    digest,
                    true,
                    4,
                    2003,
                    base::from_unix_millis(1),
                    base::from_unix_millis(2),
                    base::from_unix_millis(3),
                    base::from_unix_millis(4)},
                   {{model::PartnerNumber{4}, "main"}, model::Role::kMsvcc, 1, 0}},
                  crypto::random_fixed<model::EnvelopeId>(random()),
                  7}}}},
      {8,
       {},
       Consents{{{crypto::random_fixed<model::ConsentHandle>(random()),
                  model::ConsentPurpose::kHealth, model::PartnerNumber{2}, model::Role::kMsvcc,
                  base::from_unix_minutes(5), base::from_unix_minutes(9), true}}}},
      {9, {}, Notes{{"note\n"}}},
      {10, head, HeadOnly{}},
      {11, head,
       Oversight{3,
                 1,
                 {{1, digest, crypto::random_fixed<model::MessageId>(random()),
                   base::from_unix_millis(1), base::from_unix_millis(2)}},
                 {{"note\n", crypto::random_fixed<model::MessageId>(random()), digest, proof}}}}};
}

TEST(RequestCodecTest, EveryKindEncodesTheSameAgainAfterDecoding) {
  for (const Request& request : all_requests()) {
    const Bytes bytes = encode(request);
    const auto decoded = decode_request(bytes);
    ASSERT_TRUE(decoded) << request.id;
    EXPECT_EQ(decoded->id, request.id);
    EXPECT_EQ(decoded->body.index(), request.body.index()) << request.id;
    EXPECT_EQ(encode(*decoded), bytes) << request.id;
  }
}

TEST(AnswerCodecTest, EveryKindEncodesTheSameAgainAfterDecoding) {
  for (const Answer& answer : all_answers()) {
    const Bytes bytes = encode(answer);
    const auto decoded = decode_answer(bytes);
    ASSERT_TRUE(decoded) << answer.re;
    EXPECT_EQ(decoded->body.index(), answer.body.index()) << answer.re;
    EXPECT_EQ(encode(*decoded), bytes) << answer.re;
  }
}

TEST(CodecTest, DamagedBytesNeverCrashAndNeverGrow) {
  for (const Request& request : all_requests()) {
    const Bytes good = encode(request);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
      Bytes bad = good;
      bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      const auto decoded = decode_request(bad);
      if (decoded) {
        EXPECT_LE(encode(*decoded).size(), 4 * good.size() + 64) << bit;
      }
    }
  }
  for (const Answer& answer : all_answers()) {
    const Bytes good = encode(answer);
    for (std::size_t size = 0; size < good.size(); ++size) {
      EXPECT_FALSE(decode_answer(ByteView(good).first(size))) << size;
    }
  }
}

TEST(RequestCodecTest, RefusesUnknownRolesAndOversizedLists) {
  EXPECT_FALSE(decode_request(encode(Request{1, Attach{model::Role::kNone, 1}})));
  EXPECT_FALSE(decode_request(encode(Request{1, Attach{static_cast<model::Role>(99), 1}})));
  EXPECT_FALSE(decode_request(encode(Request{1, AskStatus{std::vector<model::MessageId>(257)}})));
  EXPECT_FALSE(decode_request(encode(Request{1, Subscribe{std::string(17 * 1024, 'a')}})));
  EXPECT_FALSE(decode_request(encode(Request{1, Subscribe{"\xC0\x80"}})));
}

TEST(ReleaseRequestTest, SurvivesTheWay) {
  const ReleaseRequest request{crypto::random_fixed<RequestId>(random()),
                               crypto::random_fixed<model::EnvelopeId>(random()),
                               crypto::random_fixed<base::Digest>(random()),
                               5,
                               crypto::random_fixed<crypto::AgreementPublicKey>(random()),
                               29'000'000,
                               {model::PartnerNumber{4}, "main"},
                               crypto::random_fixed<model::KeyId>(random())};

  const auto decoded = decode_release_request(encode(request));

  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->request_id, request.request_id);
  EXPECT_EQ(decoded->row_commitment, request.row_commitment);
  EXPECT_EQ(decoded->unit, request.unit);
  EXPECT_EQ(encode(*decoded), encode(request));
}

}  // namespace
}  // namespace gateway::wire
