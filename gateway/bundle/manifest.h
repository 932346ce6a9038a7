#pragma once

#include "gateway/audit/export_ground.h"
#include "gateway/base/bytes.h"
#include "gateway/base/enum_text.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/bundle/layout.h"
#include "gateway/model/ids.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::bundle {

inline constexpr std::size_t kMaxManifest = std::size_t{1} << 20U;

/// What the maker of a bundle is to its message.
enum class MakerRole : std::uint8_t {
  kNone = 0,  ///< Never valid.
  kSender = 1,
  kRecipient = 2,
};
inline constexpr std::array<base::EnumText<MakerRole>, 2> kMakerRoleTexts{{
    {MakerRole::kSender, "sender"},
    {MakerRole::kRecipient, "recipient"},
}};
constexpr std::string_view to_text(MakerRole value) {
  return base::text_in(kMakerRoleTexts, value);
}

struct ListedFile {
  std::string name;
  std::uint64_t size = 0;
  base::Digest hash;

  friend bool operator==(const ListedFile&, const ListedFile&) = default;
};

/// What the maker signs: who made the bundle of which message, and every file.
struct Manifest {
  base::Time made;  ///< Whole seconds.
  model::UnitRef maker;
  std::string partner;  ///< The maker's name.
  MakerRole as = MakerRole::kNone;
  model::MessageId message;
  model::EnvelopeId envelope;
  std::optional<base::Digest> sender_file;  ///< Of the file that the sender's client was given.
  audit::ExportGround ground = audit::ExportGround::kNone;  ///< kNone: the log does not know it.
  std::vector<ListedFile> files;  ///< All but MANIFEST and export.tlog-proof, ascending by name.

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// The text of the note. `files` are as they should be.
std::string to_text(const Manifest& manifest);
/// Accepts exactly what to_text gives. kMalformed also for names that no bundle has, and for
/// numbers of files that do not follow each other.
base::Result<Manifest> parse_manifest(std::string_view text);

/// "PARTNER/UNIT": the name under which the maker signs.
std::string signer_name(const Manifest& manifest);

/// The entries for these files, but for those that are never listed.
std::vector<ListedFile> list_files(const Files& files);

}  // namespace gateway::bundle
