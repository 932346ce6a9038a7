#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <capnp/message.h>
#include <capnp/serialize.h>

namespace gateway::flat {

/// One Cap'n Proto message as one segment: segment table (8 bytes) and words. The only form in
/// which a message of ours is hashed, signed, stored or sent. A source that includes this is slow
/// to compile: keep it out of public headers.
base::Bytes to_bytes(capnp::MessageBuilder& message);

/// A Data field, read as our bytes and back.
inline base::ByteView view_of(capnp::Data::Reader data) { return {data.begin(), data.size()}; }
inline capnp::Data::Reader data_of(base::ByteView bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view text_of(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

namespace detail {

/// An aligned copy of bytes that claim to be one flat message, checked as far as the table goes.
class AlignedMessage {
 public:
  static base::Result<AlignedMessage> from(base::ByteView bytes, std::size_t max_size);

  [[nodiscard]] kj::ArrayPtr<const capnp::word> words() const { return words_.asPtr(); }
  [[nodiscard]] capnp::ReaderOptions options() const;

 private:
  explicit AlignedMessage(kj::Array<capnp::word> words) : words_(std::move(words)) {}

  kj::Array<capnp::word> words_;
};

}  // namespace detail

/// Calls `read` with the root Struct of `bytes` and returns what it returns (a Result). Refuses:
/// over `max_size` bytes (kTooLarge); more than one segment, a size that is not whole words, a
/// table that lies, pointers that lead outside, nesting over 16, more traversal than four times the
/// size (kMalformed). Everything `read` returns must be copied out of the reader.
template <class Struct, class Read>
auto read_bytes(base::ByteView bytes, std::size_t max_size, Read read)
    -> decltype(read(std::declval<typename Struct::Reader>())) {
  const auto message = detail::AlignedMessage::from(bytes, max_size);
  if (!message) return message.error();
  try {
    capnp::FlatArrayMessageReader reader(message->words(), message->options());
    return read(reader.getRoot<Struct>());
  } catch (const kj::Exception&) {
    return base::fail(base::ErrorCode::kMalformed, "the bytes break the Cap'n Proto encoding");
  }
}

/// A Data field that must be exactly one Fixed: Fixed() and `good` cleared otherwise.
template <class Fixed>
Fixed fixed_of(capnp::Data::Reader data, bool& good) {
  const auto parsed = Fixed::from(view_of(data));
  if (!parsed) good = false;
  return parsed ? *parsed : Fixed();
}

}  // namespace gateway::flat
