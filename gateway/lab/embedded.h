#pragma once

#include <span>
#include <string_view>

namespace gateway::lab {

/// A file of keys-example/ that is built into the program, so that a training network can be made
/// anywhere.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

std::span<const EmbeddedFile> embedded_files();
/// The text of one of them; ends the process when there is none of that name: the name is ours.
std::string_view embedded_text(std::string_view name);

}  // namespace gateway::lab
