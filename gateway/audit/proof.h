#pragma once

#include "gateway/audit/commitments.h"
#include "gateway/audit/leaf.h"
#include "gateway/audit/log_policy.h"
#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/digest.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Evidence that an entry is in a log, to be checked without a network: C2SP tlog-proof, version 1.

namespace gateway::audit {

/// Bytes of a proof text, and of the extra data in it, at most.
inline constexpr std::size_t kMaxProof = std::size_t{512} * 1024;
inline constexpr std::size_t kMaxProofExtra = std::size_t{64} * 1024;

/// A proof file of any log.
struct LogProof {
  base::Bytes extra;  ///< Not authenticated by itself. Empty: no such line.
  std::uint64_t index = 0;
  std::vector<crypto::Digest> path;  ///< From the leaf's sibling upwards, at most 64.
  std::string checkpoint;            ///< The signed note, as it came.

  friend bool operator==(const LogProof&, const LogProof&) = default;
};

std::string to_text(const LogProof& proof);
/// Accepts exactly what to_text produces around a signed checkpoint. Verifies nothing.
base::Result<LogProof> parse_proof(std::string_view text);

/// The head under which `entry` is proved to lie in a known log; kUnauthenticated when it is not.
base::Result<VerifiedHead> verify_proof(const LogProof& proof, base::ByteView entry,
                                        const LogPolicy& policy);

/// What makes a leaf's detail readable, for as long as its organisation keeps it.
struct Opening {
  OpeningKey key;
  base::Bytes detail;

  friend bool operator==(const Opening&, const Opening&) = default;
};

/// A leaf of ours, with its opening if the holder has it and wants it seen: the extra data that
/// makes a proof stand alone.
struct Evidence {
  Leaf leaf;
  std::optional<Opening> opening;

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// leaf (152) || 0, or leaf || 1 || key (32) || detail.
base::Bytes encode(const Evidence& evidence);
/// kUnauthenticated when the opening does not belong to the leaf.
base::Result<Evidence> parse_evidence(base::ByteView bytes);

struct VerifiedLeaf {
  Evidence evidence;
  std::uint64_t index = 0;
  VerifiedHead head;
};

/// A proof text that carries its own leaf, checked whole: evidence, path, checkpoint, signatures.
base::Result<VerifiedLeaf> verify_leaf_proof(std::string_view text, const LogPolicy& policy);

}  // namespace gateway::audit
