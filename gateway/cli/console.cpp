#include "gateway/cli/console.h"

#include <algorithm>
#include <cstddef>
#include <iostream>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

// Columns line up by characters, not bytes; continuation bytes of UTF-8 take no room.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Whatever arrives, JSON output stays valid UTF-8.
std::string dump(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

void Console::line(std::string_view text) const {
  if (style_ == Style::kText) std::cout << text << '\n';
}

void Console::object(const ordered_json& object) const {
  if (style_ == Style::kJson) std::cout << dump(object) << '\n' << std::flush;
}

void Console::statement(const verify::Statement& said) const {
  const std::string& text = style_ == Style::kJson ? said.json : said.line;
  if (!text.empty()) std::cout << text << '\n';
}

void Console::table(const std::vector<std::vector<std::string>>& rows) const {
  if (style_ == Style::kJson) return;
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  }
  for (const auto& row : rows) {
    std::string text = "  ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) text.append(widths[i] - width_of(row[i]) + 2, ' ');
    }
    std::cout << text << '\n';
  }
}

void Console::progress(std::string_view text) const {
  if (verbosity_ == Verbosity::kNormal) std::cerr << text << '\n';
}

void Console::error(std::string_view what, std::string_view next_step) const {
  if (style_ == Style::kJson) {
    std::cout << dump({{"error", what}, {"next", next_step}}) << '\n';
    return;
  }
  std::cerr << "error: " << what << '\n';
  if (!next_step.empty()) std::cerr << "next:  " << next_step << '\n';
}

void Console::refusal(model::Refusal refusal, std::string_view missing, std::string_view at) const {
  const model::RefusalText& text = model::describe(refusal);
  const std::string code = model::to_code(refusal);
  if (style_ == Style::kJson) {
    ordered_json object = {{"refused", text.name}, {"code", code}, {"why", text.cause}};
    object["missing"] = missing.empty() ? text.next_step : missing;
    if (!at.empty()) object["at"] = at;
    std::cout << dump(object) << '\n';
    return;
  }
  std::cerr << "refused: " << text.name << " (" << code << ")\n  why:  " << text.cause << '\n';
  if (!at.empty()) std::cerr << "  at:   " << at << '\n';
  if (!missing.empty()) std::cerr << "  what: " << missing << '\n';
  std::cerr << "  next: " << text.next_step << '\n';
}

void Console::diagnostics(const base::Diagnostics& diagnostics) const {
  for (const base::Diagnostic& each : diagnostics) {
    if (style_ == Style::kJson) {
      std::cout << dump({{"error", each.message},
                         {"file", each.file},
                         {"line", each.line},
                         {"column", each.column},
                         {"next", each.next_step}})
                << '\n';
    } else {
      std::cerr << "error: " << base::to_text(each) << '\n';
    }
  }
}

}  // namespace gateway::cli
