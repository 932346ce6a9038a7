#include "gateway/envelope/override_record.h"

#include "gateway/base/text.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/mac.h"
#include "gateway/crypto/secret_bytes.h"

namespace gateway::envelope {

base::Digest reason_commitment(std::span<const std::uint8_t, 32> content_key,
                               const OverrideReason& record) {
  crypto::StackSecret<32> blind;
  crypto::hkdf_expand(content_key, base::bytes_of("safeconduct override reason v1"),
                      blind.writable());
  return crypto::digest_of(
      "safeconduct override reason v1",
      {blind.bytes(), base::bytes_of(record.basis), base::bytes_of(record.decided_by),
       base::bytes_of(record.decided_at), base::bytes_of(record.reason)});
}

std::string override_text(const model::MessageId& message, const model::Salt& head_salt,
                          const Override& decision) {
  std::string text = "safeconduct-override/v1\n";
  text += "message " + to_text(message) + "\n";
  text += "salt " + base::to_hex(head_salt.bytes()) + "\n";
  text += "ground " + std::string(to_text(decision.ground)) + "\n";
  text += "minutes " + std::to_string(base::unix_minutes(decision.time)) + "\n";
  text += "reason " + base::to_hex(decision.reason_commitment.bytes()) + "\n";
  return text;
}

}  // namespace gateway::envelope
