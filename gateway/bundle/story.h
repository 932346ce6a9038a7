#pragma once

#include "gateway/audit/leaf.h"
#include "gateway/base/bytes.h"
#include "gateway/bundle/manifest.h"
#include "gateway/directory/chain.h"
#include "gateway/directory/directory.h"
#include "gateway/envelope/excerpt.h"
#include "gateway/envelope/receipt.h"
#include "gateway/envelope/rows.h"
#include "gateway/kinds/section_text.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gateway::bundle {

/// A leaf that a bundle proves, and where it stands.
struct Event {
  std::size_t log = 0;  ///< Position of its log in the directory.
  std::uint64_t index = 0;
  audit::Leaf leaf;
  std::optional<std::size_t> row;  ///< Of the message, when the leaf is about one.

  [[nodiscard]] std::pair<std::size_t, std::uint64_t> place() const { return {log, index}; }
};

/// What a bundle shows, as far as it was checked and holds.
struct Story {
  Manifest manifest;
  std::vector<directory::TrustedRoot> roots;                             ///< Oldest first.
  std::vector<std::shared_ptr<const directory::Directory>> directories;  ///< Oldest first.
  std::size_t policies = 0;
  base::Digest policy_digest;

  std::optional<envelope::Excerpt> message;
  std::optional<envelope::GatewayRow> gateway_row;
  std::map<std::size_t, envelope::Row> rows;                       ///< By index.
  std::map<std::size_t, std::vector<kinds::PlacedText>> sections;  ///< Disclosed, by index.
  std::vector<Event> events;                                       ///< In the order of the log.
  std::vector<envelope::Receipt> receipts;

  [[nodiscard]] const directory::Directory& directory() const { return *directories.back(); }
};

}  // namespace gateway::bundle
