#include "gateway/directory/joining.h"

#include "tests/unit/directory/network.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using model::Role;

// The newcomer: a safe house of one desk.
class JoiningTest : public testing::Test {
 protected:
  JoiningTest() {
    prekey_.role = Role::kSafehouse;
    prekey_.counter = 1;
    prekey_.key = prekey_secret_.public_key();
    prekey_.valid = {kStart, kEnd};
    prekey_ = sign_prekey(prekey_, kName, "main", signing_);
  }

  [[nodiscard]] JoinUnitKeys unit_keys() const {
    return {"main",    {Role::kSafehouse}, {kStart, kEnd},
            &signing_, {&curve_secret_},   {{prekey_, &prekey_secret_}}};
  }
  [[nodiscard]] std::string request() const {
    return *make_join_request(invite_.text, {std::string(kName), {unit_keys()}, {}});
  }
  // The request after somebody changed what it says, signed again by `signer`.
  [[nodiscard]] std::string changed(const std::function<void(JoinRequest&)>& change,
                                    const crypto::SigningKey& signer) const {
    JoinRequest changed = *parse_join_request(note::parse_note(request())->text);
    change(changed);
    return signed_note(to_text(changed), unit_key_name(changed.partner, "main"), signer);
  }
  base::Result<JoinRequest> verify(const std::string& note, base::Time now = kNow) const {
    return verify_join_request(invite_.text, invite_.challenge, note, now);
  }

  static constexpr std::string_view kName = "harbourlight-housing";

  Network network_;
  const MadeInvite invite_ = make_invite(network_.gateway, network_.trusted_root().hash,
                                         kStart + 20 * kDay, network_.random);
  const crypto::SigningKey signing_ = crypto::SigningKey::generate(network_.random);
  const crypto::AgreementKey curve_secret_ = crypto::AgreementKey::generate(network_.random);
  const crypto::AgreementKey prekey_secret_ = crypto::AgreementKey::generate(network_.random);
  Prekey prekey_;
};

TEST_F(JoiningTest, TheInviteTellsWhatToBelieve) {
  const auto invite = parse_invite(invite_.text);

  ASSERT_TRUE(invite);
  EXPECT_EQ(invite->root, network_.trusted_root().hash);
  EXPECT_EQ(invite->gateway, network_.gateway);
  EXPECT_EQ(invite->challenge, invite_.challenge.public_key());
  EXPECT_EQ(to_text(*invite), invite_.text);
}

TEST_F(JoiningTest, NoTwoInvitesAreAlike) {
  const auto again = make_invite(network_.gateway, network_.trusted_root().hash, kStart + 20 * kDay,
                                 network_.random);

  EXPECT_NE(again.text, invite_.text);
  EXPECT_NE(parse_invite(again.text)->nonce, parse_invite(invite_.text)->nonce);
}

TEST_F(JoiningTest, AcceptsARequestThatProvesEveryKey) {
  const auto verified = verify(request());

  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->partner, kName);
  ASSERT_EQ(verified->units.size(), 1U);
  EXPECT_EQ(verified->units[0].signing[0].key, signing_.public_key());
  EXPECT_EQ(verified->units[0].curve[0].key, curve_secret_.public_key());
  EXPECT_EQ(verified->units[0].prekeys[0].prekey, prekey_);
}

TEST_F(JoiningTest, ADeciderProvesItsKeyToo) {
  const auto person = crypto::SigningKey::generate(network_.random);
  const auto note = make_join_request(
      invite_.text,
      {std::string(kName), {unit_keys()}, {{"duty-manager", {kStart, kEnd}, &person}}});
  ASSERT_TRUE(note);
  const auto verified = verify(*note);
  ASSERT_TRUE(verified);
  const std::vector<Decider> expected = {{"duty-manager", person.public_key(), {kStart, kEnd}}};
  EXPECT_EQ(verified->deciders, expected);

  const auto unproved =
      changed([&](JoinRequest& request) { request.deciders = expected; }, signing_);
  EXPECT_FALSE(verify(unproved)) << "signed by the unit alone";
  const auto swapped = make_join_request(
      invite_.text,
      {std::string(kName), {unit_keys()}, {{"duty-manager", {kStart, kEnd}, &signing_}}});
  EXPECT_FALSE(swapped) << "the unit's key again";

  const auto text = add_partner(network_.directory(), *verified,
                                {{kStart, kEnd}, "ISA-2026-014", {}, {}}, {kNow, kEnd});
  ASSERT_TRUE(text);
  EXPECT_EQ(Directory::from_text(*text)->partner(kName)->deciders, expected);
}

