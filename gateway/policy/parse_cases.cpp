#include "gateway/base/text.h"
#include "gateway/policy/cases.h"
#include "gateway/policy/cursor.h"
#include "gateway/policy/parse.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace gateway::policy {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kFirstWord = "cases";

/// A piece of a line; columns count from 1.
struct Piece {
  std::size_t column = 1;
  std::string_view text;
};

Piece trimmed(Piece piece) {
  const auto first = std::min(piece.text.find_first_not_of(kBlanks), piece.text.size());
  piece.text.remove_prefix(first);
  piece.column += first;
  const auto last = piece.text.find_last_not_of(kBlanks);
  piece.text = piece.text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  return piece;
}

std::vector<Piece> split(const Piece& line, char separator) {
  std::vector<Piece> pieces;
  for (const std::string_view text : base::split(line.text, separator)) {
    const auto offset = static_cast<std::size_t>(text.data() - line.text.data());
    pieces.push_back(trimmed({line.column + offset, text}));
  }
  return pieces;
}

/// The cells of a line of a table; bars around the whole line are only decoration.
std::vector<Piece> cells_of(Piece line) {
  if (line.text.starts_with('|')) {
    line.text.remove_prefix(1);
    ++line.column;
    if (line.text.ends_with('|')) line.text.remove_suffix(1);
  }
  return split(line, '|');
}

bool is_ruler(std::string_view line) {
  return line.find_first_not_of("|-: \t\r") == std::string_view::npos;
}

/// What only a table has.
enum class OwnField : std::uint8_t { kNone = 0, kExpect, kRule, kBecause };

constexpr std::array<base::EnumText<OwnField>, 3> kOwnFieldTexts{{
    {OwnField::kExpect, "expect"},
    {OwnField::kRule, "rule"},
    {OwnField::kBecause, "because"},
}};

struct Column {
  std::optional<ShareField> share;
  OwnField own = OwnField::kNone;
};

std::optional<Column> column_of(std::string_view word) {
  if (const auto field = base::value_in(kShareFieldTexts, word)) return Column{*field, {}};
  if (const auto field = base::value_in(kOwnFieldTexts, word)) return Column{{}, *field};
  return std::nullopt;
}

std::vector<std::string> column_words() {
  auto words = base::words_of(kShareFieldTexts);
  for (std::string& word : base::words_of(kOwnFieldTexts)) words.push_back(std::move(word));
  return words;
}

class CasesParser {
 public:
  explicit CasesParser(std::string_view file) : file_(file) {}

  void read(std::string_view text) {
    for (const std::string_view line : base::split(text, '\n')) {
      ++line_;
      if (problems_.size() >= kMaxProblems) return;
      take(trimmed({1, line}));
    }
    if (!owner_ && problems_.empty()) report(1, "the text is empty", kHeaderHint);
  }

  Loaded<Cases> result() {
    Loaded<Cases> loaded;
    loaded.problems = std::move(problems_);
    if (loaded.problems.empty()) {
      loaded.value = Cases{*owner_, version_, std::move(cases_), std::string(file_)};
    }
    return loaded;
  }

 private:
  static constexpr std::string_view kHeaderHint = "begin with \"cases of PARTNER version NUMBER\"";

  void take(const Piece& line) {
    const bool is_comment = line.text.starts_with('#');
    if (line.text.empty() || is_comment) {
      if (!is_comment) columns_.clear();  // An empty line ends a table.
    } else if (!owner_ && header(line)) {
      return;
    } else if (line.text.find('|') != std::string_view::npos) {
      table_line(line);
    } else {
      columns_.clear();
      setting(line);
    }
  }

  /// False when the line is none; then reading goes on, so that all problems are found.
  bool header(const Piece& line) {
    auto words = split(line, ' ');
    std::erase_if(words, [](const Piece& word) { return word.text.empty(); });
    const bool is_header = words.size() == 5 && words[0].text == kFirstWord &&
                           words[1].text == "of" && words[3].text == "version";
    const auto owner = model::PartnerName::parse(is_header ? words[2].text : "nobody");
    const auto version = base::parse_decimal(is_header ? words[4].text : "0");
    constexpr auto kMax = std::numeric_limits<std::uint32_t>::max();
    const bool is_whole = owner && version && *version >= 1 && *version <= kMax;
    if (!is_whole) {
      report(line.column, "the first line does not say whose cases these are", kHeaderHint);
    }
    owner_ = is_whole ? *owner : *model::PartnerName::parse("nobody");
    version_ = is_whole ? static_cast<std::uint32_t>(*version) : 0;
    return is_header;
  }

  void setting(const Piece& line) {
    const auto colon = line.text.find(':');
    if (colon == std::string_view::npos) {
      report(line.column, "this is neither a table nor \"FIELD: VALUE\"",
             "rows of a table have | between their cells");
      return;
    }
    const Piece word = trimmed({line.column, line.text.substr(0, colon)});
    const Piece value = trimmed({line.column + colon + 1, line.text.substr(colon + 1)});
    if (const auto column = known_column(word)) put(common_, *column, value);
  }

