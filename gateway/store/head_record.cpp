#include "gateway/store/head_record.h"

#include "gateway/base/byte_codec.h"
#include "gateway/store/private_file.h"

#include <algorithm>
#include <cstddef>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace gateway::store {
namespace {

constexpr std::size_t kSlots = 2;
constexpr std::size_t kSlotSpacing = 4096;  // Two slots never share a sector of any disk.
constexpr std::size_t kHeadSize = 8 + 32 + 32;
constexpr std::size_t kSlotSize = 8 + kHeadSize + crypto::RecordTag::kSize;

using SlotBytes = std::array<std::uint8_t, kSlotSize>;

off_t place_of(std::uint64_t slot) { return static_cast<off_t>(slot * kSlotSpacing); }

base::Bytes encode(const LogHead& head) {
  return base::ByteWriter()
      .number(head.size)
      .raw(head.root.bytes())
      .raw(head.previous.bytes())
      .bytes();
}

crypto::RecordTag slot_tag(const crypto::RecordKey& key, base::ByteView body) {
  return crypto::record_tag(key, {base::bytes_of("log head"), body});
}

base::Error refused(base::Literal what) { return base::fail(base::ErrorCode::kMalformed, what); }
base::Error unavailable(base::Literal what) {
  return base::fail(base::ErrorCode::kUnavailable, what);
}

}  // namespace

base::Digest hash_of(const LogHead& head) { return crypto::sha256(encode(head)); }

base::Result<HeadRecord> HeadRecord::open(const std::filesystem::path& file,
                                          crypto::RecordKey key) {
  auto ready = check_private(file);
  if (ready) ready = create_private(file);
  if (!ready) return ready.error();
  FileDescriptor opened(::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (!opened.is_open()) return unavailable("the head record cannot be opened");
  if (::flock(opened.number(), LOCK_EX | LOCK_NB) != 0) {
    return unavailable("the head record is open elsewhere");
  }
  HeadRecord record(std::move(opened), std::move(key));
  const auto newest = record.read_newest();
  if (!newest) return newest.error();
  if (newest->has_value()) {
    record.head_ = (*newest)->head;
    record.counter_ = (*newest)->counter;
  }
  return record;
}

base::Result<std::optional<HeadRecord::Slot>> HeadRecord::read_newest() const {
  std::optional<Slot> newest;
  bool is_blank = true;
  for (std::uint64_t i = 0; i < kSlots; ++i) {
    SlotBytes bytes{};
    const auto size = ::pread(file_.number(), bytes.data(), bytes.size(), place_of(i));
    if (size < 0) return unavailable("the head record cannot be read");
    is_blank = is_blank && std::ranges::all_of(bytes, [](auto byte) { return byte == 0; });
    base::ByteReader reader(bytes);
    Slot slot;
    slot.counter = reader.number<std::uint64_t>();
    slot.head.size = reader.number<std::uint64_t>();
    slot.head.root = reader.fixed<base::Digest>();
    slot.head.previous = reader.fixed<base::Digest>();
    const auto tag = slot_tag(key_, base::ByteView(bytes).first(8 + kHeadSize));
    if (!crypto::equal(tag.bytes(), reader.rest())) continue;
    if (!newest || slot.counter > newest->counter) newest = slot;
  }
  if (newest || is_blank) return newest;
  return base::fail(base::ErrorCode::kUnauthenticated, "the head record is not what was written");
}

LogHead HeadRecord::next(std::uint64_t size, const base::Digest& root) const {
  return {.size = size, .root = root, .previous = head_ ? hash_of(*head_) : base::Digest()};
}

base::Result<base::Done> HeadRecord::advance(const std::optional<LogHead>& expected,
                                             const LogHead& next) {
  if (poisoned_) return unavailable("the head record is closed after a storage error");
  const auto stored = read_newest();
  if (!stored) return stored.error();
  const std::optional<LogHead> there =
      stored->has_value() ? std::optional((*stored)->head) : std::nullopt;
  if (there != expected) return refused("the head record holds another head");
  if (there == next) return base::Done{};
  if (there && next.size <= there->size) return refused("the head record only moves forward");
  if (next.previous != (there ? hash_of(*there) : base::Digest())) {
    return refused("the new head does not name the one before it");
  }
  if (!write({.counter = counter_ + 1, .head = next})) {
    poisoned_ = true;
    return unavailable("the head record cannot be written");
  }
  ++counter_;
  head_ = next;
  return base::Done{};
}

bool HeadRecord::write(const Slot& slot) {
  base::Bytes bytes = base::ByteWriter().number(slot.counter).raw(encode(slot.head)).bytes();
  const auto tag = slot_tag(key_, bytes);
  bytes.insert(bytes.end(), tag.bytes().begin(), tag.bytes().end());
  const auto written =
      ::pwrite(file_.number(), bytes.data(), bytes.size(), place_of(slot.counter % kSlots));
  return written == static_cast<ssize_t>(bytes.size()) && ::fdatasync(file_.number()) == 0;
}

}  // namespace gateway::store
