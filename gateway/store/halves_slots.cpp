#include "gateway/store/halves_slots.h"

#include "gateway/base/byte_codec.h"
#include "gateway/store/database.h"
#include "gateway/store/record_io.h"

#include <array>
#include <string_view>

namespace gateway::store {
namespace {

// Every value has a fixed size, the id too: SQLite then writes the new row over the old one.
constexpr std::size_t kContentSize = 2 + kMaxHalvesSize;
constexpr std::string_view kAppend = "INSERT INTO halves VALUES(?,?,?,?)";
constexpr std::string_view kOverwrite = "UPDATE halves SET id=?2, content=?3, tag=?4 WHERE slot=?1";
constexpr std::string_view kRead = "SELECT * FROM halves WHERE slot=?";
constexpr std::string_view kReadIds = "SELECT slot, id FROM halves ORDER BY slot";

struct Slot {
  std::uint64_t number = 0;
  base::Bytes id;
  base::Bytes content;
};

Cells<3> cells_of(const Slot& slot) {
  return {Cell::number(slot.number), Cell::blob(slot.id), Cell::blob(slot.content)};
}

base::Bytes encode_id(std::uint64_t id) { return base::ByteWriter().number(id).bytes(); }

Slot fill(std::uint64_t number, const HalvesRecord& halves) {
  base::Bytes content = base::ByteWriter()
                            .number(static_cast<std::uint16_t>(halves.sealed.size()))
                            .raw(halves.sealed)
                            .bytes();
  content.resize(kContentSize);
  return {.number = number,
          .id = encode_id(delivery_id(halves.message, halves.row)),
          .content = std::move(content)};
}

}  // namespace

base::Result<base::Done> HalvesSlots::load(Database& database) {
  *this = HalvesSlots();
  Database::Run run = database.run(kReadIds, {});
  Step step = run.step();
  for (; step == Step::kRow; step = run.step()) {
    Row row = run.row();
    const std::uint64_t slot = row.number();
    const std::uint64_t id = base::ByteReader(row.bytes()).number<std::uint64_t>();
    slots_ = slot;
    if (id == 0 || !used_.emplace(id, slot).second) free_.push_back(slot);
  }
  if (step != Step::kDone) return poisoned_error();
  return base::Done{};
}

base::Result<base::Done> HalvesSlots::put(Database& database, const HalvesRecord& halves) {
  if (halves.sealed.size() > kMaxHalvesSize) {
    return base::fail(base::ErrorCode::kTooLarge, "halves are too large for their slot");
  }
  const std::uint64_t id = delivery_id(halves.message, halves.row);
  if (id == 0 || used_.contains(id)) {
    return base::fail(base::ErrorCode::kMalformed, "these halves are stored already");
  }
  const bool reuses = !free_.empty();
  const Slot slot = fill(reuses ? free_.back() : slots_ + 1, halves);
  const auto cells = cells_of(slot);
  const auto tag = tag_of(database.key(), "halves", cells);
  const Cells<1> last = {Cell::blob(tag.bytes())};
  auto done = database.execute(reuses ? kOverwrite : kAppend, cells, last);
  if (!done) return done;
  used_.emplace(id, slot.number);
  if (reuses) {
    free_.pop_back();
  } else {
    ++slots_;
  }
  return done;
}

base::Result<HalvesRecord> HalvesSlots::get(Database& database, std::uint64_t message,
                                            std::uint8_t row) const {
  const std::uint64_t id = delivery_id(message, row);
  const auto used = used_.find(id);
  if (used == used_.end()) return base::fail(base::ErrorCode::kNotFound, "no such record");
  const Cells<1> key = {Cell::number(used->second)};
  Database::Run run = database.run(kRead, key);
  const Step step = run.step();
  if (step == Step::kPoisoned) return poisoned_error();
  Slot slot;
  base::Bytes tag;
  if (step == Step::kRow) {
    Row columns = run.row();
    slot = {.number = columns.number(), .id = columns.blob(), .content = columns.blob()};
    tag = columns.blob();
  }
  const auto expected = tag_of(database.key(), "halves", cells_of(slot));
  base::ByteReader reader(slot.content);
  const base::ByteView sealed = reader.raw(reader.number<std::uint16_t>());
  const bool is_good = crypto::equal(expected.bytes(), tag) && slot.id == encode_id(id) &&
                       slot.number == used->second && reader.good();
  if (!is_good) return report_damage(database, "halves", Cells<1>{Cell::number(id)});
  return HalvesRecord{.message = message, .row = row, .sealed = base::to_bytes(sealed)};
}

base::Result<base::Done> HalvesSlots::destroy(Database& database, std::uint64_t first,
                                              std::uint64_t last) {
  const base::Bytes no_content(kContentSize);
  const base::Bytes no_id = encode_id(0);
  const std::array<std::uint8_t, crypto::RecordTag::kSize> no_tag{};
  while (true) {
    const auto used = used_.lower_bound(first);
    if (used == used_.end() || used->first >= last) return base::Done{};
    const Cells<4> cells = {Cell::number(used->second), Cell::blob(no_id), Cell::blob(no_content),
                            Cell::blob(no_tag)};
    auto done = database.execute(kOverwrite, cells);
    if (!done) return done;
    free_.push_back(used->second);
    used_.erase(used);
  }
}

}  // namespace gateway::store
