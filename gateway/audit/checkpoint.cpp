#include "gateway/audit/checkpoint.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/crypto/merkle_tree.h"

#include <algorithm>
#include <vector>

namespace gateway::audit {
namespace {

using base::ErrorCode;
using base::fail;

}  // namespace

std::string to_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         base::to_base64(checkpoint.root.bytes()) + "\n";
}

base::Result<Checkpoint> parse_checkpoint(std::string_view text, ExtensionLines extensions) {
  if (!text.ends_with('\n')) return fail(ErrorCode::kMalformed, "a checkpoint ends with a newline");
  text.remove_suffix(1);
  const auto lines = base::split(text, '\n');
  const bool has_empty =
      std::ranges::any_of(lines, [](std::string_view line) { return line.empty(); });
  if (lines.size() < 3 || has_empty) {
    return fail(ErrorCode::kMalformed, "a checkpoint has three lines");
  }
  if (!note::is_valid_key_name(lines[0])) {
    return fail(ErrorCode::kMalformed, "an origin is a key name");
  }
  const auto size = base::parse_decimal(lines[1]);
  if (!size) return fail(ErrorCode::kMalformed, "a tree size is a decimal number");
  const auto root = base::from_base64(lines[2]);
  if (!root || root->size() != crypto::Digest::kSize) {
    return fail(ErrorCode::kMalformed, "a root is base64 of 32 bytes");
  }
  if (lines.size() > 3 && extensions == ExtensionLines::kRefuse) {
    return fail(ErrorCode::kUnsupported, "a checkpoint has extension lines");
  }
  return Checkpoint{std::string(lines[0]), *size, *crypto::Digest::from(*root)};
}

note::SignedNote sign_checkpoint(const Checkpoint& checkpoint, const crypto::SigningKey& log) {
  note::SignedNote note{to_text(checkpoint), {}};
  note::sign(note, checkpoint.origin, log);
  return note;
}

base::Result<Checkpoint> verify_checkpoint(std::string_view note, const note::VerifierKey& log) {
  const auto parsed = note::parse_note(note, kMaxCheckpoint);
  if (!parsed) return parsed.error();
  if (log.type != note::KeyType::kNote || !note::is_signed_by(*parsed, log)) {
    return fail(ErrorCode::kUnauthenticated, "the log did not sign the checkpoint");
  }
  auto checkpoint = parse_checkpoint(parsed->text);
  if (checkpoint && checkpoint->origin != log.name) {
    return fail(ErrorCode::kUnauthenticated, "a checkpoint's origin is not the name of its key");
  }
  return checkpoint;
}

Succession compare(const Checkpoint& known, const Checkpoint& offered,
                   std::span<const crypto::Digest> path) {
  if (known.origin != offered.origin) return Succession::kForked;
  if (known.size == offered.size) {
    return known.root == offered.root ? Succession::kSame : Succession::kForked;
  }
  if (offered.size < known.size) return Succession::kShorter;
  const bool holds = known.size == 0 ? known.root == crypto::merkle_root({})
                                     : crypto::verify_consistency(known.size, known.root,
                                                                  offered.size, offered.root, path);
  return holds ? Succession::kExtends : Succession::kForked;
}

}  // namespace gateway::audit
