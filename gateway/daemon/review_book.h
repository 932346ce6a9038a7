#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/directory/review.h"
#include "gateway/model/ids.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gateway::daemon {

/// How soon somebody else has to have looked at it.
inline constexpr std::chrono::hours kOverrideReviewDue{7 * 24};
inline constexpr std::chrono::hours kBreakGlassReviewDue{72};

/// A decision made in a hurry that nobody else has looked at yet.
struct OpenReview {
  directory::Reviewed what = directory::Reviewed::kNone;
  model::Digest subject;                                         ///< As in the note that closes it.
  model::PartnerNumber partner = model::PartnerNumber::kNobody;  ///< Who sent the message.
  model::MessageId message;                                      ///< As the gateway knows it.
  std::string decided_by;               ///< Name of the decider; empty for break-glass.
  std::set<crypto::PublicKey> signers;  ///< Trustees; none for an override.
  base::Time opened;
  base::Time due;

  friend bool operator==(const OpenReview&, const OpenReview&) = default;
};

/// The store's form of it. Fixed layout; our own, not public.
base::Bytes encode_review(const OpenReview& review);
base::Result<OpenReview> decode_review(base::ByteView bytes);

/// All reviews that are open. The order of opening and closing makes no difference.
class ReviewBook {
 public:
  /// Nothing happens when it is open, or was closed, already.
  void open(OpenReview review);
  /// False when no such review is open.
  bool close(directory::Reviewed what, const model::Digest& subject);

  /// Null when no such review is open.
  [[nodiscard]] const OpenReview* find(directory::Reviewed what,
                                       const model::Digest& subject) const;
  /// Those of messages that this partner sent, the most urgent first.
  [[nodiscard]] std::vector<OpenReview> of(model::PartnerNumber partner) const;
  [[nodiscard]] std::vector<OpenReview> all() const;

 private:
  using Key = std::pair<directory::Reviewed, model::Digest>;
  std::map<Key, std::optional<OpenReview>> reviews_;  // Nothing: closed.
};

}  // namespace gateway::daemon
