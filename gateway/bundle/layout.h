#pragma once

#include "gateway/base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// Which files a bundle may have. Format of all of this module: FORMAT.md.

namespace gateway::bundle {

/// Name and bytes of every file, in ascending order of names.
using Files = std::map<std::string, base::Bytes, std::less<>>;

inline constexpr std::size_t kMaxFiles = 4096;
inline constexpr std::size_t kMaxBundle = std::size_t{64} << 20U;

/// What a file of a bundle is.
enum class Part : std::uint8_t {
  kUnknown = 0,  ///< Nothing that a bundle may hold.
  kManifest,
  kReadme,
  kCoverText,
  kCoverPdf,
  kHead,
  kDigests,
  kSignature,
  kGatewayRow,
  kRow,
  kSealed,
  kKey,
  kRoot,
  kDirectory,
  kPolicy,
  kLogPolicy,
  kProof,
  kReceipt,
  kReceiptSignature,
  kExport,
};

/// A file's part and its number: an index of the message, a version, or a count. 0 for parts that
/// there is one of.
struct FileName {
  Part part = Part::kUnknown;
  std::uint32_t number = 0;

  friend auto operator<=>(const FileName&, const FileName&) = default;
};

/// `part` is known.
std::string name_of(Part part, std::uint32_t number = 0);
/// Accepts exactly what name_of() gives; kUnknown for anything else.
FileName parse_name(std::string_view name);

}  // namespace gateway::bundle
