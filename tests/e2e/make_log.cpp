#include "gateway/audit/checkpoint.h"
#include "gateway/audit/leaf.h"
#include "gateway/audit/tiles.h"
#include "gateway/audit/tree.h"
#include "gateway/config/key_file.h"
#include "gateway/crypto/key_text.h"
#include "gateway/crypto/merkle_tree.h"
#include "gateway/note/signed_note.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

using namespace gateway;  // NOLINT(google-build-using-namespace): one small program.

void write(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

// Writes a log of SIZE leaves, signed with the log key of a training network.
// Usage: make_log KEYFILE ORIGIN SIZE FOLDER
int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const auto secret = config::read_key_file(argv[1], crypto::KeyUse::kLog, "");
  const auto* const seed = std::get_if<crypto::SecretBytes<32>>(&secret);
  if (seed == nullptr) return 1;
  const auto key = crypto::SigningKey::from_seed(seed->bytes());
  const std::filesystem::path folder = argv[4];
  const std::uint64_t size = std::stoull(argv[3]);
  std::vector<audit::LeafBytes> leaves;
  audit::LogTree tree;
  for (std::uint64_t i = 0; i < size; ++i) {
    audit::Leaf leaf;
    leaf.type = i == 0 ? audit::LeafType::kLogStart : audit::LeafType::kHeartbeat;
    leaf.time = base::from_unix_millis(1'767'225'600'000 + i);
    leaves.push_back(audit::encode(leaf));
    tree.append(crypto::leaf_hash(leaves.back()));
  }
  const audit::Growth growth{0, size};
  for (const auto& file : audit::new_tiles(tree, growth)) {
    write(folder / file.path, base::text_of(file.bytes));
  }
  const auto entry = [&](std::uint64_t index) { return base::ByteView(leaves.at(index)); };
  for (const auto& file : audit::new_bundles(entry, growth)) {
    write(folder / file.path, base::text_of(file.bytes));
  }
  const audit::Checkpoint head{argv[2], size, tree.root()};
  write(folder / "checkpoint", note::to_text(audit::sign_checkpoint(head, *key)));
  return 0;
}
