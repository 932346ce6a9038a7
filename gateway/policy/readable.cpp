#include "gateway/base/text.h"
#include "gateway/policy/parse.h"

namespace gateway::policy {
namespace {

/// Line and column of a byte.
Place place_of(std::string_view text, std::size_t offset) {
  Place place{1, 1};
  for (const char c : text.substr(0, offset)) {
    place.column = c == '\n' ? 1 : place.column + 1;
    if (c == '\n') ++place.line;
  }
  return place;
}

bool is_control(char c) {
  return (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
}

/// Where the first character stands that is not UTF-8; a sequence has at most four bytes.
std::size_t first_not_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t size = 1;
    while (size <= 4 && at + size <= text.size() && !base::is_valid_utf8(text.substr(at, size))) {
      ++size;
    }
    if (size > 4 || at + size > text.size()) return at;
    at += size;
  }
  return at;
}

}  // namespace

std::optional<base::Diagnostic> unreadable(std::string_view text, std::string_view file) {
  const auto at = [&](std::size_t offset, std::string message, std::string next_step) {
    const Place place = place_of(text, offset);
    return base::Diagnostic{std::string(file), place.line, place.column, std::move(message),
                            std::move(next_step)};
  };
  if (text.size() > kMaxTextSize) {
    return at(kMaxTextSize, "the text is larger than 1 MiB", "split it into two texts");
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_control(text[i])) return at(i, "a control character", "remove it");
  }
  if (base::is_valid_utf8(text)) return std::nullopt;
  return at(first_not_utf8(text), "this is not UTF-8", "save the text as UTF-8");
}

}  // namespace gateway::policy
