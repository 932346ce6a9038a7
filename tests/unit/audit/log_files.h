#pragma once

#include "gateway/audit/checkpoint.h"
#include "gateway/audit/leaf.h"
#include "gateway/audit/log_policy.h"
#include "gateway/audit/log_reader.h"
#include "gateway/audit/tiles.h"
#include "gateway/audit/tree.h"
#include "gateway/base/bytes.h"
#include "gateway/crypto/merkle_tree.h"
#include "gateway/crypto/signing_key.h"

#include "tests/support/repeatable_random.h"
#include "tests/support/shared_data.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gateway::tests {

/// The files of a log, in memory.
using LogFiles = std::map<std::string, base::Bytes>;

inline audit::FetchFile fetch_from(const LogFiles& files) {
  return [&files](const std::string& path) -> std::optional<base::Bytes> {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  };
}

inline LogFiles read_folder(const std::filesystem::path& folder) {
  LogFiles files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[std::filesystem::relative(entry.path(), folder).string()] =
        base::to_bytes(base::bytes_of(read_file(entry.path())));
  }
  return files;
}

/// A log that grows, with everything its writer would write.
class GrowingLog {
 public:
  explicit GrowingLog(std::string origin = "log.example/2026") : origin_(std::move(origin)) {}

  void append(base::ByteView entry) {
    tree_.append(crypto::leaf_hash(entry));
    entries_.push_back(base::to_bytes(entry));
  }

  /// Adds the files for what was appended since the last call.
  void write(LogFiles& files) {
    const audit::Growth growth{written_, tree_.size()};
    for (auto& file : audit::new_tiles(tree_, growth)) files[file.path] = std::move(file.bytes);
    const auto entry = [&](std::uint64_t index) { return base::ByteView(entries_.at(index)); };
    for (auto& file : audit::new_bundles(entry, growth)) files[file.path] = std::move(file.bytes);
    written_ = tree_.size();
  }

  [[nodiscard]] audit::Checkpoint head() const { return {origin_, tree_.size(), tree_.root()}; }
  [[nodiscard]] audit::Checkpoint head_at(std::uint64_t size) const {
    return {origin_, size, tree_.root_at(size)};
  }
  [[nodiscard]] const audit::LogTree& tree() const { return tree_; }
  [[nodiscard]] const base::Bytes& entry(std::uint64_t index) const { return entries_.at(index); }

 private:
  std::string origin_;
  audit::LogTree tree_;
  std::vector<base::Bytes> entries_;
  std::uint64_t written_ = 0;
};

/// "entry 0", "entry 1" ...
inline base::Bytes numbered_entry(std::uint64_t index) {
  return base::to_bytes(base::bytes_of("entry " + std::to_string(index)));
}

inline audit::Leaf example_leaf(audit::LeafType type, std::uint64_t number) {
  audit::Leaf leaf;
  leaf.type = type;
  leaf.actor = static_cast<model::PartnerNumber>(1 + number % 9);
  leaf.directory = static_cast<model::DirectoryVersion>(3);
  leaf.time = base::from_unix_millis(1'767'225'600'000 + number);
  leaf.subject = crypto::sha256(base::bytes_of(std::to_string(number)));
  return leaf;
}

/// A small log of ours: LOG_START, then ACCEPT and DELIVER in turn.
inline GrowingLog example_log(std::uint64_t size) {
  GrowingLog log;
  for (std::uint64_t i = 0; i < size; ++i) {
    const auto type = i == 0       ? audit::LeafType::kLogStart
                      : i % 2 == 1 ? audit::LeafType::kAccept
                                   : audit::LeafType::kDeliver;
    log.append(audit::encode(example_leaf(type, i)));
  }
  return log;
}

/// Keys of a log and three witnesses, and the policy that asks for two of them.
struct LogKeys {
  RepeatableRandom random{11};
  crypto::SigningKey log = crypto::SigningKey::generate(random);
  crypto::SigningKey w1 = crypto::SigningKey::generate(random);
  crypto::SigningKey w2 = crypto::SigningKey::generate(random);
  crypto::SigningKey w3 = crypto::SigningKey::generate(random);

  [[nodiscard]] std::string policy_text() const {
    const std::vector witnesses = {note::cosigner_key("w1.example", w1.public_key()),
                                   note::cosigner_key("w2.example", w2.public_key()),
                                   note::cosigner_key("w3.example", w3.public_key())};
    return audit::policy_text(note::verifier_key("log.example/2026", log.public_key()), witnesses);
  }
  [[nodiscard]] audit::LogPolicy policy() const { return *audit::LogPolicy::parse(policy_text()); }

  /// Signed by the log and cosigned by two.
  [[nodiscard]] std::string witnessed(const audit::Checkpoint& head) const {
    note::SignedNote note = audit::sign_checkpoint(head, log);
    note::cosign(note, "w1.example", w1, base::from_unix_millis(1'767'225'600'000));
    note::cosign(note, "w2.example", w2, base::from_unix_millis(1'767'225'601'000));
    return note::to_text(note);
  }
};

inline void flip_bit(base::Bytes& bytes, std::size_t bit) {
  bytes.at(bit / 8) = static_cast<std::uint8_t>(bytes.at(bit / 8) ^ (1U << (bit % 8)));
}
inline void flip_bit(std::string& text, std::size_t bit) {
  text.at(bit / 8) =
      static_cast<char>(static_cast<unsigned char>(text.at(bit / 8)) ^ (1U << (bit % 8)));
}

inline base::Bytes bytes_of_text(const std::string& text) {
  return base::to_bytes(base::bytes_of(text));
}

}  // namespace gateway::tests
