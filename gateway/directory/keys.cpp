#include "gateway/directory/keys.h"

#include "gateway/base/check.h"
#include "gateway/crypto/key_text.h"
#include "gateway/directory/lines.h"

#include <utility>

namespace gateway::directory {
std::string unit_key_name(std::string_view partner, std::string_view unit) {
  return std::string(partner) + "/" + std::string(unit);
}

note::VerifierKey unit_verifier(std::string_view partner, std::string_view unit,
                                const crypto::PublicKey& key) {
  return note::verifier_key(unit_key_name(partner, unit), key);
}

std::string decider_key_name(std::string_view partner, std::string_view decider) {
  return std::string(partner) + "/decider/" + std::string(decider);
}

note::VerifierKey decider_verifier(std::string_view partner, const Decider& decider) {
  return note::verifier_key(decider_key_name(partner, decider.name), decider.key);
}

std::string prekey_text(std::string_view partner, std::string_view unit, const Prekey& prekey) {
  LineWriter writer("safeconduct-prekey/v1");
  writer.line("partner").field(partner);
  writer.line("unit").field(unit);
  writer.line("role").field(model::to_text(prekey.role));
  writer.line("counter").number(prekey.counter);
  writer.line("key").key(crypto::KeyUse::kPrekey, prekey.key.bytes());
  writer.line("valid").period(prekey.valid);
  return std::move(writer).text();
}

Prekey sign_prekey(Prekey prekey, std::string_view partner, std::string_view unit,
                   const crypto::SigningKey& signer) {
  prekey.signer = key_id_of(signer.public_key());
  prekey.signature = signer.sign(base::bytes_of(prekey_text(partner, unit, prekey)));
  return prekey;
}

std::string log_policy_text(const GatewayKeys& gateway) {
  std::string text;
  for (const auto& log : gateway.logs) text += "log " + note::to_text(log) + "\n";
  for (const auto& line : gateway.witness_policy) text += line + "\n";
  if (gateway.witness_policy.empty()) text += "quorum none\n";
  return text;
}

}  // namespace gateway::directory