TEST_F(JoiningTest, RefusesARequestToAnotherInvite) {
  const auto other = make_invite(network_.gateway, network_.trusted_root().hash, kStart + 20 * kDay,
                                 network_.random);
  const std::string note = *make_join_request(other.text, {std::string(kName), {unit_keys()}, {}});

  EXPECT_FALSE(verify(note));
  EXPECT_FALSE(verify_join_request(invite_.text, other.challenge, request(), kNow));
  EXPECT_FALSE(verify_join_request(other.text, invite_.challenge, request(), kNow));
  EXPECT_TRUE(verify_join_request(other.text, other.challenge, note, kNow));
}

TEST_F(JoiningTest, RefusesARequestAfterTheInviteExpired) {
  EXPECT_TRUE(verify(request(), kStart + 20 * kDay - base::Millis{1}));
  EXPECT_FALSE(verify(request(), kStart + 20 * kDay));
}

TEST_F(JoiningTest, RefusesEveryFlippedBit) {
  const std::string note = request();
  for (std::size_t i = 0; i < note.size(); ++i) {
    std::string damaged = note;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    EXPECT_FALSE(verify(damaged)) << "byte " << i;
  }
}

TEST_F(JoiningTest, RefusesKeysThatWereSwappedForAnothers) {
  const auto thief = crypto::SigningKey::generate(network_.random);
  const auto other = crypto::AgreementKey::generate(network_.random);
  struct Row {
    std::string_view name;
    std::function<void(JoinRequest&)> change;
    const crypto::SigningKey* signer;
  };
  const std::vector<Row> table = {
      {"nothing changed", [](JoinRequest&) {}, &signing_},
      {"signed by somebody else", [](JoinRequest&) {}, &thief},
      {"another's CURVE key",
       [&](JoinRequest& request) { request.units[0].curve[0].key = other.public_key(); },
       &signing_},
      {"another's prekey",
       [&](JoinRequest& request) {
         Prekey& prekey = request.units[0].prekeys[0].prekey;
         prekey.key = other.public_key();
         prekey = sign_prekey(prekey, kName, "main", signing_);
       },
       &signing_},
      {"a signing key nobody proved",
       [&](JoinRequest& request) {
         request.units[0].signing.push_back({thief.public_key(), {kStart, kEnd}});
       },
       &signing_},
      {"proofs exchanged",
       [&](JoinRequest& request) {
         std::swap(request.units[0].curve[0].proof, request.units[0].prekeys[0].proof);
       },
       &signing_},
      {"another's whole unit under the thief's key",
       [&](JoinRequest& request) {
         request.units[0].signing[0].key = thief.public_key();
         Prekey& prekey = request.units[0].prekeys[0].prekey;
         prekey = sign_prekey(prekey, kName, "main", thief);
       },
       &thief},
  };
  for (const Row& row : table) {
    const bool expected = row.name == "nothing changed";
    EXPECT_EQ(verify(changed(row.change, *row.signer)).has_value(), expected) << row.name;
  }
}

