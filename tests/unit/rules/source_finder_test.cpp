#include "gateway/rules/finders.h"

#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

bool has_date(std::string_view text) { return find_source_clues(text, {}).exact_date; }

TEST(SourceFinder, KnowsExactDatesInWordsAndNumbers) {
  for (const auto* const text :
       {"on 19 January", "19th of January", "January 19", "Jan 19th", "3rd Feb", "2026-01-19",
        "19/01/2026", "19.1.26", "19-01-2026", "the 2nd september"}) {
    EXPECT_TRUE(has_date(text)) << text;
  }
}

TEST(SourceFinder, ApproximateTimesAreNoExactDates) {
  for (const auto* const text :
       {"last week", "every evening", "in January", "on Mondays about 15:30", "07:00-20:00",
        "three dates", "they may 2 times", "25 pounds a day", "40 and 48", "18,000 pounds", "",
        "32 January", "0 January", "march 5 abreast"}) {
    EXPECT_FALSE(has_date(text)) << text;
  }
}

TEST(SourceFinder, FindsOccupationsAlsoInThePlural) {
  const auto occupation = [](std::string_view text) {
    return find_source_clues(text, {}).occupation.has_value();
  };
  for (const auto* const text : {"The outreach nurse", "NURSES", "a Social Worker", "the GP",
                                 "prison chaplain", "Médecin or doctor"}) {
    EXPECT_TRUE(occupation(text)) << text;
  }
  for (const auto* const text : {"a worker", "the driver", "site manager", "nursery"}) {
    EXPECT_FALSE(occupation(text)) << text;
  }
}

TEST(SourceFinder, APlaceIsAKindOfPlaceOrOneTheMessageNames) {
  EXPECT_TRUE(find_source_clues("at the clinic", {}).place);
  EXPECT_TRUE(find_source_clues("in Eastmere", {"eastmere"}).place);
  EXPECT_FALSE(find_source_clues("in Eastmere", {}).place);
}

}  // namespace
}  // namespace gateway::rules
