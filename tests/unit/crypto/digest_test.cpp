#include "gateway/crypto/digest.h"

#include "tests/unit/crypto/vectors.h"

#include <future>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using base::bytes_of;

std::string hex(const Digest& digest) { return base::to_hex(digest.bytes()); }

TEST(DigestTest, GivesTheKnownAnswersOfFips180) {
  const std::vector<std::pair<std::string, std::string>> answers = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& [text, expected] : answers) EXPECT_EQ(hex(sha256(bytes_of(text))), expected);
}

TEST(DigestTest, PartsHashLikeTheirConcatenation) {
  EXPECT_EQ(sha256({bytes_of("ab"), {}, bytes_of("c")}), sha256(bytes_of("abc")));
}

TEST(DigestTest, IncrementalHashingDoesNotDependOnThePieces) {
  const std::string text(300, 'x');
  const auto expected = sha256(bytes_of(text));

  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Sha256 hash;
    hash.update(bytes_of(text.substr(0, cut))).update(bytes_of(text.substr(cut)));
    EXPECT_EQ(hash.finish(), expected) << cut;
  }
}

TEST(DigestTest, AFinishedHashStartsAfresh) {
  Sha256 hash;
  hash.update(bytes_of("left over"));
  static_cast<void>(hash.finish());

  EXPECT_EQ(hash.update(bytes_of("abc")).finish(), sha256(bytes_of("abc")));
}

TEST(DigestTest, AHashThatMovesKeepsItsState) {
  Sha256 hash;
  hash.update(bytes_of("a"));
  Sha256 moved = std::move(hash);

  EXPECT_EQ(moved.update(bytes_of("bc")).finish(), sha256(bytes_of("abc")));
}

TEST(DigestTest, OpenIncrementalHashesAreNotDisturbedByOthers) {
  Sha256 hash;
  hash.update(bytes_of("a"));
  static_cast<void>(sha256(bytes_of("noise")));
  Sha256 other;
  other.update(bytes_of("noise"));

  EXPECT_EQ(hash.update(bytes_of("bc")).finish(), sha256(bytes_of("abc")));
}

TEST(DigestTest, ContextAndLengthsPrecedeTheParts) {
  const std::string expected = std::string("safeconduct-x/v1") + '\0' + std::string("\0\0\0\2", 4) +
                               "ab" + std::string(4, '\0');

  EXPECT_EQ(digest_of("safeconduct-x/v1", {bytes_of("ab"), {}}), sha256(bytes_of(expected)));
}

TEST(DigestTest, DifferentListsOfPartsNeverShareADigest) {
  const std::set<Digest> digests = {
      digest_of("x", {}),
      digest_of("x", {{}}),
      digest_of("x", {{}, {}}),
      digest_of("x", {bytes_of("ab")}),
      digest_of("x", {bytes_of("a"), bytes_of("b")}),
      digest_of("x", {bytes_of("ab"), {}}),
      digest_of("x", {{}, bytes_of("ab")}),
      digest_of("y", {bytes_of("ab")}),
      digest_of("xa", {bytes_of("b")}),
  };

  EXPECT_EQ(digests.size(), 9U);
}

TEST(DigestTest, ThreadsHashIndependently) {
  const auto hash_often = [](std::string text) {
    const auto first = sha256(bytes_of(text));
    bool same = true;
    for (int i = 0; i < 2000; ++i) same = sha256(bytes_of(text)) == first && same;
    return same ? first : Digest();
  };
  auto a = std::async(std::launch::async, hash_often, "a");
  auto b = std::async(std::launch::async, hash_often, "b");

  EXPECT_EQ(a.get(), sha256(bytes_of("a")));
  EXPECT_EQ(b.get(), sha256(bytes_of("b")));
}

}  // namespace
}  // namespace gateway::crypto
