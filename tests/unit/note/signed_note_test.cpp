#include "gateway/note/signed_note.h"

#include "gateway/base/text.h"

#include "tests/support/repeatable_random.h"
#include "tests/support/shared_data.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gateway::note {
namespace {

using base::ErrorCode;
using tests::RepeatableRandom;

base::Time seconds(std::uint64_t count) { return base::from_unix_millis(count * 1000); }

class SignedNoteTest : public testing::Test {
 protected:
  [[nodiscard]] SignedNote signed_by_all() const {
    SignedNote note{"safeconduct-test/v1\n\nline\n", {}};
    sign(note, alice_key_.name, alice_);
    sign(note, bob_key_.name, bob_);
    cosign(note, witness_key_.name, witness_, seconds(1'750'000'001));
    return note;
  }

  RepeatableRandom random_{1};
  crypto::SigningKey alice_ = crypto::SigningKey::generate(random_);
  crypto::SigningKey bob_ = crypto::SigningKey::generate(random_);
  crypto::SigningKey witness_ = crypto::SigningKey::generate(random_);
  VerifierKey alice_key_ = verifier_key("alice", alice_.public_key());
  VerifierKey bob_key_ = verifier_key("bob", bob_.public_key());
  VerifierKey witness_key_ = cosigner_key("w.example", witness_.public_key());
  std::vector<VerifierKey> all_ = {alice_key_, bob_key_, witness_key_};
};

TEST_F(SignedNoteTest, VerifiesThePublishedExample) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto folder = tests::shared_data() / "vectors/c2sp-spec-examples";
  const std::string text = tests::read_file(folder / "signed-note-example.txt");
  std::string vkey = tests::read_file(folder / "signed-note-example.vkey");
  while (vkey.ends_with('\n')) vkey.pop_back();

  const auto note = parse_note(text);
  const auto key = parse_verifier_key(vkey);

  ASSERT_TRUE(note);
  ASSERT_TRUE(key);
  EXPECT_TRUE(is_signed_by(*note, *key));
  const auto verified = verify(*note, std::vector{*key});
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->text, "This is an example message.\n");
  EXPECT_EQ(to_text(*note), text);
}

TEST_F(SignedNoteTest, SaysWhichKnownKeysSigned) {
  const auto note = parse_note(to_text(signed_by_all()));
  ASSERT_TRUE(note);
  EXPECT_EQ(*note, signed_by_all());

  const auto verified = verify(*note, all_);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->text, "safeconduct-test/v1\n\nline\n");
  EXPECT_EQ(verified->signers, (std::vector{alice_key_, bob_key_}));
  EXPECT_EQ(verified->cosignatures,
            (std::vector{Cosignature{witness_key_, seconds(1'750'000'001)}}));
  for (const VerifierKey& key : all_) EXPECT_TRUE(is_signed_by(*note, key)) << key.name;
}

TEST_F(SignedNoteTest, IgnoresUnknownKeysEvenIfTheyShareANameOrAnId) {
  SignedNote note{"text\n", {}};
  sign(note, alice_key_.name, alice_);
  sign(note, alice_key_.name, bob_);
  note.signatures.push_back({"mallory", alice_key_.id, base::Bytes(64)});

  const auto verified = verify(note, std::vector{alice_key_});

  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->signers, std::vector{alice_key_});
  EXPECT_FALSE(is_signed_by(note, bob_key_)) << "bob's key signed, but not as bob";
}

TEST_F(SignedNoteTest, ABadSignatureOfAKnownKeyRefusesTheNote) {
  SignedNote note = signed_by_all();
  note.signatures[1].bytes = note.signatures[0].bytes;

  const auto verified = verify(note, all_);

  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().code, ErrorCode::kUnauthenticated);
  EXPECT_TRUE(verify(note, std::vector{alice_key_}));
  EXPECT_EQ(count_signers(note, all_), 0U);
  EXPECT_FALSE(is_signed_by(note, bob_key_));
}

TEST_F(SignedNoteTest, AGoodSignatureDoesNotExcuseABadOneOfTheSameKey) {
  SignedNote note = signed_by_all();
  note.signatures.push_back(note.signatures[0]);
  note.signatures.back().bytes[0] ^= 1U;

  EXPECT_FALSE(verify(note, all_));
  EXPECT_FALSE(is_signed_by(note, alice_key_));
}

TEST_F(SignedNoteTest, ANoteThatNoKnownKeySignedIsRefused) {
  const SignedNote note = signed_by_all();
  const auto stranger = verifier_key("alice", bob_.public_key());

  for (const auto& known : {std::vector<VerifierKey>{}, std::vector{stranger}}) {
    const auto verified = verify(note, known);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, ErrorCode::kUnauthenticated);
  }
}

TEST_F(SignedNoteTest, CountsPublicKeysNotSignaturesNorNames) {
  const auto alias = verifier_key("alice-again", alice_.public_key());
  const auto witness_alias = cosigner_key("w2.example", witness_.public_key());
  SignedNote note{"text\n", {}};
  sign(note, alice_key_.name, alice_);
  sign(note, alice_key_.name, alice_);
  sign(note, alias.name, alice_);
  cosign(note, witness_key_.name, witness_, seconds(20));
  cosign(note, witness_key_.name, witness_, seconds(30));
  cosign(note, witness_alias.name, witness_, seconds(10));

  const auto verified =
      verify(note, std::vector{alice_key_, alias, alice_key_, witness_key_, witness_alias});

  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->signers, std::vector{alice_key_});
  EXPECT_EQ(verified->cosignatures, (std::vector{Cosignature{witness_key_, seconds(30)}}));
}

TEST_F(SignedNoteTest, TypesOfSignaturesDoNotStandInForEachOther) {
  SignedNote note{"text\n", {}};
  sign(note, "both", alice_);
  const auto as_witness = cosigner_key("both", alice_.public_key());
  EXPECT_FALSE(is_signed_by(note, as_witness));

  // Relabelled with the other type's id, the bytes do not verify.
  note.signatures[0].id = as_witness.id;
  EXPECT_FALSE(is_signed_by(note, as_witness));
  EXPECT_FALSE(verify(note, std::vector{as_witness}));
}

TEST_F(SignedNoteTest, TheTimeOfACosignatureIsSigned) {
  for (const std::uint64_t time : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40U}) {
    SignedNote note{"text\n", {}};
    cosign(note, witness_key_.name, witness_, seconds(time));
    EXPECT_EQ(cosigned_at(note, witness_key_), seconds(time));
    for (std::size_t i = 0; i < 8; ++i) {
      SignedNote other = note;
      other.signatures[0].bytes[i] ^= 1U;
      EXPECT_EQ(cosigned_at(other, witness_key_), std::nullopt) << time << " byte " << i;
    }
  }
}

