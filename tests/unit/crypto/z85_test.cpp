#include "gateway/crypto/key_text.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/crypto/vectors.h"

#include <string>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using tests::from_hex;

TEST(Z85Test, GivesTheAnswersOfZeroMqRfc32) {
  EXPECT_EQ(to_z85(from_hex("864fd26fb559f75b")), "HelloWorld");
  EXPECT_EQ(*from_z85("HelloWorld"), from_hex("864fd26fb559f75b"));
  EXPECT_EQ(to_z85({}), "");
  // The server key in libzmq's own tests.
  EXPECT_EQ(to_z85(from_hex("54fcba24e93249969316fb617c872bb0c1d1ff14800427c594cbfacf1bc2d652")),
            "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7");
}

TEST(Z85Test, ReadsBackEveryKey) {
  tests::RepeatableRandom random(5);
  for (int i = 0; i < 200; ++i) {
    const auto key = generate_curve_key(random).public_key();
    const auto text = to_z85(key.bytes());

    ASSERT_EQ(text.size(), 40U);
    EXPECT_EQ(*from_z85(text), base::to_bytes(key.bytes()));
  }
}

TEST(Z85Test, RefusesWhatItNeverWrites) {
  for (const std::string_view text : {"Hello", "HelloWorld"}) EXPECT_TRUE(from_z85(text));
  for (const std::string_view text : {
           "Hell", "HelloW", "HelloWorl ", "Hello\nWorl", "Hell~", "Hell\"", "Hell\\", "Hell,",
           "#####",  // 85^5 - 1 does not fit in 32 bits
           "%nSc1",  // neither does 2^32
       }) {
    const auto bytes = from_z85(text);
    ASSERT_FALSE(bytes) << text;
    EXPECT_EQ(bytes.error().code, base::ErrorCode::kMalformed);
  }
  EXPECT_EQ(*from_z85("%nSc0"), from_hex("ffffffff"));
}

}  // namespace
}  // namespace gateway::crypto
