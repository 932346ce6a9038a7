// Any file a person may hand to the client: it becomes a message that comes back from JSON and from
// its sections as it went in, or it is refused with a reason.

#include "gateway/base/check.h"
#include "gateway/kinds/sections.h"
#include "gateway/rules/rules.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

namespace {

using gateway::base::check;
namespace kinds = gateway::kinds;

void come_back(const kinds::Message& message) {
  const auto again = kinds::parse_json(kinds::to_json(message));
  const auto* const same = std::get_if<kinds::Message>(&again);
  check(same != nullptr && same->document() == message.document(), "JSON gives the message back");
  const auto merged = kinds::merge(message.kind(), kinds::split(message), std::nullopt);
  check(std::holds_alternative<kinds::View>(merged), "sections give the message back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto parsed = kinds::parse_json(gateway::base::text_of({data, size}));
  if (const auto* const message = std::get_if<kinds::Message>(&parsed); message != nullptr) {
    come_back(*message);
  } else {
    const auto& rejection = std::get<kinds::Rejection>(parsed);
    check(rejection.unsupported || !rejection.violations.empty(), "a refusal has a reason");
  }
  gateway::rules::RuleContext context;
  context.protected_names = {"Tomasz Example"};
  context.known_identifiers = {"HFJX-26-0101"};
  context.protected_addresses = {"12 Placeholder Street"};
  const auto verdict = gateway::rules::examine(std::move(parsed), context);
  check(!verdict.message || verdict.violations.empty(), "what is passed on breaks no rule");
  return 0;
}