TEST_F(SignedNoteTest, AFlippedBitNeverVerifiesAsMoreThanWasSigned) {
  const std::string good = to_text(signed_by_all());
  std::size_t parsed = 0;
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    std::string bad = good;
    bad[i / 8] = static_cast<char>(static_cast<unsigned>(bad[i / 8]) ^ (1U << (i % 8)));
    const auto note = parse_note(bad);
    if (!note) continue;
    ++parsed;
    EXPECT_EQ(to_text(*note), bad);
    const auto verified = verify(*note, all_);
    if (!verified) continue;
    // Only a name or an id was hit: its line now belongs to nobody we know.
    EXPECT_EQ(verified->text, signed_by_all().text) << "bit " << i;
    EXPECT_EQ(verified->signers.size() + verified->cosignatures.size(), 2U) << "bit " << i;
  }
  EXPECT_GT(parsed, 500U);
}

TEST_F(SignedNoteTest, TheLastEmptyLineEndsTheText) {
  for (const std::string_view text : {"\n", "\n\n", "a\n\n", "a\n\n\nb\n", "\u2014 alice AAAA\n"}) {
    SignedNote note{std::string(text), {}};
    sign(note, "alice", alice_);
    const auto again = parse_note(to_text(note));
    ASSERT_TRUE(again) << text;
    EXPECT_EQ(again->text, text);
    EXPECT_TRUE(is_signed_by(*again, alice_key_));
  }
}

