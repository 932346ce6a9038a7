#include "gateway/policy/cursor.h"

#include "gateway/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::policy {
namespace {

constexpr std::array<std::string_view, 5> kStatementWords = {"policy", "adopt", "agreement",
                                                             "permit", "forbid"};

std::string folded(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  return result;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kMaxShown = 64;
  const std::string dots = text.size() > kMaxShown ? "..." : "";
  return "\"" + std::string(text.substr(0, kMaxShown)) + dots + "\"";
}

}  // namespace

std::string suggestion(std::string_view typed, const std::vector<std::string>& candidates) {
  constexpr std::size_t kMaxTyped = 64;
  if (typed.size() < 2 || typed.size() > kMaxTyped) return "";
  std::vector<std::string> folded_candidates;
  folded_candidates.reserve(candidates.size());
  for (const std::string& candidate : candidates) folded_candidates.push_back(folded(candidate));
  const std::string near = base::nearest(folded(typed), folded_candidates);
  const auto found = std::ranges::find(folded_candidates, near);
  if (near.empty() || found == folded_candidates.end()) return "";
  const auto index = static_cast<std::size_t>(found - folded_candidates.begin());
  return "did you mean " + quoted(candidates.at(index)) + "?";
}

bool begins_statement(std::string_view word) {
  return std::ranges::find(kStatementWords, word) != kStatementWords.end();
}

Cursor::Cursor(std::vector<Token> tokens, std::string_view file, base::Diagnostics problems)
    : tokens_(std::move(tokens)), file_(file), problems_(std::move(problems)) {
  problem_count_ = problems_.size();
  pass_comments();
}

const Token& Cursor::peek_second() const {
  std::size_t at = position_;
  if (!at_end()) ++at;
  while (tokens_.at(at).type == TokenType::kComment) ++at;
  return tokens_.at(at);
}

Token Cursor::take() {
  Token taken = peek();
  if (!at_end()) {
    ++position_;
    pass_comments();
  }
  return taken;
}

bool Cursor::take_if(std::string_view text) {
  if (!peek().is(text)) return false;
  take();
  return true;
}

bool Cursor::at_statement() const {
  if (at_end() || problem_count_ >= kMaxProblems) return true;  // Enough is enough.
  return peek().first_on_line && peek().type == TokenType::kWord && begins_statement(peek().text);
}

void Cursor::skip_to_statement() {
  while (!at_statement()) take();
}

void Cursor::pass_comments() {
  const std::size_t known = comments_.size();
  while (tokens_.at(position_).type == TokenType::kComment) {
    const Token& token = tokens_.at(position_);
    comments_.push_back({token.text, token.first_on_line, 0});
    ++position_;
  }
  for (std::size_t i = known; i < comments_.size(); ++i) {
    comments_.at(i).before_token = position_;
  }
}

Comments Cursor::take_comments() {
  Comments taken;
  const auto is_for_next = [this](const PassedComment& comment) {
    return comment.own_line && comment.before_token == position_;
  };
  for (const PassedComment& comment : comments_) {
    if (!is_for_next(comment)) taken.push_back(comment.text);
  }
  std::erase_if(comments_, [&](const PassedComment& comment) { return !is_for_next(comment); });
  return taken;
}

Comments Cursor::take_all_comments() {
  Comments taken;
  for (const PassedComment& comment : comments_) taken.push_back(comment.text);
  comments_.clear();
  return taken;
}

void Cursor::report(const Place& place, std::string message, std::string next_step) {
  ++problem_count_;
  if (problems_.size() >= kMaxProblems) return;
  problems_.push_back({file_, place.line, place.column, std::move(message), std::move(next_step)});
}

void Cursor::report_expected(std::string_view expected) { report_expected(expected, {}); }

void Cursor::report_expected(std::string_view expected, const std::vector<std::string>& keywords) {
  const Token& found = peek();
  const std::string what = at_end() ? "the end of the text" : quoted(found.text);
  report(found.place, "expected " + std::string(expected) + ", found " + what,
         suggestion(found.text, keywords));
}

}  // namespace gateway::policy
