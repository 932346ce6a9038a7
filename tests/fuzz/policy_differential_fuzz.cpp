// The fuzzer chooses a policy and questions about it; the gateway's evaluator and the one written
// from the page alone give the same answers.

#include "gateway/policy/policy_set.h"

#include "tests/support/naive_policy.h"
#include "tests/support/random_policy.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

namespace {

constexpr int kQuestions = 4;

// A number below 256 takes one byte, so that changing a byte changes one choice. When the bytes are
// used up every choice is the first.
std::size_t choose(std::span<const std::uint8_t>& rest, std::size_t limit) {
  if (rest.empty()) return 0;
  const std::size_t chosen = rest.front() % limit;
  rest = rest.subspan(1);
  return chosen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gateway;
  std::span<const std::uint8_t> rest(data, size);
  tests::RandomPolicy random([&rest](std::size_t limit) { return choose(rest, limit); });

  const auto ngo = *model::PartnerName::parse("hfj");
  std::vector<policy::Policy> policies;
  for (const std::string& text : random.texts()) {
    auto loaded = policy::parse_policy(text, "fuzz");
    if (!loaded) std::abort();
    policies.push_back(*std::move(loaded.value));
  }
  const auto set = policy::PolicySet::build(ngo, policies);
  if (!set) std::abort();
  for (int i = 0; i < kQuestions; ++i) {
    const policy::ShareFacts facts = random.facts();
    const auto found = tests::in_words(*set.value, policy::decide(*set.value, facts));
    const auto expected = tests::decide_naively(ngo, policies, facts);
    if (found == expected) continue;
    std::fputs((tests::to_text(found) + tests::to_text(expected)).c_str(), stderr);
    std::abort();
  }
  return 0;
}
