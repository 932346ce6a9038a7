#include "gateway/directory/directory.h"

#include "gateway/base/text.h"

#include "tests/unit/directory/network.h"

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using model::Kind;
using model::PartnerNumber;
using model::Role;
using model::UnitRef;

class DirectoryTest : public testing::Test {
 protected:
  // The directory after somebody changed its data, or why there is none.
  base::Result<Directory> changed(const std::function<void(DirectoryData&)>& change) const {
    DirectoryData data = network_.first_directory_data();
    change(data);
    return Directory::from_text(to_text(data));
  }

  const Network network_;
  const Directory directory_ = network_.directory();
  const std::string text_ = to_text(network_.first_directory_data());
};

TEST_F(DirectoryTest, ReadsBackWhatItWrote) {
  EXPECT_EQ(directory_.data(), network_.first_directory_data());
  EXPECT_EQ(to_text(directory_.data()), text_);
  EXPECT_EQ(directory_.hash(), crypto::sha256(base::bytes_of(text_)));
}

TEST_F(DirectoryTest, ReadsBackEveryField) {
  const auto full = changed([](DirectoryData& data) {
    data.version = model::DirectoryVersion{7};
    data.previous = crypto::sha256(base::bytes_of("six"));
    data.root_version = 3;
    data.checkpoint = StartingCheckpoint{12, crypto::sha256(base::bytes_of("head"))};
    data.partners[1].state = PartnerState::kSuspended;
    data.partners[2].state = PartnerState::kLeft;
    data.partners[2].units.clear();
  });
  ASSERT_TRUE(full);
  const auto again = Directory::from_text(to_text(full->data()));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->data(), full->data());
  EXPECT_EQ(again->hash(), full->hash());
  EXPECT_EQ(static_cast<std::uint32_t>(full->version()), 7U);
}

TEST_F(DirectoryTest, WritesOneTextWhateverTheOrderOfItsParts) {
  std::mt19937 dice(5);
  for (int round = 0; round < 20; ++round) {
    DirectoryData data = network_.first_directory_data();
    std::ranges::shuffle(data.partners, dice);
    for (Partner& partner : data.partners) {
      std::ranges::shuffle(partner.sends.kinds, dice);
      std::ranges::shuffle(partner.units, dice);
      for (Unit& unit : partner.units) {
        std::ranges::shuffle(unit.roles, dice);
        std::ranges::shuffle(unit.areas.words, dice);
        std::ranges::shuffle(unit.prekeys, dice);
      }
    }
    EXPECT_EQ(to_text(data), text_);
  }
}

TEST_F(DirectoryTest, RefusesAChangedByteOrReadsItBackExactly) {
  // The signed form has each byte flipped in chain_test; here it is the reader that must hold.
  for (std::size_t i = 0; i < text_.size(); i += 7) {
    std::string damaged = text_;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    const auto directory = Directory::from_text(damaged);
    EXPECT_TRUE(!directory || to_text(directory->data()) == damaged) << "byte " << i;
  }
}

TEST_F(DirectoryTest, RefusesATextCutShort) {
  for (std::size_t size = 0; size < text_.size(); size += 23) {
    const auto directory = Directory::from_text(std::string_view(text_).substr(0, size));
    EXPECT_TRUE(!directory || to_text(directory->data()) == text_.substr(0, size)) << size;
  }
}

TEST_F(DirectoryTest, SaysWhichLineIsWrong) {
  std::vector<std::string> lines;
  for (const auto line : base::split(text_, '\n')) lines.emplace_back(line);
  lines.pop_back();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string damaged;
    for (std::size_t j = 0; j < lines.size(); ++j) damaged += lines[j] + (i == j ? " \n" : "\n");
    std::size_t line = 0;
    EXPECT_FALSE(Directory::from_text(damaged, &line));
    EXPECT_EQ(line, i + 1) << lines[i];
  }
}

TEST_F(DirectoryTest, RefusesPartsInAnotherOrder) {
  std::vector<std::string> lines;
  for (const auto line : base::split(text_, '\n')) lines.emplace_back(line);
  lines.pop_back();
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    auto swapped = lines;
    std::swap(swapped[i], swapped[i + 1]);
    std::string text;
    for (const auto& line : swapped) text += line + "\n";
    EXPECT_FALSE(Directory::from_text(text)) << "line " << i + 1;
  }
}

