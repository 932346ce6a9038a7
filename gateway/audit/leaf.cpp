#include "gateway/audit/leaf.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace gateway::audit {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::uint8_t kVersion = 1;
constexpr std::uint64_t kMaxTime = std::numeric_limits<std::int64_t>::max();

// Writes into a fixed array: one leaf in, no allocation.
class LeafWriter {
 public:
  template <class T>
  LeafWriter& number(T value) {
    for (std::size_t i = sizeof(T); i-- > 0;) {
      bytes_[at_++] = static_cast<std::uint8_t>(value >> (8U * i));
    }
    return *this;
  }
  LeafWriter& raw(base::ByteView bytes) {
    std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ += bytes.size();
    return *this;
  }
  [[nodiscard]] const LeafBytes& done() const {
    base::check(at_ == kLeafSize, "a leaf is written whole");
    return bytes_;
  }

 private:
  LeafBytes bytes_{};
  std::size_t at_ = 0;
};

}  // namespace

LeafBytes encode(const Leaf& leaf) {
  base::check(is_known(leaf.type), "a leaf has a known type");
  base::check(base::unix_millis(leaf.time) <= kMaxTime, "a leaf's time is not before 1970");
  LeafWriter out;
  out.number(kVersion)
      .number(static_cast<std::uint8_t>(leaf.type))
      .number(leaf.basis)
      .number(static_cast<std::uint32_t>(leaf.actor))
      .number(static_cast<std::uint32_t>(leaf.peer))
      .number(static_cast<std::uint32_t>(leaf.directory))
      .number(base::unix_millis(leaf.time))
      .raw(leaf.subject.bytes())
      .raw(leaf.detail.bytes());
  for (const model::CaseTag& tag : leaf.case_tags) out.raw(tag.bytes());
  return out.done();
}

base::Result<Leaf> parse_leaf(base::ByteView bytes) {
  if (bytes.size() != kLeafSize) return fail(ErrorCode::kMalformed, "a leaf has 152 bytes");
  base::ByteReader in(bytes);
  if (in.number<std::uint8_t>() != kVersion) {
    return fail(ErrorCode::kUnsupported, "a leaf of an unknown version");
  }
  Leaf leaf;
  leaf.type = static_cast<LeafType>(in.number<std::uint8_t>());
  if (!is_known(leaf.type)) return fail(ErrorCode::kUnsupported, "a leaf of an unknown type");
  leaf.basis = in.number<std::uint16_t>();
  leaf.actor = static_cast<model::PartnerNumber>(in.number<std::uint32_t>());
  leaf.peer = static_cast<model::PartnerNumber>(in.number<std::uint32_t>());
  leaf.directory = static_cast<model::DirectoryVersion>(in.number<std::uint32_t>());
  const auto time = in.number<std::uint64_t>();
  if (time > kMaxTime) return fail(ErrorCode::kMalformed, "a leaf's time is beyond all clocks");
  leaf.time = base::from_unix_millis(time);
  leaf.subject = in.fixed<base::Digest>();
  leaf.detail = in.fixed<Detail>();
  for (model::CaseTag& tag : leaf.case_tags) tag = in.fixed<model::CaseTag>();
  base::check(in.done(), "a leaf is read whole");
  return leaf;
}

CaseTags fill_case_tags(std::span<const model::CaseTag> tags, crypto::Random& random) {
  CaseTags filled{};
  base::check(tags.size() <= filled.size(), "a leaf has room for four case tags");
  std::ranges::copy(tags, filled.begin());
  for (std::size_t i = tags.size(); i < filled.size(); ++i) {
    filled.at(i) = crypto::random_fixed<model::CaseTag>(random);
  }
  return filled;
}

}  // namespace gateway::audit
