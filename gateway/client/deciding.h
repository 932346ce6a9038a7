#pragma once

#include "gateway/crypto/random.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/recipient_view.h"
#include "gateway/envelope/rows.h"
#include "gateway/kinds/message.h"
#include "gateway/kinds/pairwise.h"
#include "gateway/kinds/sections.h"
#include "gateway/model/ids.h"
#include "gateway/model/refusal.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>

// Overrides on a partner's side: what a person signs before a message is sealed, and what a
// recipient checks of it.

namespace gateway::client {

/// What is fixed of one envelope before it is sealed, because people sign about it.
struct DraftPiece {
  model::MessageId wire_id;            ///< What the gateway will know it by.
  model::Salt salt;                    ///< Of its head.
  crypto::SecretBytes<32> reason_key;  ///< Content key of the section that the reason lies in.
};
DraftPiece draw_piece(const model::MessageId& wire_id, crypto::Random& random);

/// The override that a message records, as it goes into the envelope of one copy: all but person
/// and signature. Nothing when it records none, or one that the rules refuse.
std::optional<envelope::Override> claimed_override(const kinds::Message& message,
                                                   const kinds::Copy& copy,
                                                   const DraftPiece& piece);

/// Puts the person's key and signature in.
void sign(envelope::Override& claimed, const DraftPiece& piece, const crypto::SigningKey& person);

/// Whether the key in it signed this decision about this envelope.
[[nodiscard]] bool is_signed(const envelope::Override& decision, const DraftPiece& piece);

/// Second halves of keys by section index.
using Halves = std::map<std::size_t, envelope::SectionHalf>;

/// What an opened message tells of an override against what its head commits to: a reader who is
/// told the whole record checks that it is the one the person signed; a record that the head says
/// nothing of, or the other way round, is refused whatever was told.
std::optional<model::Refusal> refusal_of_override(const envelope::RecipientView& view,
                                                  const envelope::RowKeys& keys,
                                                  const Halves& halves, const kinds::View& shown);

}  // namespace gateway::client
