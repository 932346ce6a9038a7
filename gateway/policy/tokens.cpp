#include "gateway/policy/tokens.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tao/pegtl.hpp>

namespace gateway::policy {
namespace {

namespace pegtl = tao::pegtl;

// The lexical half of GRAMMAR.md.
struct Word : pegtl::plus<pegtl::sor<pegtl::ranges<'a', 'z', 'A', 'Z', '0', '9'>,
                                     pegtl::one<'.', '_', '-', '/', '*'>>> {};
struct Mark : pegtl::one<',', '[', ']', '(', ')'> {};
struct CommentText : pegtl::star<pegtl::not_at<pegtl::eolf>, pegtl::any> {};
struct Comment : pegtl::seq<pegtl::one<'#'>, CommentText> {};
struct Blank : pegtl::one<' ', '\t', '\r', '\n'> {};
struct Stray : pegtl::any {};
struct Text : pegtl::until<pegtl::eof, pegtl::sor<Blank, Word, Mark, Comment, Stray>> {};

struct Lexed {
  std::string_view file;
  std::vector<Token> tokens;
  base::Diagnostics& problems;
  Place last_stray;

  template <class Input>
  void add(TokenType type, std::string text, const Input& in) {
    const auto position = in.position();
    const bool first = tokens.empty() || tokens.back().place.line != position.line;
    tokens.push_back({type, std::move(text), Place{position.line, position.column}, first});
  }
};

template <class Rule>
struct Take : pegtl::nothing<Rule> {};

template <>
struct Take<Word> {
  template <class Input>
  static void apply(const Input& in, Lexed& out) {
    out.add(TokenType::kWord, in.string(), in);
  }
};

template <>
struct Take<Mark> {
  template <class Input>
  static void apply(const Input& in, Lexed& out) {
    out.add(TokenType::kMark, in.string(), in);
  }
};

template <>
struct Take<Comment> {
  template <class Input>
  static void apply(const Input& in, Lexed& out) {
    constexpr std::string_view kBlanks = " \t\r";
    std::string text = in.string().substr(1);
    text.erase(0, std::min(text.find_first_not_of(kBlanks), text.size()));
    const auto last = text.find_last_not_of(kBlanks);
    text.erase(last == std::string::npos ? 0 : last + 1);
    out.add(TokenType::kComment, std::move(text), in);
  }
};

template <>
struct Take<Stray> {
  template <class Input>
  static void apply(const Input& in, Lexed& out) {
    const auto position = in.position();
    const Place before = std::exchange(out.last_stray, {position.line, position.column});
    // One report for a run of them, such as the bytes of one accented letter.
    if (before.line == position.line && before.column + 1 == position.column) return;
    if (out.problems.size() >= kMaxProblems) return;
    out.problems.push_back({std::string(out.file), position.line, position.column,
                            "this character has no meaning in a policy",
                            "outside comments use letters, digits and . _ - / * , [ ] ( )"});
  }
};

}  // namespace

std::vector<Token> tokenize(std::string_view text, std::string_view file,
                            base::Diagnostics& problems) {
  Lexed lexed{file, {}, problems, {}};
  pegtl::memory_input<> input(text.data(), text.size(), std::string(file));
  pegtl::parse<Text, Take>(input, lexed);
  const auto end = input.position();
  lexed.tokens.push_back({TokenType::kEnd, "", Place{end.line, end.column}, true});
  return std::move(lexed.tokens);
}

}  // namespace gateway::policy
