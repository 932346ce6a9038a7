#include "gateway/bundle/manifest.h"

#include "gateway/base/text.h"
#include "gateway/crypto/digest.h"

#include <algorithm>
#include <map>
#include <utility>

namespace gateway::bundle {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kFirstLine = "safeconduct-bundle/v1";
constexpr std::size_t kFixedLines = 8;

bool is_listed(Part part) { return part != Part::kManifest && part != Part::kExport; }

// Takes fields off lines; what is not there, or not in its form, makes it bad.
class Fields {
 public:
  explicit Fields(std::string_view line) : fields_(base::split(line, ' ')) {}

  bool word(std::string_view expected) { return next() == expected; }
  std::string_view next() { return at_ < fields_.size() ? fields_[at_++] : std::string_view(); }
  template <class Fixed>
  Fixed hex() {
    const auto bytes = base::from_hex(next());
    const auto fixed = bytes ? Fixed::from(*bytes) : base::Result<Fixed>(bytes.error());
    good_ = good_ && fixed;
    return fixed ? *fixed : Fixed();
  }
  std::uint64_t number() {
    const auto parsed = base::parse_decimal(next());
    good_ = good_ && parsed;
    return parsed ? *parsed : 0;
  }
  [[nodiscard]] bool good() const { return good_; }

 private:
  std::vector<std::string_view> fields_;
  std::size_t at_ = 0;
  bool good_ = true;
};

std::optional<ListedFile> parse_file(std::string_view line) {
  Fields fields(line);
  ListedFile file;
  const bool is_file = fields.word("file");
  file.size = fields.number();
  file.hash = fields.hex<base::Digest>();
  file.name = fields.next();
  if (!is_file || !fields.good() || file.size > kMaxBundle) return std::nullopt;
  const Part part = parse_name(file.name).part;
  return part != Part::kUnknown && is_listed(part) ? std::optional(file) : std::nullopt;
}

// Versions and counts go up one by one, and all but directories begin with 1.
bool are_numbered(const std::vector<ListedFile>& files) {
  std::map<Part, std::uint32_t> last;
  return std::ranges::all_of(files, [&](const ListedFile& file) {
    const auto [part, number] = parse_name(file.name);
    const bool is_counted = part == Part::kRoot || part == Part::kDirectory ||
                            part == Part::kPolicy || part == Part::kProof;
    if (!is_counted) return true;
    const bool is_first = !last.contains(part);
    const bool follows = is_first ? number == 1 || (part == Part::kDirectory && number > 0)
                                  : number == last[part] + 1;
    last[part] = number;
    return follows;
  });
}

std::optional<Manifest> parse_lines(const std::vector<std::string_view>& lines) {
  Manifest manifest;
  Fields made(lines[1]);
  const bool has_made = made.word("made");
  const auto time = base::parse_time(made.next());
  Fields maker(lines[2]);
  const bool has_maker = maker.word("maker");
  const std::uint64_t number = maker.number();
  const auto partner = model::PartnerName::parse(maker.next());
  const auto unit = model::UnitName::parse(maker.next());
  Fields as(lines[3]);
  const bool has_as = as.word("as");
  const auto role = base::value_in(kMakerRoleTexts, as.next());
  Fields message(lines[4]);
  const bool has_message = message.word("message");
  const auto id = model::parse_message_id(message.next());
  if (!has_made || !time || !has_maker || !partner || !unit || !has_as || !role || !has_message ||
      !id || number == 0 || number > UINT32_MAX) {
    return std::nullopt;
  }
  manifest.made = *time;
  manifest.maker = {static_cast<model::PartnerNumber>(number), unit->text()};
  manifest.partner = partner->text();
  manifest.as = *role;
  manifest.message = *id;

  Fields envelope(lines[5]);
  const bool has_envelope = envelope.word("envelope");
  manifest.envelope = envelope.hex<model::EnvelopeId>();
  Fields source(lines[6]);
  const bool has_source = source.word("sender-file");
  if (lines[6] != "sender-file -") manifest.sender_file = source.hex<base::Digest>();
  Fields exported(lines[7]);
  const bool has_export = exported.word("export");
  const std::string_view word = exported.next();
  const auto ground = base::value_in(audit::kExportGroundTexts, word);
  if (ground) manifest.ground = *ground;
  if (!has_envelope || !envelope.good() || !has_source || !source.good() || !has_export ||
      (!ground && word != "none")) {
    return std::nullopt;
  }
  return manifest;
}

}  // namespace

std::string to_text(const Manifest& manifest) {
  const std::string ground = manifest.ground == audit::ExportGround::kNone
                                 ? "none"
                                 : std::string(audit::to_text(manifest.ground));
  std::string text(kFirstLine);
  text += "\nmade " + base::to_text(manifest.made);
  text += "\nmaker " + std::to_string(static_cast<std::uint32_t>(manifest.maker.partner)) + " " +
          manifest.partner + " " + manifest.maker.unit;
  text += "\nas " + std::string(to_text(manifest.as));
  text += "\nmessage " + model::to_text(manifest.message);
  text += "\nenvelope " + base::to_hex(manifest.envelope.bytes());
  text += "\nsender-file " +
          (manifest.sender_file ? base::to_hex(manifest.sender_file->bytes()) : std::string("-"));
  text += "\nexport " + ground + "\n";
  for (const ListedFile& file : manifest.files) {
    text += "file " + std::to_string(file.size) + " " + base::to_hex(file.hash.bytes()) + " " +
            file.name + "\n";
  }
  return text;
}

base::Result<Manifest> parse_manifest(std::string_view text) {
  const auto malformed = fail(ErrorCode::kMalformed, "not the list of a bundle's files");
  if (text.size() > kMaxManifest) return fail(ErrorCode::kTooLarge, "the list is too large");
  if (!text.ends_with('\n')) return malformed;
  const auto lines = base::split(text.substr(0, text.size() - 1), '\n');
  if (lines.size() <= kFixedLines || lines.size() - kFixedLines > kMaxFiles) return malformed;
  if (lines[0] != kFirstLine) return fail(ErrorCode::kUnsupported, "not a bundle of version 1");
  auto manifest = parse_lines(lines);
  if (!manifest) return malformed;
  for (std::size_t i = kFixedLines; i < lines.size(); ++i) {
    auto file = parse_file(lines[i]);
    if (!file || (i > kFixedLines && file->name <= manifest->files.back().name)) return malformed;
    manifest->files.push_back(*std::move(file));
  }
  if (!are_numbered(manifest->files) || to_text(*manifest) != text) return malformed;
  return *std::move(manifest);
}

std::string signer_name(const Manifest& manifest) {
  return manifest.partner + "/" + manifest.maker.unit;
}

std::vector<ListedFile> list_files(const Files& files) {
  std::vector<ListedFile> listed;
  for (const auto& [name, bytes] : files) {
    if (!is_listed(parse_name(name).part)) continue;
    listed.push_back({name, bytes.size(), crypto::sha256(bytes)});
  }
  return listed;
}

}  // namespace gateway::bundle
