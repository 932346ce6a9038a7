#include "gateway/flat/flat_message.h"

#include "gateway/base/check.h"

#include <algorithm>
#include <array>

namespace gateway::flat {
namespace {

constexpr std::size_t kWord = sizeof(capnp::word);
constexpr int kMaxNesting = 16;

std::uint32_t little_endian_at(base::ByteView bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = (value << 8U) | bytes[at + i];
  return value;
}

}  // namespace

base::Bytes to_bytes(capnp::MessageBuilder& message) {
  // Builders are made with a first segment large enough, or grow: several segments are copied into
  // one, so that a message has one form.
  const auto segments = message.getSegmentsForOutput();
  if (segments.size() != 1) {
    capnp::MallocMessageBuilder joined(static_cast<unsigned>(message.sizeInWords()) + 1,
                                       capnp::AllocationStrategy::FIXED_SIZE);
    joined.setRoot(message.getRoot<capnp::AnyPointer>().asReader());
    base::check(joined.getSegmentsForOutput().size() == 1, "a copied message is one segment");
    return to_bytes(joined);
  }
  const auto words = capnp::messageToFlatArray(message);
  const auto bytes = words.asBytes();
  return {bytes.begin(), bytes.end()};
}

namespace detail {

base::Result<AlignedMessage> AlignedMessage::from(base::ByteView bytes, std::size_t max_size) {
  using base::ErrorCode;
  if (bytes.size() > max_size) {
    return base::fail(ErrorCode::kTooLarge, "the message is over its size limit");
  }
  if (bytes.size() < 2 * kWord || bytes.size() % kWord != 0) {
    return base::fail(ErrorCode::kMalformed, "a message is whole words");
  }
  if (little_endian_at(bytes, 0) != 0 || little_endian_at(bytes, 4) != bytes.size() / kWord - 1) {
    return base::fail(ErrorCode::kMalformed, "a message is one segment of its whole length");
  }
  auto words = kj::heapArray<capnp::word>(bytes.size() / kWord);
  std::ranges::copy(bytes, words.asBytes().begin());
  return AlignedMessage(std::move(words));
}

capnp::ReaderOptions AlignedMessage::options() const {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = 4 * words_.size() + 1024;
  options.nestingLimit = kMaxNesting;
  return options;
}

}  // namespace detail
}  // namespace gateway::flat
