#include "gateway/crypto/batch_signature.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/crypto/merkle_tree.h"

#include <optional>
#include <utility>

namespace gateway::crypto {
namespace {

using Blind = decltype(BatchSignature::blind);

Digest blinded_leaf(const Digest& digest, const Blind& blind) {
  return leaf_hash(base::ByteWriter().raw(digest.bytes()).raw(blind.bytes()).bytes());
}

bool is_well_formed(const BatchSignature& signature) {
  return signature.size > 0 && signature.size <= kMaxBatch && signature.index < signature.size &&
         signature.path.size() == inclusion_path_size(signature.index, signature.size);
}

}  // namespace

base::Bytes encode(const BatchSignature& signature) {
  base::check(is_well_formed(signature), "a batch signature is well formed when it is written");
  base::ByteWriter out;
  out.number(signature.size).number(signature.index).raw(signature.blind.bytes());
  out.number(static_cast<std::uint8_t>(signature.path.size()));
  for (const Digest& hash : signature.path) out.raw(hash.bytes());
  return std::move(out.raw(signature.signature.bytes())).bytes();
}

base::Result<BatchSignature> decode_batch_signature(base::ByteView bytes) {
  base::ByteReader in(bytes);
  BatchSignature signature;
  signature.size = in.number<std::uint16_t>();
  signature.index = in.number<std::uint16_t>();
  signature.blind = in.fixed<Blind>();
  const auto path_size = in.number<std::uint8_t>();
  for (std::size_t i = 0; i < path_size && in.good(); ++i) {
    signature.path.push_back(in.fixed<Digest>());
  }
  signature.signature = in.fixed<Signature>();
  if (!in.done() || !is_well_formed(signature)) {
    return base::fail(base::ErrorCode::kMalformed, "not a batch signature");
  }
  return signature;
}

std::string batch_text(std::string_view context, std::uint16_t size, const Digest& root) {
  std::string text(context);
  text += "\nsize " + std::to_string(size);
  text += "\nroot " + base::to_base64(root.bytes()) + "\n";
  return text;
}

std::vector<BatchSignature> sign_batch(const SigningKey& key, std::string_view context,
                                       std::span<const Digest> digests, Random& random) {
  base::check(!digests.empty() && digests.size() <= kMaxBatch, "a batch has 1 to 256 members");
  const auto size = static_cast<std::uint16_t>(digests.size());
  std::vector<BatchSignature> signatures(size);
  std::vector<Digest> leaves;
  leaves.reserve(size);
  for (std::uint16_t i = 0; i < size; ++i) {
    signatures[i].size = size;
    signatures[i].index = i;
    signatures[i].blind = random_fixed<Blind>(random);
    leaves.push_back(blinded_leaf(digests[i], signatures[i].blind));
  }
  const MerkleTree tree(std::move(leaves));
  const Signature signature = key.sign(base::bytes_of(batch_text(context, size, tree.root())));
  for (BatchSignature& member : signatures) {
    member.path = tree.path(member.index);
    member.signature = signature;
  }
  return signatures;
}

Digest batch_root(const Digest& digest, const BatchSignature& signature) {
  const Digest leaf = blinded_leaf(digest, signature.blind);
  return root_of_path(leaf, signature.index, signature.size, signature.path).value_or(Digest());
}

bool verify_batch(const PublicKey& signer, std::string_view context, const Digest& digest,
                  const BatchSignature& signature) {
  if (!is_well_formed(signature)) return false;
  const std::string text = batch_text(context, signature.size, batch_root(digest, signature));
  return verify(signer, base::bytes_of(text), signature.signature);
}

}  // namespace gateway::crypto
