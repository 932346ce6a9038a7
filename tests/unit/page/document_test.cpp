#include "gateway/page/document.h"

#include <string>

#include <gtest/gtest.h>

namespace gateway::page {
namespace {

TEST(DocumentTest, LooksAsItsFormatSays) {
  const Document document{"Évidence",
                          {Heading{"1. First"}, Paragraph{"one  two\nthree"},
                           Rows{{{"a", "1"}, {"longer", "2 3"}, {"é", ""}}},
                           Quotation{{"as it stands", "", "  twice"}}}};
  EXPECT_EQ(to_text(document),
            "Évidence\n========\n"
            "\n1. First\n--------\n"
            "\none two three\n"
            "\n  a       1\n  longer  2 3\n  é\n"
            "\n  | as it stands\n  |\n  |   twice\n");
}

TEST(DocumentTest, ParagraphsAreFilledToTheWidth) {
  const std::string word(38, 'x');
  const auto text_of = [](const std::string& text) {
    return to_text(Document{"t", {Paragraph{text}}}).substr(5);
  };
  EXPECT_EQ(text_of(word + " " + word + "x b"), word + " " + word + "x\nb\n") << "78 fit";
  EXPECT_EQ(text_of(word + " " + word + "xx"), word + "\n" + word + "xx\n") << "79 do not";
  const std::string endless(100, 'y');
  EXPECT_EQ(text_of("a " + endless + " b"), "a\n" + endless + "\nb\n");
  EXPECT_EQ(text_of(""), "\n");
}

TEST(DocumentTest, WhatWouldNotShowIsSpelledOut) {
  struct Case {
    std::string text;
    std::string shown;
  };
  for (const auto& [text, shown] : {
           Case{"plain ü € 𝄞 text", "plain ü € 𝄞 text"},
           Case{"a\nb\tc\r", "a\\u000ab\\u0009c\\u000d"},
           Case{std::string("a\0b", 3), "a\\u0000b"},
           Case{"\x7F\xC2\x85", "\\u007f\\u0085"},
           Case{"evil \xE2\x80\xAE txt", "evil \\u202e txt"},
           Case{"\xE2\x81\xA6\xEF\xBB\xBF\xE2\x80\x8B", "\\u2066\\ufeff\\u200b"},
           Case{"back\\slash \\u202e", "back\\\\slash \\\\u202e"},
           Case{"\xFF\xC0\xAF", "\\xff\\xc0\\xaf"},
           Case{"\xE2\x80", "\\xe2\\x80"},
           Case{"\xED\xA0\x80", "\\xed\\xa0\\x80"},
           Case{"\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
       }) {
    EXPECT_EQ(visible(text), shown);
  }
}

}  // namespace
}  // namespace gateway::page
