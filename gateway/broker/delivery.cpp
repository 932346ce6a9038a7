#include "gateway/broker/delivery.h"

namespace gateway::broker {
namespace {

DeliveryState claimed_by(Receipt receipt) {
  switch (receipt) {
    case Receipt::kComplaint:
      return DeliveryState::kQuarantined;
    case Receipt::kFetched:
      return DeliveryState::kFetched;
    case Receipt::kOpened:
      return DeliveryState::kOpened;
    case Receipt::kActed:
      return DeliveryState::kActed;
  }
  return DeliveryState::kQuarantined;
}

}  // namespace

DeliveryState after(DeliveryState state, Receipt receipt) {
  const DeliveryState claimed = claimed_by(receipt);
  switch (state) {
    case DeliveryState::kWaiting:
    case DeliveryState::kQuarantined:
      return claimed;
    case DeliveryState::kFetched:
    case DeliveryState::kOpened:
      return claimed > state ? claimed : state;
    case DeliveryState::kNone:
    case DeliveryState::kActed:
    case DeliveryState::kExpired:
    case DeliveryState::kSkipped:
      return state;
  }
  return state;
}

std::optional<base::Millis> human_ack_within(model::Urgency urgency) {
  using std::chrono::hours;
  using std::chrono::minutes;
  switch (urgency) {
    case model::Urgency::kFlash:
      return minutes(15);
    case model::Urgency::kImmediate:
      return hours(1);
    case model::Urgency::kPriority:
      return hours(24);
    case model::Urgency::kRoutine:
      return hours(72);  // Three working days, without a calendar.
    case model::Urgency::kNone:
    case model::Urgency::kBulk:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace gateway::broker
