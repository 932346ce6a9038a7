#pragma once

#include "gateway/sheet/catalogue.h"
#include "gateway/sheet/sheet.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gateway::sheet {

enum class BlockKind : std::uint8_t {
  kParagraph = 0,
  kTitle,
  kHeading,
  kPurpose,  ///< Numbered; `items` are the answers to tick, none where nothing is asked.
  kReason,
  kWho,    ///< Says who gets the `items` and those of the lists after it.
  kList,   ///< `text` introduces `items`.
  kNote,   ///< Belongs to the list before it.
  kLines,  ///< To be filled in by hand.
  kFooter,
  kWarning,
};

/// One piece of a sheet. Text and HTML print the same blocks, so they say the same.
struct Block {
  BlockKind kind = BlockKind::kParagraph;
  std::string text;
  std::vector<std::string> items;
};

/// Everything the version covers: the sheet without its footer.
std::vector<Block> blocks_of(const Sheet& sheet, const Catalogue& words);

/// What the footer says besides.
struct Imprint {
  std::string policy;  ///< Names the policy in force, for people.
};
std::vector<Block> footer_of(const Sheet& sheet, const Catalogue& words, const Imprint& imprint);

/// Plain text, lines of at most 78 characters.
std::string to_text(const std::vector<Block>& blocks);

enum class Type : std::uint8_t { kNormal = 0, kLarge };
/// A page of its own, made to be printed on A4; refers to nothing outside.
std::string to_html(const std::vector<Block>& blocks, const Catalogue& words, Type type);

}  // namespace gateway::sheet
