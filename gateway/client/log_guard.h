#pragma once

#include "gateway/base/result.h"
#include "gateway/note/verifier_key.h"
#include "gateway/wire/messages.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gateway::client {

/// Remembers the last log head this client believed, on disk, and believes no head that does not
/// extend it. What makes a second history impossible to hide.
class LogGuard {
 public:
  /// `keys` are the log keys of the directory (one a shard, origin = name). The file may not exist
  /// yet: then the first head is believed on its signature. A file that does not parse or verify is
  /// an error, not a fresh start.
  static base::Result<LogGuard> open(std::filesystem::path file,
                                     std::vector<note::VerifierKey> keys);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const base::Digest& root() const { return root_; }
  /// The signed checkpoint itself; empty when none was seen.
  [[nodiscard]] const std::string& checkpoint() const { return checkpoint_; }

  /// Takes in a newer head: its signature and the proof that it extends the last one; then it is on
  /// disk. On kUnauthenticated both checkpoints are kept beside the file as evidence.
  base::Result<base::Done> advance(const wire::LogHead& head);

  /// True when the leaf is in the log of the head believed now.
  [[nodiscard]] bool proves(const wire::LeafProof& proof) const;

 private:
  LogGuard(std::filesystem::path file, std::vector<note::VerifierKey> keys);
  base::Result<base::Done> keep(const std::string& checkpoint) const;
  void keep_evidence(const std::string& checkpoint) const;

  std::filesystem::path file_;
  std::vector<note::VerifierKey> keys_;
  std::string checkpoint_;
  std::uint64_t size_ = 0;
  base::Digest root_;
};

}  // namespace gateway::client
