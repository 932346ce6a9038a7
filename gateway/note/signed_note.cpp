#include "gateway/note/signed_note.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/base/text.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <set>
#include <utility>

namespace gateway::note {
namespace {

using base::ByteReader;
using base::ByteView;
using base::ByteWriter;
using base::ErrorCode;
using base::fail;

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // An em dash and a space.
constexpr std::size_t kCosignatureSize = 8 + crypto::Signature::kSize;

bool has_only_text(std::string_view bytes) {
  return base::is_valid_utf8(bytes) && std::ranges::none_of(bytes, [](char c) {
           return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F;
         });
}

base::Result<SignatureLine> parse_line(std::string_view line) {
  const auto bad = fail(ErrorCode::kMalformed, "a signature line is a dash, a name and base64");
  if (!line.starts_with(kDash)) return bad;
  line.remove_prefix(kDash.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos || !is_valid_key_name(line.substr(0, space))) return bad;
  const auto decoded = base::from_base64(line.substr(space + 1));
  if (!decoded || decoded->size() < 5) return bad;
  ByteReader in(*decoded);
  SignatureLine parsed;
  parsed.name = line.substr(0, space);
  parsed.id = in.number<std::uint32_t>();
  parsed.bytes = base::to_bytes(in.rest());
  return parsed;
}

std::string cosigned_text(std::uint64_t seconds, std::string_view text) {
  return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string(text);
}

// The time a line claims; 0 for a note signature. Empty when the line does not verify.
std::optional<std::uint64_t> verified_time(const SignedNote& note, const SignatureLine& line,
                                           const VerifierKey& key) {
  ByteReader in(line.bytes);
  std::uint64_t seconds = 0;
  if (key.type == KeyType::kCosignature) {
    if (line.bytes.size() != kCosignatureSize) return std::nullopt;
    seconds = in.number<std::uint64_t>();
    // 2^63 - 1 by the specification; less, so that milliseconds still fit.
    if (seconds > std::numeric_limits<std::uint64_t>::max() / 4000) return std::nullopt;
  }
  const auto signature = in.fixed<crypto::Signature>();
  if (!in.done()) return std::nullopt;
  const std::string text =
      key.type == KeyType::kCosignature ? cosigned_text(seconds, note.text) : note.text;
  if (!crypto::verify(key.key, base::bytes_of(text), signature)) return std::nullopt;
  return seconds;
}

enum class Standing { kAbsent, kGood, kBad };

struct Finding {
  Standing standing = Standing::kAbsent;
  std::uint64_t seconds = 0;
};

Finding find(const SignedNote& note, const VerifierKey& key) {
  Finding finding;
  for (const SignatureLine& line : note.signatures) {
    if (line.name != key.name || line.id != key.id) continue;
    const auto seconds = verified_time(note, line, key);
    if (!seconds) return {Standing::kBad, 0};
    finding = {Standing::kGood, std::max(finding.seconds, *seconds)};
  }
  return finding;
}

void add_signer(VerifiedNote& verified, const VerifierKey& key, base::Time time) {
  if (key.type == KeyType::kNote) {
    const auto same = std::ranges::find(verified.signers, key.key, &VerifierKey::key);
    if (same == verified.signers.end()) verified.signers.push_back(key);
    return;
  }
  const auto same = std::ranges::find_if(
      verified.cosignatures, [&](const auto& other) { return other.witness.key == key.key; });
  if (same == verified.cosignatures.end()) {
    verified.cosignatures.push_back({key, time});
  } else {
    same->time = std::max(same->time, time);
  }
}

void append(SignedNote& note, const VerifierKey& key, ByteView bytes) {
  note.signatures.push_back({key.name, key.id, base::to_bytes(bytes)});
}

}  // namespace

base::Result<SignedNote> parse_note(std::string_view bytes, std::size_t max_size) {
  const auto bad = fail(ErrorCode::kMalformed, "a note is a text, an empty line and signatures");
  if (bytes.size() > max_size) return fail(ErrorCode::kTooLarge, "the note is too large");
  const auto split = bytes.rfind("\n\n");
  if (split == std::string_view::npos || !bytes.ends_with('\n') || !has_only_text(bytes)) {
    return bad;
  }
  SignedNote note;
  note.text = bytes.substr(0, split + 1);
  std::string_view lines = bytes.substr(split + 2);
  if (lines.empty()) return bad;
  lines.remove_suffix(1);
  for (const std::string_view line : base::split(lines, '\n')) {
    if (note.signatures.size() == kMaxSignatures) {
      return fail(ErrorCode::kTooLarge, "the note has too many signatures");
    }
    auto parsed = parse_line(line);
    if (!parsed) return parsed.error();
    note.signatures.push_back(*std::move(parsed));
  }
  return note;
}

std::string to_text(const SignedNote& note) {
  std::string text = note.text + "\n";
  for (const SignatureLine& line : note.signatures) {
    ByteWriter bytes;
    bytes.number(line.id).raw(line.bytes);
    text += std::string(kDash) + line.name + " " + base::to_base64(bytes.bytes()) + "\n";
  }
  return text;
}

bool is_note_text(std::string_view text) { return text.ends_with('\n') && has_only_text(text); }

void sign(SignedNote& note, std::string_view name, const crypto::SigningKey& key) {
  base::check(is_note_text(note.text), "only the text of a note is signed");
  append(note, verifier_key(name, key.public_key()), key.sign(base::bytes_of(note.text)).bytes());
}

void cosign(SignedNote& note, std::string_view name, const crypto::SigningKey& key,
            base::Time time) {
  base::check(is_note_text(note.text), "only the text of a note is signed");
  const std::uint64_t seconds = base::unix_millis(time) / 1000;
  const std::string text = cosigned_text(seconds, note.text);
  ByteWriter bytes;
  bytes.number(seconds).raw(key.sign(base::bytes_of(text)).bytes());
  append(note, cosigner_key(name, key.public_key()), bytes.bytes());
}

bool is_signed_by(const SignedNote& note, const VerifierKey& key) {
  return find(note, key).standing == Standing::kGood;
}

std::optional<base::Time> cosigned_at(const SignedNote& note, const VerifierKey& key) {
  const Finding finding = find(note, key);
  if (key.type != KeyType::kCosignature || finding.standing != Standing::kGood) {
    return std::nullopt;
  }
  return base::from_unix_millis(finding.seconds * 1000);
}

base::Result<VerifiedNote> verify(const SignedNote& note, std::span<const VerifierKey> known) {
  VerifiedNote verified{note.text, {}, {}};
  for (const VerifierKey& key : known) {
    const Finding finding = find(note, key);
    if (finding.standing == Standing::kBad) {
      return fail(ErrorCode::kUnauthenticated, "a known key's signature does not verify");
    }
    if (finding.standing == Standing::kGood) {
      add_signer(verified, key, base::from_unix_millis(finding.seconds * 1000));
    }
  }
  if (verified.signers.empty() && verified.cosignatures.empty()) {
    return fail(ErrorCode::kUnauthenticated, "no known key signed the note");
  }
  return verified;
}

std::size_t count_signers(const SignedNote& note, std::span<const VerifierKey> keys) {
  std::set<crypto::PublicKey> signers;
  for (const VerifierKey& key : keys) {
    const Finding finding = find(note, key);
    if (finding.standing == Standing::kBad) return 0;
    if (finding.standing == Standing::kGood) signers.insert(key.key);
  }
  return signers.size();
}

}  // namespace gateway::note
