#include "gateway/directory/chain.h"

#include "tests/unit/directory/network.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

using base::ErrorCode;

constexpr std::initializer_list<std::size_t> kThree = {0, 1, 2};

class ChainTest : public testing::Test {
 protected:
  std::string next_text(const Directory& current,
                        const std::function<void(DirectoryData&)>& change = {}) const {
    DirectoryData data = next_version(current, kStart + kDay, kEnd);
    if (change) change(data);
    return to_text(data);
  }
  // The next root with these trustees of this network.
  Root next_root(std::size_t first_trustee, const Network& other) const {
    Root next = other.root;
    next.version = 2;
    next.previous = trusted_.hash;
    next.trustees.assign(other.root.trustees.begin() + static_cast<std::ptrdiff_t>(first_trustee),
                         other.root.trustees.end());
    return next;
  }

  const Network network_;
  const Network other_{2};
  const TrustedRoot trusted_ = network_.trusted_root();
  const std::string first_text_ = to_text(network_.first_directory_data());
  const std::string first_ = network_.by_trustees(first_text_, kThree);
  const Directory current_ = network_.directory();
};

TEST_F(ChainTest, PinsTheRootOfTheInvite) {
  const std::string note = network_.by_trustees(to_text(network_.root), kThree);

  ASSERT_TRUE(pin_root(note, trusted_.hash));
  EXPECT_EQ(pin_root(note, trusted_.hash)->root, network_.root);
  EXPECT_FALSE(pin_root(note, model::Digest()));
  EXPECT_FALSE(pin_root(network_.by_trustees(to_text(network_.root), {0, 1}), trusted_.hash));
  const std::string others = other_.by_trustees(to_text(other_.root), kThree);
  EXPECT_FALSE(pin_root(others, trusted_.hash));
}

TEST_F(ChainTest, HashesTheSameVersionAlikeWhoeverSigned) {
  const auto a = note::parse_note(network_.by_trustees(first_text_, {0, 1, 2}));
  const auto b = note::parse_note(network_.by_trustees(first_text_, {2, 3, 4}));

  EXPECT_EQ(note_hash(*a), note_hash(*b));
  EXPECT_EQ(note_hash(*a), current_.hash());
}

TEST_F(ChainTest, TakesADirectoryThatKTrusteesSigned) {
  const auto directory = first_directory(trusted_, first_, kNow);

  ASSERT_TRUE(directory);
  EXPECT_EQ((*directory)->hash(), current_.hash());
}

TEST_F(ChainTest, RefusesADirectoryThatTooFewSigned) {
  for (const auto& note :
       {network_.by_trustees(first_text_, {0, 1}), other_.by_trustees(first_text_, kThree),
        network_.by_unit(first_text_, {kNgo, "aftercare"})}) {
    const auto directory = first_directory(trusted_, note, kNow);
    ASSERT_FALSE(directory);
    EXPECT_EQ(directory.error().code, ErrorCode::kUnauthenticated);
  }
}

TEST_F(ChainTest, CountsATrusteeWhoSignedThreeTimesOnce) {
  note::SignedNote note{first_text_, {}};
  for (int i = 0; i < 3; ++i) note::sign(note, trustee_name(0), network_.trustee_keys[0]);
  EXPECT_FALSE(first_directory(trusted_, note::to_text(note), kNow));

  note::SignedNote aliases{first_text_, {}};
  for (std::size_t i = 0; i < 3; ++i) {
    note::sign(aliases, trustee_name(i), network_.trustee_keys[0]);
  }
  EXPECT_FALSE(first_directory(trusted_, note::to_text(aliases), kNow));
}

TEST_F(ChainTest, RefusesEveryFlippedBitOfASignedDirectory) {
  // Three signatures and a quorum of three: each one counts.
  for (std::size_t i = 0; i < first_.size(); ++i) {
    std::string damaged = first_;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    EXPECT_FALSE(first_directory(trusted_, damaged, kNow)) << "byte " << i;
  }
}

TEST_F(ChainTest, TakesTheNextVersion) {
  const std::string text = next_text(current_);
  const auto next = accept_update(trusted_, current_, network_.by_trustees(text, {1, 2, 3}), kNow);

  ASSERT_TRUE(next);
  EXPECT_EQ(static_cast<std::uint32_t>((*next)->version()), 2U);
}

