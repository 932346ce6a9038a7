#include "gateway/rules/finders.h"

#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

TEST(AddressFinder, FindsStreetsWithANumberAndPostcodes) {
  for (const auto* const text : {"12 Placeholder Street", "at 12a Mock Hill Road.",
                                 "Flat 2, 14 St Specimen Lane", "12-14 Sample Close", "ZZ97 4DD",
                                 "zz97 4dd", "M1 1AA", "W1A 0AX", "ZZ974DD", "12 Mock Rd"}) {
    EXPECT_TRUE(find_address(text).has_value()) << text;
  }
}

TEST(AddressFinder, LeavesOtherNumbersAlone) {
  for (const auto* const text :
       {"ZZ26 TST", "Northvale station", "dressing change due 20 Jan", "2 small bags", "",
        "Fabrication Lane", "within 4 hours", "taxi, agreed place in Eastmere", "12 Street",
        "10 men walk", "18,000 pounds", "HFJX-26-0101", "section 47 Court", "+447700900101"}) {
    EXPECT_FALSE(find_address(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace gateway::rules
