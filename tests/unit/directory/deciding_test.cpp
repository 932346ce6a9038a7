#include "gateway/directory/deciding.h"

#include "tests/unit/directory/network.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

using base::ErrorCode;

class DecidingTest : public testing::Test {
 protected:
  [[nodiscard]] DeciderRequest request() const {
    return {"pol-northvale", {"inspector", person_.public_key(), {kStart, kEnd}}};
  }
  [[nodiscard]] const crypto::SigningKey& unit_key(const model::UnitRef& ref) const {
    return network_.unit_keys.at(ref);
  }

  Network network_;
  const Directory directory_ = network_.directory();
  const crypto::SigningKey person_ = crypto::SigningKey::generate(network_.random);
  const model::UnitRef oic_{kPolice, "oic"};
  const std::string note_ = make_decider_request(request(), person_, {"oic", unit_key(oic_)});
  const Period version_{kNow, kEnd};
};

TEST_F(DecidingTest, FindsADeciderByKeyOnlyWhileTheKeyIsValid) {
  const crypto::PublicKey key = network_.decider->public_key();

  ASSERT_NE(directory_.decider(kNgo, key, kNow), nullptr);
  EXPECT_EQ(directory_.decider(kNgo, key, kNow)->name, "duty-manager");
  EXPECT_NE(directory_.decider(kNgo, key, kStart), nullptr);
  EXPECT_EQ(directory_.decider(kNgo, key, kStart - base::Millis(1)), nullptr);
  EXPECT_EQ(directory_.decider(kNgo, key, kEnd), nullptr);
  EXPECT_EQ(directory_.decider(kPolice, key, kNow), nullptr) << "another partner's";
  EXPECT_EQ(directory_.decider(kNgo, unit_key({kNgo, "aftercare"}).public_key(), kNow), nullptr)
      << "a unit's key decides nothing";
}

TEST_F(DecidingTest, APersonsKeyIsNoUnitsKey) {
  const auto id = key_id_of(network_.decider->public_key());
  EXPECT_EQ(directory_.signing_key({kNgo, "aftercare"}, id, kNow), nullptr);

  DirectoryData data = network_.first_directory_data();
  data.partners[0].units[0].signing[0].key = data.partners[0].deciders[0].key;
  EXPECT_FALSE(Directory::from_text(to_text(data))) << "one key, one use";
  std::string text = to_text(network_.first_directory_data());
  text.replace(text.find("sc-decide-pub"), 13, "sc-sign-pub");
  EXPECT_FALSE(Directory::from_text(text)) << "the prefix of another use";
}

TEST_F(DecidingTest, WritesDecidersInOneOrderAndAtMost64) {
  DirectoryData data = network_.first_directory_data();
  auto& deciders = data.partners[0].deciders;
  for (const std::string name : {"lead", "a-deputy"}) {
    deciders.push_back(
        {name, crypto::SigningKey::generate(network_.random).public_key(), {kStart, kEnd}});
  }
  const auto sorted = Directory::from_text(to_text(data));
  ASSERT_TRUE(sorted);
  EXPECT_EQ(sorted->data().partners[0].deciders[0].name, "a-deputy");
  std::swap(deciders[0], deciders[2]);
  EXPECT_EQ(to_text(data), to_text(sorted->data()));

  while (deciders.size() <= kMaxDeciders) {
    deciders.push_back(
        {"x", crypto::SigningKey::generate(network_.random).public_key(), {kStart, kEnd}});
  }
  EXPECT_EQ(Directory::from_text(to_text(data)).error().code, ErrorCode::kTooLarge);
  deciders.pop_back();
  EXPECT_TRUE(Directory::from_text(to_text(data)));
}

TEST_F(DecidingTest, AdmitsAPersonWhomBothThePersonAndAUnitVouchFor) {
  const auto verified = verify_decider_request(note_, directory_, kNow);
  ASSERT_TRUE(verified);
  EXPECT_EQ(*verified, request());

  const auto text = add_decider(directory_, *verified, version_);
  ASSERT_TRUE(text);
  const auto next = accept_update(network_.trusted_root(), directory_,
                                  network_.by_trustees(*text, {0, 1, 2}), kNow);
  ASSERT_TRUE(next);
  EXPECT_NE((*next)->decider(kPolice, person_.public_key(), kNow), nullptr);
  EXPECT_EQ((*next)->decider(kNgo, person_.public_key(), kNow), nullptr);
  EXPECT_FALSE(add_decider(**next, *verified, version_)) << "is there already";
}

TEST_F(DecidingTest, RefusesWhoIsNotVouchedFor) {
  const auto stranger = crypto::SigningKey::generate(network_.random);
  const model::UnitRef house{kHouse, "main"};
  DeciderRequest elsewhere = request();
  elsewhere.partner = "stillwater";
  struct Row {
    std::string_view name;
    std::string note;
  };
  const std::vector<Row> table = {
      {"another holds the key", make_decider_request(request(), stranger, {"oic", unit_key(oic_)})},
      {"another partner's unit",
       make_decider_request(request(), person_, {"main", unit_key(house)})},
      {"a unit's name, another's key",
       make_decider_request(request(), person_, {"oic", unit_key(house)})},
      {"the person alone",
       signed_note(to_text(request()), "pol-northvale/decider/inspector", person_)},
      {"a unit alone", network_.by_unit(to_text(request()), oic_)},
      {"for another partner", make_decider_request(elsewhere, person_, {"oic", unit_key(oic_)})},
  };
  for (const Row& row : table) {
    EXPECT_FALSE(verify_decider_request(row.note, directory_, kNow)) << row.name;
  }
  EXPECT_TRUE(verify_decider_request(note_, directory_, kNow));
  EXPECT_FALSE(verify_decider_request(note_, directory_, kEnd)) << "the unit's key has expired";
}

TEST_F(DecidingTest, RefusesEveryFlippedBit) {
  for (std::size_t i = 0; i < note_.size(); ++i) {
    std::string damaged = note_;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    EXPECT_FALSE(verify_decider_request(damaged, directory_, kNow)) << "byte " << i;
  }
}

TEST_F(DecidingTest, RemovesAPersonAndNobodyElse) {
  const auto id = key_id_of(network_.decider->public_key());
  const auto text = remove_decider(directory_, "hfj", id, version_);
  ASSERT_TRUE(text);
  const auto next = Directory::from_text(*text);
  EXPECT_EQ(next->decider(kNgo, network_.decider->public_key(), kNow), nullptr);
  EXPECT_EQ(next->data().partners[1], directory_.data().partners[1]);

  EXPECT_EQ(remove_decider(directory_, "pol-northvale", id, version_).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(remove_decider(directory_, "nobody", id, version_).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace gateway::directory
