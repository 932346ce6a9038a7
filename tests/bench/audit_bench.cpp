// Verifies a whole log from its files, as an auditor does: leaves a second, and the most memory the
// process ever had. The log is written by a child, so that writing it counts for nothing.
//
// usage: audit_bench [LEAVES]

#include "gateway/audit/checkpoint.h"
#include "gateway/audit/log_policy.h"
#include "gateway/audit/tiles.h"
#include "gateway/audit/verify_log.h"
#include "gateway/crypto/merkle_tree.h"
#include "gateway/verify/folder.h"

#include "tests/support/repeatable_random.h"
#include "tests/support/temp_folder.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gateway {
namespace {

using std::filesystem::path;

void write(const path& file, base::ByteView bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << base::text_of(bytes);
}

// Writes files as they fill up; holds one tile of each level.
class LogWriter {
 public:
  explicit LogWriter(path folder) : folder_(std::move(folder)) {}

  void append(const audit::LeafBytes& leaf) {
    bundle_.push_back(0);
    bundle_.push_back(audit::kLeafSize);
    bundle_.insert(bundle_.end(), leaf.begin(), leaf.end());
    add(0, crypto::leaf_hash(leaf));
    frontier_.append(crypto::leaf_hash(leaf));
    if (frontier_.size() % audit::kTileWidth == 0) write_bundle(audit::kTileWidth);
  }
  audit::Checkpoint finish(const std::string& origin) {
    const auto rest = static_cast<std::uint32_t>(frontier_.size() % audit::kTileWidth);
    if (rest != 0) write_bundle(rest);
    for (std::size_t level = 0; level < levels_.size(); ++level) write_tile(level);
    return {origin, frontier_.size(), frontier_.root()};
  }

 private:
  struct Level {
    std::vector<crypto::Digest> hashes;
    std::uint64_t index = 0;
  };

  void add(std::size_t level, const crypto::Digest& hash) {
    if (levels_.size() == level) levels_.emplace_back();
    levels_[level].hashes.push_back(hash);
    if (levels_[level].hashes.size() < audit::kTileWidth) return;
    const crypto::Digest root = crypto::merkle_root(levels_[level].hashes);
    write_tile(level);
    add(level + 1, root);
  }
  void write_tile(std::size_t number) {
    Level& level = levels_[number];
    if (level.hashes.empty()) return;
    base::Bytes bytes;
    for (const auto& hash : level.hashes) {
      bytes.insert(bytes.end(), hash.bytes().begin(), hash.bytes().end());
    }
    const auto width = static_cast<std::uint32_t>(level.hashes.size());
    write(folder_ / path_of(audit::Tile{static_cast<std::uint8_t>(number), level.index, width}),
          bytes);
    level.hashes.clear();
    ++level.index;
  }
  void write_bundle(std::uint32_t width) {
    const std::uint64_t index = (frontier_.size() - 1) / audit::kTileWidth;
    write(folder_ / path_of(audit::Bundle{index, width}), bundle_);
    bundle_.clear();
  }

  path folder_;
  base::Bytes bundle_;
  std::vector<Level> levels_;
  crypto::MerkleFrontier frontier_;
};

void make_log(const path& folder, std::uint64_t leaves) {
  const std::string origin = "audit.bench.example/2026";
  tests::RepeatableRandom random(1);
  const auto key = crypto::SigningKey::generate(random);
  LogWriter log(folder / "log");
  for (std::uint64_t i = 0; i < leaves; ++i) {
    audit::Leaf leaf;
    leaf.type = i == 0 ? audit::LeafType::kLogStart : audit::LeafType::kAccept;
    leaf.time = base::from_unix_millis(1'767'225'600'000 + i);
    leaf.subject = crypto::random_fixed<base::Digest>(random);
    leaf.case_tags = audit::fill_case_tags({}, random);
    log.append(audit::encode(leaf));
  }
  const auto head = audit::sign_checkpoint(log.finish(origin), key);
  write(folder / "log" / "checkpoint", base::bytes_of(note::to_text(head)));
  const auto policy = audit::policy_text(note::verifier_key(origin, key.public_key()), {});
  write(folder / "log-policy.txt", base::bytes_of(policy));
}

int run(std::uint64_t leaves) {
  const tests::TempFolder folder;
  const ::pid_t child = ::fork();
  if (child == 0) {
    make_log(folder.path(), leaves);
    ::_exit(0);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) return 1;
  const auto text = verify::read_whole(folder.path() / "log-policy.txt", audit::kMaxPolicy);
  const auto policy = audit::LogPolicy::parse(base::text_of(*text));
  const auto begin = std::chrono::steady_clock::now();
  const auto report = audit::verify_log(verify::files_below(folder.path() / "log"), *policy, {});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  ::rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::cout << "verify " << report.entries << " leaves from files: " << took.count() << " s, "
            << static_cast<std::uint64_t>(static_cast<double>(leaves) / took.count())
            << " leaves/s, peak " << usage.ru_maxrss / 1024 << " MiB, CPU "
            << static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                   static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
            << " s\n";
  return report.verdict == audit::Verdict::kPass && report.entries == leaves ? 0 : 1;
}

}  // namespace
}  // namespace gateway

int main(int argc, char** argv) {
  return gateway::run(argc > 1 ? std::stoull(argv[1]) : 1'000'000);
}
