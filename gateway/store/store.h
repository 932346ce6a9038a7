#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/mac.h"
#include "gateway/model/ids.h"
#include "gateway/store/records.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::store {

class Database;

/// A record on disk that is not what was written.
struct Damage {
  std::string table;
  std::string key;  ///< Numbers and hex digits.

  friend bool operator==(const Damage&, const Damage&) = default;
};

/// Changes that become durable together. Ends without effect unless commit() succeeds. One at a
/// time; outlived by its Store.
///
/// Every call may fail with kUnavailable: the store is poisoned then. kMalformed: the change does
/// not fit what is there (a key taken, a gap in the leaves); nothing happened and the transaction
/// goes on.
class Transaction {
 public:
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  using Outcome = base::Result<base::Done>;

  Outcome put_meta(std::string_view key, base::ByteView value);

  /// `message.sequence` is the store's next_sequence(); a rolled back one is given again.
  Outcome put_message(const MessageRecord& message);
  /// Forgets the ciphertext and keeps the rest, so that the sender can still ask.
  Outcome erase_container(std::uint64_t sequence);
  /// Forgets the message, its deliveries, halves and receipts.
  Outcome forget_message(std::uint64_t sequence);

  Outcome put_delivery(const DeliveryRecord& delivery);
  /// Replaces the record with the same message and row, which is there.
  Outcome update_delivery(const DeliveryRecord& delivery);

  /// `index` is the store's leaf_count(). A leaf is never changed or removed.
  Outcome append_leaf(std::uint64_t index, const Leaf& leaf);

  Outcome put_replay(const ReplayRecord& replay);
  Outcome forget_replay(model::PartnerNumber sender, const model::MessageId& message);

  /// Adds or replaces.
  Outcome put_consent(const ConsentRecord& consent);
  Outcome put_subscription(const SubscriptionRecord& subscription);
  /// Adds; a note is never replaced.
  Outcome put_note(const NoteRecord& note);
  /// Adds; the same receipt again is kMalformed.
  Outcome put_receipt(const ReceiptRecord& receipt);

  Outcome put_halves(const HalvesRecord& halves);
  /// Gone from every file after the next Store::scrub(). Absent ones are as good as destroyed.
  Outcome destroy_halves(std::uint64_t message, std::uint8_t row);

  /// Returns once everything is on stable storage.
  Outcome commit();

 private:
  friend class Store;
  explicit Transaction(Database& database) : database_(&database) {}

  Database* database_;  // Null once it ended.
};

/// The gateway's database: one SQLite file, one connection, exclusively locked.
///
/// Each record carries a keyed hash over its table, key and columns. One that does not fit is never
/// given out: the read fails with kUnauthenticated and damage() names it. kNotFound: no such
/// record.
///
/// After an error of the disk or of SQLite itself the store is poisoned: every call fails with
/// kUnavailable, nothing is tried again, and the process is to exit and start over from what is on
/// disk.
class Store {
 public:
  /// Opens or creates `file` with mode 0600. Refused: a file that others may read or write, that
  /// belongs to somebody else, is open elsewhere (kUnavailable), was written under another key
  /// (kUnauthenticated) or by a newer version (kUnsupported), or a setting that SQLite does not
  /// confirm (kUnsupported).
  static base::Result<Store> open(const std::filesystem::path& file, crypto::RecordKey key);

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  [[nodiscard]] bool poisoned() const;
  /// The record that a read stumbled over last.
  [[nodiscard]] const std::optional<Damage>& damage() const;

  base::Result<Transaction> begin();
  /// Moves everything into the main file and empties the write-ahead log. Halves that were
  /// destroyed are in neither then; of erased ciphertext pieces may be left. Not inside a
  /// transaction.
  base::Result<base::Done> scrub();

  [[nodiscard]] std::uint64_t next_sequence() const;
  [[nodiscard]] std::uint64_t leaf_count() const;

  base::Result<base::Bytes> meta(std::string_view key);
  base::Result<MessageRecord> message(std::uint64_t sequence);
  base::Result<MessageRecord> message(const model::EnvelopeId& envelope);
  base::Result<DeliveryRecord> delivery(std::uint64_t message, std::uint8_t row);
  base::Result<std::vector<DeliveryRecord>> deliveries(std::uint64_t message);
  base::Result<Leaf> leaf(std::uint64_t index);
  base::Result<ReplayRecord> replay(model::PartnerNumber sender, const model::MessageId& message);
  base::Result<NoteRecord> note(std::uint8_t kind, std::uint64_t version);
  base::Result<HalvesRecord> halves(std::uint64_t message, std::uint8_t row);
  base::Result<std::vector<ReceiptRecord>> receipts(const model::EnvelopeId& envelope);

  /// Reads a whole table in the order of its keys, for the start. Ends at the first damaged record.
  /// The callback must not use the store.
  template <class Record>
  using Visit = std::function<void(const Record&)>;
  base::Result<base::Done> each_delivery(const Visit<DeliveryRecord>& visit);
  base::Result<base::Done> each_leaf(std::uint64_t from, const Visit<Leaf>& visit);
  base::Result<base::Done> each_replay(const Visit<ReplayRecord>& visit);
  base::Result<base::Done> each_consent(const Visit<ConsentRecord>& visit);
  base::Result<base::Done> each_subscription(const Visit<SubscriptionRecord>& visit);
  base::Result<base::Done> each_note(std::uint8_t kind, const Visit<NoteRecord>& visit);

 private:
  explicit Store(std::unique_ptr<Database> database);

  std::unique_ptr<Database> database_;
};

}  // namespace gateway::store
