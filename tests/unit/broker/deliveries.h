#pragma once

#include "gateway/broker/delivery.h"
#include "gateway/broker/mailboxes.h"

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace gateway::tests {

inline const base::Time kStart = base::from_unix_millis(1'767'225'600'000);

inline broker::Mailbox mailbox(std::uint32_t partner, model::Role role = model::Role::kSafehouse) {
  return {.unit = {.partner = model::PartnerNumber{partner}, .unit = "main"}, .role = role};
}

inline model::ConversationId conversation(std::uint8_t number) {
  return model::ConversationId({number});
}

/// A routine delivery for `to`, accepted at kStart, that expires two days later.
inline broker::Delivery delivery(std::uint64_t id, const broker::Mailbox& to) {
  broker::Delivery made;
  made.id = broker::DeliveryId{id};
  made.message = id;
  made.sender = model::PartnerNumber{1};
  made.mailbox = to;
  made.urgency = model::Urgency::kRoutine;
  made.bytes = 1000;
  made.accepted = kStart;
  made.expires = kStart + std::chrono::hours(48);
  return made;
}

inline broker::Delivery urgent(std::uint64_t id, const broker::Mailbox& to,
                               model::Urgency urgency) {
  broker::Delivery made = delivery(id, to);
  made.urgency = urgency;
  return made;
}

/// Actions as short words, "deliver 7 to 1": failures read as a story.
inline std::string word_of(const broker::Action& action) {
  const auto number = [](auto id) { return std::to_string(static_cast<std::uint64_t>(id)); };
  struct Words {
    decltype(number)& text;
    std::string operator()(const broker::Deliver& a) const {
      return "deliver " + text(a.delivery.id) + " to " + text(a.to);
    }
    std::string operator()(const broker::Redeliver& a) const {
      return "redeliver " + text(a.delivery.id) + " to " + text(a.to);
    }
    std::string operator()(const broker::Quarantine& a) const {
      static constexpr std::array kReasons = {"frozen", "poison", "complaint", "recalled"};
      return "quarantine " + text(a.delivery.id) + ' ' +
             kReasons.at(static_cast<std::size_t>(a.reason));
    }
    std::string operator()(const broker::Expire& a) const {
      return "expire " + text(a.delivery.id);
    }
    std::string operator()(const broker::Escalate& a) const {
      return "escalate " + text(a.delivery.id);
    }
  };
  return std::visit(Words{number}, action);
}

inline std::vector<std::string> words_of(const std::vector<broker::Action>& actions) {
  std::vector<std::string> words;
  for (const broker::Action& action : actions) words.push_back(word_of(action));
  return words;
}

}  // namespace gateway::tests
