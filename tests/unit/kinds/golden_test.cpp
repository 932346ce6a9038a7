#include "gateway/kinds/sections.h"

#include "tests/unit/kinds/example_messages.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

// schemas/golden holds what earlier versions sealed. Today's encoder must give the same bytes, and
// today's decoder must read them. Set UPDATE_GOLDEN only for a kind that was never released.

namespace gateway::kinds {
namespace {

constexpr std::array kFiles{
    "tip_intake/01_kestrel",      "intel_report/05_merlin",       "intel_ack/01_kestrel",
    "consent_record/03_heron",    "aftercare_referral/04_merlin", "aftercare_response/05_merlin",
    "consent_withdraw/03_linnet", "control_recall/01_heron",      "control_rectify/01_kestrel"};

TEST(Golden, TodaysEncoderGivesTheBytesOfYesterday) {
  for (const std::string file : kFiles) {
    const Message message = tests::example(file + ".json");
    for (const auto& [section, bytes] : split(message)) {
      const auto path =
          tests::project_schemas() / "golden" /
          (std::string(to_text(message.kind())) + "." + std::string(to_text(section)) + ".bin");
      if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path, std::ios::binary) << base::text_of(bytes);
      }
      EXPECT_EQ(tests::read_file(path), base::text_of(bytes)) << path;
    }
  }
}

TEST(Golden, TodaysDecoderReadsTheBytesOfYesterday) {
  for (const std::string file : kFiles) {
    const Message message = tests::example(file + ".json");
    Sections sections;
    for (const auto& [section, bytes] : split(message)) {
      const std::string stored = tests::read_file(
          tests::project_schemas() / "golden" /
          (std::string(to_text(message.kind())) + "." + std::string(to_text(section)) + ".bin"));
      sections.emplace(section, base::to_bytes(base::bytes_of(stored)));
    }
    const auto merged = merge(message.kind(), sections, std::nullopt);
    ASSERT_TRUE(std::holds_alternative<View>(merged)) << file;
    EXPECT_TRUE(std::get<View>(merged).document().has("/body")) << file;
  }
}

}  // namespace
}  // namespace gateway::kinds
