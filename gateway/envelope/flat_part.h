#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/envelope/checked.h"
#include "gateway/flat/flat_message.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <capnp/message.h>

// What the codecs of all parts share. Slow to compile: for their sources only.

namespace gateway::envelope {

/// The bytes of a Struct that `fill` writes. Fields are to be set in the order of their ordinals.
template <class Struct, class Fill>
base::Bytes flat_bytes(Fill fill) {
  std::array<capnp::word, 512> scratch{};
  capnp::MallocMessageBuilder message(kj::arrayPtr(scratch.data(), scratch.size()));
  fill(message.initRoot<Struct>());
  return flat::to_bytes(message);
}

/// What `read` makes of the root Struct; `malformed` when the bytes break the encoding, and when
/// they are not exactly what encoding the result gives.
template <class Struct, class T, class Read>
Checked<T> read_flat(base::ByteView bytes, std::size_t max_size, model::Refusal malformed,
                     Read read) {
  auto result = flat::read_bytes<Struct>(
      bytes, max_size,
      [&](typename Struct::Reader reader) -> base::Result<Checked<T>> { return read(reader); });
  if (!result) {
    return result.error().code == base::ErrorCode::kTooLarge ? model::Refusal::kTooLarge
                                                             : malformed;
  }
  if (result->has_value() && !std::ranges::equal(encode(**result), bytes)) return malformed;
  return std::move(*result);
}

template <class Fixed>
capnp::Data::Reader data_of(const Fixed& fixed) {
  return flat::data_of(fixed.bytes());
}

inline std::string string_of(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

/// Fixed values one after the other in one Data field.
template <class Fixed>
base::Bytes joined(const std::vector<Fixed>& values) {
  base::Bytes bytes;
  bytes.reserve(values.size() * Fixed::kSize);
  for (const Fixed& value : values) {
    bytes.insert(bytes.end(), value.bytes().begin(), value.bytes().end());
  }
  return bytes;
}

/// At most `max_count` of them; `good` is cleared for more and for a broken one.
template <class Fixed>
std::vector<Fixed> split_fixed(capnp::Data::Reader data, std::size_t max_count, bool& good) {
  const base::ByteView bytes = flat::view_of(data);
  std::vector<Fixed> values;
  if (bytes.size() % Fixed::kSize != 0 || bytes.size() / Fixed::kSize > max_count) {
    good = false;
    return values;
  }
  values.reserve(bytes.size() / Fixed::kSize);
  for (std::size_t at = 0; at < bytes.size(); at += Fixed::kSize) {
    values.push_back(*Fixed::from(bytes.subspan(at, Fixed::kSize)));
  }
  return values;
}

inline std::uint32_t minutes_of(base::Time time) { return base::unix_minutes(time); }

}  // namespace gateway::envelope
