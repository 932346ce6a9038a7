#include "gateway/page/document.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace gateway::page {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

// Code points: continuation bytes of UTF-8 count for nothing.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void end_line(std::string& out) {
  while (out.ends_with(' ')) out.pop_back();
  out += '\n';
}

void underline(std::string& out, std::string_view text, char line) {
  out.append(text).append("\n").append(width_of(text), line).append("\n");
}

void fill(std::string& out, std::string_view text) {
  constexpr std::string_view kBreaks = " \n";
  std::size_t used = 0;
  while (true) {
    const auto begin = text.find_first_not_of(kBreaks);
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(kBreaks));
    text.remove_prefix(word.size());
    const std::size_t width = width_of(word);
    if (used != 0) out += used + 1 + width > kTextWidth ? '\n' : ' ';
    used = used == 0 || used + 1 + width > kTextWidth ? width : used + 1 + width;
    out.append(word);
  }
  out += '\n';
}

struct BlockWriter {
  std::string& out;

  void operator()(const Heading& heading) const { underline(out, heading.text, '-'); }
  void operator()(const Paragraph& paragraph) const { fill(out, paragraph.text); }
  void operator()(const Rows& rows) const {
    std::size_t widest = 0;
    for (const auto& [label, value] : rows.rows) widest = std::max(widest, width_of(label));
    for (const auto& [label, value] : rows.rows) {
      out.append("  ").append(label).append(widest - width_of(label) + 2, ' ').append(value);
      end_line(out);
    }
  }
  void operator()(const Quotation& quotation) const {
    for (const std::string& line : quotation.lines) {
      out.append("  | ").append(line);
      end_line(out);
    }
  }
};

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t size = 0;
};

// The code point at the front; nothing when the bytes there are not its shortest UTF-8.
std::optional<CodePoint> first_of(std::string_view text) {
  constexpr std::array<std::uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return CodePoint{lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return std::nullopt;
  std::uint32_t value = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return std::nullopt;
    value = (value << 6U) | (next & 0x3FU);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest.at(size) || value > 0x10FFFF || is_surrogate) return std::nullopt;
  return CodePoint{value, size};
}

bool is_hidden(std::uint32_t value) {
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
  };
  constexpr std::array<Range, 8> kHidden = {{{0x00, 0x1F},
                                             {0x7F, 0x9F},
                                             {0x61C, 0x61C},
                                             {0x200B, 0x200F},
                                             {0x2028, 0x202E},
                                             {0x2060, 0x206F},
                                             {0xFEFF, 0xFEFF},
                                             {0xFFF9, 0xFFFB}}};
  return std::ranges::any_of(
      kHidden, [&](const Range& range) { return value >= range.first && value <= range.last; });
}

void spell(std::string& out, char kind, std::uint32_t value, unsigned digits) {
  out.append({'\\', kind});
  while (digits-- > 0) out += kDigits[(value >> (4 * digits)) & 0xFU];
}

}  // namespace

std::string to_text(const Document& document) {
  std::string out;
  underline(out, document.title, '=');
  for (const Block& block : document.blocks) {
    out += '\n';
    std::visit(BlockWriter{out}, block);
  }
  return out;
}

std::string visible(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto point = first_of(text);
    if (!point) {
      spell(out, 'x', static_cast<unsigned char>(text.front()), 2);
    } else if (text.front() == '\\') {
      out += "\\\\";
    } else if (is_hidden(point->value)) {
      spell(out, 'u', point->value, 4);
    } else {
      out.append(text.substr(0, point->size));
    }
    text.remove_prefix(point ? point->size : 1);
  }
  return out;
}

}  // namespace gateway::page
