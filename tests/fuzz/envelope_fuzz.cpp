// Containers, views and receipts from anywhere: whatever the bytes, an answer and no fault; and
// what is accepted has the promised shape and gives views that a recipient accepts.

#include "gateway/base/bytes.h"
#include "gateway/base/check.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/envelope/gateway_view.h"
#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/receipt.h"
#include "gateway/envelope/recipient_view.h"
#include "gateway/envelope/release.h"
#include "gateway/envelope/signature.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace envelope = gateway::envelope;
using gateway::base::check;

namespace {

const gateway::crypto::AgreementKey& some_key() {
  static const auto key =
      *gateway::crypto::AgreementKey::from_secret(std::array<std::uint8_t, 32>{1, 2, 3});
  return key;
}

void try_container(gateway::base::ByteView bytes) {
  const auto opened = envelope::open_for_gateway(bytes);
  (void)envelope::without_halves(bytes).has_value();
  (void)envelope::view_for_row(bytes, 0, ~0U).has_value();
  if (!opened) return;
  check(bytes.size() <= envelope::kMaxEnvelope, "the limit holds");
  check(std::has_single_bit(opened->rows.size()), "rows are padded");
  check(opened->sections.size() == opened->head.sections.size(), "every section is there");
  envelope::SignatureCache cache;
  check(!envelope::verify_signature(*opened, {}, cache), "nobody signs with the zero key");
  for (std::size_t i = 0; i < opened->rows.size(); ++i) {
    const auto view_bytes = envelope::view_for_row(bytes, i, ~0U);
    check(view_bytes.has_value(), "every row has a view");
    const auto view = envelope::open_view(*view_bytes);
    check(view.has_value() != opened->rows[i].row.is_filler(), "each recipient accepts its view");
    (void)envelope::open_halves(opened->rows[i].halves, some_key(),
                                envelope::stored_row(*opened, i))
        .has_value();
  }
}

// Past the commitments, which random bytes never fit.
void try_parts(gateway::base::ByteView bytes) {
  using gateway::model::Section;
  using gateway::model::SectionMode;
  envelope::Head head;
  head.sections = {{Section::kContent, SectionMode::kDirect, 64, {}},
                   {Section::kIdentity, SectionMode::kRelease, 64, {}},
                   {Section::kHealth, SectionMode::kDirect, 64, {}}};
  head.row_commitments.resize(4);
  const auto is_exact = [&](const auto& part) {
    check(std::ranges::equal(encode(part), bytes), "a part has one encoding");
  };
  if (const auto parsed = envelope::parse_head(bytes)) is_exact(*parsed);
  if (const auto parsed = envelope::parse_row(bytes, head)) is_exact(*parsed);
  if (const auto parsed = envelope::parse_gateway_row(bytes)) is_exact(*parsed);
  if (const auto parsed = envelope::parse_digests(bytes, head)) is_exact(*parsed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const gateway::base::ByteView bytes(data, size);
  try_container(bytes);
  try_parts(bytes);
  if (const auto view = envelope::open_view(bytes)) {
    check(view->sections.size() == view->head.sections.size(), "every section has its place");
    check(!envelope::unwrap(*view, some_key()), "keys are for their prekey only");
  }
  (void)envelope::parse_receipt(bytes).has_value();
  return 0;
}
