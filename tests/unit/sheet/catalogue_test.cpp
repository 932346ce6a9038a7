#include "gateway/sheet/catalogue.h"

#include "gateway/base/text.h"

#include "tests/support/shared_data.h"
#include "tests/unit/policy/shipped_policy.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace gateway::sheet {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(PROJECT_FOLDER) / "gateway" / "sheet" / "catalogue";

std::string english() { return tests::read_file(kFolder / "en.txt"); }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// What is wrong with a text, a line each: "LINE MESSAGE (NEXT STEP)".
std::string faults(std::string_view text) {
  const auto parsed = Catalogue::parse(text, "test.txt");
  const auto* const wrong = std::get_if<base::Diagnostics>(&parsed);
  std::string all;
  if (wrong == nullptr) return all;
  for (const auto& each : *wrong) {
    all += std::to_string(each.line) + " " + each.message + " (" + each.next_step + ")\n";
  }
  return all;
}

TEST(CatalogueTest, EveryLanguageHasEveryTextAndNoOther) {
  std::set<std::string> found;
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) {
    const auto parsed = Catalogue::parse(tests::read_file(file.path()), file.path().filename());
    const auto* const catalogue = std::get_if<Catalogue>(&parsed);
    ASSERT_NE(catalogue, nullptr) << file.path() << "\n" << faults(tests::read_file(file.path()));
    EXPECT_EQ(catalogue->code(), file.path().stem()) << "a file is named after its language";
    found.insert(catalogue->code());
  }
  EXPECT_EQ(found, (std::set<std::string>{"en", "pl", "ro", "sq", "vi"}));
  EXPECT_EQ(languages(), (std::vector<std::string>{"en", "pl", "ro", "sq", "vi"}));
  EXPECT_EQ(built_in("de"), nullptr);
}

TEST(CatalogueTest, ATranslationIsNotLeftInEnglish) {
  // Names of offices stay as they are, and some words are the same in two languages.
  const std::set<std::string> same = {"purpose.NRM_REFERRAL.title", "role.NCA", "answer.no",
                                      "language.reviewed", "sign.date"};
  for (const std::string& code : languages()) {
    if (code == "en") continue;
    for (const Entry& entry : entries()) {
      if (same.contains(entry.key) || !entry.fields.empty()) continue;
      EXPECT_NE(built_in(code)->text(entry.key), built_in("en")->text(entry.key))
          << code << " " << entry.key;
    }
  }
}

TEST(CatalogueTest, WhatNoTranslatorConfirmedSaysSo) {
  for (const std::string& code : languages()) {
    EXPECT_EQ(built_in(code)->is_reviewed(), code == "en") << code;
  }
}

TEST(CatalogueTest, AFaultyFileIsRefusedWithThePlaceAndWhatWasMeant) {
  struct Row {
    const char* name;
    std::string text;
    const char* expected;
  };
  const std::string good = english();
  ASSERT_EQ(faults(good), "");
  const std::vector<Row> table = {
      {"a key that is not known", replaced(good, "heading.sign =", "heading.sing ="),
       "is not 'KEY = TEXT' with a known key (did you mean heading.sign?)"},
      {"a key that is missing", replaced(good, "answer.no = No\n", ""), "0 answer.no is missing"},
      {"a key that stands there twice", good + "answer.no = Nope\n",
       "answer.no stands there twice"},
      {"a field left out", replaced(good, "ends on {date}.", "ends."),
       "intro.until does not have the fields that its key asks for (it takes {date})"},
      {"another field", replaced(good, "ends on {date}.", "ends on {day}."), "does not have the"},
      {"a field twice", replaced(good, "ends on {date}.", "ends on {date} {date}."),
       "does not have the fields"},
      {"a field where none belongs", replaced(good, "answer.no = No", "answer.no = No {partner}"),
       "does not have the fields that its key asks for (it takes no fields)"},
      {"a brace that is not closed", replaced(good, "answer.no = No", "answer.no = No {"),
       "does not have the fields"},
      {"no text", replaced(good, "answer.no = No", "answer.no = "), "answer.no has no text"},
      {"no equals sign", replaced(good, "answer.no = No", "answer.no: No"), "is not 'KEY = TEXT'"},
      {"a control character", replaced(good, "answer.no = No", "answer.no = N\to"),
       "has control characters"},
      {"spaces around", replaced(good, "answer.no = No", "answer.no = No "), "has spaces around"},
      {"letters in two parts", replaced(good, "answer.no = No", "answer.no = Ne\xCC\x81"),
       "has letters that are not composed (NFC)"},
      {"no UTF-8", replaced(good, "answer.no = No", "answer.no = N\xF3"),
       "is no catalogue in UTF-8"},
      {"much too long", replaced(good, "answer.no = No", "answer.no = " + std::string(401, 'o')),
       "too long for a sheet"},
      {"nothing", "", "title.adult is missing"},
  };
  for (const Row& row : table) {
    EXPECT_NE(faults(row.text).find(row.expected), std::string::npos) << row.name << "\n"
                                                                      << faults(row.text);
  }
}

TEST(CatalogueTest, HowFarSomethingCanBeTakenBackIsWhatTheCustomersListSays) {
  for (const auto& row : policy::shipped::table("schemas/matrix/consent_purposes.csv")) {
    const auto purpose = base::value_in(model::kConsentPurposeTexts, row.at(0));
    ASSERT_TRUE(purpose) << row.at(0);
    const std::string& list = row.at(2);
    const std::string expected = list == "yes, until used"          ? "take_back.used"
                                 : list == "limited once served"    ? "take_back.served"
                                 : list == "opt-out honoured"       ? "take_back.counted"
                                 : list == "yes (WITHDRAWN status)" ? "take_back.nrm"
                                 : list.starts_with("yes")          ? "take_back.any"
                                                                    : "?";
    EXPECT_EQ(take_back_key(*purpose), expected) << row.at(0);
  }
}

// A sentence somebody reads in a second language; the longest we allow has 30 words.
TEST(CatalogueTest, SentencesAreShort) {
  for (const std::string& code : languages()) {
    for (const Entry& entry : entries()) {
      const std::string text = built_in(code)->text(entry.key, {{"date", ""},
                                                                {"partner", ""},
                                                                {"role", ""},
                                                                {"keep", ""},
                                                                {"version", ""},
                                                                {"policy", ""},
                                                                {"recorder", ""},
                                                                {"language", ""}});
      for (const auto sentence : base::split(text, '.')) {
        EXPECT_LE(base::split(sentence, ' ').size(), 30U) << code << " " << entry.key;
      }
    }
  }
}

}  // namespace
}  // namespace gateway::sheet
