#include "gateway/pdf/print.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace gateway::pdf {
namespace {

const base::Time kMade = *base::parse_time("2026-01-12T18:05:00Z");

std::string printed(const page::Document& document, base::Time made = kMade) {
  const auto bytes = print(document, made);
  EXPECT_TRUE(bytes.has_value());
  return bytes ? std::string(base::text_of(*bytes)) : std::string();
}

// "/Type /Page" and not "/Type /Pages".
std::size_t pages_in(std::string_view pdf) {
  constexpr std::string_view kPage = "/Type /Page ";
  std::size_t count = 0;
  for (std::size_t at = pdf.find(kPage); at != std::string_view::npos;
       at = pdf.find(kPage, at + 1)) {
    ++count;
  }
  return count;
}

page::Document long_document(std::size_t lines) {
  page::Quotation quotation;
  quotation.lines.assign(lines, "a line of somebody else");
  return {"Many", {page::Heading{"1. All"}, quotation}};
}

TEST(PrintTest, TheSameDocumentAndTimeGiveTheSameBytes) {
  const page::Document document{"Évidence",
                                {page::Heading{"1. First"}, page::Paragraph{"one two"},
                                 page::Rows{{{"a", "1"}}}, page::Quotation{{"as it stands"}}}};
  const std::string pdf = printed(document);
  EXPECT_TRUE(pdf.starts_with("%PDF-"));
  EXPECT_EQ(printed(document), pdf);
  EXPECT_NE(printed(document, *base::parse_time("2026-01-12T18:05:01Z")), pdf);
}

TEST(PrintTest, GoesOnToAsManyPagesAsItTakes) {
  EXPECT_EQ(pages_in(printed({"Short", {}})), 1U);
  EXPECT_EQ(pages_in(printed(long_document(10))), 1U);
  EXPECT_GT(pages_in(printed(long_document(400))), 5U);
}

TEST(PrintTest, TakesAnyTextAtAll) {
  const std::string endless(5000, 'x');
  const std::string no_utf8 = "a\xFF\xFE b\xC3";
  const page::Document document{
      "T",
      {page::Rows{{{"", ""}, {endless, no_utf8}, {no_utf8, endless}}},
       page::Paragraph{"\xD8\xA7\xD9\x84\xD8\xB3 \xE4\xB8\xAD\xE6\x96\x87"},
       page::Quotation{{"", endless, "\xD8\xA7\xD9\x84"}}, page::Paragraph{""}}};
  EXPECT_GT(pages_in(printed(document)), 5U);
}

}  // namespace
}  // namespace gateway::pdf
