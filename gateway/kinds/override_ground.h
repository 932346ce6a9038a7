#pragma once

#include "gateway/model/kind.h"
#include "gateway/model/legal.h"
#include "gateway/model/section.h"

#include <string_view>

namespace gateway::kinds {

/// The first ground named in the basis of an override on which consent may be overridden: in
/// "9.2.c/9.2.g-18" it is 9.2.c. kNone when there is none.
model::LegalBasis override_ground(std::string_view basis);

/// The section that the reason for an override lies in; where the kind holds the reason back, the
/// one of its basis. kNone for a kind without schema.
model::Section reason_section(model::Kind kind);

}  // namespace gateway::kinds
