// Any text is read or refused without harm; what is read prints and reads back as the same.

#include "gateway/policy/policy.h"
#include "gateway/policy/policy_set.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gateway;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto loaded = policy::parse_policy(text, "fuzz");
  if (loaded.problems.empty() != loaded.value.has_value()) std::abort();
  if (loaded.problems.size() > policy::kMaxProblems) std::abort();
  if (!loaded) return 0;

  const std::string printed = policy::to_text(*loaded.value);
  const auto again = policy::parse_policy(printed, "fuzz");
  if (!again || !(*again.value == *loaded.value)) std::abort();
  if (policy::to_text(*again.value) != printed) std::abort();
  policy::PolicySet::build(*model::PartnerName::parse("hfj"), {*loaded.value});
  return 0;
}
