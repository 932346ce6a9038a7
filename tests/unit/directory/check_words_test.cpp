#include "gateway/base/text.h"
#include "gateway/directory/check_word_list.h"
#include "gateway/directory/joining.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

TEST(CheckWordListTest, HasShortWordsOfWhichNoTwoAreNearlyAlike) {
  for (std::size_t i = 0; i < kCheckWordList.size(); ++i) {
    const auto word = kCheckWordList.at(i);
    EXPECT_GE(word.size(), 3U) << word;
    EXPECT_LE(word.size(), 8U) << word;
    EXPECT_TRUE(std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; })) << word;
    for (std::size_t j = i + 1; j < kCheckWordList.size(); ++j) {
      EXPECT_GE(edit_distance(word, kCheckWordList.at(j)), 2U) << word;
    }
  }
}

TEST(CheckWordListTest, IsTheListOfTheFormat) {
  std::string joined;
  for (const auto word : kCheckWordList) joined.append(word).append("\n");

  EXPECT_EQ(kCheckWordList.front(), "abbey");
  EXPECT_EQ(kCheckWordList.back(), "zebra");
  EXPECT_EQ(base::to_hex(crypto::sha256(base::bytes_of(joined)).bytes()),
            "1c8384f4a1ee1df32c46a2f2107a285b4515212c5276630f31ee7df47aba0a26");
}

TEST(CheckWordsTest, ChangeWithEitherText) {
  const auto words = check_words("invite", "request");

  EXPECT_EQ(words, check_words("invite", "request"));
  EXPECT_NE(words, check_words("invite", "requesu"));
  EXPECT_NE(words, check_words("invitf", "request"));
  EXPECT_NE(words, check_words("inviter", "equest"));
  EXPECT_NE(words, check_words("request", "invite"));
}

}  // namespace
}  // namespace gateway::directory
