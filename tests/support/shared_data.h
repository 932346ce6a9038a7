#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace gateway::tests {

/// Where the third-party test data lies (SAFECONDUCT_SHARED); empty when this machine has none.
inline std::filesystem::path shared_data() {
  const char* const folder = std::getenv("SAFECONDUCT_SHARED");
  return folder == nullptr ? std::filesystem::path() : std::filesystem::path(folder);
}

/// The whole file; fails the test when it cannot be read.
inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace gateway::tests

/// First line of a test that needs third-party data: without it the test is reported as skipped.
#define SKIP_WITHOUT_SHARED_DATA() \
  if (gateway::tests::shared_data().empty()) GTEST_SKIP() << "SAFECONDUCT_SHARED is not set"
