#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/base/result.h"
#include "gateway/crypto/key_text.h"
#include "gateway/crypto/secret_bytes.h"

#include <filesystem>
#include <string_view>
#include <variant>

namespace gateway::config {

/// Reads a secret key file. Refused with a diagnostic: missing, unreadable, larger than 4 KiB, not
/// a plain file, readable or writable by group or others, owned by somebody else, of another use,
/// damaged, or sealed with another passphrase. The key text is wiped after use.
std::variant<crypto::SecretBytes<32>, base::Diagnostic> read_key_file(
    const std::filesystem::path& file, crypto::KeyUse use, std::string_view passphrase);

/// Creates the file with mode 0600; an existing file is never overwritten (kMalformed).
base::Result<base::Done> write_key_file(const std::filesystem::path& file, std::string_view text);

}  // namespace gateway::config
