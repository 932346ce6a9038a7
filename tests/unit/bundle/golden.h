#pragma once

#include "gateway/base/text.h"
#include "gateway/bundle/zip.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// Bundles of a training network, made once; they verify for ever.

namespace gateway::bundle {

inline base::Bytes golden_bytes(const std::string& name) {
  std::ifstream in(std::filesystem::path(TEST_DATA) / "bundle" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline Files golden(const std::string& name) { return *from_zip(golden_bytes(name)); }

/// The hash of the first root note of that network.
inline base::Digest golden_root() {
  const base::Bytes text = golden_bytes("root");
  const std::string_view line = base::text_of(text);
  return *base::Digest::from(*base::from_base64(line.substr(0, line.find('\n'))));
}

}  // namespace gateway::bundle
