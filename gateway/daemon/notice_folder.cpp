#include "gateway/daemon/notice_folder.h"

#include "gateway/audit/leaf.h"
#include "gateway/audit/proof.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace gateway::daemon {
namespace {

constexpr std::size_t kDigits = 6;

}  // namespace

std::string NoticeFolder::file_name(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  const std::string zeros(kDigits - std::min(kDigits, digits.size()), '0');
  return "break-glass-" + zeros + digits + ".tlog-proof";
}

base::Result<base::Done> NoticeFolder::publish(const std::vector<BrokenGlass>& glasses,
                                               const LogBook& log, store::Store& store) {
  while (written_ < glasses.size()) {
    const BrokenGlass& glass = glasses[written_];
    const auto there = folder_.read(file_name(glass.number), audit::kMaxProof);
    if (!there && there.error().code != base::ErrorCode::kNotFound) return there.error();
    if (!there) {
      const auto leaf = store.leaf(glass.leaf);
      if (!leaf) return leaf.error();
      const auto done = write(glass, log, *leaf);
      if (!done) return done;
    }
    ++written_;
  }
  return base::Done{};
}

base::Result<base::Done> NoticeFolder::write(const BrokenGlass& glass, const LogBook& log,
                                             const store::Leaf& leaf) {
  const auto parsed = audit::parse_leaf(leaf);
  if (!parsed) return parsed.error();
  const audit::Evidence evidence{
      *parsed, audit::Opening{glass.opening, base::to_bytes(base::bytes_of(glass.note))}};
  const wire::LeafProof path = log.prove(glass.leaf, leaf);
  const audit::LogProof proof{audit::encode(evidence), glass.leaf, path.path, log.checkpoint()};
  return folder_.create_once(file_name(glass.number), base::bytes_of(audit::to_text(proof)));
}

}  // namespace gateway::daemon
