#include "gateway/audit/proof.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"
#include "gateway/crypto/merkle_tree.h"
#include "gateway/note/signed_note.h"

#include <utility>

namespace gateway::audit {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";
constexpr std::size_t kMaxPath = 64;

// Takes lines off the front of a text.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // The next line without its end; nothing when there is no whole line left.
  std::optional<std::string_view> next() {
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

base::Result<std::vector<crypto::Digest>> parse_path(Lines& lines) {
  std::vector<crypto::Digest> path;
  for (auto line = lines.next(); line; line = lines.next()) {
    if (line->empty()) return path;
    if (path.size() == kMaxPath) return fail(ErrorCode::kTooLarge, "a proof's path is too long");
    const auto hash = base::from_base64(*line);
    if (!hash || hash->size() != crypto::Digest::kSize) {
      return fail(ErrorCode::kMalformed, "a proof's path is base64 of hashes");
    }
    path.push_back(*crypto::Digest::from(*hash));
  }
  return fail(ErrorCode::kMalformed, "a proof has an empty line before its checkpoint");
}

base::Result<base::Bytes> parse_extra(std::string_view line) {
  auto extra = base::from_base64(line.substr(kExtra.size()));
  if (!extra || extra->empty()) {
    return fail(ErrorCode::kMalformed, "a proof's extra data is base64");
  }
  if (extra->size() > kMaxProofExtra) {
    return fail(ErrorCode::kTooLarge, "a proof's extra data is too large");
  }
  return extra;
}

}  // namespace

std::string to_text(const LogProof& proof) {
  std::string text = std::string(kFirstLine) + "\n";
  if (!proof.extra.empty()) {
    text.append(kExtra).append(base::to_base64(proof.extra)).append("\n");
  }
  text.append(kIndex).append(std::to_string(proof.index)).append("\n");
  for (const crypto::Digest& hash : proof.path) {
    text.append(base::to_base64(hash.bytes())).append("\n");
  }
  return text + "\n" + proof.checkpoint;
}

base::Result<LogProof> parse_proof(std::string_view text) {
  if (text.size() > kMaxProof) return fail(ErrorCode::kTooLarge, "a proof is too large");
  Lines lines(text);
  const auto first = lines.next();
  auto line = lines.next();
  if (!first || !line) return fail(ErrorCode::kMalformed, "a proof is lines of text");
  if (*first != kFirstLine) return fail(ErrorCode::kUnsupported, "not a proof of version 1");
  LogProof proof;
  if (line->starts_with(kExtra)) {
    auto extra = parse_extra(*line);
    if (!extra) return extra.error();
    proof.extra = *std::move(extra);
    line = lines.next();
  }
  if (!line || !line->starts_with(kIndex)) {
    return fail(ErrorCode::kMalformed, "a proof has an index line");
  }
  const auto index = base::parse_decimal(line->substr(kIndex.size()));
  if (!index) return fail(ErrorCode::kMalformed, "a proof's index is a decimal number");
  proof.index = *index;
  auto path = parse_path(lines);
  if (!path) return path.error();
  proof.path = *std::move(path);
  const auto note = note::parse_note(lines.rest(), kMaxCheckpoint);
  if (!note) return note.error();
  const auto checkpoint = parse_checkpoint(note->text, ExtensionLines::kIgnore);
  if (!checkpoint) return checkpoint.error();
  proof.checkpoint = lines.rest();
  return proof;
}

base::Result<VerifiedHead> verify_proof(const LogProof& proof, base::ByteView entry,
                                        const LogPolicy& policy) {
  auto head = verify_head(proof.checkpoint, policy);
  if (!head) return head.error();
  if (!crypto::verify_inclusion(crypto::leaf_hash(entry), proof.index, head->checkpoint.size,
                                proof.path, head->checkpoint.root)) {
    return fail(ErrorCode::kUnauthenticated, "the entry is not in the log at this index");
  }
  return head;
}

base::Bytes encode(const Evidence& evidence) {
  base::ByteWriter out;
  out.raw(encode(evidence.leaf)).number(static_cast<std::uint8_t>(evidence.opening ? 1 : 0));
  if (evidence.opening) out.raw(evidence.opening->key.bytes()).raw(evidence.opening->detail);
  return std::move(out).bytes();
}

base::Result<Evidence> parse_evidence(base::ByteView bytes) {
  base::ByteReader in(bytes);
  const auto leaf = parse_leaf(in.raw(kLeafSize));
  if (!leaf) return leaf.error();
  const auto has_opening = in.number<std::uint8_t>();
  if (has_opening > 1) return fail(ErrorCode::kMalformed, "evidence has an opening or has none");
  Evidence evidence{*leaf, std::nullopt};
  if (has_opening == 1) {
    const auto key = in.fixed<OpeningKey>();
    const base::ByteView detail = in.raw(in.rest().size());
    evidence.opening = Opening{key, base::to_bytes(detail)};
  }
  if (!in.done()) return fail(ErrorCode::kMalformed, "evidence has another size");
  if (evidence.opening &&
      commit_detail(evidence.opening->key, evidence.opening->detail) != leaf->detail) {
    return fail(ErrorCode::kUnauthenticated, "an opening does not belong to its leaf");
  }
  return evidence;
}

base::Result<VerifiedLeaf> verify_leaf_proof(std::string_view text, const LogPolicy& policy) {
  const auto proof = parse_proof(text);
  if (!proof) return proof.error();
  auto evidence = parse_evidence(proof->extra);
  if (!evidence) return evidence.error();
  auto head = verify_proof(*proof, encode(evidence->leaf), policy);
  if (!head) return head.error();
  return VerifiedLeaf{*std::move(evidence), proof->index, *std::move(head)};
}

}  // namespace gateway::audit