  std::optional<Column> known_column(const Piece& word) {
    const auto column = column_of(word.text);
    if (!column) {
      std::string next = suggestion(word.text, column_words());
      if (next.empty()) next = "fields are from, to, kind, section, expect and the facts";
      report(word.column, "there is no field \"" + std::string(word.text.substr(0, 64)) + "\"",
             next);
    }
    return column;
  }

  void table_line(const Piece& line) {
    if (is_ruler(line.text)) return;
    const std::vector<Piece> cells = cells_of(line);
    if (columns_.empty()) {
      heading(cells);
    } else {
      row(line, cells);
    }
  }

  void heading(const std::vector<Piece>& cells) {
    for (const Piece& cell : cells) {
      const auto column = known_column(cell);
      const bool is_doubled = column && std::ranges::any_of(columns_, [&](const Column& other) {
                                return other.share == column->share && other.own == column->own;
                              });
      if (is_doubled) report(cell.column, "this column stands here twice", "leave one out");
      columns_.push_back(column.value_or(Column{}));
    }
  }

  void row(const Piece& line, const std::vector<Piece>& cells) {
    if (cells_of_row_fit(line, cells)) {
      const std::size_t known_problems = problems_.size();
      Draft draft = common_;
      draft.row.place = {line_, line.column};
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!cells.at(i).text.empty()) put(draft, columns_.at(i), cells.at(i));
      }
      if (problems_.size() == known_problems) finish(line, std::move(draft));
    }
  }

  bool cells_of_row_fit(const Piece& line, const std::vector<Piece>& cells) {
    if (cases_.size() >= kMaxCases) {
      report(line.column, "a text has at most " + std::to_string(kMaxCases) + " rows",
             "split it into two texts");
      return false;
    }
    if (cells.size() == columns_.size()) return true;
    report(line.column,
           "the row has " + std::to_string(cells.size()) + " cells and the heading " +
               std::to_string(columns_.size()),
           "give it one cell for each column; a new table needs an empty line before it");
    return false;
  }

  struct Draft {
    Case row;
    bool has_expectation = false;
  };

  void put(Draft& draft, const Column& column, const Piece& cell) {
    const std::string_view value = cell.text == "-" ? std::string_view() : cell.text;
    std::optional<WordFault> fault;
    if (column.share) fault = set_field(draft.row.words, *column.share, value);
    switch (column.own) {
      case OwnField::kNone:
        break;
      case OwnField::kExpect:
        fault = parse_expectation(value, draft.row.expected);
        draft.has_expectation = !fault;
        break;
      case OwnField::kRule:
        draft.row.rule = value;
        break;
      case OwnField::kBecause:
        draft.row.because = value;
        break;
    }
    if (fault) report(cell.column + fault->offset, fault->message, fault->next_step);
  }

  void finish(const Piece& line, Draft draft) {
    const ShareWords& words = draft.row.words;
    const auto want = [&](bool is_there, std::string_view what, std::string_view next_step) {
      if (!is_there) report(line.column, "the row does not say " + std::string(what), next_step);
      return is_there;
    };
    const bool is_whole =
        want(words.from && !words.from->roles.empty(), "from whom, in which role",
             "add \"from: PARTNER/UNIT/ROLE\" above the table") &&
        want(!words.to.empty(), "to whom", "add a column \"to\" with PARTNER/ROLE") &&
        want(!words.kinds.empty(), "which kind of message", "add \"kind: KIND\" above the table") &&
        want(words.at.has_value(), "when", "add \"at: YYYY-MM-DD\" above the table") &&
        want(draft.has_expectation, "what is expected", "add a column \"expect\" with yes or no");
    if (!is_whole) return;
    if (words.to.size() * words.kinds.size() * kSectionSlots > kMaxSharesPerCase) {
      report(line.column, "the row is about too many shares", "split it into several rows");
      return;
    }
    cases_.push_back(std::move(draft.row));
  }

  void report(std::size_t column, std::string message, std::string_view next_step) {
    if (problems_.size() >= kMaxProblems) return;
    problems_.push_back(
        {std::string(file_), line_, column, std::move(message), std::string(next_step)});
  }

  std::string_view file_;
  std::size_t line_ = 0;
  std::optional<model::PartnerName> owner_;
  std::uint32_t version_ = 0;
  Draft common_;
  std::vector<Column> columns_;
  std::vector<Case> cases_;
  base::Diagnostics problems_;
};

}  // namespace

bool is_cases(std::string_view text) {
  for (const std::string_view line : base::split(text, '\n')) {
    const std::string_view words = trimmed({1, line}).text;
    if (words.empty() || words.starts_with('#')) continue;
    return words.starts_with(kFirstWord) && words.substr(kFirstWord.size()).starts_with(' ');
  }
  return false;
}

Loaded<Cases> parse_cases(std::string_view text, std::string_view file) {
  if (auto problem = unreadable(text, file)) {
    Loaded<Cases> loaded;
    loaded.problems.push_back(*std::move(problem));
    return loaded;
  }
  CasesParser parser(file);
  parser.read(text);
  return parser.result();
}

}  // namespace gateway::policy
