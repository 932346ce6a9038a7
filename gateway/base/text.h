#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::base {

std::string to_hex(ByteView bytes);
/// Lower-case hex only, an even number of digits; anything else is kMalformed.
Result<Bytes> from_hex(std::string_view text);

/// RFC 4648 base64 with padding.
std::string to_base64(ByteView bytes);
/// Accepts exactly what to_base64 produces: no white space, no missing or surplus padding, no set
/// trailing bits. One value has one text, so a signed text cannot be varied.
Result<Bytes> from_base64(std::string_view text);

/// Decimal without sign, leading zeros or white space; anything else is kMalformed.
Result<std::uint64_t> parse_decimal(std::string_view text);

/// True for well-formed UTF-8 without NUL: shortest forms, no surrogates, at most U+10FFFF.
bool is_valid_utf8(std::string_view text);

/// Parts between separators; `split("", ',')` is one empty part. Views into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Of `candidates` the one a person most likely meant by `typed` (an edit distance of at most two,
/// or a third of the word); empty when none is near. For error messages only.
std::string nearest(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace gateway::base
