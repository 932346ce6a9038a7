#pragma once

#include "gateway/base/time.h"
#include "gateway/broker/delivery.h"
#include "gateway/broker/quota.h"
#include "gateway/model/ids.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace gateway::broker {

struct MailboxSettings {
  /// A delivery unacknowledged for this long is sent again; doubled with each attempt.
  base::Millis first_backoff = std::chrono::seconds(1);
  base::Millis longest_backoff = std::chrono::minutes(5);
  /// A delivery sent this often in vain is quarantined.
  std::uint32_t max_attempts = 16;
  QuotaLimits quota;
};

/// Every mailbox and everything in flight. Told what happened, it answers what to do; it touches no
/// socket, clock or file, so the same events always give the same actions in the same order. The
/// caller carries the actions out: an action is the broker's own record already, never to be told
/// back to it. Rebuilt at start by add()ing what the store holds. Not thread-safe.
///
/// Order: the most urgent first, then the oldest; but inside one conversation always the order of
/// acceptance, so an urgent message pulls the earlier ones of its conversation forward with it.
/// While a session holds unacknowledged mail of a conversation the rest of it goes there only.
/// No mailbox waits for another one unless one session serves both.
class Mailboxes {
 public:
  using Actions = std::vector<Action>;

  /// More than this is not held by one session, whatever credit it offers.
  static constexpr std::uint32_t kMaxCredit = 256;

  explicit Mailboxes(const MailboxSettings& settings);
  Mailboxes(Mailboxes&&) noexcept;
  Mailboxes& operator=(Mailboxes&&) noexcept;
  ~Mailboxes();

  /// Whether a message for these mailboxes may be accepted: nothing, or kQuotaExceeded.
  [[nodiscard]] std::optional<model::Refusal> refusal_for(const Offer& offer) const;

  /// Deliveries that were committed, with rising ids. States that ask for nothing more (kActed,
  /// kOpened, kExpired, kSkipped, kNone) and ids already known are passed over.
  [[nodiscard]] Actions add(std::span<const Delivery> deliveries);

  /// The session serves the mailbox and will hold `credit` more unacknowledged deliveries, over all
  /// its mailboxes together. Acknowledging frees credit; it is not given again.
  [[nodiscard]] Actions attach(Consumer consumer, const Mailbox& mailbox, std::uint32_t credit);
  [[nodiscard]] Actions add_credit(Consumer consumer, std::uint32_t more);
  /// The session is gone; what it held is ready again, in order. Only the oldest it held of each
  /// mailbox counts as an attempt in vain: the others it had probably not looked at.
  [[nodiscard]] Actions detach(Consumer consumer);

  /// `from` says so about a delivery, in this session or another. One for an unknown delivery, or
  /// for somebody else's, changes nothing.
  [[nodiscard]] Actions receipt(const model::UnitRef& from, DeliveryId delivery, Receipt receipt);

  /// Monotonic time passes: back-offs run out. Call it before the other events of a turn; they take
  /// place at the time told last.
  [[nodiscard]] Actions tick(base::Millis now);
  /// When tick() has something to do next.
  [[nodiscard]] std::optional<base::Millis> next_tick() const;

  /// The date moves: what is due expires, or is escalated.
  [[nodiscard]] Actions pass_time(base::Time now);

  /// Quarantines what waits in the mailbox and what comes, until unfreeze().
  [[nodiscard]] Actions freeze(const Mailbox& mailbox);
  /// New mail flows again. What was quarantined stays so until requeue(): each has to be decided
  /// again first. Gives the quarantined deliveries, oldest first.
  [[nodiscard]] std::vector<Delivery> unfreeze(const Mailbox& mailbox);
  /// Nothing is sent to a muted mailbox; its mail waits.
  void mute(const Mailbox& mailbox);
  [[nodiscard]] Actions unmute(const Mailbox& mailbox);

  /// Quarantines everything not yet acknowledged that is meant (mail of a frozen sender, a recalled
  /// envelope). O(n): for rare events.
  [[nodiscard]] Actions quarantine_if(const std::function<bool(const Delivery&)>& is_meant,
                                      QuarantineReason reason);
  /// The quarantined deliveries that are meant, oldest first. O(n): for rare events.
  [[nodiscard]] std::vector<Delivery> quarantined_if(
      const std::function<bool(const Delivery&)>& is_meant) const;
  /// Takes a delivery out of quarantine to its old place in the order, its attempts forgotten.
  [[nodiscard]] Actions requeue(DeliveryId delivery);

  /// Null when it is unknown or was finished.
  [[nodiscard]] const Delivery* find(DeliveryId delivery) const;

  struct Counts {
    std::size_t ready = 0;
    std::size_t in_flight = 0;
    std::size_t quarantined = 0;
    friend bool operator==(const Counts&, const Counts&) = default;
  };
  [[nodiscard]] Counts counts(const Mailbox& mailbox) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gateway::broker
