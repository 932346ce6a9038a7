#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/base/time.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::config {

/// One value of a settings file with its place.
struct Setting {
  std::string text;  ///< As written; for strings without the quotes.
  bool is_string = false;
  std::size_t line = 0;
  std::size_t column = 0;
  bool used = false;
};

/// A TOML file of tables with plain values: `[table]`, `key = "text"`, `key = 12`, `key = true`.
/// Everything wrong with it is collected, with its line; a key nobody asked for is wrong too. Ask
/// for every key the program knows, then look at `finish()`.
class Settings {
 public:
  /// At most 256 KiB. A syntax error is one diagnostic, and every later question finds nothing.
  static Settings parse(std::string_view text, std::string file_name);
  /// Reads the file; one that is missing or unreadable is a diagnostic.
  static Settings load(const std::filesystem::path& file);

  /// Each returns the value, or `otherwise` where the key may be left out; a key that must be there
  /// and is not, or has the wrong type, adds a diagnostic and gives an empty value.
  std::string text(std::string_view key);
  std::string text(std::string_view key, std::string_view otherwise);
  /// Relative paths are relative to the file.
  std::filesystem::path path(std::string_view key);
  /// Whole numbers within [least, most].
  struct Range {
    std::uint64_t least;
    std::uint64_t most;
  };
  std::uint64_t number(std::string_view key, std::uint64_t otherwise, Range range);
  /// "250 ms", "2 s", "5 min", "12 h", "14 d": a unit is required.
  base::Millis duration(std::string_view key, base::Millis otherwise);
  /// "512 KiB", "1 MiB", "2 GiB", "64 B": a unit is required.
  std::uint64_t size(std::string_view key, std::uint64_t otherwise);
  /// One of `words`.
  std::string choice(std::string_view key, const std::vector<std::string>& words,
                     std::string_view otherwise);

  /// Adds a diagnostic at the place of `key`.
  void complain(std::string_view key, std::string message, std::string next_step);

  /// All that is wrong, keys that nobody asked for included. Empty = the file is good.
  base::Diagnostics finish();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const std::string& file_name() const { return file_name_; }

 private:
  Setting* find(std::string_view key);
  Setting* require(std::string_view key);
  const Setting* string_setting(std::string_view key);
  std::optional<std::uint64_t> with_unit(std::string_view key,
                                         const std::map<std::string, std::uint64_t>& units);

  std::string file_name_;
  std::filesystem::path folder_;
  std::map<std::string, Setting, std::less<>> settings_;
  std::vector<std::string> asked_;
  base::Diagnostics wrong_;
  bool broken_ = false;
};

}  // namespace gateway::config
