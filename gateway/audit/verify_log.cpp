#include "gateway/audit/verify_log.h"

#include "gateway/audit/check_tiles.h"
#include "gateway/base/enum_text.h"
#include "gateway/crypto/merkle_tree.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace gateway::audit {
namespace {

using crypto::Digest;

constexpr std::string_view kEntriesPath = "tile/entries";

constexpr std::array<base::EnumText<Fault>, 17> kFaultTexts{{
    {Fault::kCheckpointMissing, "checkpoint missing"},
    {Fault::kCheckpointInvalid, "checkpoint invalid"},
    {Fault::kNotWitnessed, "not witnessed"},
    {Fault::kFileMissing, "file missing"},
    {Fault::kFileMalformed, "file malformed"},
    {Fault::kEntryDiffers, "entry differs from its hash"},
    {Fault::kTileDiffers, "hash differs from the tile below"},
    {Fault::kRootDiffers, "root differs from the checkpoint"},
    {Fault::kHeadForked, "history differs from an earlier head"},
    {Fault::kHeadLonger, "shorter than an earlier head"},
    {Fault::kHeadOfOtherLog, "earlier head is of another log"},
    {Fault::kLeafUnsupported, "leaf of unknown version or type"},
    {Fault::kLeafMalformed, "leaf malformed"},
    {Fault::kNoLogStart, "first leaf is not LOG_START"},
    {Fault::kLogStartAgain, "LOG_START again"},
    {Fault::kLeftoverDiffers, "outgrown file differs"},
    {Fault::kStopped, "stopped after too many findings"},
}};

// Follows the entries of a log in their order: the tree they make, the earlier heads on the way,
// and what each leaf is.
class EntryWalk {
 public:
  EntryWalk(const Checkpoint& head, const VerifyOptions& options, LogReport& report,
            TileCheck& check)
      : head_(head), options_(options), report_(report), check_(check) {}

  void take(const TileCheck::CheckedBundle& bundle) {
    for (const TileCheck::Entry& entry : bundle.entries) {
      if (!entry.hash) is_complete_ = false;
      if (!entry.bytes) continue;
      ++report_.entries;
      if (options_.format == EntryFormat::kLeaves) take_leaf(entry.index, *entry.bytes);
    }
    if (!is_complete_) return;
    const std::uint64_t after = frontier_.size() + bundle.entries.size();
    if (bundle.root && !has_earlier_within(frontier_.size(), after)) {
      frontier_.append_subtree(*bundle.root, std::countr_zero(kTileWidth));
      compare_earlier();
      return;
    }
    for (const TileCheck::Entry& entry : bundle.entries) {
      frontier_.append(*entry.hash);
      compare_earlier();
    }
  }

  // Of the heads as long as what was read.
  void compare_earlier() {
    for (const Checkpoint& head : options_.earlier) {
      if (head.size != frontier_.size() || head.origin != head_.origin) continue;
      if (head.root == frontier_.root()) continue;
      check_.add(Fault::kHeadForked, std::string(kEntriesPath), head.size);
    }
  }

  void compare_root() {
    if (is_complete_ && !check_.stopped() && frontier_.root() != head_.root) {
      check_.add(Fault::kRootDiffers, std::string(kEntriesPath), head_.size);
    }
  }

 private:
  [[nodiscard]] bool has_earlier_within(std::uint64_t begin, std::uint64_t end) const {
    return std::ranges::any_of(options_.earlier, [&](const Checkpoint& head) {
      return head.size > begin && head.size < end;
    });
  }

  void take_leaf(std::uint64_t index, base::ByteView bytes) {
    const auto leaf = parse_leaf(bytes);
    if (!leaf) {
      const bool is_unknown = leaf.error().code == base::ErrorCode::kUnsupported;
      if (is_unknown) ++report_.unsupported_leaves;
      add(is_unknown ? Fault::kLeafUnsupported : Fault::kLeafMalformed, index);
      return;
    }
    ++report_.leaves[leaf->type];
    const bool is_start = leaf->type == LeafType::kLogStart;
    if (index == 0 && !is_start) add(Fault::kNoLogStart, index);
    if (index != 0 && is_start) add(Fault::kLogStartAgain, index);
    if (options_.on_leaf) options_.on_leaf(index, *leaf);
  }

