#include "gateway/kinds/text_replacer.h"

#include <algorithm>

namespace gateway::kinds {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word_char(char c) {
  // Bytes of non-ASCII characters count as letters.
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool stands_at(std::string_view text, std::size_t at, std::string_view key) {
  if (key.empty() || key.size() > text.size() - at) return false;
  const bool any_case = std::ranges::any_of(key, is_digit);
  const bool same = std::ranges::equal(text.substr(at, key.size()), key, [&](char a, char b) {
    return any_case ? lower(a) == lower(b) : a == b;
  });
  const std::size_t end = at + key.size();
  const bool free_before = at == 0 || !is_word_char(text[at - 1]) || !is_word_char(key.front());
  const bool free_after =
      end == text.size() || !is_word_char(text[end]) || !is_word_char(key.back());
  return same && free_before && free_after;
}

}  // namespace

std::string replace_words(std::string_view text,
                          const std::map<std::string, std::string>& replacements) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::pair<const std::string, std::string>* best = nullptr;
    for (const auto& candidate : replacements) {
      const bool longer = best == nullptr || candidate.first.size() > best->first.size();
      if (longer && stands_at(text, at, candidate.first)) best = &candidate;
    }
    if (best == nullptr) {
      out += text[at++];
    } else {
      out += best->second;
      at += best->first.size();
    }
  }
  return out;
}

}  // namespace gateway::kinds
