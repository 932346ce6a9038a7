#pragma once

#include "gateway/base/enum_text.h"
#include "gateway/base/result.h"
#include "gateway/base/text.h"
#include "gateway/base/time.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/key_text.h"
#include "gateway/directory/entry.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The line format all texts of this module share: a word, then fields, one space between, one line
// feed at the end. FORMAT.md section 1.

namespace gateway::directory {

/// Writes lines.
class LineWriter {
 public:
  explicit LineWriter(std::string_view first) { text_.append(first); }

  LineWriter& line(std::string_view word) {
    text_.append("\n").append(word);
    return *this;
  }
  LineWriter& field(std::string_view field) {
    text_.append(" ").append(field);
    return *this;
  }
  LineWriter& number(std::uint64_t number) { return field(std::to_string(number)); }
  LineWriter& bytes(base::ByteView bytes) { return field(base::to_base64(bytes)); }
  LineWriter& time(base::Time time) { return field(base::to_text(time)); }
  LineWriter& period(const Period& period) { return time(period.from).time(period.until); }
  LineWriter& key(crypto::KeyUse use, base::ByteView key) {
    return field(crypto::public_key_text(use, key));
  }
  LineWriter& hash_or_none(const std::optional<model::Digest>& hash) {
    return hash ? bytes(hash->bytes()) : field("-");
  }
  /// "a,b", or "-" when there are none.
  LineWriter& list(const std::vector<std::string_view>& words);

  [[nodiscard]] std::string text() && { return std::move(text_.append("\n")); }

 private:
  std::string text_;
};

/// Reads lines. The first fault stops it: everything read after is empty, and finish() tells. So a
/// parser reads straight through and asks once.
class LineReader {
 public:
  /// The text begins with the line `first` and is at most `limit` bytes.
  LineReader(std::string_view text, std::string_view first, std::size_t limit);

  /// Whether the next line begins with this word.
  [[nodiscard]] bool at(std::string_view word) const;
  /// Goes to the next line, which must begin with this word.
  LineReader& line(std::string_view word);

  std::string_view field();
  std::string_view rest();  ///< All that is left of the line, not empty.
  std::uint64_t number(std::uint64_t max = std::numeric_limits<std::uint64_t>::max());
  std::uint32_t number32() {
    return static_cast<std::uint32_t>(number(std::numeric_limits<std::uint32_t>::max()));
  }
  base::Time time();
  Period period();  ///< Not empty.
  std::string name();
  model::MessageId message_id();
  std::optional<model::Digest> hash_or_none();
  std::vector<std::string_view> list(std::size_t max);  ///< "-" is none.
  note::VerifierKey verifier();

  template <class Fixed>
  Fixed bytes() {
    const auto decoded = base::from_base64(field());
    return decoded ? fixed<Fixed>(*decoded) : refuse<Fixed>("a field is not base64");
  }
  template <class Fixed>
  Fixed hex() {
    const auto decoded = base::from_hex(field());
    return decoded ? fixed<Fixed>(*decoded) : refuse<Fixed>("a field is not hex");
  }
  /// A public key that may be admitted.
  crypto::PublicKey signing_key(crypto::KeyUse use);
  crypto::AgreementPublicKey agreement_key(crypto::KeyUse use);

  template <class Enum, std::size_t N>
  Enum word(const std::array<base::EnumText<Enum>, N>& table) {
    return value_of(table, field());
  }
  template <class Enum, std::size_t N>
  Enum value_of(const std::array<base::EnumText<Enum>, N>& table, std::string_view text) {
    const auto value = base::value_in(table, text);
    return value ? *value : refuse<Enum>("a word is not known here");
  }

  /// Makes the first fault; later ones are not heard.
  void fault(base::ErrorCode code, base::Literal what);
  void require(bool holds, base::Literal what) {
    if (!holds) fault(base::ErrorCode::kMalformed, what);
  }
  [[nodiscard]] bool good() const { return !fault_; }

  /// Success only when the whole text was read without a fault and `canonical`, what our own writer
  /// makes of it, is the same text. `bad_line` may be null.
  base::Result<base::Done> finish(const std::string& canonical, std::size_t* bad_line);

 private:
  template <class T>
  T refuse(base::Literal what) {
    fault(base::ErrorCode::kMalformed, what);
    return T();
  }
  template <class Fixed>
  Fixed fixed(base::ByteView bytes) {
    const auto value = Fixed::from(bytes);
    return value ? *value : refuse<Fixed>("a field has the wrong length");
  }
  void end_line();

  std::string_view text_;
  std::string_view next_;                   // Lines not begun yet.
  std::optional<std::string_view> fields_;  // What is left of the current line.
  std::size_t line_ = 0;
  std::optional<base::Error> fault_;
};

}  // namespace gateway::directory
