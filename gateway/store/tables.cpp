#include "gateway/store/tables.h"

#include "gateway/base/byte_codec.h"

#include <algorithm>

namespace gateway::store {
namespace {

template <class Enum>
Cell code(Enum value) {
  return Cell::number(static_cast<std::uint64_t>(value));
}

Cell time(base::Time value) { return Cell::number(base::unix_millis(value)); }

Cell flag(bool value) { return Cell::number(value ? 1 : 0); }

Cell optional(const std::optional<std::uint64_t>& value) {
  return value ? Cell::number(*value) : Cell::null();
}

template <class Fixed>
Cell fixed(const Fixed& value) {
  return Cell::blob(value.bytes());
}

template <class Number>
Number narrow(Row& row) {
  return static_cast<Number>(row.number());
}

base::Time read_time(Row& row) { return base::from_unix_millis(row.number()); }

}  // namespace

MetaRecord last_sequence_record(std::uint64_t sequence) {
  return {.key = std::string(kLastSequenceKey),
          .value = base::ByteWriter().number(sequence).bytes()};
}

Cells<2> Table<MetaRecord>::cells(const MetaRecord& record) {
  return {Cell::text(record.key), Cell::blob(record.value)};
}
MetaRecord Table<MetaRecord>::from(Row row) {
  MetaRecord record;
  record.key = row.text();
  record.value = row.blob();
  return record;
}

Cells<8> Table<StoredMessage>::cells(const StoredMessage& record) {
  return {Cell::number(record.sequence), code(record.sender),       fixed(record.message),
          fixed(record.envelope),        time(record.accepted),     time(record.expires),
          Cell::number(record.size),     flag(record.has_container)};
}
StoredMessage Table<StoredMessage>::from(Row row) {
  StoredMessage record;
  record.sequence = row.number();
  record.sender = narrow<model::PartnerNumber>(row);
  record.message = row.fixed<model::MessageId>();
  record.envelope = row.fixed<model::EnvelopeId>();
  record.accepted = read_time(row);
  record.expires = read_time(row);
  record.size = row.number();
  record.has_container = row.number() == 1;
  return record;
}

Cells<2> Table<Container>::cells(const Container& record) {
  return {Cell::number(record.sequence), Cell::blob(record.bytes)};
}
Container Table<Container>::from(Row row) {
  Container record;
  record.sequence = row.number();
  record.bytes = row.bytes();
  return record;
}

Cells<14> Table<DeliveryRecord>::cells(const DeliveryRecord& record) {
  return {Cell::number(delivery_id(record.message, record.row)),
          code(record.unit.partner),
          Cell::text(record.unit.unit),
          code(record.role),
          code(record.urgency),
          fixed(record.conversation),
          Cell::number(record.bytes),
          time(record.accepted),
          time(record.expires),
          Cell::number(record.state),
          Cell::number(record.reason),
          Cell::number(record.attempts),
          flag(record.escalated),
          optional(record.deliver_leaf)};
}
DeliveryRecord Table<DeliveryRecord>::from(Row row) {
  DeliveryRecord record;
  const std::uint64_t id = row.number();
  record.message = id / kMaxRows;
  record.row = static_cast<std::uint8_t>(id % kMaxRows);
  record.unit.partner = narrow<model::PartnerNumber>(row);
  record.unit.unit = row.text();
  record.role = narrow<model::Role>(row);
  record.urgency = narrow<model::Urgency>(row);
  record.conversation = row.fixed<model::ConversationId>();
  record.bytes = narrow<std::uint32_t>(row);
  record.accepted = read_time(row);
  record.expires = read_time(row);
  record.state = narrow<std::uint8_t>(row);
  record.reason = narrow<std::uint8_t>(row);
  record.attempts = narrow<std::uint32_t>(row);
  record.escalated = row.number() == 1;
  record.deliver_leaf = row.optional_number();
  return record;
}

Cells<2> Table<LeafRecord>::cells(const LeafRecord& record) {
  return {Cell::number(record.index), Cell::blob(record.leaf)};
}
LeafRecord Table<LeafRecord>::from(Row row) {
  LeafRecord record;
  record.index = row.number();
  const base::ByteView bytes = row.bytes();
  if (bytes.size() == record.leaf.size()) std::ranges::copy(bytes, record.leaf.begin());
  return record;
}

Cells<6> Table<PlacedReplay>::cells(const PlacedReplay& record) {
  const ReplayRecord& replay = record.replay;
  return {Cell::number(record.position), code(replay.sender), fixed(replay.message),
          fixed(replay.envelope),        time(replay.until),  Cell::number(replay.accept_leaf)};
}
PlacedReplay Table<PlacedReplay>::from(Row row) {
  PlacedReplay record;
  record.position = row.number();
  record.replay.sender = narrow<model::PartnerNumber>(row);
  record.replay.message = row.fixed<model::MessageId>();
  record.replay.envelope = row.fixed<model::EnvelopeId>();
  record.replay.until = read_time(row);
  record.replay.accept_leaf = row.number();
  return record;
}

Cells<2> Table<ConsentRecord>::cells(const ConsentRecord& record) {
  return {fixed(record.handle), Cell::blob(record.entry)};
}
ConsentRecord Table<ConsentRecord>::from(Row row) {
  ConsentRecord record;
  record.handle = row.fixed<model::ConsentHandle>();
  record.entry = row.blob();
  return record;
}

Cells<5> Table<SubscriptionRecord>::cells(const SubscriptionRecord& record) {
  return {code(record.unit.partner), Cell::text(record.unit.unit), Cell::number(record.counter),
          Cell::text(record.topic), Cell::text(record.note)};
}
SubscriptionRecord Table<SubscriptionRecord>::from(Row row) {
  SubscriptionRecord record;
  record.unit.partner = narrow<model::PartnerNumber>(row);
  record.unit.unit = row.text();
  record.counter = row.number();
  record.topic = row.text();
  record.note = row.text();
  return record;
}

Cells<3> Table<NoteRecord>::cells(const NoteRecord& record) {
  return {Cell::number(record.kind), Cell::number(record.version), Cell::blob(record.bytes)};
}
NoteRecord Table<NoteRecord>::from(Row row) {
  NoteRecord record;
  record.kind = narrow<std::uint8_t>(row);
  record.version = row.number();
  record.bytes = row.blob();
  return record;
}

Cells<5> Table<ReceiptRecord>::cells(const ReceiptRecord& record) {
  return {fixed(record.envelope), Cell::number(record.row), Cell::number(record.stage),
          Cell::number(record.leaf), Cell::blob(record.receipt)};
}
ReceiptRecord Table<ReceiptRecord>::from(Row row) {
  ReceiptRecord record;
  record.envelope = row.fixed<model::EnvelopeId>();
  record.row = narrow<std::uint8_t>(row);
  record.stage = narrow<std::uint8_t>(row);
  record.leaf = row.number();
  record.receipt = row.blob();
  return record;
}

}  // namespace gateway::store
