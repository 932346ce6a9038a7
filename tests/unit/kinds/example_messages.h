#pragma once

#include "gateway/kinds/message.h"

#include "tests/support/project_data.h"
#include "tests/support/shared_data.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gateway::tests {

using Json = nlohmann::ordered_json;

/// All valid example files of the kinds that have a schema, in a stable order.
inline std::vector<std::filesystem::path> example_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(project_data() / "examples")) {
    const bool valid = entry.path().parent_path().filename() != "invalid";
    if (entry.path().extension() == ".json" && valid) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

/// One of them as a JSON tree, to be changed by a test: "intel_report/01_kestrel.json".
inline Json example_json(std::string_view file) {
  return Json::parse(read_file(project_data() / "examples" / file));
}

/// Every leaf (and empty list) of a JSON tree with its pointer.
inline std::vector<std::pair<std::string, Json>> places_of(const Json& json) {
  std::vector<std::pair<std::string, Json>> places;
  const Json flat = json.flatten();
  for (const auto& [at, value] : flat.items()) places.emplace_back(at, value);
  return places;
}

inline kinds::Message message_of(const std::string& text) {
  auto parsed = kinds::parse_json(text);
  EXPECT_TRUE(std::holds_alternative<kinds::Message>(parsed));
  return std::get<kinds::Message>(std::move(parsed));
}

inline kinds::Message example(std::string_view file) {
  return message_of(read_file(project_data() / "examples" / file));
}

inline kinds::Rejection rejection_of(const std::string& text) {
  auto parsed = kinds::parse_json(text);
  EXPECT_TRUE(std::holds_alternative<kinds::Rejection>(parsed));
  return std::get<kinds::Rejection>(std::move(parsed));
}

}  // namespace gateway::tests
