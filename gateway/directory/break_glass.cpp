#include "gateway/directory/break_glass.h"

#include "gateway/directory/lines.h"

#include <algorithm>
#include <utility>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kBreakGlassFirstLine = "safeconduct-break-glass/v1";

}  // namespace

std::string to_text(const BreakGlass& what) {
  LineWriter writer(kBreakGlassFirstLine);
  writer.line("envelope").bytes(what.envelope.bytes());
  writer.line("row").bytes(what.row.bytes());
  writer.line("to").number(static_cast<std::uint32_t>(what.recipient.partner));
  writer.field(what.recipient.unit).field(model::to_text(what.role));
  writer.line("section").field(model::to_text(what.section));
  writer.line("ground").field(model::to_text(what.ground));
  writer.line("reason").bytes(what.reason.bytes());
  writer.line("holds").period({what.from, what.until});
  return std::move(writer).text();
}

base::Result<BreakGlass> parse_break_glass(std::string_view text) {
  LineReader reader(text, kBreakGlassFirstLine, kMaxBreakGlassNoteSize);
  BreakGlass what;
  what.envelope = reader.line("envelope").bytes<model::EnvelopeId>();
  what.row = reader.line("row").bytes<model::Digest>();
  what.recipient.partner = model::PartnerNumber{reader.line("to").number32()};
  what.recipient.unit = reader.name();
  what.role = reader.word(model::kRoleTexts);
  what.section = reader.line("section").word(model::kSectionTexts);
  what.ground = reader.line("ground").word(model::kLegalBasisTexts);
  what.reason = reader.line("reason").bytes<model::Digest>();
  const Period holds = reader.line("holds").period();
  what.from = holds.from;
  what.until = holds.until;
  if (reader.good()) {
    reader.require(model::may_override(what.ground), "consent is not overridden on this ground");
    reader.require(what.until - what.from <= kBreakGlassLasts, "it holds for 24 hours at most");
  }
  const auto finished = reader.finish(reader.good() ? to_text(what) : std::string(), nullptr);
  if (!finished) return finished.error();
  return what;
}

model::Digest break_glass_reason(base::ByteView blind, std::string_view text) {
  return crypto::digest_of("safeconduct break-glass reason v1", {blind, base::bytes_of(text)});
}

base::Result<VerifiedBreakGlass> verify_break_glass(std::string_view note, const Root& root,
                                                    base::Time now) {
  const auto parsed = note::parse_note(note, kMaxBreakGlassNoteSize);
  if (!parsed) return parsed.error();
  auto what = parse_break_glass(parsed->text);
  if (!what) return what.error();
  VerifiedBreakGlass verified{*std::move(what), trustees_who_signed(root, *parsed)};
  const std::size_t needed =
      std::max<std::size_t>(kLeastBreakGlassTrustees, root.threshold(Action::kBreakglass));
  if (root.is_expired(now) || verified.trustees.size() < needed) {
    return fail(ErrorCode::kUnauthenticated, "too few trustees signed the break-glass note");
  }
  if (now + kMaxBreakGlassSkew < verified.what.from) {
    return fail(ErrorCode::kMalformed, "the break-glass note begins in the future");
  }
  if (now >= verified.what.until) return fail(ErrorCode::kNotFound, "the break-glass note is over");
  return verified;
}

}  // namespace gateway::directory
