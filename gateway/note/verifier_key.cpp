#include "gateway/note/verifier_key.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/crypto/digest.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace gateway::note {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kMaxName = 255;

// White space beyond ASCII (Unicode property White_Space), in UTF-8.
constexpr std::array<std::string_view, 19> kWideSpaces = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
    "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
    "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

std::uint32_t id_of(std::string_view name, KeyType type, const crypto::PublicKey& key) {
  const std::array<std::uint8_t, 2> middle = {0x0A, static_cast<std::uint8_t>(type)};
  const auto digest = crypto::sha256({base::bytes_of(name), middle, key.bytes()});
  return base::ByteReader(digest.bytes()).number<std::uint32_t>();
}

VerifierKey make(std::string_view name, KeyType type, const crypto::PublicKey& key) {
  base::check(is_valid_key_name(name), "a key is named by a valid name");
  return {std::string(name), id_of(name, type, key), key, type};
}

base::Bytes id_bytes(std::uint32_t id) { return base::ByteWriter().number(id).bytes(); }

}  // namespace

bool is_valid_key_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxName || !base::is_valid_utf8(name)) return false;
  for (const std::string_view space : kWideSpaces) {
    if (name.find(space) != std::string_view::npos) return false;
  }
  return std::ranges::none_of(
      name, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '+' || c == 0x7F; });
}

VerifierKey verifier_key(std::string_view name, const crypto::PublicKey& key) {
  return make(name, KeyType::kNote, key);
}

VerifierKey cosigner_key(std::string_view name, const crypto::PublicKey& key) {
  return make(name, KeyType::kCosignature, key);
}

std::string to_text(const VerifierKey& key) {
  base::ByteWriter typed;
  typed.number(static_cast<std::uint8_t>(key.type)).raw(key.key.bytes());
  return key.name + "+" + base::to_hex(id_bytes(key.id)) + "+" + base::to_base64(typed.bytes());
}

base::Result<VerifierKey> parse_verifier_key(std::string_view text) {
  const auto bad = fail(ErrorCode::kMalformed, "a verifier key is NAME+ID+KEY");
  const auto first = text.find('+');
  if (first == std::string_view::npos || text.size() < first + 10 || text[first + 9] != '+') {
    return bad;
  }
  const std::string_view name = text.substr(0, first);
  const auto typed = base::from_base64(text.substr(first + 10));
  if (!is_valid_key_name(name) || !typed || typed->empty()) return bad;
  const auto type = static_cast<KeyType>(typed->front());
  if (type != KeyType::kNote && type != KeyType::kCosignature) {
    return fail(ErrorCode::kUnsupported, "a verifier key has an unknown type");
  }
  const auto key = crypto::PublicKey::from(base::ByteView(*typed).subspan(1));
  if (!key || !crypto::is_admissible(*key)) return bad;
  const VerifierKey parsed = make(name, type, *key);
  if (base::to_hex(id_bytes(parsed.id)) != text.substr(first + 1, 8)) return bad;
  return parsed;
}

}  // namespace gateway::note
