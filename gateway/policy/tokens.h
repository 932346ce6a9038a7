#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/policy/policy.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::policy {

enum class TokenType : std::uint8_t {
  kWord,     ///< Letters, digits and . _ - / *
  kMark,     ///< One of , [ ] ( )
  kComment,  ///< The text after `#`, without white space at its ends.
  kEnd,      ///< Behind the last token, once.
};

struct Token {
  TokenType type = TokenType::kEnd;
  std::string text;
  Place place;
  bool first_on_line = false;

  [[nodiscard]] bool is(std::string_view expected) const {
    return (type == TokenType::kWord || type == TokenType::kMark) && text == expected;
  }
};

/// The tokens of a policy text, always ended by kEnd. Characters that belong to no token are
/// reported and skipped.
std::vector<Token> tokenize(std::string_view text, std::string_view file,
                            base::Diagnostics& problems);

}  // namespace gateway::policy
