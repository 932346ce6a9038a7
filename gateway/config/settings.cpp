#include "gateway/config/settings.h"

#include "gateway/base/text.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include <toml++/toml.h>

namespace gateway::config {
namespace {

constexpr std::size_t kMaxFile = std::size_t{256} * 1024;

struct Collector {
  std::map<std::string, Setting, std::less<>>& settings;
  base::Diagnostics& wrong;
  const std::string& file_name;

  void table(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string name = prefix + std::string(key.str());
      const auto& place = key.source().begin;
      if (const auto* const inner = node.as_table()) {
        this->table(*inner, name + ".");
      } else if (node.is_array()) {
        wrong.push_back(
            {file_name, place.line, place.column, "'" + name + "' is a list", "write one value"});
      } else {
        value(node, name);
      }
    }
  }

  void value(const toml::node& node, const std::string& name) {
    const auto& place = node.source().begin;
    Setting setting;
    setting.line = place.line;
    setting.column = place.column;
    if (const auto* const text = node.as_string()) {
      setting.text = text->get();
      setting.is_string = true;
    } else {
      std::ostringstream written;
      if (const auto* const number = node.as_integer()) written << number->get();
      if (const auto* const flag = node.as_boolean()) written << (flag->get() ? "true" : "false");
      if (const auto* const fraction = node.as_floating_point()) written << fraction->get();
      setting.text = written.str();
    }
    settings.emplace(name, std::move(setting));
  }
};

}  // namespace

Settings Settings::parse(std::string_view text, std::string file_name) {
  Settings settings;
  settings.file_name_ = std::move(file_name);
  settings.folder_ = std::filesystem::path(settings.file_name_).parent_path();
  try {
    if (text.size() > kMaxFile) {
      settings.broken_ = true;
      settings.wrong_.push_back({settings.file_name_, 0, 0, "the file is over 256 KiB", ""});
      return settings;
    }
    const toml::table root = toml::parse(text, settings.file_name_);
    Collector{settings.settings_, settings.wrong_, settings.file_name_}.table(root, "");
  } catch (const toml::parse_error& error) {
    const auto& place = error.source().begin;
    settings.broken_ = true;
    settings.wrong_.push_back({settings.file_name_, place.line, place.column,
                               "not TOML: " + std::string(error.description()),
                               "correct this line"});
  }
  return settings;
}

Settings Settings::load(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  if (in.is_open() && !in.bad()) return parse(text, file.string());
  Settings settings;
  settings.file_name_ = file.string();
  settings.broken_ = true;
  settings.wrong_.push_back(
      {file.string(), 0, 0, "cannot be read", "check the path and its permissions"});
  return settings;
}

Setting* Settings::find(std::string_view key) {
  asked_.emplace_back(key);
  const auto found = settings_.find(key);
  if (found == settings_.end()) return nullptr;
  found->second.used = true;
  return &found->second;
}

Setting* Settings::require(std::string_view key) {
  Setting* const setting = find(key);
  if (setting == nullptr && !broken_) {
    wrong_.push_back({file_name_, 0, 0, "'" + std::string(key) + "' is missing", "add it"});
  }
  return setting;
}

void Settings::complain(std::string_view key, std::string message, std::string next_step) {
  const auto found = settings_.find(key);
  const bool has_place = found != settings_.end();
  wrong_.push_back({file_name_, has_place ? found->second.line : 0,
                    has_place ? found->second.column : 0, std::move(message),
                    std::move(next_step)});
}

const Setting* Settings::string_setting(std::string_view key) {
  const auto found = settings_.find(key);
  if (found == settings_.end()) return nullptr;
  if (!found->second.is_string) {
    complain(key, "'" + std::string(key) + "' must be text", "put it in quotes");
    return nullptr;
  }
  return &found->second;
}

std::string Settings::text(std::string_view key) {
  if (require(key) == nullptr) return {};
  const Setting* const setting = string_setting(key);
  if (setting == nullptr) return {};
  if (setting->text.empty()) {
    complain(key, "'" + std::string(key) + "' is empty", "give it a value");
  }
  return setting->text;
}

std::string Settings::text(std::string_view key, std::string_view otherwise) {
  if (find(key) == nullptr) return std::string(otherwise);
  const Setting* const setting = string_setting(key);
  return setting == nullptr ? std::string(otherwise) : setting->text;
}

std::filesystem::path Settings::path(std::string_view key) {
  const std::string written = text(key);
  if (written.empty()) return {};
  return folder_ / written;  // An absolute path replaces the folder.
}

std::uint64_t Settings::number(std::string_view key, std::uint64_t otherwise, Range range) {
  const Setting* const setting = find(key);
  if (setting == nullptr) return otherwise;
  const auto value = base::parse_decimal(setting->text);
  if (setting->is_string || !value) {
    complain(key, "'" + std::string(key) + "' must be a whole number", "write it without quotes");
    return otherwise;
  }
  if (*value < range.least || *value > range.most) {
    complain(key, "'" + std::string(key) + "' is out of range",
             "use " + std::to_string(range.least) + " to " + std::to_string(range.most));
    return otherwise;
  }
  return *value;
}

std::optional<std::uint64_t> Settings::with_unit(
    std::string_view key, const std::map<std::string, std::uint64_t>& units) {
  if (find(key) == nullptr) return std::nullopt;
  std::string known;
  for (const auto& [unit, factor] : units) known += (known.empty() ? "" : ", ") + unit;
  const Setting* const setting = string_setting(key);
  if (setting == nullptr) return std::nullopt;
  const auto parts = base::split(setting->text, ' ');
  const auto value = base::parse_decimal(parts.front());
  const auto unit = parts.size() == 2 ? units.find(std::string(parts[1])) : units.end();
  constexpr std::uint64_t kMost = std::uint64_t{1} << 50U;
  if (!value || unit == units.end() || *value > kMost / unit->second) {
    complain(key, "'" + std::string(key) + "' must be a number, a space and a unit",
             "units are: " + known);
    return std::nullopt;
  }
  return *value * unit->second;
}

base::Millis Settings::duration(std::string_view key, base::Millis otherwise) {
  const auto millis = with_unit(
      key, {{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}});
  return millis ? base::Millis(static_cast<std::int64_t>(*millis)) : otherwise;
}

std::uint64_t Settings::size(std::string_view key, std::uint64_t otherwise) {
  const auto bytes = with_unit(key, {{"B", 1},
                                     {"KiB", std::uint64_t{1} << 10U},
                                     {"MiB", std::uint64_t{1} << 20U},
                                     {"GiB", std::uint64_t{1} << 30U}});
  return bytes.value_or(otherwise);
}

std::string Settings::choice(std::string_view key, const std::vector<std::string>& words,
                             std::string_view otherwise) {
  const std::string word = text(key, otherwise);
  if (std::ranges::find(words, word) != words.end()) return word;
  std::string known;
  for (const std::string& each : words) known += (known.empty() ? "" : ", ") + each;
  complain(key, "'" + std::string(key) + "' has an unknown value", "use one of: " + known);
  return std::string(otherwise);
}

base::Diagnostics Settings::finish() {
  for (const auto& [key, setting] : settings_) {
    if (setting.used) continue;
    const std::string meant = base::nearest(key, asked_);
    wrong_.push_back({file_name_, setting.line, setting.column, "'" + key + "' is not known",
                      meant.empty() ? "remove it" : "did you mean '" + meant + "'?"});
  }
  std::ranges::stable_sort(wrong_, {}, &base::Diagnostic::line);
  return std::exchange(wrong_, {});
}

}  // namespace gateway::config