TEST_F(ChainTest, RefusesWhatDoesNotFollow) {
  struct Row {
    std::string_view name;
    std::function<void(DirectoryData&)> change;
  };
  const std::vector<Row> table = {
      {"skips a version", [](auto& data) { data.version = model::DirectoryVersion{3}; }},
      {"fast-forwards", [](auto& data) { data.version = model::DirectoryVersion{UINT32_MAX}; }},
      {"repeats the version",
       [](auto& data) {
         data.version = model::DirectoryVersion{1};
         data.previous.reset();
       }},
      {"continues another history",
       [](auto& data) { data.previous = crypto::sha256(base::bytes_of("other")); }},
      {"names another root", [](auto& data) { data.root_version = 2; }},
      {"is older", [](auto& data) { data.created = kStart - kDay; }},
      {"gives a number to another", [](auto& data) { data.partners[2].name = "northstar"; }},
      {"forgets a number", [](auto& data) { data.partners.pop_back(); }},
  };
  for (const Row& row : table) {
    const std::string text = next_text(current_, row.change);
    EXPECT_FALSE(accept_update(trusted_, current_, network_.by_trustees(text, kThree), kNow))
        << row.name;
  }
}

TEST_F(ChainTest, RefusesToGoBack) {
  const std::string second = network_.by_trustees(next_text(current_), kThree);
  const auto next = accept_update(trusted_, current_, second, kNow);
  ASSERT_TRUE(next);

  EXPECT_FALSE(accept_update(trusted_, **next, first_, kNow));
  EXPECT_FALSE(accept_update(trusted_, **next, second, kNow));
}

TEST_F(ChainTest, RefusesAMixOfTextAndSignaturesOfTwoVersions) {
  const std::string second_text = next_text(current_);
  note::SignedNote mixed = *note::parse_note(first_, kMaxDirectorySize);
  mixed.text = second_text;

  EXPECT_FALSE(accept_update(trusted_, current_, note::to_text(mixed), kNow));
}

TEST_F(ChainTest, LetsNoTrusteesKeyBeUsedForAnythingElse) {
  const auto& trustee = network_.trustee_keys[4].public_key();
  const std::vector<std::function<void(DirectoryData&)>> table = {
      [&](auto& data) { data.gateway.session = trustee; },
      [&](auto& data) { data.gateway.logs.push_back(verifier("log.example/2027", trustee)); },
      [&](auto& data) {
        data.partners[0].units[0].signing.push_back({trustee, {kStart, kEnd}});
      },
      [&](auto& data) {
        data.gateway.witness_policy = {"witness W1 " +
                                       note::to_text(verifier("w.example", trustee))};
      },
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string text = next_text(current_, table[i]);
    ASSERT_TRUE(Directory::from_text(text)) << i;
    EXPECT_FALSE(accept_update(trusted_, current_, network_.by_trustees(text, kThree), kNow)) << i;
  }
}

TEST_F(ChainTest, HoldsUntilTheInstantOfExpiry) {
  const base::Millis tick{1};
  EXPECT_TRUE(first_directory(trusted_, first_, kEnd - tick));
  EXPECT_FALSE(first_directory(trusted_, first_, kEnd));

  Root root = network_.root;
  root.expires = kNow;
  const TrustedRoot expiring{root, {}};
  EXPECT_TRUE(first_directory(expiring, first_, kNow - tick));
  EXPECT_FALSE(first_directory(expiring, first_, kNow));
}

