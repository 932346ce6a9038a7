#pragma once

#include "gateway/directory/entry.h"
#include "gateway/directory/root.h"
#include "gateway/note/signed_note.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What trustees sign, seen as texts: which kind it is, and what differs between two of a kind.

namespace gateway::cli {

/// Kinds of text that trustees sign.
enum class PaperKind : std::uint8_t {
  kUnknown = 0,  ///< Nothing that a trustee's key may sign.
  kRoot,
  kDirectory,
  kFreeze,
  kPolicy,
  kApproval,
  kBreakGlass,
  kReview,
};
std::string_view to_text(PaperKind kind);
/// By its strict reader: a text that would be refused later is kUnknown.
PaperKind kind_of(std::string_view text);

/// Everything a paper says, each thing by its place ("partner hfj unit legal roles").
using Flat = std::map<std::string, std::string>;
Flat flatten(const directory::Root& root);
Flat flatten(const directory::DirectoryData& data);

/// One difference. Absent before: added. Absent after: removed.
struct Change {
  std::string place;
  std::optional<std::string> before;
  std::optional<std::string> after;
};
/// In the order of places.
std::vector<Change> changes_between(const Flat& before, const Flat& after);

}  // namespace gateway::cli
