#pragma once

#include "gateway/model/kind.h"

#include <span>

#include <capnp/schema.h>

namespace gateway::kinds {

/// A kind with a schema: a row in registry.cpp, a map in schemas/field_map and a struct in schemas/
/// are all it takes.
struct Registered {
  model::Kind kind;
  capnp::StructSchema schema;  ///< {present, nulls, envelope, body}
};

std::span<const Registered> registered_kinds();

/// Null for a kind without schema.
const Registered* find_registered(model::Kind kind);

}  // namespace gateway::kinds
