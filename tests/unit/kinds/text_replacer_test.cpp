#include "gateway/kinds/text_replacer.h"

#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

const std::map<std::string, std::string> kReplacements{
    {"HFJX-26-0101", "T1"}, {"HFJX-26-0101/AC1", "T2"}, {"HERON", "T3"}, {"Mẫu", "T4"}, {"", "T5"}};

TEST(TextReplacer, ReplacesWholeWordsLongestFirst) {
  EXPECT_EQ(replace_words("see HFJX-26-0101/AC1, then HFJX-26-0101.", kReplacements),
            "see T2, then T1.");
  EXPECT_EQ(replace_words("HERON", kReplacements), "T3");
  EXPECT_EQ(replace_words("(HERON)HERON HERON", kReplacements), "(T3)T3 T3");
}

TEST(TextReplacer, LeavesPartsOfWordsAlone) {
  for (const auto* const text : {"HERONS", "xHERON", "HFJX-26-01012", "1HFJX-26-0101", "éHERON",
                                 "Mẫus", "Heron", "", "nothing"}) {
    EXPECT_EQ(replace_words(text, kReplacements), text);
  }
}

TEST(TextReplacer, FindsReferencesInAnyCaseButNamesAsWritten) {
  EXPECT_EQ(replace_words("hfjx-26-0101 heron", kReplacements), "T1 heron");
}

TEST(TextReplacer, WorksBesideCharactersOfSeveralBytes) {
  EXPECT_EQ(replace_words("“HERON” Mẫu", kReplacements), "“HERON” T4")
      << "a byte of another character counts as a letter";
}

}  // namespace
}  // namespace gateway::kinds
