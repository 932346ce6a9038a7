#include "gateway/directory/root.h"

#include "gateway/base/byte_codec.h"
#include "gateway/crypto/digest.h"
#include "gateway/directory/lines.h"

#include <algorithm>
#include <set>
#include <utility>

namespace gateway::directory {
namespace {

constexpr std::string_view kRootFirstLine = "safeconduct-root/v1";

std::vector<note::VerifierKey> read_trustees(LineReader& reader) {
  std::vector<note::VerifierKey> trustees;
  std::set<crypto::PublicKey> keys;
  std::set<std::string> names;
  while (reader.at("trustee")) {
    const note::VerifierKey trustee = reader.line("trustee").verifier();
    if (!reader.good()) break;
    reader.require(keys.insert(trustee.key).second, "a trustee's key is there twice");
    reader.require(names.insert(trustee.name).second, "a trustee's name is there twice");
    trustees.push_back(trustee);
    if (trustees.size() > kMaxTrustees) {
      reader.fault(base::ErrorCode::kTooLarge, "there are too many trustees");
    }
  }
  return trustees;
}

}  // namespace

std::string to_text(Root root) {
  std::ranges::sort(root.trustees, {}, &note::VerifierKey::name);
  LineWriter writer(kRootFirstLine);
  writer.line("version").number(root.version);
  writer.line("previous").hash_or_none(root.previous);
  writer.line("expires").time(root.expires);
  for (const auto& row : kActionTexts) {
    writer.line("threshold").field(row.text).number(root.threshold(row.value));
  }
  for (const auto& trustee : root.trustees) writer.line("trustee").field(note::to_text(trustee));
  return std::move(writer).text();
}

base::Result<Root> parse_root(std::string_view text, std::size_t* bad_line) {
  LineReader reader(text, kRootFirstLine, kMaxRootSize);
  Root root;
  root.version = reader.line("version").number32();
  reader.require(root.version > 0, "versions begin at 1");
  root.previous = reader.line("previous").hash_or_none();
  reader.require(root.previous.has_value() == (root.version != 1),
                 "version 1 and no other has no previous");
  root.expires = reader.line("expires").time();
  for (const auto& row : kActionTexts) {
    const auto action = reader.line("threshold").word(kActionTexts);
    reader.require(action == row.value, "the thresholds are not in their order");
    root.thresholds.at(static_cast<std::size_t>(row.value)) = reader.number32();
  }
  root.trustees = read_trustees(reader);
  for (const std::uint32_t k : root.thresholds) {
    reader.require(k > 0, "a threshold is at least 1");
    reader.require(k < root.trustees.size(), "a threshold is below the number of trustees");
  }
  const auto finished = reader.finish(reader.good() ? to_text(root) : std::string(), bad_line);
  if (!finished) return finished.error();
  return root;
}

model::Digest note_hash(const note::SignedNote& note) {
  return crypto::sha256(base::bytes_of(note.text));
}

std::set<crypto::PublicKey> trustees_who_signed(const Root& root, const note::SignedNote& note) {
  std::set<crypto::PublicKey> signers;
  for (const auto& trustee : root.trustees) {
    if (note::is_signed_by(note, trustee)) signers.insert(trustee.key);
  }
  return signers;
}

std::size_t count_trustees(const Root& root, const note::SignedNote& note) {
  return trustees_who_signed(root, note).size();
}

bool has_quorum(const Root& root, Action action, const note::SignedNote& note) {
  const std::uint32_t k = root.threshold(action);
  return k > 0 && count_trustees(root, note) >= k;
}

model::Digest policy_digest(std::span<const std::string> notes) {
  base::ByteWriter all;
  for (const std::string& note : notes) all.sized(base::bytes_of(note));
  return crypto::digest_of("safeconduct policy set v1", {all.bytes()});
}

}  // namespace gateway::directory
