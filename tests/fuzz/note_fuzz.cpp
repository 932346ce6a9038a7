// Notes and verifier keys from anywhere: what parses is written back as the same bytes, and nothing
// that was not signed verifies.

#include "gateway/base/bytes.h"
#include "gateway/base/check.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace note = gateway::note;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using gateway::base::check;
  const std::string_view text = gateway::base::text_of({data, size});

  if (const auto key = note::parse_verifier_key(text)) {
    check(note::to_text(*key) == text, "a key has one text");
  }
  const auto parsed = note::parse_note(text);
  if (!parsed) return 0;
  check(note::to_text(*parsed) == text, "a note has one text");
  check(note::is_note_text(parsed->text), "what was read may be signed again");
  check(parsed->signatures.size() <= note::kMaxSignatures, "the limit holds");

  // No secret key belongs to these, so no line under them can be good.
  std::vector<note::VerifierKey> known;
  for (const note::SignatureLine& line : parsed->signatures) {
    const auto key = note::parse_verifier_key(
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    known.push_back(*key);
    known.back().name = line.name;
    known.back().id = line.id;
    known.back().type =
        line.bytes.size() == 72 ? note::KeyType::kCosignature : note::KeyType::kNote;
  }
  const bool is_example = parsed->text == "This is an example message.\n";
  check(is_example || !note::verify(*parsed, known), "only the key's owner signs");
  return 0;
}
