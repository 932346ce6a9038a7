#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/base/result.h"
#include "gateway/note/signed_note.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

namespace gateway::cli {

/// A message, or options for one, as people write it.
inline constexpr std::size_t kMaxMessageFile = std::size_t{1} << 20U;

/// The whole file, at most `max` bytes.
std::variant<std::string, base::Diagnostic> read_file(const std::filesystem::path& file,
                                                      std::size_t max);

/// A signed note, or a text that nobody has signed yet: then without signatures.
std::variant<note::SignedNote, base::Diagnostic> read_paper(const std::filesystem::path& file);

/// Creates the file and the folders above it; an existing file is never overwritten (kMalformed).
base::Result<base::Done> write_new_file(const std::filesystem::path& file, std::string_view text);

/// Puts `text` in the place of the file at once: readers see the old or the new, never a part.
base::Result<base::Done> replace_file(const std::filesystem::path& file, std::string_view text);

/// The first line of a file that only its owner may read: what --passphrase-file holds.
std::variant<std::string, base::Diagnostic> read_passphrase(const std::filesystem::path& file);

}  // namespace gateway::cli
