#include "gateway/audit/log_policy.h"
#include "gateway/audit/verify_log.h"
#include "gateway/cli/demo_story.h"
#include "gateway/client/files.h"
#include "gateway/lab/embedded.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using std::filesystem::path;

constexpr std::size_t kDemoRemainsMaxFile = std::size_t{256} << 20U;

// What would give the survivor away; all of it stands in the story's referral.
constexpr std::array<std::string_view, 4> kNames = {
    "Przyk\xC5\x82"
    "adowy",
    "Tomasz", "KESTREL", "HFJX-26-0101"};

struct Search {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  std::vector<std::string> hits;
};

// Everything outside partners/ and trustees/ is what the gateway stores.
Search search_gateway(const path& folder) {
  Search search;
  std::error_code failed;
  for (auto entry = std::filesystem::recursive_directory_iterator(folder, failed);
       entry != std::filesystem::recursive_directory_iterator(); entry.increment(failed)) {
    const std::string top = entry->path().lexically_relative(folder).begin()->string();
    if (top == "partners" || top == "trustees") {
      entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file(failed)) continue;
    const auto bytes = client::read_whole(entry->path(), kDemoRemainsMaxFile);
    if (!bytes) continue;
    ++search.files;
    search.bytes += bytes->size();
    const std::string_view text = base::text_of(*bytes);
    for (const std::string_view name : kNames) {
      if (text.find(name) != std::string_view::npos) {
        search.hits.push_back(entry->path().string() + ": " + std::string(name));
      }
    }
  }
  return search;
}

// The search must be able to find: the same names in the same kind of scan of the story itself.
bool finds_what_is_there() {
  const std::string_view story = lab::embedded_text("5-referral.json");
  return std::ranges::all_of(
      kNames, [&](std::string_view name) { return story.find(name) != std::string_view::npos; });
}

std::string_view word_of(audit::Verdict verdict) {
  switch (verdict) {
    case audit::Verdict::kFail:
      return "FAIL";
    case audit::Verdict::kIndeterminate:
      return "INDETERMINATE";
    case audit::Verdict::kPass:
      return "PASS";
  }
  return "FAIL";
}

bool verify(const Console& console, const path& folder) {
  const auto policy_text = client::read_whole(folder / "log-policy.txt", 65536);
  if (!policy_text) return false;
  const auto policy = audit::LogPolicy::parse(base::text_of(*policy_text));
  if (!policy) return false;
  const auto fetch = [&](std::string_view name) -> std::optional<base::Bytes> {
    return client::read_whole(folder / "log" / name, kDemoRemainsMaxFile);
  };
  const audit::LogReport report = audit::verify_log(fetch, *policy, {});
  std::string leaves;
  for (const auto& [type, count] : report.leaves) {
    leaves += (leaves.empty() ? "" : ", ") + std::to_string(count) + " " +
              std::string(audit::to_text(type));
  }
  console.line("The log verifies from its files alone: " + std::string(word_of(report.verdict)) +
               ", " + std::to_string(report.entries) + " leaves (" + leaves + ").");
  console.object({{"step", "log"},
                  {"verdict", word_of(report.verdict)},
                  {"leaves", report.entries},
                  {"findings", report.findings.size()}});
  return report.verdict == audit::Verdict::kPass;
}

}  // namespace

bool inspect_remains(const Console& console, const path& folder) {
  console.line("");
  const Search search = search_gateway(folder);
  const bool absent = search.hits.empty() && search.files > 0 && finds_what_is_there();
  console.line("The gateway's disk (" + std::to_string(search.files) + " files, " +
               std::to_string(search.bytes / 1024) +
               " KiB) was searched for the survivor's name, pseudonym and case number: " +
               (absent ? "absent." : "FOUND."));
  for (const std::string& hit : search.hits) console.line("  " + hit);
  console.object({{"step", "disk"}, {"files", search.files}, {"found", search.hits.size()}});
  const bool sound = verify(console, folder);
  return absent && sound;
}

}  // namespace gateway::cli
