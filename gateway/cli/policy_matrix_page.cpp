#include "gateway/cli/policy_matrix_page.h"

#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace gateway::cli {
namespace {

using policy::MatrixRow;
using policy::Possibility;

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What the policy lets through</title>
<style>
body { font: 11pt/1.4 serif; margin: 2em auto; max-width: 60em; padding: 0 1em; color: #000; background: #fff; }
table { border-collapse: collapse; width: 100%; font: 9pt/1.3 sans-serif; }
th, td { border: 1px solid #666; padding: .3em .4em; text-align: left; vertical-align: top; }
thead { display: table-header-group; }
tr, pre { break-inside: avoid; }
h2 { break-after: avoid; margin-top: 2em; }
pre { font: 9pt/1.35 monospace; white-space: pre-wrap; margin: .6em 0; }
.yes { font-weight: bold; }
.rules { display: block; color: #444; }
@page { size: A4 landscape; margin: 15mm; }
</style>
</head>
<body>
<h1>What the policy lets through</h1>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string element(std::string_view tag, std::string_view text) {
  return "<" + std::string(tag) + ">" + escaped(text) + "</" + std::string(tag) + ">";
}

class Page {
 public:
  explicit Page(const LoadedTexts& texts) : texts_(texts) {}

  void add(model::Kind kind, const std::vector<MatrixRow>& all) {
    std::map<model::Section, std::map<model::Role, const MatrixRow*>> cells;
    std::set<model::Role> roles;
    for (const MatrixRow& row : all) {
      if (row.kind != kind || row.answer == Possibility::kNo) continue;
      cells[row.section][row.role] = &row;
      roles.insert(row.role);
    }
    body_ += element("h2", model::to_text(kind)) + "\n";
    if (roles.empty()) {
      body_ += "<p>Nobody receives it.</p>\n";
      return;
    }
    body_ += "<table>\n<thead><tr><th>section</th>";
    for (const model::Role role : roles) body_ += element("th", model::to_text(role));
    body_ += "</tr></thead>\n<tbody>\n";
    std::set<policy::RuleId> rules;
    for (const auto& [section, given] : cells) {
      body_ += "<tr>" + element("th", model::to_text(section));
      for (const model::Role role : roles) {
        const auto found = given.find(role);
        body_ += found == given.end() ? "<td>&ndash;</td>" : cell(*found->second);
        if (found != given.end())
          rules.insert(found->second->rules.begin(), found->second->rules.end());
      }
      body_ += "</tr>\n";
    }
    body_ += "</tbody>\n</table>\n";
    for (const policy::RuleId rule : rules) body_ += "<pre>" + escaped(text_of(rule)) + "</pre>\n";
  }

  [[nodiscard]] std::string text() const {
    return std::string(kHead) +
           "<p>Kind by section by receiving role. A dash: never. When: only while a condition of "
           "the "
           "rule holds. Agreements, consent and the other partner's own text narrow this "
           "further.</p>\n" +
           "<p>" + std::to_string(texts_.texts.size()) + " texts with the digest <code>" +
           escaped(digest_of_texts(texts_.texts)) + "</code></p>\n" + body_ + "</body>\n</html>\n";
  }

 private:
  std::string cell(const MatrixRow& row) const {
    std::string words = row.answer == Possibility::kYes ? "yes" : "when";
    if (row.treatment != policy::Treatment::kFull) {
      words.append(", ").append(policy::to_text(row.treatment));
    }
    if (row.mode == model::SectionMode::kRelease) words += ", by release";
    std::string names;
    for (const policy::RuleId rule : row.rules) {
      names.append(names.empty() ? "" : ", ").append(texts_.set.name_of(rule));
    }
    const std::string_view style = row.answer == Possibility::kYes ? " class=\"yes\"" : "";
    return "<td><span" + std::string(style) + ">" + escaped(words) +
           "</span><span class=\"rules\">" + escaped(names) + "</span></td>";
  }

  // As it stands in its text, with the comment that explains it.
  [[nodiscard]] std::string text_of(policy::RuleId id) const {
    policy::Policy alone;
    alone.statements.emplace_back(*texts_.set.rule(id));
    return policy::to_text(alone);
  }

  const LoadedTexts& texts_;
  std::string body_;
};

}  // namespace

std::string matrix_page(const LoadedTexts& texts, const std::vector<MatrixRow>& rows) {
  Page page(texts);
  for (const auto& kind : model::kKindTexts) page.add(kind.value, rows);
  return page.text();
}

}  // namespace gateway::cli
