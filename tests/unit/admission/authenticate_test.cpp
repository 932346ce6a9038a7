#include "gateway/admission/authenticate.h"

#include "gateway/crypto/key_ids.h"

#include "tests/unit/admission/fixture.h"

#include <functional>
#include <string_view>

namespace gateway::admission {
namespace {

class AuthenticateTest : public AdmissionTest {};

TEST_F(AuthenticateTest, LetsAGoodEnvelopeOfItsSubmitterThrough) {
  const base::Bytes container = sealed(request());

  const auto message = authenticated(container);

  ASSERT_TRUE(message) << model::to_code(message.refusal());
  EXPECT_EQ(message->named, directory_.get());
  EXPECT_EQ(message->current, directory_.get());
  EXPECT_EQ(message->envelope.head.sender, kAftercare);
}

TEST_F(AuthenticateTest, NobodySubmitsForAnotherPartner) {
  const base::Bytes container = sealed(request());

  EXPECT_EQ(refusal_of(authenticated(container, kPolice)), Refusal::kNotAuthenticated);
  EXPECT_EQ(refusal_of(authenticated(container, model::PartnerNumber::kNobody)),
            Refusal::kNotAuthenticated);
}

TEST_F(AuthenticateTest, RefusesWhatTheHeadClaimsFalsely) {
  using Spoiled = envelope::SealRequest;
  const struct {
    std::string_view name;
    std::function<void(Spoiled&)> spoil;
    Refusal refusal;
  } rows[] = {
      {"a version to come",
       [](Spoiled& r) { r.cover.directory_version = model::DirectoryVersion{2}; },
       Refusal::kDirectoryVersion},
      {"another text under this version",
       [](Spoiled& r) { r.cover.directory_hash = crypto::sha256(base::bytes_of("forged")); },
       Refusal::kDirectoryVersion},
      {"made later than the clocks may differ",
       [](Spoiled& r) { r.cover.created = kNow + std::chrono::minutes{6}; },
       Refusal::kCreatedInFuture},
      {"expired at this very moment",
       [](Spoiled& r) {
         r.cover.created = kNow - directory::kDay;
         r.cover.expires = kNow;
       },
       Refusal::kExpired},
      {"made before the key was valid",
       [](Spoiled& r) {
         r.cover.created = directory::kStart - std::chrono::hours{1};
         r.cover.expires = kNow + std::chrono::hours{1};
       },
       Refusal::kKeyUnknown},
  };
  for (const auto& row : rows) {
    auto spoilt = request();
    row.spoil(spoilt);
    EXPECT_EQ(authenticating(spoilt), row.refusal) << row.name;
  }
}

TEST_F(AuthenticateTest, AClockFiveMinutesAheadIsStillGood) {
  auto early = request();
  early.cover.created = kNow + kMaxClockSkew;

  EXPECT_EQ(authenticating(early), Refusal::kUnspecified);
}

TEST_F(AuthenticateTest, AUnitCannotSignForItsNeighbour) {
  const model::UnitRef neighbour{kNgo, "investigations"};
  auto forged = request();
  forged.cover.sender = neighbour;
  forged.cover.sender_key = key_of(kAftercare);
  const auto draft = envelope::seal(forged, network_.random);
  ASSERT_TRUE(draft);
  const auto container =
      envelope::sign(std::span(&*draft, 1), network_.unit_keys.at(kAftercare), network_.random)
          .front()
          .container;

  EXPECT_EQ(refusal_of(authenticated(container)), Refusal::kKeyUnknown);
}

TEST_F(AuthenticateTest, RefusesWhoIsFrozenWhicheverWay) {
  const base::Bytes container = sealed(request());
  const directory::FreezeTarget targets[] = {{kNgo, "", std::nullopt},
                                             {kNgo, "aftercare", std::nullopt},
                                             {kNgo, "aftercare", key_of(kAftercare)}};
  for (const auto& target : targets) {
    freezes_ = {};
    freeze(target);
    EXPECT_EQ(refusal_of(authenticated(container)), Refusal::kFrozen);
  }
  freezes_ = {};
  freeze({kNgo, "investigations", std::nullopt});
  EXPECT_TRUE(authenticated(container)) << "a neighbour's freeze is the neighbour's";
}

TEST_F(AuthenticateTest, RefusesEverythingUnderAnExpiredDirectory) {
  const base::Bytes container = sealed(request());
  now_ = directory::kEnd;

  EXPECT_EQ(refusal_of(authenticated(container)), Refusal::kDirectoryExpired);
}

TEST_F(AuthenticateTest, AKeyTakenOutSinceSpeaksForNothingMore) {
  const base::Bytes container = sealed(request());
  auto data = network_.first_directory_data();
  data.version = model::DirectoryVersion{2};
  data.previous = directory_->hash();
  const auto fresh = crypto::SigningKey::generate(network_.random);
  auto& unit = data.partners[0].units[0];
  unit.signing = {{fresh.public_key(), {directory::kStart, directory::kEnd}}};
  for (auto& prekey : unit.prekeys) {
    prekey = directory::sign_prekey(prekey, "hfj", unit.name, fresh);
  }
  auto next = directory::Directory::from_text(directory::to_text(data));
  ASSERT_TRUE(next);
  history_.advance(std::make_shared<directory::Directory>(*std::move(next)), kNow);

  EXPECT_EQ(refusal_of(authenticated(container)), Refusal::kKeyUnknown);
}

TEST_F(AuthenticateTest, RefusesAfterAnyBitFlip) {
  const base::Bytes good = sealed(request());
  std::size_t step = 0;
  for (std::size_t bit = 0; bit < good.size() * 8; bit += 1 + (step++ % 61)) {
    base::Bytes bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(authenticated(bad)) << "bit " << bit;
  }
}

TEST_F(AuthenticateTest, DirectoryAndEnvelopeNameKeysAlike) {
  const auto& key = network_.unit_keys.at(kAftercare).public_key();
  const auto& prekey = directory_->prekey(kSafehouse, Role::kSafehouse, kNow)->key;

  EXPECT_EQ(crypto::key_id_of(key), crypto::key_id_of(key));
  EXPECT_EQ(crypto::prekey_id_of(prekey), crypto::prekey_id_of(prekey));
}

}  // namespace
}  // namespace gateway::admission
