#pragma once

#include "gateway/audit/checkpoint.h"
#include "gateway/base/result.h"
#include "gateway/note/signed_note.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Whom to believe about a log: C2SP tlog-policy.

namespace gateway::audit {

/// Bytes of a policy text, and its logs, witnesses and groups, at most.
inline constexpr std::size_t kMaxPolicy = std::size_t{64} * 1024;
inline constexpr std::size_t kMaxPolicyNames = 64;

/// Known logs, known witnesses, and how many of the witnesses must have cosigned.
class LogPolicy {
 public:
  /// Strict: every line ends with a newline, words and names as the format has them, names defined
  /// before they are used and a member of one group at most, exactly one quorum; a key is a log's
  /// or a witness's and stands there once. At least one log. `bad_line`, counted from 1, says
  /// where.
  static base::Result<LogPolicy> parse(std::string_view text, std::size_t* bad_line = nullptr);

  [[nodiscard]] std::span<const note::VerifierKey> logs() const { return logs_; }
  [[nodiscard]] std::span<const note::VerifierKey> witnesses() const { return witnesses_; }

  /// Whether those who cosigned are enough; with "quorum none" nobody is needed.
  [[nodiscard]] bool is_quorum(std::span<const note::Cosignature> cosignatures) const;

 private:
  friend class PolicyReader;

  // A witness or a group; `members` are numbers of earlier ones.
  struct Voter {
    std::string name;
    std::optional<crypto::PublicKey> witness;
    std::size_t threshold = 0;
    std::vector<std::size_t> members;
  };

  LogPolicy() = default;

  std::vector<note::VerifierKey> logs_;
  std::vector<note::VerifierKey> witnesses_;
  std::vector<Voter> voters_;
  std::optional<std::size_t> quorum_;  // Nothing: "quorum none".
};

/// A policy for one log. The quorum is none without witnesses (a training network), 1 of one or
/// two, 2 of three and more. `log` is of type kNote, the witnesses are of type kCosignature.
std::string policy_text(const note::VerifierKey& log, std::span<const note::VerifierKey> witnesses);

/// A head a known log signed, with the known witnesses who cosigned it.
struct VerifiedHead {
  Checkpoint checkpoint;
  note::VerifierKey log;
  std::vector<note::Cosignature> cosignatures;
  bool is_witnessed =
      false;  ///< The policy's quorum is there. Without it a second history is easy.
};

/// kUnauthenticated unless a known log signed under the checkpoint's origin, or when a signature of
/// any known log or witness does not verify. A missing quorum is no error here: look at
/// `is_witnessed`.
base::Result<VerifiedHead> verify_head(std::string_view note, const LogPolicy& policy,
                                       ExtensionLines extensions = ExtensionLines::kRefuse);

}  // namespace gateway::audit
