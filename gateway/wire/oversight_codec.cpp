#include "gateway/wire/oversight_codec.h"

#include "gateway/base/text.h"
#include "gateway/flat/flat_message.h"
#include "gateway/wire/head_codec.h"

#include <cstddef>
#include <string>
#include <utility>

namespace gateway::wire {
namespace {

using flat::data_of;

// As many as a partner may well have; more are told the next time.
constexpr unsigned kMaxReviews = 512;
constexpr unsigned kMaxNotices = 16;
constexpr std::size_t kOversightMaxNote = std::size_t{8} * 1024;

ReviewEntry read(schema::OpenReview::Reader in, bool& good) {
  ReviewEntry review;
  review.what = in.getWhat();
  review.subject = flat::fixed_of<base::Digest>(in.getSubject(), good);
  review.message_id = flat::fixed_of<model::MessageId>(in.getMessageId(), good);
  review.opened = base::from_unix_millis(in.getOpenedMillis());
  review.due = base::from_unix_millis(in.getDueMillis());
  return review;
}

BreakGlassNotice read(schema::BreakGlassNotice::Reader in, bool& good) {
  BreakGlassNotice notice;
  const auto note = in.getNote();
  if (note.size() == 0 || note.size() > kOversightMaxNote ||
      !base::is_valid_utf8(flat::text_of(note))) {
    good = false;
    return notice;
  }
  notice.note = flat::text_of(note);
  notice.message_id = flat::fixed_of<model::MessageId>(in.getMessageId(), good);
  notice.opening = flat::fixed_of<base::Digest>(in.getOpening(), good);
  notice.proof = read_proof(in.getProof(), good);
  return notice;
}

}  // namespace

void put_oversight(schema::Oversight::Builder out, const Oversight& body) {
  out.setBreakGlass(body.break_glass);
  out.setInForce(body.in_force);
  auto reviews = out.initReviews(static_cast<unsigned>(body.reviews.size()));
  for (unsigned i = 0; i < reviews.size(); ++i) {
    const ReviewEntry& review = body.reviews[i];
    reviews[i].setWhat(review.what);
    reviews[i].setSubject(data_of(review.subject.bytes()));
    reviews[i].setMessageId(data_of(review.message_id.bytes()));
    reviews[i].setOpenedMillis(base::unix_millis(review.opened));
    reviews[i].setDueMillis(base::unix_millis(review.due));
  }
  auto notices = out.initNotices(static_cast<unsigned>(body.notices.size()));
  for (unsigned i = 0; i < notices.size(); ++i) {
    const BreakGlassNotice& notice = body.notices[i];
    notices[i].setNote(notice.note);
    notices[i].setMessageId(data_of(notice.message_id.bytes()));
    notices[i].setOpening(data_of(notice.opening.bytes()));
    put_proof(notices[i].initProof(), notice.proof);
  }
}

Oversight read_oversight(schema::Oversight::Reader in, bool& good) {
  Oversight body;
  body.break_glass = in.getBreakGlass();
  body.in_force = in.getInForce();
  if (in.getReviews().size() > kMaxReviews || in.getNotices().size() > kMaxNotices) good = false;
  if (!good) return body;
  for (const auto review : in.getReviews()) body.reviews.push_back(read(review, good));
  for (const auto notice : in.getNotices()) body.notices.push_back(read(notice, good));
  return body;
}

}  // namespace gateway::wire
