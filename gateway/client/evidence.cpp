#include "gateway/client/evidence.h"

#include "gateway/audit/proof.h"
#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"
#include "gateway/client/files.h"
#include "gateway/crypto/aead.h"
#include "gateway/crypto/merkle_tree.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace gateway::client {
namespace {

using base::ErrorCode;
using base::fail;
using envelope::kContentKeySize;

constexpr std::string_view kMagic = "SCK1";
constexpr std::size_t kNonceSize = 24;
constexpr std::size_t kKeyEntry = 1 + kContentKeySize;
constexpr std::size_t kMaxKeysFile = 4096;
constexpr std::size_t kMaxReceipt = 65536;

std::string name_of(std::span<const std::uint8_t> hash) { return base::to_hex(hash.first(8)); }

base::Bytes aad_of(const model::EnvelopeId& envelope) {
  return base::ByteWriter().text("safeconduct kept keys v1").raw(envelope.bytes()).bytes();
}

}  // namespace

std::filesystem::path EvidenceFolder::folder_of(const model::EnvelopeId& envelope) const {
  return folder_ / base::to_hex(envelope.bytes());
}

base::Result<base::Done> EvidenceFolder::keep_proof(const model::EnvelopeId& envelope,
                                                    std::string_view text) const {
  const auto proof = audit::parse_proof(text);
  if (!proof) return proof.error();
  const auto evidence = audit::parse_evidence(proof->extra);
  if (!evidence) return evidence.error();
  const base::Digest hash = crypto::leaf_hash(audit::encode(evidence->leaf));
  return write_durably(folder_of(envelope) / (name_of(hash.bytes()) + ".tlog-proof"),
                       base::bytes_of(text));
}

base::Result<base::Done> EvidenceFolder::keep_receipt(
    const model::EnvelopeId& envelope, const envelope::SignedReceipt& receipt) const {
  const auto file =
      folder_of(envelope) / name_of(envelope::receipt_digest(receipt.receipt).bytes());
  const auto written = write_durably(file.string() + ".signature", receipt.signature);
  return written ? write_durably(file.string() + ".receipt", receipt.receipt) : written;
}

base::Result<base::Done> EvidenceFolder::keep_keys(const model::EnvelopeId& envelope, KeptKeys keys,
                                                   crypto::Random& random) const {
  if (key_ == nullptr || keys.empty()) return base::Done{};
  auto earlier = read_keys(envelope);
  if (!earlier) return earlier.error();
  keys.merge(*earlier);
  base::Bytes plain;
  for (const auto& [index, key] : keys) {
    plain.push_back(static_cast<std::uint8_t>(index));
    plain.insert(plain.end(), key.bytes().begin(), key.bytes().end());
  }
  std::array<std::uint8_t, kNonceSize> nonce{};
  random.fill(nonce);
  base::Bytes sealed(plain.size() + crypto::kAeadTagSize);
  crypto::xchacha_seal(key_->bytes(), nonce, aad_of(envelope), plain, sealed);
  crypto::wipe(plain);
  return write_durably(folder_of(envelope) / "keys",
                       base::ByteWriter().text(kMagic).raw(nonce).raw(sealed).bytes());
}

base::Result<KeptKeys> EvidenceFolder::read_keys(const model::EnvelopeId& envelope) const {
  KeptKeys keys;
  const auto bytes = read_whole(folder_of(envelope) / "keys", kMaxKeysFile);
  if (!bytes || key_ == nullptr) return keys;
  const auto damaged = fail(ErrorCode::kUnauthenticated, "kept content keys do not open");
  base::ByteReader in(*bytes);
  const bool is_ours = base::text_of(in.raw(kMagic.size())) == kMagic;
  const base::ByteView nonce = in.raw(kNonceSize);
  const base::ByteView sealed = in.rest();
  if (!is_ours || !in.good() || sealed.size() < crypto::kAeadTagSize) return damaged;
  base::Bytes plain(sealed.size() - crypto::kAeadTagSize);
  const auto opened = crypto::xchacha_open(key_->bytes(), nonce.first<kNonceSize>(),
                                           aad_of(envelope), sealed, plain);
  if (!opened || plain.size() % kKeyEntry != 0) return damaged;
  for (std::size_t at = 0; at < plain.size(); at += kKeyEntry) {
    const auto key = base::ByteView(plain).subspan(at + 1).first<kContentKeySize>();
    keys.emplace(plain[at], crypto::SecretBytes<kContentKeySize>::copy_of(key));
  }
  crypto::wipe(plain);
  return keys;
}

base::Result<KeptEvidence> EvidenceFolder::read(const model::EnvelopeId& envelope) const {
  KeptEvidence kept;
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(envelope), failed)) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const auto& file : files) {
    if (file.extension() == ".tlog-proof") {
      const auto text = read_whole(file, audit::kMaxProof);
      if (!text) return fail(ErrorCode::kUnavailable, "a kept proof cannot be read");
      kept.proofs.emplace_back(base::text_of(*text));
    } else if (file.extension() == ".receipt") {
      auto signature_file = file;
      const auto receipt = read_whole(file, kMaxReceipt);
      const auto signature =
          read_whole(signature_file.replace_extension(".signature"), kMaxReceipt);
      if (!receipt || !signature) {
        return fail(ErrorCode::kUnavailable, "a kept receipt cannot be read");
      }
      kept.receipts.push_back({*receipt, *signature});
    }
  }
  auto keys = read_keys(envelope);
  if (!keys) return keys.error();
  kept.keys = *std::move(keys);
  return kept;
}

std::string proof_text(const LogGuard& log, const wire::LeafProof& proof) {
  const auto leaf = audit::parse_leaf(proof.leaf);
  if (!leaf) return "";
  return audit::to_text(
      {audit::encode(audit::Evidence{*leaf, {}}), proof.index, proof.path, log.checkpoint()});
}

KeptKeys drawn_keys(const envelope::DrawnKeys& drawn, std::size_t sections) {
  KeptKeys keys;
  for (std::size_t i = 0; i < sections; ++i) {
    const auto key = drawn.bytes().subspan(i * kContentKeySize).first<kContentKeySize>();
    keys.emplace(i, crypto::SecretBytes<kContentKeySize>::copy_of(key));
  }
  return keys;
}

}  // namespace gateway::client
