#pragma once

#include "gateway/store/store.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::tests {

/// Makes up records of which every byte differs between two numbers.
template <class Fixed>
Fixed fixed(std::uint64_t number, std::uint8_t use) {
  std::array<std::uint8_t, Fixed::kSize> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>((number >> (8U * (i % 3))) * 31U + i * 7U + use);
  }
  return Fixed(bytes);
}

inline base::Bytes payload(std::uint64_t number, std::size_t size) {
  base::Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<std::uint8_t>(number * 131U + i * 17U + i / 256U);
  }
  return bytes;
}

inline base::Time time(std::uint64_t number) {
  return base::from_unix_millis(1'767'225'600'000 + number);
}

inline store::MessageRecord message(std::uint64_t sequence, std::size_t size = 6000) {
  store::MessageRecord record;
  record.sequence = sequence;
  record.sender = model::PartnerNumber{static_cast<std::uint32_t>(sequence % 7 + 1)};
  record.message = fixed<model::MessageId>(sequence, 1);
  record.envelope = fixed<model::EnvelopeId>(sequence, 2);
  record.accepted = time(sequence);
  record.expires = time(sequence + 1'000'000);
  record.size = size;
  record.container = payload(sequence, size);
  return record;
}

inline store::DeliveryRecord delivery(std::uint64_t message, std::uint8_t row) {
  store::DeliveryRecord record;
  record.message = message;
  record.row = row;
  record.unit = {.partner = model::PartnerNumber{9}, .unit = "night-desk"};
  record.role = model::Role::kSafehouse;
  record.urgency = model::Urgency::kPriority;
  record.conversation = fixed<model::ConversationId>(message, 3);
  record.bytes = 6000;
  record.accepted = time(message);
  record.expires = time(message + 1'000'000);
  record.state = 1;
  record.attempts = row;
  if (row % 2 == 0) record.deliver_leaf = message * 3;
  return record;
}

inline store::Leaf leaf(std::uint64_t index) {
  store::Leaf made{};
  std::ranges::copy(payload(index + 5000, made.size()), made.begin());
  return made;
}

inline store::ReplayRecord replay(std::uint64_t number) {
  store::ReplayRecord record;
  record.sender = model::PartnerNumber{static_cast<std::uint32_t>(number % 7 + 1)};
  record.message = fixed<model::MessageId>(number, 1);
  record.envelope = fixed<model::EnvelopeId>(number, 2);
  record.until = time(number + 2'000'000);
  record.accept_leaf = number;
  return record;
}

inline store::ConsentRecord consent(std::uint64_t number) {
  return {.handle = fixed<model::ConsentHandle>(number, 4), .entry = payload(number, 90)};
}

inline store::SubscriptionRecord subscription(std::uint64_t counter) {
  return {.unit = {.partner = model::PartnerNumber{9}, .unit = "night-desk"},
          .counter = counter,
          .topic = "intel.report/northvale/labour",
          .note = "note " + std::to_string(counter)};
}

inline store::NoteRecord note(std::uint8_t kind, std::uint64_t version) {
  return {.kind = kind, .version = version, .bytes = payload(version + kind, 700)};
}

inline store::HalvesRecord halves(std::uint64_t message, std::uint8_t row) {
  return {.message = message, .row = row, .sealed = payload(message * 64 + row, 560)};
}

inline store::ReceiptRecord receipt(std::uint64_t message, std::uint8_t row, std::uint8_t stage) {
  return {.envelope = fixed<model::EnvelopeId>(message, 2),
          .row = row,
          .stage = stage,
          .leaf = message + stage,
          .receipt = payload(message + stage, 210)};
}

/// What accepting one message for two recipients writes: in transaction or not at all.
inline base::Result<base::Done> put_accepted(store::Transaction& transaction, std::uint64_t number,
                                             std::size_t size = 6000) {
  auto done = transaction.put_message(message(number, size));
  if (done) done = transaction.put_delivery(delivery(number, 0));
  if (done) done = transaction.put_delivery(delivery(number, 1));
  if (done) done = transaction.put_halves(halves(number, 0));
  if (done) done = transaction.put_replay(replay(number));
  if (done) done = transaction.append_leaf((number - 1) * 2, leaf((number - 1) * 2));
  if (done) done = transaction.append_leaf((number - 1) * 2 + 1, leaf((number - 1) * 2 + 1));
  return done;
}

/// Any key: always the same one.
inline crypto::RecordKey record_key(std::uint8_t first = 1) {
  crypto::RecordKey key;
  std::ranges::fill(key.writable(), first);
  return key;
}

}  // namespace gateway::tests
