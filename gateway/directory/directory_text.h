#pragma once

#include "gateway/base/result.h"
#include "gateway/directory/entry.h"
#include "gateway/directory/seen_keys.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gateway::directory {

struct ParsedDirectory {
  DirectoryData data;
  SeenKeys keys;  ///< Every public key in it, of whatever use.
};

/// Directory::from_text without the index.
base::Result<ParsedDirectory> parse_directory(std::string_view text, std::size_t* bad_line);

/// The root version a directory names in its head; 0 when the head is not well formed. Nothing may
/// be believed of it before the note is verified under that root.
std::uint32_t peek_root_version(std::string_view text);

}  // namespace gateway::directory