TEST_F(DirectoryTest, AdmitsNoKeyTwice) {
  const auto& unit_key = network_.partners[0].units[0].signing[0].key;
  const auto& curve_key = network_.partners[0].units[0].curve[0];
  const std::vector<std::function<void(DirectoryData&)>> table = {
      [&](DirectoryData& data) { data.partners[1].units[0].signing[0].key = unit_key; },
      [&](DirectoryData& data) { data.gateway.session = unit_key; },
      [&](DirectoryData& data) { data.gateway.logs[0].key = unit_key; },
      [&](DirectoryData& data) { data.gateway.curve = curve_key; },
      [&](DirectoryData& data) { data.gateway.release = curve_key; },
      [&](DirectoryData& data) { data.partners[2].units[0].curve.push_back(curve_key); },
      [&](DirectoryData& data) { data.partners[2].units[0].curve = {data.gateway.curve}; },
      [&](DirectoryData& data) {
        data.gateway.witness_policy = {
            "witness W1 " + note::to_text(verifier("log.example", data.gateway.logs[0].key))};
      },
      // The same 32 bytes as another sort of key.
      [&](DirectoryData& data) {
        data.gateway.session = *crypto::PublicKey::from(curve_key.bytes());
      },
  };
  for (std::size_t i = 0; i < table.size(); ++i) EXPECT_FALSE(changed(table[i])) << "row " << i;
}

TEST_F(DirectoryTest, AdmitsOnlyKeysThatMayBeAdmitted) {
  std::array<std::uint8_t, 32> one{};
  one[0] = 1;
  std::array<std::uint8_t, 32> high_bit{};
  std::ranges::copy(network_.gateway.release.bytes(), high_bit.begin());
  high_bit[31] |= 0x80;
  const std::vector<std::function<void(DirectoryData&)>> table = {
      [&](DirectoryData& data) { data.gateway.session = crypto::PublicKey(one); },
      [&](DirectoryData& data) { data.gateway.logs[0].key = crypto::PublicKey(one); },
      [&](DirectoryData& data) { data.gateway.release = crypto::AgreementPublicKey(one); },
      [&](DirectoryData& data) { data.gateway.release = crypto::AgreementPublicKey(high_bit); },
      [&](DirectoryData& data) { data.gateway.curve = crypto::AgreementPublicKey(); },
      [&](DirectoryData& data) {
        data.partners[0].units[0].signing[0].key = crypto::PublicKey(one);
      },
  };
  for (std::size_t i = 0; i < table.size(); ++i) EXPECT_FALSE(changed(table[i])) << "row " << i;
}

TEST_F(DirectoryTest, AdmitsOnlyPrekeysThatTheirUnitSigned) {
  const auto& intel = network_.unit_keys.at({kPolice, "intel"});
  const auto& oic = network_.unit_keys.at({kPolice, "oic"});
  const auto resigned = [](Prekey prekey, std::string_view partner, std::string_view unit,
                           const crypto::SigningKey& key) {
    return sign_prekey(std::move(prekey), partner, unit, key);
  };
  const std::vector<std::function<void(Prekey&)>> table = {
      [&](Prekey& prekey) { prekey.counter += 10; },
      [&](Prekey& prekey) { prekey.valid.until += kDay; },
      [&](Prekey& prekey) { prekey.role = Role::kFro; },
      [&](Prekey& prekey) { prekey.signature = {}; },
      [&](Prekey& prekey) { prekey = resigned(prekey, "pol-northvale", "intel", oic); },
      [&](Prekey& prekey) { prekey = resigned(prekey, "pol-northvale", "oic", intel); },
      [&](Prekey& prekey) { prekey = resigned(prekey, "pol-eastmere", "intel", intel); },
      [&](Prekey& prekey) {
        prekey.role = Role::kNca;  // Not a role of the unit.
        prekey = resigned(prekey, "pol-northvale", "intel", intel);
      },
      [&](Prekey& prekey) {
        prekey.counter = 2;  // Taken.
        prekey = resigned(prekey, "pol-northvale", "intel", intel);
      },
      [&](Prekey& prekey) {
        prekey.counter = 0;
        prekey = resigned(prekey, "pol-northvale", "intel", intel);
      },
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_FALSE(changed([&](DirectoryData& data) {
      table[i](data.partners[1].units[0].prekeys[0]);
    })) << "row "
        << i;
  }
}

