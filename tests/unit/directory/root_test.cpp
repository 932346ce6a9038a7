#include "gateway/directory/root.h"

#include "tests/unit/directory/network.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

using base::ErrorCode;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

class RootTest : public testing::Test {
 protected:
  note::SignedNote note_by(std::initializer_list<std::size_t> signers) const {
    return *note::parse_note(network_.by_trustees("decided\n", signers));
  }

  const Network network_;
  const std::string text_ = to_text(network_.root);
};

TEST_F(RootTest, ReadsBackWhatItWrote) {
  const auto root = parse_root(text_);

  ASSERT_TRUE(root);
  EXPECT_EQ(*root, network_.root);
  EXPECT_EQ(to_text(*root), text_);
}

TEST_F(RootTest, WritesOneTextWhateverTheOrderOfTrustees) {
  Root shuffled = network_.root;
  std::swap(shuffled.trustees.front(), shuffled.trustees.back());

  EXPECT_EQ(to_text(shuffled), text_);
}

TEST_F(RootTest, SaysWhichLineIsWrong) {
  struct Row {
    std::string_view name;
    std::string text;
    std::size_t line;
  };
  const std::vector<Row> table = {
      {"another format", replaced(text_, "root/v1", "root/v2"), 1},
      {"version 0", replaced(text_, "version 1", "version 0"), 2},
      {"leading zero", replaced(text_, "version 1", "version 01"), 2},
      {"version 2 without a previous", replaced(text_, "version 1", "version 2"), 3},
      {"two spaces", replaced(text_, "version 1", "version  1"), 2},
      {"space at the end", replaced(text_, "version 1", "version 1 "), 2},
      {"carriage return", replaced(text_, "version 1", "version 1\r"), 2},
      {"no such day", replaced(text_, "expires 2027-01-01", "expires 2027-02-30"), 4},
      {"unknown action", replaced(text_, "threshold policy", "threshold politics"), 6},
      {"missing action", replaced(text_, "threshold policy 3\n", ""), 6},
      {"a name that does not fit its id",
       replaced(text_, "trustee trustee-1.", "trustee trustee-9."), 10},
      {"unknown line", text_ + "remark hello\n", 15},
      {"unfinished last line", text_.substr(0, text_.size() - 1), 14},
      {"nothing", "", 1},
  };
  for (const Row& row : table) {
    std::size_t line = 0;
    EXPECT_FALSE(parse_root(row.text, &line)) << row.name;
    EXPECT_EQ(line, row.line) << row.name;
  }
}

TEST_F(RootTest, LetsNoActionTakeAllTrusteesOrNone) {
  for (const auto& row : kActionTexts) {
    for (const auto& [k, expected] :
         {std::pair{0U, false}, std::pair{1U, true}, std::pair{4U, true}, std::pair{5U, false},
          std::pair{6U, false}}) {
      Root root = network_.root;
      root.thresholds.at(static_cast<std::size_t>(row.value)) = k;
      EXPECT_EQ(parse_root(to_text(root)).has_value(), expected) << row.text << ' ' << k;
    }
  }
}

TEST_F(RootTest, RefusesOneKeyUnderTwoNames) {
  Root root = network_.root;
  root.trustees.push_back(verifier("trustee-6.example", network_.trustee_keys[0].public_key()));

  EXPECT_FALSE(parse_root(to_text(root)));
}

TEST_F(RootTest, RefusesAKeyThatIsNotInThePrimeOrderGroup) {
  Root root = network_.root;
  std::array<std::uint8_t, 32> identity{};
  identity[0] = 1;
  root.trustees.push_back(verifier("trustee-6.example", crypto::PublicKey(identity)));

  EXPECT_FALSE(parse_root(to_text(root)));
}

TEST_F(RootTest, CountsTrusteesThatSigned) {
  EXPECT_EQ(count_trustees(network_.root, note_by({0})), 1U);
  EXPECT_EQ(count_trustees(network_.root, note_by({0, 2, 4})), 3U);
  EXPECT_FALSE(has_quorum(network_.root, Action::kPolicy, note_by({0, 2})));
  EXPECT_TRUE(has_quorum(network_.root, Action::kPolicy, note_by({0, 2, 4})));
  EXPECT_TRUE(has_quorum(network_.root, Action::kPolicy, note_by({0, 1, 2, 3, 4})));
}

// A root no parser would let through: what counts is keys even so.
TEST_F(RootTest, CountsAKeyOnceUnderHoweverManyNames) {
  Root root = network_.root;
  note::SignedNote note{"decided\n", {}};
  for (const char* alias : {"alias-1.example", "alias-2.example", "alias-3.example"}) {
    root.trustees.push_back(verifier(alias, network_.trustee_keys[0].public_key()));
    note::sign(note, alias, network_.trustee_keys[0]);
  }
  note::sign(note, trustee_name(0), network_.trustee_keys[0]);

  EXPECT_EQ(count_trustees(root, note), 1U);
  EXPECT_FALSE(has_quorum(root, Action::kDirectory, note));
}

TEST_F(RootTest, CountsSignaturesByOneKeyOnce) {
  const std::string once = network_.by_trustees("decided\n", {0, 1});
  const auto line = once.rfind("\u2014 ");
  ASSERT_NE(line, std::string::npos);
  const auto note = note::parse_note(once + once.substr(line));

  ASSERT_TRUE(note);
  EXPECT_EQ(count_trustees(network_.root, *note), 2U);
}

TEST_F(RootTest, CountsNobodyElse) {
  const Network others(2);
  const auto note = note::parse_note(others.by_trustees("decided\n", {0, 1, 2, 3, 4}));

  EXPECT_EQ(count_trustees(network_.root, *note), 0U);
  EXPECT_FALSE(has_quorum(Root{}, Action::kDirectory, *note)) << "an empty root decides nothing";
}

TEST_F(RootTest, ExpiresExactlyWhenItSays) {
  EXPECT_FALSE(network_.root.is_expired(kEnd - base::Millis{1}));
  EXPECT_TRUE(network_.root.is_expired(kEnd));
}

}  // namespace
}  // namespace gateway::directory
