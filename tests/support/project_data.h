#pragma once

#include <filesystem>

namespace gateway::tests {

/// The project's own test data, tests/data.
inline std::filesystem::path project_data() {
  return std::filesystem::path(__FILE__).parent_path().parent_path() / "data";
}

/// The project's schemas, with their golden files.
inline std::filesystem::path project_schemas() {
  return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "schemas";
}

}  // namespace gateway::tests