TEST_F(SignedNoteTest, RefusesWhatIsNotExactlyANote) {
  const std::string line = "\u2014 alice AAAAAAA=\n";
  ASSERT_TRUE(parse_note("text\n\n" + line));
  for (const std::string& bad : {
           std::string(),
           std::string("\n"),
           std::string("\n\n"),
           std::string("text\n"),
           std::string("text\n\n"),
           "text\n" + line,
           "text" + line,
           line,
           "\n" + line,
           "text\n\n" + line + "\n",
           "text\n\n" + line + "x",
           "text\n\n" + line + line + "\n\n",
           "text\n\n" + line.substr(0, line.size() - 1),
           "text\r\n\r\n" + line,
           "te\txt\n\n" + line,
           "te\x01xt\n\n" + line,
           "te\xffxt\n\n" + line,
           std::string("te\0xt\n\n", 7) + line,
           std::string("text\n\n- alice AAAAAAA=\n"),
           std::string("text\n\n\u2014  AAAAAAA=\n"),
           std::string("text\n\n\u2014 alice\n"),
           std::string("text\n\n\u2014 alice  AAAAAAA=\n"),
           std::string("text\n\n\u2014 alice AAAAAAA= \n"),
           std::string("text\n\n\u2014 al+ice AAAAAAA=\n"),
           std::string("text\n\n\u2014alice AAAAAAA=\n"),
           std::string("text\n\n\u2014 alice AAAAAAB=\n"),  // set trailing bits
           std::string("text\n\n\u2014 alice AAAAAAA\n"),   // no padding
           std::string("text\n\n\u2014 alice AAAAAA==\n"),  // an id and nothing else
           std::string("text\n\n\u2014 al\u2003ice AAAAAAA=\n"),
       }) {
    const auto note = parse_note(bad);
    ASSERT_FALSE(note) << bad;
    EXPECT_EQ(note.error().code, ErrorCode::kMalformed) << bad;
  }
}

TEST_F(SignedNoteTest, LimitsSizeAndSignatures) {
  SignedNote note{"text\n", {}};
  for (std::size_t i = 0; i < kMaxSignatures; ++i) {
    note.signatures.push_back({"n" + std::to_string(i), 0, base::Bytes(64)});
  }
  const std::string text = to_text(note);
  EXPECT_TRUE(parse_note(text));
  EXPECT_TRUE(parse_note(text, text.size()));
  const auto over_size = parse_note(text, text.size() - 1);
  ASSERT_FALSE(over_size);
  EXPECT_EQ(over_size.error().code, ErrorCode::kTooLarge);

  note.signatures.push_back(note.signatures[0]);
  const auto over_count = parse_note(to_text(note));
  ASSERT_FALSE(over_count);
  EXPECT_EQ(over_count.error().code, ErrorCode::kTooLarge);

  const auto huge = parse_note(std::string(kMaxNote, 'x') + to_text(signed_by_all()));
  ASSERT_FALSE(huge);
  EXPECT_EQ(huge.error().code, ErrorCode::kTooLarge);
}

TEST_F(SignedNoteTest, NaughtyStringsEitherAreNoteTextOrAreRefused) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto list = nlohmann::json::parse(
      tests::read_file(tests::shared_data() / "vectors/blns/blns.base64.json"));
  std::size_t signed_texts = 0;
  for (const auto& entry : list) {
    const auto bytes = base::from_base64(entry.get<std::string>());
    ASSERT_TRUE(bytes);
    const std::string text = std::string(base::text_of(*bytes)) + "\n";
    if (!is_note_text(text)) continue;
    SignedNote note{text, {}};
    sign(note, alice_key_.name, alice_);
    const auto again = parse_note(to_text(note));
    ASSERT_TRUE(again) << text;
    EXPECT_EQ(again->text, text);
    EXPECT_TRUE(is_signed_by(*again, alice_key_));
    ++signed_texts;
  }
  EXPECT_GT(signed_texts, 400U);
}

using SignedNoteDeathTest = SignedNoteTest;

TEST_F(SignedNoteDeathTest, NothingIsSignedThatNobodyCouldRead) {
  SignedNote no_end{"text", {}};
  EXPECT_DEATH(sign(no_end, "alice", alice_), "only the text of a note is signed");
  SignedNote note{"text\n", {}};
  EXPECT_DEATH(sign(note, "al ice", alice_), "valid name");
}

}  // namespace
}  // namespace gateway::note
