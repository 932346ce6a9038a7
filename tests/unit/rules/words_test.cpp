#include "gateway/rules/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> folded(std::string_view text) {
  std::vector<std::string> words;
  for (const Word& word : words_of(text)) words.push_back(word.folded);
  return words;
}

TEST(Words, AreFoldedToLowerCaseWithoutDiacritics) {
  EXPECT_THAT(folded("Tomasz PRZYKŁADOWY, Văn Mẫu Ví-Dụ"),
              ElementsAre("tomasz", "przykladowy", "van", "mau", "vi-du"));
  EXPECT_THAT(folded("Eastmere's counsel’s Đặng Straße Ærø"),
              ElementsAre("eastmere", "counsel", "dang", "strasse", "aero"));
}

TEST(Words, CombiningAndInvisibleCharactersHideNothing) {
  EXPECT_EQ(folded("Drite\u0301"), folded("Drité"));
  EXPECT_EQ(folded("Shem\u00adbu\u200blli\u2060"), folded("Shembulli"));
  EXPECT_THAT(folded("a\u00a0b\u2003c"), ElementsAre("a", "b", "c"));
}

TEST(Words, KnowTheirPlaceInBytes) {
  const std::string text = "“Łódź” x";
  const auto words = words_of(text);
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(text.substr(words[0].span.begin, words[0].span.end - words[0].span.begin), "Łódź");
  EXPECT_TRUE(words[0].capitalised);
  EXPECT_FALSE(words[1].follows_closely) << "a quotation mark stands between";
}

TEST(Words, FollowCloselyOnlyAcrossWhiteSpaceAndInitials) {
  const auto closely = [](std::string_view text) { return words_of(text).back().follows_closely; };
  EXPECT_TRUE(closely("A B"));
  EXPECT_TRUE(closely("A \n\t B"));
  EXPECT_TRUE(closely("T. Example"));
  EXPECT_FALSE(closely("house. Example"));
  EXPECT_FALSE(closely("A, B"));
  EXPECT_FALSE(closely("A - B"));
  EXPECT_FALSE(closely("A"));
}

TEST(Words, OfScriptsWithoutCaseAreNeverCapitalised) {
  for (const Word& word : words_of("مثال 例え 예시")) EXPECT_FALSE(word.capitalised);
  EXPECT_EQ(words_of("مثال 例え 예시").size(), 3U);
}

TEST(Words, AnythingCanBeReadWithoutGoingOutOfBounds) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (std::size_t size = 0; size < 6; ++size) {
      (void)words_of(std::string(size, static_cast<char>(byte)));
    }
  }
}

TEST(Phrases, TheLongestThatStartsHereIsTaken) {
  const auto words = words_of("Fair Work Agency");
  EXPECT_EQ(phrase_at(words, word_list("common_words")), 3U);
  EXPECT_EQ(phrase_at(std::span(words).first(2), word_list("common_words")), 0U);
  EXPECT_EQ(phrase_at({}, word_list("common_words")), 0U);
}

TEST(WordLists, AreSortedAndHaveNoEmptyPhrases) {
  for (const auto* const name : {"ambiguous_words", "common_words", "machines", "occupations",
                                 "places", "privileged", "shelters", "streets"}) {
    const Phrases& list = word_list(name);
    EXPECT_FALSE(list.empty());
    EXPECT_TRUE(std::ranges::is_sorted(list));
    for (const Phrase& phrase : list) EXPECT_FALSE(phrase.empty()) << name;
  }
}

}  // namespace
}  // namespace gateway::rules
