#include "gateway/crypto/secret_bytes.h"

#include <array>
#include <ostream>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

template <class T>
concept Comparable = requires(const T& a, const T& b) {
  a == b;
};
template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!std::is_copy_constructible_v<SecretBytes<32>>, "a secret has one owner");
static_assert(!std::is_copy_constructible_v<StackSecret<32>>);
static_assert(!Comparable<SecretBytes<32>>, "== on a secret leaks how much of it is right");
static_assert(!Printable<SecretBytes<32>>);

TEST(SecretBytesTest, StartsZeroAndKeepsWhatIsWritten) {
  SecretBytes<4> secret;
  for (const std::uint8_t byte : secret.bytes()) EXPECT_EQ(byte, 0);

  secret.writable()[3] = 9;
  const SecretBytes<4> moved = std::move(secret);

  EXPECT_EQ(moved.bytes()[3], 9);
}

TEST(SecretBytesTest, ACopyIsIndependentOfItsSource) {
  std::array<std::uint8_t, 2> source = {1, 2};
  const auto secret = SecretBytes<2>::copy_of(source);

  wipe(source);

  EXPECT_EQ(source, (std::array<std::uint8_t, 2>{}));
  EXPECT_EQ(secret.bytes()[1], 2);
}

TEST(SecretBytesTest, WipingNothingIsAllowed) { wipe({}); }

TEST(SecretBytesDeathTest, ReadingBeyondASecretEndsTheProcess) {
  // The page behind the memory may not be touched.
  const SecretBytes<32> secret;
  const volatile std::uint8_t* const end = secret.bytes().data() + 32;

  EXPECT_DEATH(static_cast<void>(*end), "");
}

}  // namespace
}  // namespace gateway::crypto
