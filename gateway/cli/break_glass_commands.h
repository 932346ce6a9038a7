#pragma once

#include "gateway/base/bytes.h"
#include "gateway/cli/command.h"

#include <optional>
#include <string>
#include <string_view>

// The parts of `safeconduct break-glass`, each in a file of its own.

namespace gateway::cli {

void add_break_glass_request(CLI::App& glass, Action& chosen);
/// `sign` and `review`: what trustees do, without a connection.
void add_break_glass_sign(CLI::App& glass, Action& chosen);

/// The reason of a note as it lies beside it, with what binds it to the note.
std::string reason_text(base::ByteView blind, std::string_view reason);
struct ReasonFile {
  base::Bytes blind;
  std::string reason;
};
std::optional<ReasonFile> parse_reason(std::string_view text);

}  // namespace gateway::cli
