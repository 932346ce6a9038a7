#include "gateway/daemon/review_book.h"

#include "gateway/base/byte_codec.h"

#include <algorithm>
#include <tuple>

namespace gateway::daemon {
namespace {

std::vector<OpenReview> by_due(std::vector<OpenReview> reviews) {
  std::ranges::sort(reviews, {}, [](const OpenReview& review) {
    return std::tuple(review.due, review.what, review.subject);
  });
  return reviews;
}

}  // namespace

base::Bytes encode_review(const OpenReview& review) {
  base::ByteWriter out;
  out.number(static_cast<std::uint8_t>(review.what)).raw(review.subject.bytes());
  out.number(static_cast<std::uint32_t>(review.partner)).raw(review.message.bytes());
  out.sized(base::bytes_of(review.decided_by));
  out.number(static_cast<std::uint8_t>(review.signers.size()));
  for (const crypto::PublicKey& key : review.signers) out.raw(key.bytes());
  out.number(base::unix_millis(review.opened)).number(base::unix_millis(review.due));
  return std::move(out).bytes();
}

base::Result<OpenReview> decode_review(base::ByteView bytes) {
  base::ByteReader in(bytes);
  OpenReview review;
  review.what = static_cast<directory::Reviewed>(in.number<std::uint8_t>());
  review.subject = in.fixed<model::Digest>();
  review.partner = model::PartnerNumber{in.number<std::uint32_t>()};
  review.message = in.fixed<model::MessageId>();
  review.decided_by = base::text_of(in.sized());
  const auto signers = in.number<std::uint8_t>();
  for (unsigned i = 0; i < signers; ++i) review.signers.insert(in.fixed<crypto::PublicKey>());
  review.opened = base::from_unix_millis(in.number<std::uint64_t>());
  review.due = base::from_unix_millis(in.number<std::uint64_t>());
  if (!in.done() || !base::known_in(directory::kReviewedTexts, review.what)) {
    return base::fail(base::ErrorCode::kMalformed, "not an open review");
  }
  return review;
}

void ReviewBook::open(OpenReview review) {
  const Key key(review.what, review.subject);
  reviews_.try_emplace(key, std::move(review));
}

bool ReviewBook::close(directory::Reviewed what, const model::Digest& subject) {
  auto& review = reviews_[Key(what, subject)];
  const bool was_open = review.has_value();
  review.reset();
  return was_open;
}

const OpenReview* ReviewBook::find(directory::Reviewed what, const model::Digest& subject) const {
  const auto at = reviews_.find(Key(what, subject));
  return at == reviews_.end() || !at->second ? nullptr : &*at->second;
}

std::vector<OpenReview> ReviewBook::of(model::PartnerNumber partner) const {
  std::vector<OpenReview> found;
  for (const auto& [key, review] : reviews_) {
    if (review && review->partner == partner) found.push_back(*review);
  }
  return by_due(std::move(found));
}

std::vector<OpenReview> ReviewBook::all() const {
  std::vector<OpenReview> found;
  for (const auto& [key, review] : reviews_) {
    if (review) found.push_back(*review);
  }
  return by_due(std::move(found));
}

}  // namespace gateway::daemon
