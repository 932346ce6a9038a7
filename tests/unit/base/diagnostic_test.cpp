#include "gateway/base/diagnostic.h"

#include <string_view>

#include <gtest/gtest.h>

namespace gateway::base {
namespace {

TEST(DiagnosticTest, NamesAsMuchOfThePlaceAsIsKnown) {
  const struct {
    Diagnostic diagnostic;
    std::string_view text;
  } rows[] = {
      {{"gateway.toml", 4, 7, "unknown key", "did you mean 'listen'?"},
       "gateway.toml:4:7: unknown key (did you mean 'listen'?)"},
      {{"gateway.toml", 4, 7, "unknown key", ""}, "gateway.toml:4:7: unknown key"},
      {{"gateway.toml", 4, 0, "unknown key", ""}, "gateway.toml:4: unknown key"},
      {{"gateway.toml", 0, 0, "cannot be read", "check the path"},
       "gateway.toml: cannot be read (check the path)"},
      {{"gateway.toml", 0, 9, "cannot be read", ""}, "gateway.toml: cannot be read"},
  };
  for (const auto& row : rows) EXPECT_EQ(to_text(row.diagnostic), row.text);
}

}  // namespace
}  // namespace gateway::base
