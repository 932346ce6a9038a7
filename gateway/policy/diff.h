#pragma once

#include "gateway/policy/access.h"
#include "gateway/policy/policy_set.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

// What changes when other texts come into force: who gains and who loses which section of which
// kind, and what became of agreements and adoptions.

namespace gateway::policy {

enum class ChangeKind : std::uint8_t {
  kLoses = 1,
  kGains = 2,
  kChanges = 3,  ///< Still given, on other terms.
};

/// On what terms a permit gives something. Two that read the same are the same; the order of what
/// stands in them and the names of rules do not count.
struct Terms {
  std::string when;              ///< In the words of the language, sorted; "" for always.
  std::set<std::string> guards;  ///< Forbids that may stand in the way, each in words.
  Treatment treatment = Treatment::kNone;
  model::SectionMode mode = model::SectionMode::kNone;
  Period period;
  Obligations promises;

  friend bool operator==(const Terms&, const Terms&) = default;
};

/// One change of who gets what. All of `from` x `to` x `sections` x `purposes` change alike.
struct AccessChange {
  ChangeKind change = ChangeKind::kLoses;
  model::PartnerName text;  ///< Whose text says so.
  model::Kind kind = model::Kind::kNone;
  EnumSet<model::Section> sections;
  std::vector<Party> from;
  std::vector<Party> to;
  EnumSet<model::Purpose> purposes;
  std::optional<Terms> before;     ///< Unless it is gained.
  std::optional<Terms> after;      ///< Unless it is lost.
  std::vector<std::string> rules;  ///< Of the newer text, or of the older one for what is lost.
};

/// One change of an agreement, an adoption or a text of a partner's own. Absent before: added;
/// absent after: removed.
struct PaperChange {
  std::string what;  ///< "agreement ISA-1 until", "pol-eastmere adopts", "policy of pol-northvale"
  std::optional<std::string> before;
  std::optional<std::string> after;
  friend bool operator==(const PaperChange&, const PaperChange&) = default;
};

struct PolicyDiff {
  std::vector<PaperChange> papers;     ///< In the order of `what`.
  std::vector<AccessChange> accesses;  ///< By text, kind and change.
  [[nodiscard]] bool empty() const { return papers.empty() && accesses.empty(); }
};

/// Empty when both say the same, in whatever order, layout and names of rules; then every decision
/// gives the same sections under both, in the same shape and mode, with the same promises. Pure.
[[nodiscard]] PolicyDiff diff(const PolicySet& before, const PolicySet& after);

}  // namespace gateway::policy
