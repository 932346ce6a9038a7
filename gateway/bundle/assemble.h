#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/bundle/layout.h"
#include "gateway/bundle/manifest.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/excerpt.h"
#include "gateway/envelope/receipt.h"
#include "gateway/page/document.h"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gateway::bundle {

/// What a bundle is made of.
struct Ingredients {
  Manifest manifest;             ///< Without its files.
  envelope::ExcerptParts parts;  ///< Rows and sections: those to be shown and disclosed.
  std::map<std::size_t, base::Bytes> content_keys;  ///< Of every section in `parts`.
  std::vector<std::string> roots;                   ///< Signed notes, oldest first.
  std::vector<std::string> directories;             ///< Signed notes, oldest first.
  std::vector<std::string> policies;                ///< Signed notes, in the order of their digest.
  std::vector<std::string> proofs;  ///< Texts with evidence, in any order; none twice.
  std::vector<envelope::SignedReceipt> receipts;
};

/// Prints the cover.
using PrintCover = std::function<base::Result<base::Bytes>(const page::Document& cover)>;

/// All files of the bundle, MANIFEST signed by `key`, which is the maker's. The same ingredients
/// give the same bytes. kMalformed for notes and proofs that do not read; whether it all holds is
/// for verify_bundle() to say. The cover tells of what holds, and nothing else.
base::Result<Files> assemble(const Ingredients& ingredients, const crypto::SigningKey& key,
                             const PrintCover& print);

/// What the EXPORT leaf of a bundle has as its subject; its MANIFEST is there.
base::Digest export_subject(const Files& files);

}  // namespace gateway::bundle
