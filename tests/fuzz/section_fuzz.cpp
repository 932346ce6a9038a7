// Section bytes as a peer may have sealed them. First byte: which kind; second: which of its
// sections.

#include "gateway/base/check.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/sections.h"
#include "gateway/rules/rules.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace kinds = gateway::kinds;
  using gateway::model::Kind;
  constexpr std::array kKinds{Kind::kTipIntake,         Kind::kIntelReport,
                              Kind::kIntelAck,          Kind::kConsentRecord,
                              Kind::kAftercareReferral, Kind::kAftercareResponse};
  if (size < 2) return 0;
  const Kind kind = kKinds[data[0] % kKinds.size()];
  const auto sections = kinds::sections_of(kind);
  const auto section = sections[data[1] % sections.size()];
  const gateway::base::ByteView bytes(data + 2, size - 2);
  const auto reader = kinds::Recipient{*gateway::model::PartnerName::parse("hfj"),
                                       kinds::receivers_of(kind).front()};
  for (const bool with_reader : {false, true}) {
    const auto merged = kinds::merge(kind, {{section, gateway::base::to_bytes(bytes)}},
                                     with_reader ? std::optional(reader) : std::nullopt);
    if (const auto* const view = std::get_if<kinds::View>(&merged); view != nullptr) {
      (void)kinds::to_json(view->document());
      (void)gateway::rules::check_for_recipient(view->content(), reader, {});
    } else {
      gateway::base::check(!std::get<kinds::Violations>(merged).empty(), "a refusal has a reason");
    }
  }
  return 0;
}
