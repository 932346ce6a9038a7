#include "gateway/envelope/wrap.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/crypto/hpke.h"

#include <algorithm>
#include <string_view>

namespace gateway::envelope {
namespace {

using model::Refusal;

constexpr std::string_view kWrapInfo = "safeconduct wrap v1";
constexpr std::string_view kReleaseInfo = "safeconduct release v1";
constexpr std::uint8_t kOwnEncapsulation = 0;

base::Bytes info_of(std::string_view use, const SealContext& context) {
  return base::ByteWriter().text(use).raw(context.head_hash.bytes()).bytes();
}

crypto::HpkeSealed hpke_parts(base::ByteView bytes) {
  base::ByteReader reader(bytes);
  crypto::HpkeSealed sealed;
  sealed.encapsulated = reader.fixed<crypto::EncapsulatedKey>();
  sealed.ciphertext = base::to_bytes(reader.rest());
  return sealed;
}

}  // namespace

Checked<base::Bytes> seal_wrap(const crypto::AgreementPublicKey& prekey, const SealContext& context,
                               std::span<const std::uint8_t, kWrapPlainSize> plaintext,
                               crypto::Random& random) {
  const auto sealed =
      crypto::hpke_seal(prekey, info_of(kWrapInfo, context), context.row_bytes, plaintext, random);
  if (!sealed) return Refusal::kWrapInvalid;
  return base::ByteWriter()
      .number(kOwnEncapsulation)
      .raw(sealed->encapsulated.bytes())
      .raw(sealed->ciphertext)
      .bytes();
}

Checked<base::Done> open_wrap(const crypto::AgreementKey& prekey, const SealContext& context,
                              base::ByteView wrap,
                              std::span<std::uint8_t, kWrapPlainSize> plaintext) {
  if (const auto checked = check_wrap(wrap); !checked) return checked.refusal();
  const auto opened = crypto::hpke_open(prekey, hpke_parts(wrap.subspan(1)),
                                        info_of(kWrapInfo, context), context.row_bytes, plaintext);
  if (!opened) return Refusal::kWrapInvalid;
  return base::Done{};
}

Checked<base::Bytes> seal_halves(const crypto::AgreementPublicKey& release_key,
                                 const SealContext& context,
                                 std::span<const std::uint8_t, kSlotsSize> slots,
                                 crypto::Random& random) {
  const auto sealed = crypto::hpke_seal(release_key, info_of(kReleaseInfo, context),
                                        context.row_bytes, slots, random);
  if (!sealed) return Refusal::kWrapInvalid;
  return base::ByteWriter().raw(sealed->encapsulated.bytes()).raw(sealed->ciphertext).bytes();
}

Checked<base::Done> open_halves_part(const crypto::AgreementKey& release_key,
                                     const SealContext& context, base::ByteView halves,
                                     std::span<std::uint8_t, kSlotsSize> slots) {
  if (halves.size() != kHalvesSize) return Refusal::kWrapInvalid;
  const auto opened = crypto::hpke_open(release_key, hpke_parts(halves),
                                        info_of(kReleaseInfo, context), context.row_bytes, slots);
  if (!opened) return Refusal::kWrapInvalid;
  return base::Done{};
}

base::Bytes filler_wrap(crypto::Random& random) {
  base::Bytes wrap(kWrapSize);
  random.fill(wrap);
  wrap[0] = kOwnEncapsulation;
  return wrap;
}

base::Bytes filler_halves(crypto::Random& random) {
  base::Bytes halves(kHalvesSize);
  random.fill(halves);
  return halves;
}

Checked<base::Done> check_wrap(base::ByteView wrap) {
  if (wrap.empty()) return Refusal::kEnvelopeMalformed;
  if (wrap[0] != kOwnEncapsulation) return Refusal::kSuiteUnknown;
  if (wrap.size() != kWrapSize) return Refusal::kEnvelopeMalformed;
  return base::Done{};
}

bool is_zero(base::ByteView bytes) {
  std::uint8_t seen = 0;
  for (const std::uint8_t byte : bytes) seen = static_cast<std::uint8_t>(seen | byte);
  return seen == 0;
}

}  // namespace gateway::envelope
