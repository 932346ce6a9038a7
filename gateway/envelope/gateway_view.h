#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/batch_signature.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/head.h"
#include "gateway/envelope/rows.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gateway::envelope {

struct GatewayRowParts {
  Row row;
  base::ByteView row_bytes;
  base::ByteView wrap;
  base::ByteView halves;  ///< Empty when no section of the envelope is in release mode.
};

/// A container whose parts all fit together. Who signed it is a separate question:
/// verify_signature. Views point into the container: keep it alive and in place.
struct GatewayEnvelope {
  model::EnvelopeId id;
  Head head;
  GatewayRow gateway_row;
  std::vector<GatewayRowParts> rows;  ///< Row i has commitment head.row_commitments[i].
  std::vector<base::ByteView> sections;
  crypto::BatchSignature signature;
  base::ByteView head_bytes;
};

/// Parses with limits and checks everything that can be checked without a key or a clock. Refuses
/// with kTooLarge, kSuiteUnknown, kKindUnknown, kSectionUnknown, kRoleUnknown, kRowMalformed,
/// kAudienceEmpty, kDigestMismatch (a part is not the one that was signed) or kEnvelopeMalformed.
Checked<GatewayEnvelope> open_for_gateway(base::ByteView container);
Checked<GatewayEnvelope> open_for_gateway(base::Bytes&& container) = delete;  // Views into it.

/// The same for one that was accepted before and lies in the store without_halves().
Checked<GatewayEnvelope> open_stored(base::ByteView container);
Checked<GatewayEnvelope> open_stored(base::Bytes&& container) = delete;

/// The envelope's recipients as one value: equal for equal sets of (partner, unit, role).
base::Digest recipients_of(const GatewayEnvelope& envelope);

// ── on containers that open_for_gateway has accepted, as they lie in the store ──

/// What the recipient of row `index` gets: no other row or wrap, and of the sections granted to it
/// those that `sections` has a bit for (policy may withhold some).
Checked<base::Bytes> view_for_row(base::ByteView container, std::size_t index,
                                  std::uint32_t sections);

/// The container without the second halves of keys, which are stored apart so that they can be
/// destroyed. Good for view_for_row and read_row; open_for_gateway no longer takes it.
Checked<base::Bytes> without_halves(base::ByteView container);

struct StoredRow {
  Row row;
  base::ByteView row_bytes;
  base::ByteView head_bytes;
};
/// What opening the halves of row `index` takes, without parsing the rest.
Checked<StoredRow> read_row(base::ByteView container, std::size_t index);
Checked<StoredRow> read_row(base::Bytes&& container, std::size_t index) = delete;
/// The same of an envelope just opened. `index` is below envelope.rows.size().
StoredRow stored_row(const GatewayEnvelope& envelope, std::size_t index);

}  // namespace gateway::envelope
