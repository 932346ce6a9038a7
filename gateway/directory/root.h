#pragma once

#include "gateway/base/enum_text.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/model/ids.h"
#include "gateway/note/signed_note.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::directory {

inline constexpr std::size_t kMaxRootSize = std::size_t{64} << 10U;
inline constexpr std::size_t kMaxTrustees = 64;

/// What trustees decide together. The numbers index thresholds: add at the end, never renumber.
enum class Action : std::uint8_t {
  kDirectory = 0,
  kPolicy = 1,
  kRoot = 2,
  kConfirmFreeze = 3,
  kBreakglass = 4,
};
inline constexpr std::array<base::EnumText<Action>, 5> kActionTexts{{
    {Action::kDirectory, "directory"},
    {Action::kPolicy, "policy"},
    {Action::kRoot, "root"},
    {Action::kConfirmFreeze, "confirm-freeze"},
    {Action::kBreakglass, "breakglass"},
}};

/// Who the trustees are and how many of them each action takes.
struct Root {
  std::uint32_t version = 0;
  std::optional<model::Digest> previous;  ///< Hash of the version before; none for version 1.
  base::Time expires;                     ///< Whole seconds.
  std::array<std::uint32_t, kActionTexts.size()> thresholds{};  ///< By Action; each 1 to n - 1.
  std::vector<note::VerifierKey> trustees;

  [[nodiscard]] std::uint32_t threshold(Action action) const {
    return thresholds.at(static_cast<std::size_t>(action));
  }
  [[nodiscard]] bool is_expired(base::Time now) const { return now >= expires; }

  friend bool operator==(const Root&, const Root&) = default;
};

/// The text of a root note; trustees may be listed in any order.
std::string to_text(Root root);
/// Refuses (kMalformed) anything to_text would not have written, a threshold that is 0 or not below
/// the number of trustees, and a trustee key that is not admissible or is there twice.
base::Result<Root> parse_root(std::string_view text, std::size_t* bad_line = nullptr);

/// SHA-256 of a note's text without its signatures: two notes that differ only in who signed are
/// the same version.
model::Digest note_hash(const note::SignedNote& note);

/// The public keys of trustees that signed the note.
[[nodiscard]] std::set<crypto::PublicKey> trustees_who_signed(const Root& root,
                                                              const note::SignedNote& note);
/// How many distinct public keys of trustees signed the note. Not signatures, not names, not ids: a
/// key that signed twice, or under two names, is one.
[[nodiscard]] std::size_t count_trustees(const Root& root, const note::SignedNote& note);
[[nodiscard]] bool has_quorum(const Root& root, Action action, const note::SignedNote& note);

/// Names a set of signed policies, in their order: digest_of("safeconduct policy set v1", each note
/// with its signatures and its length before it).
model::Digest policy_digest(std::span<const std::string> notes);

}  // namespace gateway::directory
