#pragma once

#include "gateway/audit/checkpoint.h"
#include "gateway/audit/leaf.h"
#include "gateway/audit/log_policy.h"
#include "gateway/audit/log_reader.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A whole log recomputed from its entries: what an auditor's tool says about a folder of files.

namespace gateway::audit {

/// What a reader has to say about a log. The better one is the larger; zero is the worst.
enum class Verdict : std::uint8_t {
  kFail = 0,           ///< The log contradicts itself, its signatures or an earlier head.
  kIndeterminate = 1,  ///< Something is missing, not yet witnessed, or unknown to this version.
  kPass = 2,
};

enum class Fault : std::uint8_t {
  kCheckpointMissing = 1,
  kCheckpointInvalid,  ///< Malformed, or not signed by a known log; or a known signature is bad.
  kNotWitnessed,       ///< The policy's quorum of witnesses has not cosigned.
  kFileMissing,
  kFileMalformed,    ///< A tile or bundle does not hold what its name says.
  kEntryDiffers,     ///< Entry `index` is not what its hash at level 0 was made of.
  kTileDiffers,      ///< Hash `index` of a tile's level is not the root of the full tile below.
  kRootDiffers,      ///< Tiles, or entries, do not lead to the root of the checkpoint.
  kHeadForked,       ///< At the size `index` the log had another root than an earlier head says.
  kHeadLonger,       ///< An earlier head is longer: entries were taken away.
  kHeadOfOtherLog,   ///< An earlier head has another origin and proves nothing.
  kLeafUnsupported,  ///< Leaf `index` has a version or type this program does not know.
  kLeafMalformed,
  kNoLogStart,       ///< Leaf 0 is not LOG_START.
  kLogStartAgain,    ///< Leaf `index` is a second LOG_START.
  kLeftoverDiffers,  ///< A partial file that was outgrown holds something else at `index`.
  kStopped,          ///< More was wrong than is worth listing; the rest was not looked at.
};
std::string_view to_text(Verdict verdict);  ///< "PASS", "FAIL", "INDETERMINATE"
std::string_view to_text(Fault fault);
Verdict verdict_of(Fault fault);

struct Finding {
  Fault fault = Fault::kStopped;
  std::string file;         ///< Below the log's folder; may be empty.
  std::uint64_t index = 0;  ///< Of an entry, a hash or a size, as the fault says.

  friend bool operator==(const Finding&, const Finding&) = default;
};
inline constexpr std::size_t kMaxFindings = 1000;

/// What the entries of a log are. Zero is ours.
enum class EntryFormat : std::uint8_t { kLeaves = 0, kOpaque = 1 };

struct VerifyOptions {
  EntryFormat format = EntryFormat::kLeaves;
  /// Heads of this log that were believed before: the log must extend each.
  std::vector<Checkpoint> earlier;
  /// Names of files that are there: partial tiles and bundles that were outgrown are compared with
  /// what outgrew them. Others are passed over, like files of a log that has grown meanwhile.
  std::vector<std::string> files;
  /// Told every leaf that parses, in order, before anything is known about the whole. May be empty.
  std::function<void(std::uint64_t index, const Leaf& leaf)> on_leaf;
};

struct LogReport {
  Verdict verdict = Verdict::kFail;
  std::vector<Finding> findings;     ///< All that is wrong, at most kMaxFindings and kStopped.
  std::optional<VerifiedHead> head;  ///< Nothing when the checkpoint could not be believed.
  std::uint64_t entries = 0;         ///< How many were read.
  std::map<LeafType, std::uint64_t> leaves;
  std::uint64_t unsupported_leaves = 0;
};

/// Checks signatures and quorum of the checkpoint, every entry against its hash, every tile against
/// the tiles below, the root from the tiles and again from the entries, earlier heads, and that
/// every entry is a leaf. A checkpoint that is not believed is still compared with the files.
LogReport verify_log(const FetchFile& fetch, const LogPolicy& policy, const VerifyOptions& options);

/// The same for what was added since the log had `from` entries, without signatures: what a writer
/// reads back before it signs `head`. Empty when all is well.
std::vector<Finding> verify_growth(const FetchFile& fetch, std::uint64_t from,
                                   const Checkpoint& head);

}  // namespace gateway::audit