  void add(Fault fault, std::uint64_t index) {
    check_.add(fault, path_of(bundle_at(head_.size, index / kTileWidth)), index);
  }

  const Checkpoint& head_;
  const VerifyOptions& options_;
  LogReport& report_;
  TileCheck& check_;
  crypto::MerkleFrontier frontier_;
  bool is_complete_ = true;
};

// The checkpoint of the log, and in the report what is wrong with it. One that is not believed may
// still be compared with the files.
std::optional<Checkpoint> read_head(const FetchFile& fetch, const LogPolicy& policy,
                                    LogReport& report) {
  const std::string path(kCheckpointPath);
  const auto bytes = fetch(path);
  if (!bytes) {
    report.findings.push_back({Fault::kCheckpointMissing, path, 0});
    return std::nullopt;
  }
  const std::string_view text = base::text_of(*bytes);
  auto head = verify_head(text, policy);
  if (head) {
    report.head = *std::move(head);
    if (!report.head->is_witnessed) report.findings.push_back({Fault::kNotWitnessed, path, 0});
    return report.head->checkpoint;
  }
  report.findings.push_back({Fault::kCheckpointInvalid, path, 0});
  const auto note = note::parse_note(text, kMaxCheckpoint);
  if (!note) return std::nullopt;
  const auto unbelieved = parse_checkpoint(note->text, ExtensionLines::kIgnore);
  return unbelieved ? std::optional(*unbelieved) : std::nullopt;
}

void compare_sizes(const Checkpoint& head, const std::vector<Checkpoint>& earlier,
                   TileCheck& check) {
  for (const Checkpoint& known : earlier) {
    if (known.origin != head.origin) {
      check.add(Fault::kHeadOfOtherLog, "", known.size);
    } else if (known.size > head.size) {
      check.add(Fault::kHeadLonger, std::string(kCheckpointPath), known.size);
    }
  }
}

}  // namespace

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFail:
      return "FAIL";
    case Verdict::kIndeterminate:
      return "INDETERMINATE";
    case Verdict::kPass:
      return "PASS";
  }
  return "FAIL";
}

std::string_view to_text(Fault fault) { return base::text_in(kFaultTexts, fault); }

Verdict verdict_of(Fault fault) {
  switch (fault) {
    case Fault::kCheckpointMissing:
    case Fault::kNotWitnessed:
    case Fault::kFileMissing:
    case Fault::kHeadOfOtherLog:
    case Fault::kLeafUnsupported:
    case Fault::kStopped:
      return Verdict::kIndeterminate;
    case Fault::kCheckpointInvalid:
    case Fault::kFileMalformed:
    case Fault::kEntryDiffers:
    case Fault::kTileDiffers:
    case Fault::kRootDiffers:
    case Fault::kHeadForked:
    case Fault::kHeadLonger:
    case Fault::kLeafMalformed:
    case Fault::kNoLogStart:
    case Fault::kLogStartAgain:
    case Fault::kLeftoverDiffers:
      return Verdict::kFail;
  }
  return Verdict::kFail;
}

LogReport verify_log(const FetchFile& fetch, const LogPolicy& policy,
                     const VerifyOptions& options) {
  LogReport report;
  if (const auto head = read_head(fetch, policy, report)) {
    TileCheck check(fetch, head->size, report.findings);
    compare_sizes(*head, options.earlier, check);
    EntryWalk walk(*head, options, report, check);
    walk.compare_earlier();
    check.check_entries(0, [&](const TileCheck::CheckedBundle& bundle) { walk.take(bundle); });
    walk.compare_root();
    check.check_upper_tiles(0);
    check.check_root(head->root);
    for (const std::string& file : options.files) check.check_leftover(file);
  }
  report.verdict = Verdict::kPass;
  for (const Finding& finding : report.findings) {
    report.verdict = std::min(report.verdict, verdict_of(finding.fault));
  }
  return report;
}

std::vector<Finding> verify_growth(const FetchFile& fetch, std::uint64_t from,
                                   const Checkpoint& head) {
  std::vector<Finding> findings;
  TileCheck check(fetch, head.size, findings);
  check.check_entries(from, [](const TileCheck::CheckedBundle&) {});
  check.check_upper_tiles(from);
  check.check_root(head.root);
  return findings;
}

}  // namespace gateway::audit
