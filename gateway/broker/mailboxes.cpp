#include "gateway/broker/mailboxes.h"

#include "gateway/broker/mailboxes_state.h"

#include <algorithm>
#include <set>
#include <utility>

namespace gateway::broker {
namespace {

bool asks_for_more(DeliveryState state) {
  switch (state) {
    case DeliveryState::kWaiting:
    case DeliveryState::kFetched:
    case DeliveryState::kQuarantined:
      return true;
    case DeliveryState::kNone:
    case DeliveryState::kOpened:
    case DeliveryState::kActed:
    case DeliveryState::kExpired:
    case DeliveryState::kSkipped:
      return false;
  }
  return false;
}

}  // namespace

Mailboxes::Mailboxes(const MailboxSettings& settings) : state_(std::make_unique<State>(settings)) {}
Mailboxes::Mailboxes(Mailboxes&&) noexcept = default;
Mailboxes& Mailboxes::operator=(Mailboxes&&) noexcept = default;
Mailboxes::~Mailboxes() = default;

std::optional<model::Refusal> Mailboxes::refusal_for(const Offer& offer) const {
  return state_->quota.refusal_for(offer);
}

Mailboxes::Actions Mailboxes::add(std::span<const Delivery> deliveries) {
  Actions actions;
  std::vector<Box*> touched;
  for (const Delivery& delivery : deliveries) {
    if (!asks_for_more(delivery.state) || state_->items.contains(delivery.id)) continue;
    state_->admit(delivery, actions);
    touched.push_back(&state_->box_for(delivery.mailbox));
  }
  for (Box* const box : touched) state_->fill(*box, actions);
  return actions;
}

Mailboxes::Actions Mailboxes::attach(Consumer consumer, const Mailbox& mailbox,
                                     std::uint32_t credit) {
  Session& session = state_->sessions[consumer];
  Box& box = state_->box_for(mailbox);
  if (std::ranges::find(session.boxes, &box) == session.boxes.end()) {
    session.boxes.push_back(&box);
    box.servers.push_back(consumer);
  }
  return add_credit(consumer, credit);
}

Mailboxes::Actions Mailboxes::add_credit(Consumer consumer, std::uint32_t more) {
  const auto session = state_->sessions.find(consumer);
  if (session == state_->sessions.end()) return {};
  Actions actions;
  session->second.credit += std::min(more, kMaxCredit - session->second.credit);
  state_->fill(consumer, session->second, actions);
  return actions;
}

Mailboxes::Actions Mailboxes::detach(Consumer consumer) {
  const auto session = state_->sessions.find(consumer);
  if (session == state_->sessions.end()) return {};
  Actions actions;
  std::set<const Box*> blamed;
  const std::set<DeliveryId> held = session->second.held;
  for (const DeliveryId id : held) {
    Item& item = state_->items.at(id);
    const bool is_oldest = blamed.insert(item.box).second;
    if (is_oldest && state_->count_attempt(item, actions)) continue;
    state_->lift(item);
    state_->make_ready(item);
  }
  for (Box* const box : session->second.boxes) std::erase(box->servers, consumer);
  state_->sessions.erase(session);
  state_->refill(actions);
  return actions;
}

Mailboxes::Actions Mailboxes::receipt(const model::UnitRef& from, DeliveryId delivery,
                                      Receipt receipt) {
  Item* const item = state_->item(delivery);
  if (item == nullptr || item->box->mailbox.unit != from) return {};
  const DeliveryState next = after(item->delivery.state, receipt);
  if (next == item->delivery.state) return {};

  Actions actions;
  if (next == DeliveryState::kQuarantined) {
    state_->quarantine(*item, QuarantineReason::kComplaint, actions);
  } else {
    state_->lift(*item);
    if (item->box->members.erase(delivery) > 0) state_->quota.remove(item->delivery);
    if (next == DeliveryState::kFetched) {
      state_->hand_over(*item);
    } else {
      state_->finish(*item);
    }
  }
  state_->refill(actions);
  return actions;
}

Mailboxes::Actions Mailboxes::tick(base::Millis now) {
  state_->now = std::max(state_->now, now);
  Actions actions;
  while (!state_->due.empty() && state_->due.begin()->first <= state_->now) {
    Item& item = state_->items.at(state_->due.begin()->second);
    if (!item.box->muted && state_->count_attempt(item, actions)) continue;
    state_->due.erase(state_->due.begin());
    state_->set_due(item);
    if (item.box->muted) continue;
    actions.emplace_back(Redeliver{.delivery = item.delivery, .to = item.holder});
  }
  state_->refill(actions);
  return actions;
}

std::optional<base::Millis> Mailboxes::next_tick() const {
  if (state_->due.empty()) return std::nullopt;
  return state_->due.begin()->first;
}

Mailboxes::Actions Mailboxes::pass_time(base::Time now) {
  Actions actions;
  while (!state_->expiries.empty() && state_->expiries.begin()->first <= now) {
    Item& item = state_->items.at(state_->expiries.begin()->second);
    state_->lift(item);
    if (item.box->members.erase(item.delivery.id) > 0) {
      state_->quota.remove(item.delivery);
      item.delivery.state = DeliveryState::kExpired;
      actions.emplace_back(Expire{item.delivery});
    }
    state_->finish(item);
  }
  while (!state_->escalations.empty() && state_->escalations.begin()->first <= now) {
    Item& item = state_->items.at(state_->escalations.begin()->second);
    state_->escalations.erase(state_->escalations.begin());
    item.delivery.escalated = true;
    actions.emplace_back(Escalate{item.delivery});
  }
  state_->refill(actions);
  return actions;
}

Mailboxes::Actions Mailboxes::freeze(const Mailbox& mailbox) {
  Box& box = state_->box_for(mailbox);
  box.frozen = true;
  return quarantine_if([&](const Delivery& delivery) { return delivery.mailbox == mailbox; },
                       QuarantineReason::kFrozen);
}

std::vector<Delivery> Mailboxes::unfreeze(const Mailbox& mailbox) {
  Box& box = state_->box_for(mailbox);
  box.frozen = false;
  std::vector<Delivery> quarantined;
  for (const DeliveryId id : box.members) {
    const Item& item = state_->items.at(id);
    if (item.place == Whereabouts::kQuarantined) quarantined.push_back(item.delivery);
  }
  return quarantined;
}

void Mailboxes::mute(const Mailbox& mailbox) { state_->box_for(mailbox).muted = true; }

Mailboxes::Actions Mailboxes::unmute(const Mailbox& mailbox) {
  Box& box = state_->box_for(mailbox);
  box.muted = false;
  Actions actions;
  state_->fill(box, actions);
  return actions;
}

Mailboxes::Actions Mailboxes::quarantine_if(const std::function<bool(const Delivery&)>& is_meant,
                                            QuarantineReason reason) {
  Actions actions;
  for (auto& [id, item] : state_->items) {
    const bool waits = item.place == Whereabouts::kReady || item.place == Whereabouts::kInFlight;
    if (!waits || !is_meant(item.delivery)) continue;
    state_->quarantine(item, reason, actions);
  }
  state_->refill(actions);
  return actions;
}

std::vector<Delivery> Mailboxes::quarantined_if(
    const std::function<bool(const Delivery&)>& is_meant) const {
  std::vector<Delivery> quarantined;
  for (const auto& [id, item] : state_->items) {
    if (item.place == Whereabouts::kQuarantined && is_meant(item.delivery)) {
      quarantined.push_back(item.delivery);
    }
  }
  std::ranges::sort(quarantined, {}, &Delivery::id);
  return quarantined;
}

Mailboxes::Actions Mailboxes::requeue(DeliveryId delivery) {
  Item* const item = state_->item(delivery);
  if (item == nullptr || item->place != Whereabouts::kQuarantined || item->box->frozen) return {};
  Actions actions;
  state_->lift(*item);
  item->delivery.attempts = 0;
  state_->make_ready(*item);
  state_->fill(*item->box, actions);
  return actions;
}

const Delivery* Mailboxes::find(DeliveryId delivery) const {
  const Item* const item = state_->item(delivery);
  return item == nullptr ? nullptr : &item->delivery;
}

Mailboxes::Counts Mailboxes::counts(const Mailbox& mailbox) const {
  const auto box = state_->boxes.find(mailbox);
  if (box == state_->boxes.end()) return {};
  return {.ready = box->second.ready.size(),
          .in_flight = box->second.in_flight,
          .quarantined = box->second.quarantined};
}

}  // namespace gateway::broker
