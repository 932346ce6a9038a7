#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/bundle/assemble.h"
#include "gateway/client/desk.h"
#include "gateway/client/held.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gateway::client {

/// What a unit decides to show a third person of one envelope.
struct Disclosure {
  std::set<std::size_t> rows;           ///< By index; those that `Held` has.
  std::set<std::size_t> sections;       ///< By index.
  std::vector<std::string> log_proofs;  ///< From a copy of the log, besides those kept.
  /// When it is made; nothing in a training network, whose clock is that of its messages: then when
  /// the last thing happened that it tells of.
  std::optional<base::Time> made;
};

/// What the unit has that goes into the bundle, and nothing besides: proofs and receipts about rows
/// that are not shown stay out. kNotFound when a section cannot be disclosed, because the unit has
/// no ciphertext or kept no key of it; kMalformed or kUnauthenticated for kept files that are
/// damaged.
base::Result<bundle::Ingredients> ingredients_of(Desk& desk, const Held& held,
                                                 const Disclosure& disclosure);

/// The hash of the first root note that this unit trusts.
base::Digest pinned_root(const Desk& desk);

}  // namespace gateway::client