TEST_F(ChainTest, ChangesTrusteesOnlyWithTheOldAndTheNewQuorum) {
  // Trustees 3, 4, 5 stay; 1 and 2 make way for two of another network.
  Root next = next_root(2, network_);
  next.trustees.push_back(verifier("new-1.example", other_.trustee_keys[0].public_key()));
  next.trustees.push_back(verifier("new-2.example", other_.trustee_keys[1].public_key()));
  const std::string text = to_text(next);
  const auto note_by = [&](std::initializer_list<std::size_t> old_ones,
                           std::initializer_list<std::size_t> new_ones) {
    note::SignedNote note{text, {}};
    for (const auto i : old_ones) note::sign(note, trustee_name(i), network_.trustee_keys[i]);
    for (const auto i : new_ones) {
      note::sign(note, "new-" + std::to_string(i + 1) + ".example", other_.trustee_keys[i]);
    }
    return note::to_text(note);
  };

  EXPECT_TRUE(accept_root(trusted_, note_by({2, 3, 4}, {})));
  EXPECT_TRUE(accept_root(trusted_, note_by({0, 1, 2}, {0, 1})));
  EXPECT_FALSE(accept_root(trusted_, note_by({0, 1, 2}, {0}))) << "the new ones lack a third";
  EXPECT_FALSE(accept_root(trusted_, note_by({2, 3}, {0, 1}))) << "the old ones lack a third";
}

TEST_F(ChainTest, RefusesARootThatDoesNotFollow) {
  Root next = next_root(0, network_);
  EXPECT_TRUE(accept_root(trusted_, network_.by_trustees(to_text(next), kThree)));

  next.version = 3;
  EXPECT_FALSE(accept_root(trusted_, network_.by_trustees(to_text(next), kThree)));
  next.version = 2;
  next.previous = model::Digest();
  EXPECT_FALSE(accept_root(trusted_, network_.by_trustees(to_text(next), kThree)));
  EXPECT_FALSE(accept_root(trusted_, network_.by_trustees(to_text(network_.root), kThree)));
}

class WholeChainTest : public ChainTest {
 protected:
  WholeChainTest() {
    Root second = next_root(0, network_);
    second.thresholds.fill(2);
    roots_ = {network_.by_trustees(to_text(second), kThree)};
    // The first version expired long ago; only the last must not have.
    DirectoryData data = network_.first_directory_data();
    data.expires = kStart + kDay;
    const std::string text = to_text(data);
    directories_ = {network_.by_trustees(text, kThree)};
    const auto first = Directory::from_text(text);
    data = next_version(*first, kStart + kDay, kEnd);
    data.root_version = 2;
    directories_.push_back(network_.by_trustees(to_text(data), {3, 4}));
  }

  std::vector<std::string> roots_;
  std::vector<std::string> directories_;
};

TEST_F(WholeChainTest, WalksFromThePinnedRootToTheNewestDirectory) {
  const auto chain = verify_chain(trusted_, roots_, directories_, kNow);

  ASSERT_TRUE(chain);
  EXPECT_EQ(chain->root.root.version, 2U);
  EXPECT_EQ(static_cast<std::uint32_t>(chain->directory->version()), 2U);
}

TEST_F(WholeChainTest, RefusesAChainWithALinkMissingOrOutOfPlace) {
  EXPECT_FALSE(verify_chain(trusted_, {}, directories_, kNow)) << "the second root is missing";
  EXPECT_FALSE(verify_chain(trusted_, roots_, {}, kNow)) << "no directory at all";
  const std::vector<std::string> only_first = {directories_[0]};
  EXPECT_FALSE(verify_chain(trusted_, roots_, only_first, kNow)) << "expired, and an old root";
  const std::vector<std::string> reversed = {directories_[1], directories_[0]};
  EXPECT_FALSE(verify_chain(trusted_, roots_, reversed, kNow));
  const std::vector<std::string> twice = {roots_[0], roots_[0]};
  EXPECT_FALSE(verify_chain(trusted_, twice, directories_, kNow));
  EXPECT_FALSE(verify_chain(trusted_, roots_, directories_, kEnd)) << "expired by then";
}

TEST_F(WholeChainTest, TrustsNoDirectoryUnderARootThatWasReplaced) {
  const auto first = Directory::from_text(note::parse_note(directories_[0])->text);
  const std::string stale = to_text(next_version(*first, kStart + kDay, kEnd));
  const std::vector<std::string> directories = {directories_[0],
                                                network_.by_trustees(stale, kThree)};

  EXPECT_TRUE(verify_chain(trusted_, {}, directories, kNow));
  EXPECT_FALSE(verify_chain(trusted_, roots_, directories, kNow));
}

}  // namespace
}  // namespace gateway::directory
