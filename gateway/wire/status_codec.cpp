#include "gateway/wire/status_codec.h"

#include "gateway/flat/flat_message.h"

#include <cstddef>
#include <string>
#include <utility>

namespace gateway::wire {
namespace {

using flat::data_of;

constexpr unsigned kMaxMessages = 256;
constexpr unsigned kMaxRows = 64;
constexpr std::size_t kMaxStatusName = 64;

void put(schema::RowStatus::Builder out, const RowStatus& row) {
  out.setPartner(static_cast<std::uint32_t>(row.unit.partner));
  out.setUnit(row.unit.unit);
  out.setRole(static_cast<std::uint8_t>(row.role));
  out.setState(row.state);
  out.setOpened(row.opened);
  if (!row.row_commitment.is_zero()) out.setRowCommitment(data_of(row.row_commitment.bytes()));
  out.setActed(row.acted);
  out.setReason(row.reason);
  out.setRefusal(row.refusal);
  out.setAcceptedMillis(base::unix_millis(row.accepted));
  out.setFetchedMillis(base::unix_millis(row.fetched));
  out.setOpenedMillis(base::unix_millis(row.opened_at));
  out.setActedMillis(base::unix_millis(row.acted_at));
}

// Absent is zero; anything else has its size.
template <class Fixed>
Fixed optional_fixed(capnp::Data::Reader data, bool& good) {
  return data.size() == 0 ? Fixed() : flat::fixed_of<Fixed>(data, good);
}

RowStatus read(schema::RowStatus::Reader in, bool& good) {
  RowStatus row;
  const auto unit = in.getUnit();
  if (unit.size() > kMaxStatusName) good = false;
  if (!good) return row;
  row.unit = {model::PartnerNumber{in.getPartner()}, std::string(flat::text_of(unit))};
  row.role = static_cast<model::Role>(in.getRole());
  row.state = in.getState();
  row.opened = in.getOpened();
  row.row_commitment = optional_fixed<base::Digest>(in.getRowCommitment(), good);
  row.acted = in.getActed();
  row.reason = in.getReason();
  row.refusal = in.getRefusal();
  row.accepted = base::from_unix_millis(in.getAcceptedMillis());
  row.fetched = base::from_unix_millis(in.getFetchedMillis());
  row.opened_at = base::from_unix_millis(in.getOpenedMillis());
  row.acted_at = base::from_unix_millis(in.getActedMillis());
  return row;
}

}  // namespace

void put_statuses(capnp::List<schema::Status>::Builder out, const Statuses& statuses) {
  for (unsigned i = 0; i < out.size(); ++i) {
    const MessageStatus& message = statuses.messages[i];
    out[i].setMessageId(data_of(message.message_id.bytes()));
    out[i].setKnown(message.known);
    if (!message.envelope.is_zero()) out[i].setEnvelopeId(data_of(message.envelope.bytes()));
    out[i].setWithdrawn(message.withdrawn);
    auto rows = out[i].initRows(static_cast<unsigned>(message.rows.size()));
    for (unsigned j = 0; j < rows.size(); ++j) put(rows[j], message.rows[j]);
  }
}

Statuses read_statuses(capnp::List<schema::Status>::Reader in, bool& good) {
  Statuses statuses;
  if (in.size() > kMaxMessages) good = false;
  if (!good) return statuses;
  for (const auto item : in) {
    MessageStatus message;
    message.message_id = flat::fixed_of<model::MessageId>(item.getMessageId(), good);
    message.known = item.getKnown();
    message.envelope = optional_fixed<model::EnvelopeId>(item.getEnvelopeId(), good);
    message.withdrawn = item.getWithdrawn();
    if (item.getRows().size() > kMaxRows) good = false;
    if (!good) return statuses;
    for (const auto row : item.getRows()) message.rows.push_back(read(row, good));
    statuses.messages.push_back(std::move(message));
  }
  return statuses;
}

}  // namespace gateway::wire
