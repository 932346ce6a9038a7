#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/policy/tokens.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::policy {

/// Walks the tokens of one text and collects what is wrong with it. Comments are set aside as they
/// are passed; everything else sees only words and marks.
class Cursor {
 public:
  /// Problems found before (by the tokenizer) come first.
  Cursor(std::vector<Token> tokens, std::string_view file, base::Diagnostics problems);

  [[nodiscard]] const Token& peek() const { return tokens_.at(position_); }
  /// The token after the next, comments left out.
  [[nodiscard]] const Token& peek_second() const;
  /// Never goes past the end.
  Token take();
  /// Takes the next token if it is `text`.
  bool take_if(std::string_view text);

  [[nodiscard]] bool at_end() const { return peek().type == TokenType::kEnd; }
  /// The end, a keyword that begins a statement and stands first on its line, or so many problems
  /// that reading on would help nobody.
  [[nodiscard]] bool at_statement() const;
  void skip_to_statement();

  /// The comments passed since the last call. Those that stand on lines of their own right before
  /// the next token are left for the next statement.
  Comments take_comments();
  /// All that are left, at the end of the text.
  Comments take_all_comments();

  void report(const Place& place, std::string message, std::string next_step = "");
  /// "expected EXPECTED, found ..." at the next token.
  void report_expected(std::string_view expected);
  /// As above, with the keyword that was probably meant.
  void report_expected(std::string_view expected, const std::vector<std::string>& keywords);
  [[nodiscard]] std::size_t problem_count() const { return problem_count_; }
  base::Diagnostics take_problems() { return std::move(problems_); }

 private:
  struct PassedComment {
    std::string text;
    bool own_line = false;
    std::size_t before_token = 0;  ///< Position of the token that follows.
  };

  void pass_comments();

  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  std::string file_;
  base::Diagnostics problems_;
  std::size_t problem_count_ = 0;
  std::vector<PassedComment> comments_;
};

/// `policy`, `adopt`, `agreement`, `permit` or `forbid`. A partner of such a name cannot be named.
bool begins_statement(std::string_view word);

/// `did you mean "SAFEHOUSE"?`, or "" when nothing is near. Case and -/_ are seen through.
std::string suggestion(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace gateway::policy
