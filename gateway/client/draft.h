#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/client/deciding.h"
#include "gateway/client/desk.h"
#include "gateway/client/plan.h"
#include "gateway/crypto/random.h"
#include "gateway/directory/approval.h"
#include "gateway/kinds/message.h"
#include "gateway/model/ids.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A message between being planned and being sealed, while people sign about it.

namespace gateway::client {

inline constexpr std::size_t kMaxDraft = std::size_t{64} << 10U;
inline constexpr std::size_t kMaxDecisionFile = std::size_t{64} << 10U;

/// One envelope that will be: what is fixed of it, and the override that goes into it, when the
/// message records one.
struct DraftEnvelope {
  DraftPiece piece;
  std::optional<envelope::Override> claimed;  ///< Without person and signature.
};

/// Stays on the machine that made it (0600): it holds a content key of each envelope.
struct Draft {
  model::MessageId message;  ///< The id in the file.
  base::Digest file;         ///< Of the file it was made from.
  std::vector<DraftEnvelope> envelopes;

  [[nodiscard]] const DraftEnvelope* find(const model::MessageId& wire_id) const;
};
/// A draft of the planned message: fresh salts and keys for every envelope.
Draft make_draft(const Desk& desk, const kinds::Message& message, const base::Digest& file,
                 const Plan& plan, crypto::Random& random);
base::Bytes encode(const Draft& draft);
base::Result<Draft> decode_draft(base::ByteView bytes);

/// What trustees would have to approve so that nothing is withheld which approvals can open: one
/// for every such section of every row.
struct WantedApproval {
  directory::Approval approval;
  std::string partner;
  std::size_t trustees = 0;  ///< How many it takes.
};
std::vector<WantedApproval> wanted_approvals(const Draft& draft, const Desk& desk,
                                             const kinds::Message& message, const Plan& plan);

/// A person's decision about one envelope of a draft.
struct Decision {
  model::MessageId wire_id;
  envelope::Override decision;
};
/// Signs every override of the draft; empty when there is none.
std::vector<Decision> decide(const Draft& draft, const crypto::SigningKey& person);
/// The text of a decision file, and back. Verifies nothing.
std::string to_text(const std::vector<Decision>& decisions);
base::Result<std::vector<Decision>> parse_decisions(std::string_view text);

}  // namespace gateway::client
