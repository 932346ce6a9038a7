#include "gateway/directory/review.h"

#include "gateway/directory/keys.h"
#include "gateway/directory/lines.h"

#include <algorithm>
#include <utility>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kReviewFirstLine = "safeconduct-review/v1";

struct Parsed {
  note::SignedNote note;
  Review review;
};

base::Result<Parsed> read(std::string_view text, Reviewed what, base::Time now) {
  auto note = note::parse_note(text, kMaxReviewNoteSize);
  if (!note) return note.error();
  const auto review = parse_review(note->text);
  if (!review) return review.error();
  if (review->what != what) return fail(ErrorCode::kMalformed, "it reviews something else");
  if (review->at > now + kMaxReviewSkew) {
    return fail(ErrorCode::kMalformed, "a review is dated in the future");
  }
  return Parsed{*std::move(note), *review};
}

}  // namespace

std::string to_text(const Review& review) {
  LineWriter writer(kReviewFirstLine);
  writer.line("of").field(base::text_in(kReviewedTexts, review.what)).bytes(review.subject.bytes());
  writer.line("finding").field(base::text_in(kFindingTexts, review.finding));
  writer.line("time").time(review.at);
  return std::move(writer).text();
}

base::Result<Review> parse_review(std::string_view text) {
  LineReader reader(text, kReviewFirstLine, kMaxReviewNoteSize);
  Review review;
  review.what = reader.line("of").word(kReviewedTexts);
  review.subject = reader.bytes<model::Digest>();
  review.finding = reader.line("finding").word(kFindingTexts);
  review.at = reader.line("time").time();
  const auto finished = reader.finish(reader.good() ? to_text(review) : std::string(), nullptr);
  if (!finished) return finished.error();
  return review;
}

base::Result<Review> verify_override_review(std::string_view note, const Partner& partner,
                                            std::string_view decided_by, base::Time now) {
  const auto parsed = read(note, Reviewed::kOverride, now);
  if (!parsed) return parsed.error();
  const bool by_another = std::ranges::any_of(partner.deciders, [&](const Decider& decider) {
    return decider.name != decided_by && decider.valid.contains(now) &&
           note::is_signed_by(parsed->note, decider_verifier(partner.name, decider));
  });
  if (!by_another) {
    return fail(ErrorCode::kUnauthenticated, "no other person who decides signed the review");
  }
  return parsed->review;
}

base::Result<Review> verify_break_glass_review(std::string_view note, const Root& root,
                                               const std::set<crypto::PublicKey>& signers,
                                               base::Time now) {
  const auto parsed = read(note, Reviewed::kBreakGlass, now);
  if (!parsed) return parsed.error();
  const auto reviewers = trustees_who_signed(root, parsed->note);
  const bool by_another = std::ranges::any_of(
      reviewers, [&](const crypto::PublicKey& key) { return !signers.contains(key); });
  if (!by_another || root.is_expired(now)) {
    return fail(ErrorCode::kUnauthenticated, "no other trustee signed the review");
  }
  return parsed->review;
}

}  // namespace gateway::directory
