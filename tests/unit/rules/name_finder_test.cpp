#include "gateway/rules/finders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> names(const std::string& text, const CoveredWords& covered = {}) {
  std::vector<std::string> found;
  for (const auto& span : find_names(text, covered)) {
    found.push_back(text.substr(span.begin, span.end - span.begin));
  }
  return found;
}

TEST(NameFinder, FindsRunsOfCapitalisedWords) {
  EXPECT_THAT(names("Tomasz Przykładowy is housed with Ligaya Mae Halimbawa."),
              ElementsAre("Tomasz Przykładowy", "Ligaya Mae Halimbawa"));
  EXPECT_THAT(names("seen with T. Przykładowy"), ElementsAre("T. Przykładowy"));
}

TEST(NameFinder, OneCapitalisedWordIsNoName) {
  EXPECT_THAT(names("Tomasz is housed in Northvale. Women cook. The Greenloop van"), IsEmpty());
  EXPECT_THAT(names("A male called ARBËR collects; Zenon drives"), IsEmpty());
}

TEST(NameFinder, CoveredAndCommonWordsPartNames) {
  EXPECT_THAT(names("Marek Fikcyjny", {"marek", "fikcyjny"}), IsEmpty());
  EXPECT_THAT(names("Marek Fikcyjny Voorbeeld", {"marek"}), ElementsAre("Fikcyjny Voorbeeld"));
  EXPECT_THAT(names("On Monday Polish Women"), IsEmpty());
  EXPECT_THAT(names("Ví-Dụ Văn", {"vi", "du"}), IsEmpty());
}

TEST(NameFinder, CommonWordsThatAreAlsoNamesCountBesideAName) {
  EXPECT_THAT(names("June Voorbeeld"), ElementsAre("June Voorbeeld"));
  EXPECT_THAT(names("Anna West"), ElementsAre("Anna West"));
  EXPECT_THAT(names("In April June left. Young Polish men"), IsEmpty());
}

}  // namespace
}  // namespace gateway::rules
