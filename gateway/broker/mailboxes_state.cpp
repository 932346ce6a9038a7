#include "gateway/broker/mailboxes_state.h"

#include "gateway/base/check.h"

#include <algorithm>
#include <utility>

namespace gateway::broker {

Box& Mailboxes::State::box_for(const Mailbox& mailbox) {
  const auto [box, is_new] = boxes.try_emplace(mailbox);
  if (is_new) box->second.mailbox = mailbox;
  return box->second;
}

Item* Mailboxes::State::item(DeliveryId id) {
  const auto found = items.find(id);
  return found == items.end() ? nullptr : &found->second;
}

void Mailboxes::State::admit(const Delivery& delivery, Actions& out) {
  Item& item = items.try_emplace(delivery.id).first->second;
  item.delivery = delivery;
  item.box = &box_for(delivery.mailbox);
  expiries.emplace(delivery.expires, delivery.id);
  const auto ack_time = human_ack_within(delivery.urgency);
  if (ack_time && !delivery.escalated) {
    item.escalates = delivery.accepted + *ack_time;
    escalations.emplace(item.escalates, delivery.id);
  }
  if (delivery.state == DeliveryState::kFetched) {
    hand_over(item);
    return;
  }
  quota.add(delivery);
  item.box->members.insert(delivery.id);
  if (delivery.state == DeliveryState::kQuarantined) {
    item.place = Whereabouts::kQuarantined;
    ++item.box->quarantined;
  } else if (item.box->frozen) {
    make_ready(item);
    quarantine(item, QuarantineReason::kFrozen, out);
  } else {
    make_ready(item);
  }
}

void Mailboxes::State::lift(Item& item) {
  switch (item.place) {
    case Whereabouts::kReady:
      item.box->ready.remove(item.delivery);
      break;
    case Whereabouts::kInFlight:
      item.box->ready.settle(item.delivery);
      sessions.at(item.holder).held.erase(item.delivery.id);
      due.erase({item.due, item.delivery.id});
      --item.box->in_flight;
      freed.emplace_back(item.holder, item.box);
      break;
    case Whereabouts::kQuarantined:
      --item.box->quarantined;
      break;
    case Whereabouts::kWithRecipient:
      break;
  }
}

void Mailboxes::State::make_ready(Item& item) {
  item.place = Whereabouts::kReady;
  item.delivery.state = DeliveryState::kWaiting;
  item.box->ready.put(item.delivery);
}

void Mailboxes::State::quarantine(Item& item, QuarantineReason reason, Actions& out) {
  lift(item);
  if (item.place == Whereabouts::kWithRecipient) {
    quota.add(item.delivery);
    item.box->members.insert(item.delivery.id);
  }
  item.place = Whereabouts::kQuarantined;
  item.delivery.state = DeliveryState::kQuarantined;
  ++item.box->quarantined;
  out.emplace_back(Quarantine{.delivery = item.delivery, .reason = reason});
}

void Mailboxes::State::hand_over(Item& item) {
  item.place = Whereabouts::kWithRecipient;
  item.delivery.state = DeliveryState::kFetched;
}

void Mailboxes::State::finish(Item& item) {
  const DeliveryId id = item.delivery.id;
  expiries.erase({item.delivery.expires, id});
  escalations.erase({item.escalates, id});
  items.erase(id);
}

void Mailboxes::State::refill(Actions& out) {
  for (const auto& [consumer, box] : std::exchange(freed, {})) {
    const auto session = sessions.find(consumer);
    if (session != sessions.end()) fill(consumer, session->second, out);
    fill(*box, out);
  }
}

void Mailboxes::State::fill(Consumer consumer, Session& session, Actions& out) {
  while (session.room() > 0) {
    Box* best_box = nullptr;
    ReadyQueue::Place best;
    for (Box* const box : session.boxes) {
      const auto place = box->muted ? std::nullopt : box->ready.best_for(consumer);
      if (place && (best_box == nullptr || *place < best)) {
        best_box = box;
        best = *place;
      }
    }
    if (best_box == nullptr) return;
    send(*best_box, consumer, session, out);
  }
}

void Mailboxes::State::fill(Box& box, Actions& out) {
  while (!box.muted && box.ready.size() > 0) {
    Consumer roomiest{};
    Session* chosen = nullptr;
    for (const Consumer consumer : box.servers) {
      Session& session = sessions.at(consumer);
      if (session.room() > (chosen == nullptr ? 0 : chosen->room()) &&
          box.ready.best_for(consumer)) {
        roomiest = consumer;
        chosen = &session;
      }
    }
    if (chosen == nullptr) return;
    send(box, roomiest, *chosen, out);
  }
}

void Mailboxes::State::send(Box& box, Consumer consumer, Session& session, Actions& out) {
  Item& item = items.at(box.ready.take(consumer));
  item.place = Whereabouts::kInFlight;
  item.holder = consumer;
  ++box.in_flight;
  session.held.insert(item.delivery.id);
  set_due(item);
  if (std::exchange(item.was_sent, true)) {
    out.emplace_back(Redeliver{.delivery = item.delivery, .to = consumer});
  } else {
    out.emplace_back(Deliver{.delivery = item.delivery, .to = consumer});
  }
}

bool Mailboxes::State::count_attempt(Item& item, Actions& out) {
  if (++item.delivery.attempts < settings.max_attempts) return false;
  quarantine(item, QuarantineReason::kPoison, out);
  return true;
}

void Mailboxes::State::set_due(Item& item) {
  base::Millis wait = std::max(settings.first_backoff, base::Millis(1));
  for (std::uint32_t i = 0; i < item.delivery.attempts && wait < settings.longest_backoff; ++i) {
    wait *= 2;
  }
  item.due = now + std::min(wait, settings.longest_backoff);
  due.emplace(item.due, item.delivery.id);
}

}  // namespace gateway::broker
