#pragma once

#include "gateway/store/cell.h"
#include "gateway/store/database.h"
#include "gateway/store/records.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// How each record lies in its table. The tag is the last column of every table; `kKeys` columns at
// the front are its key.

namespace gateway::store {

struct MetaRecord {
  std::string key;
  base::Bytes value;
};

inline constexpr std::string_view kSchemaKey = "schema";
inline constexpr std::string_view kLastSequenceKey = "last sequence";

/// Keeps the numbers of forgotten messages from being used again.
MetaRecord last_sequence_record(std::uint64_t sequence);

/// A MessageRecord without its container.
struct StoredMessage {
  std::uint64_t sequence = 0;
  model::PartnerNumber sender = model::PartnerNumber::kNobody;
  model::MessageId message{};
  model::EnvelopeId envelope{};
  base::Time accepted{};
  base::Time expires{};
  std::uint64_t size = 0;
  bool has_container = false;
};

/// Views its bytes: read, it is valid until the statement moves on.
struct Container {
  std::uint64_t sequence = 0;
  base::ByteView bytes;
};

struct PlacedReplay {
  std::uint64_t position = 0;
  ReplayRecord replay;
};

struct LeafRecord {
  std::uint64_t index = 0;
  Leaf leaf{};
};

template <class Record>
struct Table;

template <>
struct Table<MetaRecord> {
  static constexpr std::string_view kName = "meta";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT OR REPLACE INTO meta VALUES(?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM meta WHERE key=?";
  static Cells<2> cells(const MetaRecord& record);
  static MetaRecord from(Row row);
};

template <>
struct Table<StoredMessage> {
  static constexpr std::string_view kName = "message";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT INTO message VALUES(?,?,?,?,?,?,?,?,?)";
  static constexpr std::string_view kReplace =
      "INSERT OR REPLACE INTO message VALUES(?,?,?,?,?,?,?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM message WHERE sequence=?";
  static constexpr std::string_view kDelete = "DELETE FROM message WHERE sequence=?";
  static Cells<8> cells(const StoredMessage& record);
  static StoredMessage from(Row row);
};

template <>
struct Table<Container> {
  static constexpr std::string_view kName = "container";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT INTO container VALUES(?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM container WHERE sequence=?";
  static constexpr std::string_view kDelete = "DELETE FROM container WHERE sequence=?";
  static Cells<2> cells(const Container& record);
  static Container from(Row row);
};

template <>
struct Table<DeliveryRecord> {
  static constexpr std::string_view kName = "delivery";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert =
      "INSERT INTO delivery VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
  static constexpr std::string_view kReplace =
      "INSERT OR REPLACE INTO delivery VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM delivery WHERE id=?";
  static constexpr std::string_view kSelectRange =
      "SELECT * FROM delivery WHERE id>=? AND id<? ORDER BY id";
  static constexpr std::string_view kDeleteRange = "DELETE FROM delivery WHERE id>=? AND id<?";
  static constexpr std::string_view kSelectAll = "SELECT * FROM delivery ORDER BY id";
  static Cells<14> cells(const DeliveryRecord& record);
  static DeliveryRecord from(Row row);
};

template <>
struct Table<LeafRecord> {
  static constexpr std::string_view kName = "leaf";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT INTO leaf VALUES(?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM leaf WHERE position=?";
  static constexpr std::string_view kSelectAll =
      "SELECT * FROM leaf WHERE position>=? ORDER BY position";
  static Cells<2> cells(const LeafRecord& record);
  static LeafRecord from(Row row);
};

template <>
struct Table<PlacedReplay> {
  static constexpr std::string_view kName = "replay";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT INTO replay VALUES(?,?,?,?,?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM replay WHERE position=?";
  static constexpr std::string_view kDelete = "DELETE FROM replay WHERE position=?";
  static constexpr std::string_view kSelectAll = "SELECT * FROM replay ORDER BY position";
  static Cells<6> cells(const PlacedReplay& record);
  static PlacedReplay from(Row row);
};

template <>
struct Table<ConsentRecord> {
  static constexpr std::string_view kName = "consent";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT OR REPLACE INTO consent VALUES(?,?,?)";
  static constexpr std::string_view kSelectAll = "SELECT * FROM consent ORDER BY handle";
  static Cells<2> cells(const ConsentRecord& record);
  static ConsentRecord from(Row row);
};

template <>
struct Table<SubscriptionRecord> {
  static constexpr std::string_view kName = "subscription";
  static constexpr std::size_t kKeys = 3;
  static constexpr std::string_view kInsert = "INSERT INTO subscription VALUES(?,?,?,?,?,?)";
  static constexpr std::string_view kSelectAll =
      "SELECT * FROM subscription ORDER BY partner, unit, counter";
  static Cells<5> cells(const SubscriptionRecord& record);
  static SubscriptionRecord from(Row row);
};

template <>
struct Table<NoteRecord> {
  static constexpr std::string_view kName = "note";
  static constexpr std::size_t kKeys = 2;
  static constexpr std::string_view kInsert = "INSERT INTO note VALUES(?,?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM note WHERE kind=? AND version=?";
  static constexpr std::string_view kSelectAll =
      "SELECT * FROM note WHERE kind=? ORDER BY kind, version";
  static Cells<3> cells(const NoteRecord& record);
  static NoteRecord from(Row row);
};

template <>
struct Table<ReceiptRecord> {
  static constexpr std::string_view kName = "receipt";
  static constexpr std::size_t kKeys = 4;
  static constexpr std::string_view kInsert = "INSERT INTO receipt VALUES(?,?,?,?,?,?)";
  static constexpr std::string_view kSelectRange =
      "SELECT * FROM receipt WHERE envelope=? ORDER BY \"row\", stage, leaf";
  static constexpr std::string_view kDeleteRange = "DELETE FROM receipt WHERE envelope=?";
  static Cells<5> cells(const ReceiptRecord& record);
  static ReceiptRecord from(Row row);
};

}  // namespace gateway::store
