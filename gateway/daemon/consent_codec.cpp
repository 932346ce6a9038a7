#include "gateway/daemon/consent_codec.h"

#include "gateway/base/byte_codec.h"

namespace gateway::daemon {

base::Bytes encode_consent(const consent::Entry& entry) {
  base::ByteWriter out;
  out.raw(entry.grant.handle.bytes()).raw(entry.grant.group.bytes());
  out.number(static_cast<std::uint8_t>(entry.grant.purpose));
  out.number(static_cast<std::uint32_t>(entry.grant.recipient));
  out.number(static_cast<std::uint8_t>(entry.grant.role));
  out.number(base::unix_millis(entry.grant.from)).number(base::unix_millis(entry.grant.until));
  out.number(static_cast<std::uint32_t>(entry.owner));
  out.number(static_cast<std::uint8_t>(entry.state));
  return std::move(out).bytes();
}

base::Result<consent::Entry> decode_consent(base::ByteView bytes) {
  base::ByteReader in(bytes);
  consent::Entry entry;
  entry.grant.handle = in.fixed<model::ConsentHandle>();
  entry.grant.group = in.fixed<model::Digest>();
  entry.grant.purpose = static_cast<model::ConsentPurpose>(in.number<std::uint8_t>());
  entry.grant.recipient = model::PartnerNumber{in.number<std::uint32_t>()};
  entry.grant.role = static_cast<model::Role>(in.number<std::uint8_t>());
  entry.grant.from = base::from_unix_millis(in.number<std::uint64_t>());
  entry.grant.until = base::from_unix_millis(in.number<std::uint64_t>());
  entry.owner = model::PartnerNumber{in.number<std::uint32_t>()};
  entry.state = static_cast<consent::EntryState>(in.number<std::uint8_t>());
  if (!in.done()) return base::fail(base::ErrorCode::kMalformed, "not a consent entry");
  return entry;
}

}  // namespace gateway::daemon
