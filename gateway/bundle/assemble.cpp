#include "gateway/bundle/assemble.h"

#include "gateway/audit/proof.h"
#include "gateway/bundle/cover.h"
#include "gateway/bundle/verify_bundle.h"
#include "gateway/crypto/digest.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/root.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gateway::bundle {
namespace {

using base::Done;
using base::ErrorCode;
using base::fail;
using base::Result;

base::Bytes bytes_of(std::string_view text) { return base::to_bytes(base::bytes_of(text)); }

Result<Done> add_trust(const Ingredients& in, Files& files) {
  for (const std::string& text : in.roots) {
    const auto note = note::parse_note(text, directory::kMaxRootSize);
    if (!note) return note.error();
    const auto root = directory::parse_root(note->text);
    if (!root) return root.error();
    files[name_of(Part::kRoot, root->version)] = bytes_of(text);
  }
  std::string log_policy;
  for (const std::string& text : in.directories) {
    const auto note = note::parse_note(text, directory::kMaxDirectorySize);
    if (!note) return note.error();
    const auto directory = directory::Directory::from_text(note->text);
    if (!directory) return directory.error();
    const auto version = static_cast<std::uint32_t>(directory->version());
    files[name_of(Part::kDirectory, version)] = bytes_of(text);
    log_policy = directory::log_policy_text(directory->data().gateway);
  }
  files[name_of(Part::kLogPolicy)] = bytes_of(log_policy);
  std::uint32_t number = 0;
  for (const std::string& text : in.policies) {
    files[name_of(Part::kPolicy, ++number)] = bytes_of(text);
  }
  return Done{};
}

void add_message(const Ingredients& in, Files& files) {
  files[name_of(Part::kHead)] = in.parts.head;
  files[name_of(Part::kDigests)] = in.parts.digests;
  files[name_of(Part::kSignature)] = in.parts.signature;
  if (!in.parts.gateway_row.empty()) files[name_of(Part::kGatewayRow)] = in.parts.gateway_row;
  for (const auto& [index, row] : in.parts.rows) {
    files[name_of(Part::kRow, static_cast<std::uint32_t>(index))] = row;
  }
  for (const auto& [index, section] : in.parts.sections) {
    files[name_of(Part::kSealed, static_cast<std::uint32_t>(index))] = section;
  }
  for (const auto& [index, key] : in.content_keys) {
    files[name_of(Part::kKey, static_cast<std::uint32_t>(index))] = key;
  }
}

// In the order of the log: shards as the newest directory lists them, then entries by index.
Result<Done> add_proofs(const Ingredients& in, Files& files) {
  const auto policy = audit::LogPolicy::parse(base::text_of(files[name_of(Part::kLogPolicy)]));
  if (!policy) return policy.error();
  std::vector<std::tuple<std::size_t, std::uint64_t, std::string_view>> sorted;
  for (const std::string& text : in.proofs) {
    const auto proof = audit::verify_leaf_proof(text, *policy);
    if (!proof) return proof.error();
    const auto logs = policy->logs();
    const auto log = std::ranges::find(logs, proof->head.log.key, &note::VerifierKey::key);
    sorted.emplace_back(log - logs.begin(), proof->index, text);
  }
  std::ranges::sort(sorted);
  std::uint32_t number = 0;
  for (const auto& [log, index, text] : sorted) {
    files[name_of(Part::kProof, ++number)] = bytes_of(text);
  }
  number = 0;
  for (const envelope::SignedReceipt& receipt : in.receipts) {
    files[name_of(Part::kReceipt, ++number)] = receipt.receipt;
    files[name_of(Part::kReceiptSignature, number)] = receipt.signature;
  }
  return Done{};
}

void sign_list(Manifest manifest, const crypto::SigningKey& key, Files& files) {
  manifest.files = list_files(files);
  note::SignedNote note{to_text(manifest), {}};
  note::sign(note, signer_name(manifest), key);
  files[name_of(Part::kManifest)] = bytes_of(note::to_text(note));
}

}  // namespace

Result<Files> assemble(const Ingredients& ingredients, const crypto::SigningKey& key,
                       const PrintCover& print) {
  Files files;
  if (const auto added = add_trust(ingredients, files); !added) return added.error();
  add_message(ingredients, files);
  if (const auto added = add_proofs(ingredients, files); !added) return added.error();
  files[name_of(Part::kReadme)] = bytes_of(readme());

  // The cover is written from what a verifier finds in everything else.
  sign_list(ingredients.manifest, key, files);
  const Story story = verify_bundle(files, {}).story;
  if (story.directories.empty() || !story.message) {
    return fail(ErrorCode::kUnauthenticated, "the notes of the trustees do not hold");
  }
  const page::Document cover = cover_of(story);
  files[name_of(Part::kCoverText)] = bytes_of(page::to_text(cover));
  auto printed = print(cover);
  if (!printed) return printed.error();
  files[name_of(Part::kCoverPdf)] = *std::move(printed);
  sign_list(ingredients.manifest, key, files);
  return files;
}

base::Digest export_subject(const Files& files) {
  return crypto::sha256(files.at(name_of(Part::kManifest)));
}

}  // namespace gateway::bundle
