#include "gateway/base/text.h"
#include "gateway/crypto/merkle_tree.h"

#include "tests/unit/crypto/vectors.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using nlohmann::json;

// Nothing when a hash has not 32 bytes: no value of ours can hold it.
std::optional<Digest> digest_field(const json& base64) {
  const auto bytes = base::from_base64(base64.get<std::string>());
  if (!bytes) return std::nullopt;
  const auto digest = Digest::from(*bytes);
  if (!digest) return std::nullopt;
  return *digest;
}

std::optional<std::vector<Digest>> path_field(const json& list) {
  std::vector<Digest> path;
  if (list.is_null()) return path;
  for (const auto& entry : list) {
    const auto digest = digest_field(entry);
    if (!digest) return std::nullopt;
    path.push_back(*digest);
  }
  return path;
}

bool includes(const json& vector) {
  const auto root = digest_field(vector.at("root"));
  const auto leaf = digest_field(vector.at("leafHash"));
  const auto path = path_field(vector.at("proof"));
  return root && leaf && path &&
         verify_inclusion(*leaf, vector.at("leafIdx").get<std::uint64_t>(),
                          vector.at("treeSize").get<std::uint64_t>(), *path, *root);
}

bool is_consistent(const json& vector) {
  const auto old_root = digest_field(vector.at("root1"));
  const auto new_root = digest_field(vector.at("root2"));
  const auto path = path_field(vector.at("proof"));
  return old_root && new_root && path &&
         verify_consistency(vector.at("size1").get<std::uint64_t>(), *old_root,
                            vector.at("size2").get<std::uint64_t>(), *new_root, *path);
}

struct Tally {
  int agreed = 0;
  std::vector<std::string> disagreed;
};

Tally run(const std::string& folder, bool (*verifies)(const json&)) {
  Tally tally;
  const auto path = tests::shared_data() / "vectors/merkle-transparency-dev/testdata" / folder;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.path().extension() != ".json") continue;
    const auto vector = json::parse(tests::read_file(entry.path()));
    if (verifies(vector) != vector.at("wantErr").get<bool>()) {
      ++tally.agreed;
    } else {
      tally.disagreed.push_back(entry.path().filename());
    }
  }
  return tally;
}

TEST(MerkleVectorsTest, AgreesWithEveryInclusionProbeOfTransparencyDev) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto tally = run("inclusion", includes);

  EXPECT_EQ(tally.agreed, 98);
  EXPECT_TRUE(tally.disagreed.empty());
}

TEST(MerkleVectorsTest, AgreesWithEveryConsistencyProbeThatHasRealRoots) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto tally = run("consistency", is_consistent);

  EXPECT_EQ(tally.agreed, 97);
  // Its roots are the 12 bytes "don't care 2", which no Digest can be.
  EXPECT_EQ(tally.disagreed,
            std::vector<std::string>{"sizes-are-equal-one-and-proof-is-empty.json"});
}

TEST(MerkleVectorsTest, GivesTheKnownAnswersOfRfc6962) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto known = tests::vector_file("rfc6962-known/known.json");
  const auto hash = [](const json& hex) {
    return *Digest::from(tests::from_hex(hex.get<std::string>()));
  };
  const auto ascii = [](const json& text) { return text.get_ref<const std::string&>(); };

  EXPECT_EQ(merkle_root({}), hash(known.at("empty_root")));
  EXPECT_EQ(leaf_hash({}), hash(known.at("empty_leaf")));
  EXPECT_EQ(leaf_hash(base::bytes_of(ascii(known.at("leaf").at("data_ascii")))),
            hash(known.at("leaf").at("hash")));
  // Published with four-byte children, so node_hash() cannot be asked; its prefix can.
  const std::string node =
      "\x01" + ascii(known.at("node").at("left_ascii")) + ascii(known.at("node").at("right_ascii"));
  EXPECT_EQ(sha256(base::bytes_of(node)), hash(known.at("node").at("hash")));

  MerkleFrontier frontier;
  ASSERT_EQ(known.at("leaves_hex").size(), known.at("roots_after_each_leaf").size());
  for (std::size_t i = 0; i < known.at("leaves_hex").size(); ++i) {
    frontier.append(leaf_hash(tests::from_hex(known.at("leaves_hex").at(i).get<std::string>())));
    EXPECT_EQ(frontier.root(), hash(known.at("roots_after_each_leaf").at(i))) << i;
  }
}

}  // namespace
}  // namespace gateway::crypto
