#pragma once

#include "gateway/broker/delivery.h"
#include "gateway/model/ids.h"
#include "gateway/model/refusal.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>

namespace gateway::broker {

/// How much may wait: accepted and not yet acknowledged, quarantine included.
struct QuotaLimit {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
};

struct QuotaLimits {
  QuotaLimit mailbox{.count = 10'000, .bytes = std::uint64_t{1} << 30U};
  QuotaLimit sender{.count = 50'000, .bytes = std::uint64_t{4} << 30U};
};

/// A message that asks to be accepted.
struct Offer {
  model::PartnerNumber sender = model::PartnerNumber::kNobody;
  std::span<const Mailbox> mailboxes;
  std::uint32_t bytes = 0;  ///< For each mailbox.
};

/// What waits, per mailbox and per sender. Messages of one group commit are counted when they are
/// added after it, so a group may go over a limit by its own size.
class Quota {
 public:
  explicit Quota(const QuotaLimits& limits) : limits_(limits) {}

  /// kQuotaExceeded when one of the mailboxes or the sender would come over its limit.
  [[nodiscard]] std::optional<model::Refusal> refusal_for(const Offer& offer) const;

  void add(const Delivery& delivery);
  /// A delivery that was added before.
  void remove(const Delivery& delivery);

 private:
  struct Use {
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
  };

  QuotaLimits limits_;
  std::map<Mailbox, Use> mailboxes_;
  std::map<model::PartnerNumber, Use> senders_;
};

}  // namespace gateway::broker
