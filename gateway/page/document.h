#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// A short paper for people, as values: what it says, not how it looks. FORMAT.md says how it looks
// as text; gateway/pdf prints it.

namespace gateway::page {

/// One line above what follows.
struct Heading {
  std::string text;
};
/// Our own words, filled to the width of the page; white space in it only separates words.
struct Paragraph {
  std::string text;
};
/// A label and what it says, each on a line of its own, never broken in the text.
struct Rows {
  std::vector<std::pair<std::string, std::string>> rows;
};
/// Words of others, line by line as they stand, marked so that nobody takes them for ours.
struct Quotation {
  std::vector<std::string> lines;
};

using Block = std::variant<Heading, Paragraph, Rows, Quotation>;

struct Document {
  std::string title;
  std::vector<Block> blocks;
};

/// Characters in a line of a paragraph.
inline constexpr std::size_t kTextWidth = 78;

std::string to_text(const Document& document);

/// The text with every character that would not show as itself spelled out as \u and four hex
/// digits: control characters, line breaks, and those that change the direction of text or do not
/// show. A backslash is doubled; what is not UTF-8 becomes \x and two digits a byte. FORMAT.md
std::string visible(std::string_view text);

}  // namespace gateway::page
