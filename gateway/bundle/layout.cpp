#include "gateway/bundle/layout.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"

#include <algorithm>
#include <array>

namespace gateway::bundle {
namespace {

struct Pattern {
  Part part;
  std::string_view before;
  std::size_t digits;  // 0: no number.
  std::string_view after;
};

constexpr std::array<Pattern, 19> kPatterns{{
    {Part::kManifest, "MANIFEST", 0, ""},
    {Part::kReadme, "README.txt", 0, ""},
    {Part::kCoverText, "cover.txt", 0, ""},
    {Part::kCoverPdf, "cover.pdf", 0, ""},
    {Part::kHead, "message/head", 0, ""},
    {Part::kDigests, "message/digests", 0, ""},
    {Part::kSignature, "message/signature", 0, ""},
    {Part::kGatewayRow, "message/gateway-row", 0, ""},
    {Part::kRow, "message/row-", 2, ""},
    {Part::kSealed, "message/section-", 2, ".sealed"},
    {Part::kKey, "message/section-", 2, ".key"},
    {Part::kRoot, "trust/root-", 6, ".note"},
    {Part::kDirectory, "trust/directory-", 6, ".note"},
    {Part::kPolicy, "policy/", 4, ".note"},
    {Part::kLogPolicy, "log-policy.txt", 0, ""},
    {Part::kProof, "proofs/", 4, ".tlog-proof"},
    {Part::kReceipt, "receipts/", 4, ".receipt"},
    {Part::kReceiptSignature, "receipts/", 4, ".signature"},
    {Part::kExport, "export.tlog-proof", 0, ""},
}};

}  // namespace

std::string name_of(Part part, std::uint32_t number) {
  const auto* const pattern = std::ranges::find(kPatterns, part, &Pattern::part);
  base::check(pattern != kPatterns.end(), "a part that there is has a name");
  std::string name(pattern->before);
  if (pattern->digits > 0) {
    const std::string digits = std::to_string(number);
    base::check(digits.size() <= pattern->digits, "a number fits its name");
    name.append(pattern->digits - digits.size(), '0').append(digits);
  }
  return name.append(pattern->after);
}

FileName parse_name(std::string_view name) {
  for (const Pattern& pattern : kPatterns) {
    if (name.size() != pattern.before.size() + pattern.digits + pattern.after.size() ||
        !name.starts_with(pattern.before) || !name.ends_with(pattern.after)) {
      continue;
    }
    FileName parsed{pattern.part, 0};
    bool is_number = true;
    for (const char digit : name.substr(pattern.before.size(), pattern.digits)) {
      is_number = is_number && digit >= '0' && digit <= '9';
      parsed.number = parsed.number * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    if (is_number) return parsed;
  }
  return {};
}

}  // namespace gateway::bundle
