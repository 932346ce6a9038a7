#include "gateway/client/log_guard.h"

#include "gateway/audit/checkpoint.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/merkle_tree.h"

#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace gateway::client {
namespace {

using base::ErrorCode;
using base::fail;

std::optional<audit::Checkpoint> verify(const std::string& checkpoint,
                                        const std::vector<note::VerifierKey>& keys) {
  for (const note::VerifierKey& key : keys) {
    auto verified = audit::verify_checkpoint(checkpoint, key);
    if (verified) return *std::move(verified);
  }
  return std::nullopt;
}

bool sync(const std::filesystem::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

}  // namespace

LogGuard::LogGuard(std::filesystem::path file, std::vector<note::VerifierKey> keys)
    : file_(std::move(file)), keys_(std::move(keys)) {}

base::Result<LogGuard> LogGuard::open(std::filesystem::path file,
                                      std::vector<note::VerifierKey> keys) {
  LogGuard guard(std::move(file), std::move(keys));
  std::ifstream in(guard.file_, std::ios::binary);
  if (!in.is_open()) {
    std::error_code failed;
    if (std::filesystem::exists(guard.file_, failed) || failed) {
      return fail(ErrorCode::kUnavailable, "the last log head cannot be read");
    }
    return guard;
  }
  std::string checkpoint(std::istreambuf_iterator<char>(in), {});
  const auto verified = verify(checkpoint, guard.keys_);
  if (!verified) return fail(ErrorCode::kUnauthenticated, "the stored log head is damaged");
  guard.checkpoint_ = std::move(checkpoint);
  guard.size_ = verified->size;
  guard.root_ = verified->root;
  return guard;
}

base::Result<base::Done> LogGuard::advance(const wire::LogHead& head) {
  const auto offered = verify(head.checkpoint, keys_);
  if (!offered) return fail(ErrorCode::kUnauthenticated, "the log head is not signed by the log");
  if (!checkpoint_.empty()) {
    const audit::Checkpoint known{offered->origin, size_, root_};
    // A proof from another size than ours says nothing about a fork: frames were lost on the way.
    if (offered->size > size_ && head.from_size != size_) {
      return fail(ErrorCode::kUnavailable, "the log head is proved from another size");
    }
    switch (audit::compare(known, *offered, head.consistency)) {
      case audit::Succession::kExtends:
        break;
      case audit::Succession::kSame:
        return base::Done{};
      case audit::Succession::kForked:
      case audit::Succession::kShorter:
        keep_evidence(head.checkpoint);
        return fail(ErrorCode::kUnauthenticated, "the log does not extend the head seen before");
    }
  }
  const auto kept = keep(head.checkpoint);
  if (!kept) return kept.error();
  checkpoint_ = head.checkpoint;
  size_ = offered->size;
  root_ = offered->root;
  return base::Done{};
}

bool LogGuard::proves(const wire::LeafProof& proof) const {
  return crypto::verify_inclusion(crypto::leaf_hash(proof.leaf), proof.index, size_, proof.path,
                                  root_);
}

base::Result<base::Done> LogGuard::keep(const std::string& checkpoint) const {
  const auto next = std::filesystem::path(file_.string() + ".next");
  std::ofstream out(next, std::ios::binary | std::ios::trunc);
  out << checkpoint;
  out.close();
  std::error_code failed;
  if (out && sync(next, O_RDONLY)) std::filesystem::rename(next, file_, failed);
  if (!out || failed || !sync(file_.parent_path(), O_RDONLY | O_DIRECTORY)) {
    return fail(ErrorCode::kUnavailable, "the log head cannot be stored");
  }
  return base::Done{};
}

// Two heads, both signed by the log, that cannot both be true: proof for whoever has the log's key.
void LogGuard::keep_evidence(const std::string& checkpoint) const {
  std::ofstream(file_.string() + ".evidence-1", std::ios::binary) << checkpoint_;
  std::ofstream(file_.string() + ".evidence-2", std::ios::binary) << checkpoint;
}

}  // namespace gateway::client
