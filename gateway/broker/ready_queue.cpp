#include "gateway/broker/ready_queue.h"

#include "gateway/base/check.h"

namespace gateway::broker {

ReadyQueue::Key ReadyQueue::key_of(const Delivery& delivery) {
  return {.sender = delivery.sender,
          .conversation = delivery.conversation,
          .alone = delivery.conversation.is_zero() ? delivery.id : DeliveryId{}};
}

// Every change of a conversation happens between leave_line() and join_line(), so that the lines
// never hold a place that is out of date.

void ReadyQueue::leave_line(const Conversation& conversation) {
  if (conversation.places.empty()) return;
  const Place& place = *conversation.places.begin();
  if (conversation.taken == 0) {
    free_.erase(place);
    return;
  }
  const auto line = held_.find(conversation.holder);
  line->second.erase(place);
  if (line->second.empty()) held_.erase(line);
}

void ReadyQueue::join_line(Conversations::iterator conversation) {
  const Conversation& state = conversation->second;
  if (state.places.empty()) {
    if (state.taken == 0) conversations_.erase(conversation);
    return;
  }
  Line& line = state.taken == 0 ? free_ : held_[state.holder];
  line.emplace(*state.places.begin(), conversation);
}

void ReadyQueue::put(const Delivery& delivery) {
  const auto conversation = conversations_.try_emplace(key_of(delivery)).first;
  leave_line(conversation->second);
  conversation->second.waiting.emplace(delivery.id, delivery.urgency);
  conversation->second.places.insert({.urgency = delivery.urgency, .first = delivery.id});
  join_line(conversation);
  ++size_;
}

void ReadyQueue::remove(const Delivery& delivery) {
  const auto conversation = conversations_.find(key_of(delivery));
  base::check(conversation != conversations_.end(), "only what waits is removed");
  leave_line(conversation->second);
  conversation->second.waiting.erase(delivery.id);
  conversation->second.places.erase({.urgency = delivery.urgency, .first = delivery.id});
  join_line(conversation);
  --size_;
}

const ReadyQueue::Line* ReadyQueue::line_of(Consumer consumer) const {
  const auto held = held_.find(consumer);
  if (held == held_.end()) return free_.empty() ? nullptr : &free_;
  if (free_.empty()) return &held->second;
  return held->second.begin()->first < free_.begin()->first ? &held->second : &free_;
}

std::optional<ReadyQueue::Place> ReadyQueue::best_for(Consumer consumer) const {
  const Line* const line = line_of(consumer);
  if (line == nullptr) return std::nullopt;
  return line->begin()->first;
}

DeliveryId ReadyQueue::take(Consumer consumer) {
  const Line* const line = line_of(consumer);
  base::check(line != nullptr, "something waits for the consumer");
  const auto conversation = line->begin()->second;
  Conversation& state = conversation->second;
  leave_line(state);
  const auto [id, urgency] = *state.waiting.begin();
  state.waiting.erase(state.waiting.begin());
  state.places.erase({.urgency = urgency, .first = id});
  state.holder = consumer;
  ++state.taken;
  join_line(conversation);
  --size_;
  return id;
}

void ReadyQueue::settle(const Delivery& delivery) {
  const auto conversation = conversations_.find(key_of(delivery));
  base::check(conversation != conversations_.end() && conversation->second.taken > 0,
              "only what was taken is settled");
  leave_line(conversation->second);
  --conversation->second.taken;
  join_line(conversation);
}

}  // namespace gateway::broker