TEST_F(DirectoryTest, RefusesWhatMakesNoSense) {
  const std::vector<std::function<void(DirectoryData&)>> table = {
      [](DirectoryData& data) { data.version = {}; },
      [](DirectoryData& data) { data.version = model::DirectoryVersion{2}; },
      [](DirectoryData& data) { data.previous = model::Digest(); },
      [](DirectoryData& data) { data.root_version = 0; },
      [](DirectoryData& data) { data.expires = data.created; },
      [](DirectoryData& data) { data.gateway.logs.clear(); },
      [](DirectoryData& data) { data.gateway.endpoint = "tcp://a b"; },
      [](DirectoryData& data) { data.gateway.endpoint = "tcp://a\npartner"; },
      [](DirectoryData& data) { data.gateway.witness_policy = {"log somebody's"}; },
      [](DirectoryData& data) { data.partners[0].number = PartnerNumber::kNobody; },
      [](DirectoryData& data) { data.partners[0].number = data.partners[1].number; },
      [](DirectoryData& data) { data.partners[2].name = "hfj"; },
      [](DirectoryData& data) { data.partners[2].name = "Stillwater"; },
      [](DirectoryData& data) { data.partners[2].agreement = "a b"; },
      [](DirectoryData& data) { data.partners[2].valid.until = data.partners[2].valid.from; },
      [](DirectoryData& data) { data.partners[1].sends.kinds.push_back(Kind::kIntelAck); },
      [](DirectoryData& data) { data.partners[1].sends.kinds.push_back(Kind::kNone); },
      [](DirectoryData& data) { data.partners[1].units[0].roles.push_back(Role::kFro); },
      [](DirectoryData& data) { data.partners[1].units[0].areas.words.push_back("eastmere"); },
      [](DirectoryData& data) { data.partners[1].units[0].areas.words.push_back("*"); },
      [](DirectoryData& data) { data.partners[1].units[1].name = "intel"; },
      [](DirectoryData& data) { data.partners[0].units[0].roles.clear(); },
  };
  for (std::size_t i = 0; i < table.size(); ++i) EXPECT_FALSE(changed(table[i])) << "row " << i;
}

TEST_F(DirectoryTest, HoldsItsLimits) {
  EXPECT_EQ(Directory::from_text(std::string(kMaxDirectorySize + 1, 'x')).error().code,
            ErrorCode::kTooLarge);
  const auto too_many = changed([](DirectoryData& data) {
    for (std::size_t i = 0; i <= kMaxPartners; ++i) {
      Partner partner = data.partners[2];
      partner.units.clear();
      partner.number = PartnerNumber{static_cast<std::uint32_t>(10 + i)};
      partner.name = "p" + std::to_string(i);
      data.partners.push_back(partner);
    }
  });
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, ErrorCode::kTooLarge);
  const auto too_wide = changed([](DirectoryData& data) {
    for (std::size_t i = 0; i <= kMaxWordsOfScope; ++i) {
      data.partners[2].units[0].areas.words.push_back("a" + std::to_string(i));
    }
  });
  ASSERT_FALSE(too_wide);
  EXPECT_EQ(too_wide.error().code, ErrorCode::kTooLarge);
}

TEST_F(DirectoryTest, FindsPartnersAndUnits) {
  ASSERT_NE(directory_.partner(kPolice), nullptr);
  EXPECT_EQ(directory_.partner(kPolice)->name, "pol-northvale");
  EXPECT_EQ(directory_.partner("stillwater")->number, kHouse);
  EXPECT_EQ(directory_.partner(PartnerNumber{99}), nullptr);
  EXPECT_EQ(directory_.partner("nobody"), nullptr);
  EXPECT_EQ(directory_.unit({kPolice, "intel"})->name, "intel");
  EXPECT_EQ(directory_.unit({kPolice, "aftercare"}), nullptr);
  EXPECT_EQ(directory_.unit({PartnerNumber::kNobody, "intel"}), nullptr);
}

TEST_F(DirectoryTest, GivesSigningKeysToTheirOwnUnitOnlyAndOnlyWhileValid) {
  const UnitRef intel{kPolice, "intel"};
  const auto id = key_id_of(network_.unit_keys.at(intel).public_key());

  ASSERT_NE(directory_.signing_key(intel, id, kNow), nullptr);
  EXPECT_EQ(directory_.signing_key(intel, id, kNow)->key,
            network_.unit_keys.at(intel).public_key());
  EXPECT_NE(directory_.signing_key(intel, id, kStart), nullptr);
  EXPECT_EQ(directory_.signing_key(intel, id, kStart - base::Millis{1}), nullptr);
  EXPECT_EQ(directory_.signing_key(intel, id, kEnd), nullptr);
  EXPECT_EQ(directory_.signing_key({kPolice, "oic"}, id, kNow), nullptr);
  EXPECT_EQ(directory_.signing_key({kNgo, "intel"}, id, kNow), nullptr);
  EXPECT_EQ(directory_.signing_key(intel, model::KeyId(), kNow), nullptr);
}

