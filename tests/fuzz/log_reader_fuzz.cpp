// A log as somebody hostile serves it: the first line of the input names a size, the rest becomes
// its files. Nothing may crash, loop or pass: no secret key belongs to the policy. And every text
// and layout that parses is written back as the same bytes.

#include "gateway/audit/proof.h"
#include "gateway/audit/verify_log.h"
#include "gateway/base/check.h"
#include "gateway/base/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace audit = gateway::audit;
namespace base = gateway::base;

namespace {

constexpr std::string_view kPolicy =
    "log log.example.org/audit+a4e059b2+AZsfhHkc/HZjBFhU04netcqVRJ2HXydqg4QLBgqznPxx\n"
    "quorum none\n";

void check_texts(std::string_view text) {
  if (const auto proof = audit::parse_proof(text)) {
    base::check(audit::to_text(*proof) == text, "a proof has one text");
    if (const auto evidence = audit::parse_evidence(proof->extra)) {
      base::check(audit::encode(*evidence) == proof->extra, "evidence has one encoding");
    }
  }
  if (const auto checkpoint = audit::parse_checkpoint(text)) {
    base::check(audit::to_text(*checkpoint) == text, "a checkpoint has one text");
  }
  if (const auto leaf = audit::parse_leaf(base::bytes_of(text))) {
    base::check(std::ranges::equal(audit::encode(*leaf), base::bytes_of(text)),
                "a leaf has one encoding");
  }
  (void)audit::LogPolicy::parse(text);
}

// Serves `body` as the checkpoint, as each tile cut to a size that depends on the path, and as each
// bundle.
audit::FetchFile serve(std::string_view body) {
  return [body](const std::string& path) -> std::optional<base::Bytes> {
    std::string_view bytes = body;
    if (path.size() % 7 == 6) return std::nullopt;
    const auto width = path.rfind(".p/");
    if (path.starts_with("tile/") && !path.starts_with("tile/entries") &&
        width != std::string::npos) {
      const auto hashes = base::parse_decimal(std::string_view(path).substr(width + 3));
      if (hashes) bytes = bytes.substr(0, static_cast<std::size_t>(*hashes) * 32);
    }
    return base::to_bytes(base::bytes_of(bytes));
  };
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = base::text_of({data, size});
  check_texts(input);

  static const audit::LogPolicy kParsed = *audit::LogPolicy::parse(kPolicy);
  const auto line_end = std::min(input.find('\n'), input.size());
  const std::string_view body = input.substr(std::min(line_end + 1, input.size()));
  const auto log_size = base::parse_decimal(input.substr(0, line_end));
  if (!log_size) {
    const auto report = audit::verify_log(serve(input), kParsed, {});
    base::check(report.findings.size() <= audit::kMaxFindings + 1, "a report is limited");
    return 0;
  }
  const audit::FetchFile fetch = serve(body);
  const audit::Checkpoint head{"log.example.org/audit", *log_size, {}};
  const auto findings = audit::verify_growth(fetch, *log_size / 2, head);
  base::check(!findings.empty(), "nobody knows files with the root zero");
  base::check(findings.size() <= audit::kMaxFindings + 1, "a report is limited");

  audit::LogReader reader(fetch, *log_size);
  if (*log_size > 0) {
    (void)reader.inclusion_path(*log_size - 1);
    (void)reader.consistency_path(1 + *log_size / 3);
    (void)reader.entry(*log_size / 2);
  }
  return 0;
}
