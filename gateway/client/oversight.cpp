#include "gateway/client/oversight.h"

#include "gateway/audit/commitments.h"
#include "gateway/audit/leaf.h"
#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"
#include "gateway/client/files.h"
#include "gateway/directory/root.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace gateway::client {
namespace {

constexpr std::size_t kMaxNoticeFile = std::size_t{16} << 10U;

std::optional<GlassNotice> read_notice(std::string note, const model::MessageId& message) {
  const auto parsed = note::parse_note(note, directory::kMaxBreakGlassNoteSize);
  if (!parsed) return std::nullopt;
  const auto what = directory::parse_break_glass(parsed->text);
  if (!what) return std::nullopt;
  return GlassNotice{std::move(note), *what, directory::note_hash(*parsed), message};
}

// Signed by enough trustees, and in the log: a gateway can neither make one up nor tell one side of
// it only. Its day may be over by now.
bool is_good(Desk& desk, const GlassNotice& notice, const wire::BreakGlassNotice& told) {
  const auto leaf = audit::parse_leaf(told.proof.leaf);
  const auto opening = *audit::OpeningKey::from(told.opening.bytes());
  return directory::verify_break_glass(notice.note, desk.trust().root.root, notice.what.from) &&
         leaf && leaf->type == audit::LeafType::kBreakGlass &&
         leaf->detail == audit::commit_detail(opening, base::bytes_of(notice.note)) &&
         desk.log().proves(told.proof);
}

std::filesystem::path folder_of(const Desk& desk) { return desk.context().state / "notices"; }

bool keep(const Desk& desk, const GlassNotice& notice) {
  base::ByteWriter bytes;
  bytes.raw(notice.message.bytes()).raw(base::bytes_of(notice.note));
  const auto file = folder_of(desk) / (base::to_hex(notice.hash.bytes()) + ".notice");
  return write_durably(file, bytes.bytes()).has_value();
}

std::optional<LinkError> outcome(const Link::Reply& reply) {
  if (!reply.answer) return reply.error;
  if (const auto* const refused = std::get_if<wire::Refused>(&reply.answer->body)) {
    return LinkError{LinkFault::kRefused, refused->refusal};
  }
  return std::nullopt;
}

Oversight oversight_of(const wire::Oversight& told) {
  Oversight oversight;
  oversight.break_glass = told.break_glass;
  oversight.in_force = told.in_force;
  for (const wire::ReviewEntry& entry : told.reviews) {
    oversight.reviews.push_back({static_cast<directory::Reviewed>(entry.what), entry.subject,
                                 entry.message_id, entry.opened, entry.due});
  }
  return oversight;
}

}  // namespace

std::size_t Oversight::overdue(base::Time now) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(reviews, [now](const DueReview& review) { return review.due <= now; }));
}

std::variant<Oversight, LinkError> ask_oversight(Desk& desk, Link& link, base::Millis timeout) {
  const auto reply = link.ask(wire::AskOversight{}, {}, timeout);
  if (const auto failed = outcome(reply)) return *failed;
  const auto* const told = std::get_if<wire::Oversight>(&reply.answer->body);
  if (told == nullptr) return LinkError{LinkFault::kProtocol, model::Refusal::kFrameMalformed};
  Oversight oversight = oversight_of(*told);
  wire::ConfirmTold confirmed;
  for (const wire::BreakGlassNotice& each : told->notices) {
    auto notice = read_notice(each.note, each.message_id);
    // On our disk first, then the confirmation: what was confirmed is not told again.
    if (!notice || !is_good(desk, *notice, each) || !keep(desk, *notice)) {
      ++oversight.unproved;
      continue;
    }
    confirmed.notes.push_back(notice->hash);
    oversight.news.push_back(*std::move(notice));
  }
  if (confirmed.notes.empty()) return oversight;
  if (const auto failed = outcome(link.ask(std::move(confirmed), {}, timeout))) return *failed;
  return oversight;
}

std::vector<GlassNotice> kept_notices(const Desk& desk) {
  std::vector<GlassNotice> notices;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(desk), failed)) {
    if (entry.path().extension() != ".notice") continue;
    const auto bytes = read_whole(entry.path(), kMaxNoticeFile);
    if (!bytes) continue;
    base::ByteReader in(*bytes);
    const auto message = in.fixed<model::MessageId>();
    auto notice = read_notice(std::string(base::text_of(in.rest())), message);
    if (notice) notices.push_back(*std::move(notice));
  }
  std::ranges::sort(notices, {}, [](const GlassNotice& notice) {
    return std::pair(notice.what.from, notice.hash);
  });
  return notices;
}

std::optional<LinkError> hand_over_break_glass(Link& link, std::string note, base::Millis timeout) {
  return outcome(link.ask(wire::TakeBreakGlass{std::move(note)}, {}, timeout));
}

std::optional<LinkError> hand_over_review(Link& link, std::string note, base::Millis timeout) {
  return outcome(link.ask(wire::TakeReview{std::move(note)}, {}, timeout));
}

}  // namespace gateway::client