TEST_F(DirectoryTest, TreatsAPartnerThatIsNotActiveAsAbsentWhereItMatters) {
  const UnitRef intel{kPolice, "intel"};
  const auto id = key_id_of(network_.unit_keys.at(intel).public_key());
  const auto curve = network_.partners[1].units[0].curve[0];
  for (const PartnerState state : {PartnerState::kSuspended, PartnerState::kLeft}) {
    const auto directory = changed([&](DirectoryData& data) { data.partners[1].state = state; });
    ASSERT_TRUE(directory);
    EXPECT_FALSE(directory->is_active(kPolice, kNow));
    EXPECT_EQ(directory->signing_key(intel, id, kNow), nullptr);
    EXPECT_EQ(directory->prekey(intel, Role::kPolInt, kNow), nullptr);
    EXPECT_EQ(directory->unit_with(intel, Role::kPolInt, kNow), nullptr);
    EXPECT_EQ(directory->unit_of_curve_key(curve, kNow), std::nullopt);
    EXPECT_FALSE(directory->may_send(kPolice, Kind::kIntelAck, kNow));
  }
  EXPECT_EQ(directory_.unit_of_curve_key(curve, kEnd), std::nullopt);
  EXPECT_FALSE(directory_.is_active(kPolice, kEnd));
  EXPECT_FALSE(directory_.is_active(PartnerNumber{99}, kNow));
}

TEST_F(DirectoryTest, PicksTheNewestPrekeyThatIsValid) {
  const UnitRef intel{kPolice, "intel"};
  struct Row {
    base::Time at;
    std::uint64_t expected;  // 0: none.
  };
  for (const Row& row : {Row{kStart - kDay, 0}, Row{kStart, 1}, Row{kStart + 190 * kDay, 2},
                         Row{kStart + 250 * kDay, 2}, Row{kEnd, 0}}) {
    const Prekey* prekey = directory_.prekey(intel, Role::kPolInt, row.at);
    EXPECT_EQ(prekey == nullptr ? 0 : prekey->counter, row.expected) << base::to_text(row.at);
  }
  EXPECT_EQ(directory_.prekey(intel, Role::kNca, kNow), nullptr);
  EXPECT_NE(directory_.prekey(intel, Role::kPolInt, kNow)->key,
            directory_.prekey(intel, Role::kFro, kNow)->key);
}

TEST_F(DirectoryTest, FindsPrekeysByIdForTheirOwnUnitOnly) {
  const Prekey& prekey = network_.partners[1].units[0].prekeys[0];
  const auto id = prekey_id_of(prekey.key);

  ASSERT_NE(directory_.prekey({kPolice, "intel"}, id), nullptr);
  EXPECT_EQ(*directory_.prekey({kPolice, "intel"}, id), prekey);
  EXPECT_EQ(directory_.prekey({kPolice, "oic"}, id), nullptr);
  EXPECT_EQ(directory_.prekey({kPolice, "intel"}, model::PrekeyId()), nullptr);
}

TEST_F(DirectoryTest, KnowsWhoseConnectionItIs) {
  EXPECT_EQ(directory_.unit_of_curve_key(network_.partners[1].units[1].curve[0], kNow),
            (UnitRef{kPolice, "oic"}));
  EXPECT_EQ(directory_.unit_of_curve_key(network_.gateway.curve, kNow), std::nullopt);
}

TEST_F(DirectoryTest, FindsTheOneUnitThatHoldsARole) {
  EXPECT_EQ(*directory_.unit_holding(kPolice, Role::kPolOic), (UnitRef{kPolice, "oic"}));
  EXPECT_EQ(directory_.unit_holding(kPolice, Role::kNca).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(directory_.unit_holding(PartnerNumber{99}, Role::kNca).error().code,
            ErrorCode::kNotFound);

  const auto two = changed([](DirectoryData& data) {
    data.partners[1].units[1].roles = {Role::kPolOic, Role::kFro};
  });
  ASSERT_TRUE(two);
  EXPECT_EQ(two->unit_holding(kPolice, Role::kFro).error().code, ErrorCode::kMalformed);
}

TEST_F(DirectoryTest, LetsPartnersSendWhatIsListed) {
  EXPECT_TRUE(directory_.may_send(kNgo, Kind::kIntelReport, kNow));
  EXPECT_FALSE(directory_.may_send(kNgo, Kind::kNone, kNow));
  EXPECT_TRUE(directory_.may_send(kPolice, Kind::kIntelAck, kNow));
  EXPECT_FALSE(directory_.may_send(kPolice, Kind::kIntelReport, kNow));
  EXPECT_FALSE(directory_.may_send(kHouse, Kind::kTipIntake, kNow)) << "an empty list is nothing";
}

TEST_F(DirectoryTest, ExpiresExactlyWhenItSays) {
  EXPECT_FALSE(directory_.is_expired(kEnd - base::Millis{1}));
  EXPECT_TRUE(directory_.is_expired(kEnd));
}

TEST(ScopeTest, CoversNothingUntilItIsGivenSomething) {
  EXPECT_FALSE(Scope().covers("northvale"));
  EXPECT_FALSE(Scope().covers(""));
  EXPECT_TRUE((Scope{true, {}}).covers("northvale"));
  EXPECT_TRUE((Scope{false, {"northvale"}}).covers("northvale"));
  EXPECT_FALSE((Scope{false, {"northvale"}}).covers("north"));
}

}  // namespace
}  // namespace gateway::directory
