#pragma once

#include "gateway/base/bytes.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/message.h"
#include "gateway/kinds/value.h"

#include <optional>

namespace gateway::kinds {

/// The flat bytes of one section of a document. What lies elsewhere is left out.
base::Bytes encode_section(const FieldMap& map, model::Section section, const Value& document);

/// The part of a document that the bytes hold; nothing, and at least one violation, when anything
/// about them is wrong.
std::optional<Value> decode_section(const FieldMap& map, model::Section section,
                                    base::ByteView bytes, Violations& violations);

}  // namespace gateway::kinds