TEST_F(JoiningTest, RefusesAKeyOfTheGatewayOrOneUsedTwice) {
  const crypto::AgreementKey twice =
      *crypto::AgreementKey::from_secret(curve_secret_.secret().bytes());
  JoinUnitKeys keys = unit_keys();
  keys.curve.push_back(&twice);
  EXPECT_FALSE(make_join_request(invite_.text, {std::string(kName), {keys}, {}}));

  JoinUnitKeys prekey_as_curve = unit_keys();
  prekey_as_curve.curve = {&prekey_secret_};
  EXPECT_FALSE(make_join_request(invite_.text, {std::string(kName), {prekey_as_curve}, {}}));

  GatewayKeys gateway = network_.gateway;
  gateway.curve = curve_secret_.public_key();
  const auto invite =
      make_invite(gateway, network_.trusted_root().hash, kStart + 20 * kDay, network_.random);
  const auto note = make_join_request(invite.text, {std::string(kName), {unit_keys()}, {}});
  ASSERT_TRUE(note);
  EXPECT_FALSE(verify_join_request(invite.text, invite.challenge, *note, kNow));
}

TEST_F(JoiningTest, ChecksWordsOverBothTexts) {
  const auto words = check_words(invite_.text, request());
  JoinUnitKeys keys = unit_keys();
  const auto other = crypto::AgreementKey::generate(network_.random);
  keys.curve = {&other};

  EXPECT_EQ(words, check_words(invite_.text, request()));
  EXPECT_NE(words, check_words(invite_.text,
                               *make_join_request(invite_.text, {std::string(kName), {keys}, {}})));
}

class ApprovingTest : public JoiningTest {
 protected:
  const JoinTerms terms_{{kStart, kEnd},
                         "ISA-2026-014",
                         {false, {model::Kind::kAftercareResponse}},
                         {{"main", {{false, {"northvale"}}, {}}}}};
  const Period version_{kNow, kEnd};
};

TEST_F(ApprovingTest, MakesTheNextDirectoryWithTheNewcomerInIt) {
  const Directory current = network_.directory();
  const auto text = add_partner(current, *verify(request()), terms_, version_);
  ASSERT_TRUE(text);

  const auto next =
      accept_update(network_.trusted_root(), current, network_.by_trustees(*text, {0, 1, 2}), kNow);
  ASSERT_TRUE(next);
  const Partner* partner = (*next)->partner(kName);
  ASSERT_NE(partner, nullptr);
  EXPECT_EQ(partner->number, model::PartnerNumber{4});
  EXPECT_TRUE(partner->is_active(kNow));
  EXPECT_EQ(partner->agreement, "ISA-2026-014");
  const model::UnitRef main{partner->number, "main"};
  EXPECT_EQ((*next)->unit_of_curve_key(curve_secret_.public_key(), kNow), main);
  EXPECT_EQ((*next)->prekey(main, Role::kSafehouse, kNow)->key, prekey_secret_.public_key());
  EXPECT_TRUE((*next)->unit(main)->areas.covers("northvale"));
  EXPECT_FALSE((*next)->unit(main)->sectors.covers("labour"));
}

TEST_F(ApprovingTest, TakesNobodyInTwice) {
  const auto verified = verify(request());
  const auto text = add_partner(network_.directory(), *verified, terms_, version_);
  const auto with_newcomer = Directory::from_text(*text);
  ASSERT_TRUE(with_newcomer);
  EXPECT_FALSE(add_partner(*with_newcomer, *verified, terms_, version_));

  JoinRequest same_keys = *verified;
  same_keys.partner = "harbourlight-too";
  for (auto& proven : same_keys.units[0].prekeys) {
    proven.prekey = sign_prekey(proven.prekey, same_keys.partner, "main", signing_);
  }
  EXPECT_FALSE(add_partner(*with_newcomer, same_keys, terms_, version_));
}

TEST_F(ApprovingTest, TakesInNobodyUnderTermsThatMakeNoSense) {
  JoinTerms terms = terms_;
  terms.valid = {kEnd, kStart};
  EXPECT_FALSE(add_partner(network_.directory(), *verify(request()), terms, version_));
  terms = terms_;
  terms.agreement = "two\nlines";
  EXPECT_FALSE(add_partner(network_.directory(), *verify(request()), terms, version_));
}

}  // namespace
}  // namespace gateway::directory
