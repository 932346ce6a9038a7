#include "gateway/kinds/tables.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"

#include <algorithm>

namespace gateway::kinds {
namespace {

struct BuiltInTable {
  std::string_view name;
  std::string_view text;
};

constexpr BuiltInTable kTables[] = {
#include "embedded_tables.inc"
};

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

std::vector<std::vector<std::string>> built_in_table(std::string_view name) {
  const auto* const table = std::ranges::find(kTables, name, &BuiltInTable::name);
  base::check(table != std::ranges::end(kTables), "a built-in table is known by its name");
  std::vector<std::vector<std::string>> rows;
  for (const std::string_view line : base::split(table->text, '\n')) {
    if (!line.empty()) rows.push_back(fields_of(line));
  }
  return rows;
}

std::vector<std::string_view> words_in(std::string_view text) {
  if (text.empty()) return {};
  return base::split(text, ' ');
}

}  // namespace gateway::kinds
