#include "gateway/daemon/break_glass_book.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/directory/root.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <utility>

namespace gateway::daemon {
namespace {

bool concerns(const BrokenGlass& glass, const model::UnitRef& unit, model::PartnerNumber ngo) {
  return unit.partner == ngo || unit.partner == glass.originator;
}

}  // namespace

base::Bytes encode_broken_glass(const BrokenGlass& glass) {
  base::ByteWriter out;
  out.sized(base::bytes_of(glass.note));
  out.number(static_cast<std::uint8_t>(glass.signers.size()));
  for (const crypto::PublicKey& key : glass.signers) out.raw(key.bytes());
  out.raw(glass.message.bytes()).number(static_cast<std::uint32_t>(glass.originator));
  out.raw(glass.opening.bytes()).number(glass.leaf).number(base::unix_millis(glass.taken));
  return std::move(out).bytes();
}

base::Result<BrokenGlass> decode_broken_glass(base::ByteView bytes) {
  base::ByteReader in(bytes);
  BrokenGlass glass;
  glass.note = base::text_of(in.sized());
  const auto signers = in.number<std::uint8_t>();
  for (unsigned i = 0; i < signers; ++i) glass.signers.insert(in.fixed<crypto::PublicKey>());
  glass.message = in.fixed<model::MessageId>();
  glass.originator = model::PartnerNumber{in.number<std::uint32_t>()};
  glass.opening = in.fixed<audit::OpeningKey>();
  glass.leaf = in.number<std::uint64_t>();
  glass.taken = base::from_unix_millis(in.number<std::uint64_t>());
  if (!in.done()) return base::fail(base::ErrorCode::kMalformed, "not a break-glass record");
  // Verified when it was taken; the keyed hash of the store vouches for it since.
  const auto note = note::parse_note(glass.note, directory::kMaxBreakGlassNoteSize);
  if (!note) return note.error();
  const auto what = directory::parse_break_glass(note->text);
  if (!what) return what.error();
  glass.what = *what;
  glass.hash = directory::note_hash(*note);
  return glass;
}

base::Bytes encode_told(const Told& told) {
  base::ByteWriter out;
  out.number(told.number).number(static_cast<std::uint32_t>(told.unit.partner));
  return out.sized(base::bytes_of(told.unit.unit)).bytes();
}

base::Result<Told> decode_told(base::ByteView bytes) {
  base::ByteReader in(bytes);
  Told told;
  told.number = in.number<std::uint64_t>();
  told.unit.partner = model::PartnerNumber{in.number<std::uint32_t>()};
  told.unit.unit = base::text_of(in.sized());
  if (!in.done()) return base::fail(base::ErrorCode::kMalformed, "not a confirmation");
  return told;
}

void BreakGlassBook::add(BrokenGlass glass) {
  base::check(glass.number == glasses_.size() + 1, "break-glass numbers rise by one");
  glasses_.push_back(std::move(glass));
}

bool BreakGlassBook::mark(const Told& told) { return told_.emplace(told.number, told.unit).second; }

std::size_t BreakGlassBook::in_force(base::Time now) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      glasses_, [now](const BrokenGlass& glass) { return glass.what.holds(now); }));
}

bool BreakGlassBook::contains(const model::Digest& hash) const {
  return std::ranges::find(glasses_, hash, &BrokenGlass::hash) != glasses_.end();
}

std::vector<admission::Lift> BreakGlassBook::lifts(const model::EnvelopeId& envelope,
                                                   base::Time now) const {
  std::vector<admission::Lift> lifts;
  for (const BrokenGlass& glass : glasses_) {
    if (glass.what.envelope != envelope || !glass.what.holds(now)) continue;
    lifts.push_back(
        {glass.what.row, glass.what.section, static_cast<std::uint8_t>(glass.signers.size())});
  }
  return lifts;
}

std::vector<BrokenGlass> BreakGlassBook::untold(const model::UnitRef& unit,
                                                model::PartnerNumber ngo) const {
  std::vector<BrokenGlass> untold;
  for (const BrokenGlass& glass : glasses_) {
    if (concerns(glass, unit, ngo) && !told_.contains({glass.number, unit})) {
      untold.push_back(glass);
    }
  }
  return untold;
}

const BrokenGlass* BreakGlassBook::find(const model::Digest& hash, const model::UnitRef& unit,
                                        model::PartnerNumber ngo) const {
  const auto found = std::ranges::find(glasses_, hash, &BrokenGlass::hash);
  return found == glasses_.end() || !concerns(*found, unit, ngo) ? nullptr : &*found;
}

}  // namespace gateway::daemon
