#include "gateway/base/text.h"
#include "gateway/sheet/print.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace gateway::sheet {
namespace {

constexpr std::size_t kWidth = 78;

// Columns are characters; continuation bytes of UTF-8 take no room.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Words in lines; `first` stands before the first line and its width in spaces before the others.
std::string wrapped(std::string_view text, std::string_view first) {
  const std::string indent(width_of(first), ' ');
  std::string result;
  std::string line(first);
  bool is_empty = true;
  for (const std::string_view word : base::split(text, ' ')) {
    if (!is_empty && width_of(line) + 1 + width_of(word) > kWidth) {
      result += line + "\n";
      line = indent;
      is_empty = true;
    }
    line.append(is_empty ? "" : " ").append(word);
    is_empty = false;
  }
  return result + line + "\n";
}

std::string underlined(const std::string& text, char with) {
  return text + "\n" + std::string(width_of(text), with) + "\n";
}

std::string boxes(const std::vector<std::string>& answers) {
  std::string text;
  for (const std::string& answer : answers) text += "   [ ] " + answer;
  return text;
}

class TextPrinter {
 public:
  void print(const Block& block) {
    switch (block.kind) {
      case BlockKind::kTitle:
        text_ += underlined(block.text, '=') + "\n";
        return;
      case BlockKind::kHeading:
        text_ += "\n" + underlined(block.text, '-') + "\n";
        return;
      case BlockKind::kParagraph:
        text_ += wrapped(block.text, "");
        return;
      case BlockKind::kPurpose:
        ++number_;
        text_ +=
            (number_ == 1 ? "" : "\n") + wrapped(block.text + boxes(block.items), number_text());
        return;
      case BlockKind::kReason:
        text_ += wrapped(block.text, "   ");
        return;
      case BlockKind::kWho:
      case BlockKind::kList:
        if (!block.text.empty()) text_ += wrapped(block.text, "   ");
        for (const std::string& item : block.items) text_ += wrapped(item, "     - ");
        return;
      case BlockKind::kNote:
        text_ += wrapped(block.text, "   ");
        return;
      case BlockKind::kLines:
        for (const std::string& item : block.items) {
          text_ += wrapped(item + ": ______________________________", "   ");
        }
        return;
      case BlockKind::kFooter:
        text_ += "\n" + wrapped(block.text, "");
        return;
      case BlockKind::kWarning:
        text_ += wrapped(block.text, "! ");
        return;
    }
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  [[nodiscard]] std::string number_text() const {
    return std::to_string(number_) + "." + (number_ < 10 ? " " : "");
  }

  std::string text_;
  unsigned number_ = 0;
};

}  // namespace

std::string to_text(const std::vector<Block>& blocks) {
  TextPrinter printer;
  for (const Block& block : blocks) printer.print(block);
  return printer.text();
}

}  // namespace gateway::sheet
