#include "gateway/sheet/print.h"

#include "gateway/base/text.h"

#include "tests/support/project_data.h"
#include "tests/support/shared_data.h"
#include "tests/unit/policy/shipped_policy.h"
#include "tests/unit/sheet/network.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace gateway::sheet {
namespace {

using example::question;
using model::ConsentPurpose;
using policy::shipped::policy;

Sheet sheet_for(Subject subject) {
  FlowQuestion asked = question({ConsentPurpose::kCarePlacement, ConsentPurpose::kHealth,
                                 ConsentPurpose::kPoliceIdentity, ConsentPurpose::kLegalRep},
                                {"harbourlight-housing", "pol-northvale/oic"});
  asked.subject = subject;
  return make_sheet(policy(), asked, {ConsentPurpose::kCaseStudy}, std::nullopt);
}

std::string text_of(const Sheet& sheet, const char* language) {
  const Catalogue& words = *built_in(language);
  auto blocks = blocks_of(sheet, words);
  for (auto& block : footer_of(sheet, words, {"0123456789abcdef"})) blocks.push_back(block);
  return to_text(blocks);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(PrintTest, ASheetReadsAsItWasReviewed) {
  const std::string expected =
      tests::read_file(gateway::tests::project_data() / "sheet" / "adult-en.txt");

  EXPECT_EQ(text_of(sheet_for(Subject::kAdult), "en"), expected);
}

TEST(PrintTest, AnAdultIsToldThatCareNeverDependsOnTheAnswer) {
  const std::string text = text_of(sheet_for(Subject::kAdult), "en");

  for (const auto* const said :
       {"Your care does not depend on your answer", "You need no reason", "Police may keep what",
        "A safe place to stay   [ ] Yes   [ ] No", "your name",
        "They keep it: 6 to 7 years after your case is closed", "What you said no to",
        "Your story without your name", "Nobody gets anything for this through this system"}) {
    EXPECT_TRUE(has(text, said)) << said << "\n" << text;
  }
  EXPECT_FALSE(has(text, "under 18"));
}

TEST(PrintTest, AChildReadsOtherWords) {
  const std::string text = text_of(sheet_for(Subject::kChild), "en");

  EXPECT_TRUE(has(text, "You are under 18"));
  EXPECT_TRUE(has(text, "To keep you safe, harbourlight-housing"));
  EXPECT_TRUE(has(text, "If you and the adult responsible for you say yes"));
  EXPECT_FALSE(has(text, "A safe place to stay   [ ]")) << "what needs no yes is not asked";
  EXPECT_TRUE(has(text, "Your health   [ ] Yes"));
}

TEST(PrintTest, EveryLanguageFitsThePage) {
  for (const std::string& code : languages()) {
    for (const Subject subject : {Subject::kAdult, Subject::kChild}) {
      const std::string text = text_of(sheet_for(subject), code.c_str());
      EXPECT_FALSE(has(text, "{") || has(text, "}")) << code;
      for (const auto line : base::split(text, '\n')) {
        const auto width = std::ranges::count_if(
            line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
        EXPECT_LE(width, 78) << code << ": " << line;
        EXPECT_FALSE(line.ends_with(' ')) << code << ": " << line;
      }
    }
  }
}

TEST(PrintTest, AnUnreviewedTranslationSaysSoInBothLanguages) {
  const std::string polish = text_of(sheet_for(Subject::kAdult), "pl");

  EXPECT_TRUE(has(polish, "Tego tłumaczenia nie sprawdził"));
  EXPECT_TRUE(has(polish, "has not been checked by a qualified translator"));
  EXPECT_FALSE(has(text_of(sheet_for(Subject::kAdult), "en"), "qualified translator"));
}

TEST(PrintTest, ThePageSaysTheSameAsTheText) {
  const Sheet sheet = sheet_for(Subject::kAdult);
  const auto blocks = blocks_of(sheet, *built_in("vi"));
  const std::string html = to_html(blocks, *built_in("vi"), Type::kLarge);

  EXPECT_TRUE(has(html, "<html lang=\"vi\" class=\"large\">"));
  EXPECT_FALSE(has(html, "http")) << "nothing is fetched from anywhere";
  for (const Block& block : blocks) {
    EXPECT_TRUE(block.text.empty() || has(html, block.text)) << block.text;
    for (const std::string& item : block.items) EXPECT_TRUE(has(html, item)) << item;
  }
}

TEST(PrintTest, WhatStandsInATextStaysAText) {
  const std::vector<Block> blocks = {{BlockKind::kParagraph, "<script> & \"quotes\"", {}}};

  const std::string html = to_html(blocks, *built_in("en"), Type::kNormal);

  EXPECT_TRUE(has(html, "&lt;script&gt; &amp; &quot;quotes&quot;"));
  EXPECT_FALSE(has(html, "<script>"));
}

}  // namespace
}  // namespace gateway::sheet
