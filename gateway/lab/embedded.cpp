#include "gateway/lab/embedded.h"

#include "gateway/base/check.h"

#include <algorithm>

namespace gateway::lab {
namespace {

constexpr EmbeddedFile kFiles[] = {
#include "embedded_files.inc"
};

}  // namespace

std::span<const EmbeddedFile> embedded_files() { return kFiles; }

std::string_view embedded_text(std::string_view name) {
  const auto* const found = std::ranges::find(kFiles, name, &EmbeddedFile::name);
  base::check(found != std::ranges::end(kFiles), "an embedded file is known by its name");
  return found->text;
}

}  // namespace gateway::lab
