#pragma once

#include "gateway/base/time.h"
#include "gateway/client/deciding.h"
#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/crypto/random.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/recipient_view.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gateway::client {

/// A view whose structure, sender and signature are good, with the keys found in its wrap.
struct VerifiedView {
  envelope::RecipientView view;  ///< Points into the bytes it was made of.
  envelope::RowKeys keys;
};

/// Checks structure, that the row is this unit's, the sender's signature under the directory, and
/// opens the wrap with the prekey the row names.
envelope::Checked<VerifiedView> verify_view(const Desk& desk, base::ByteView bytes, base::Time now);

/// What decides whether an opened row is kept: evaluated by the recipient for itself, before
/// anything is shown. Only what could never be allowed is refused here; consent and purpose are the
/// sender's and the gateway's to see.
std::optional<model::Refusal> refusal_of_row(const Desk& desk, const envelope::RecipientView& view);

/// Asks the gateway for the second halves of `sections` (bits over the head). The leaf that proves
/// the release is checked before anything is believed.
envelope::Checked<Halves> ask_release(Desk& desk, Link& link, const envelope::RecipientView& view,
                                      std::uint32_t sections, crypto::Random& random);

/// What came of asking for several.
struct Releases {
  Halves halves;
  std::map<std::size_t, model::Refusal> refused;  ///< By section index.
};
/// Asks for all at once, and when that is refused for each alone: one that is locked does not hold
/// back the others.
Releases ask_releases(Desk& desk, Link& link, const envelope::RecipientView& view,
                      std::uint32_t sections, crypto::Random& random);

/// Released halves are kept beside the item: without the unit's own prekey they open nothing.
void keep_halves(const std::filesystem::path& file, const Halves& halves);
Halves read_halves(const std::filesystem::path& file);

}  // namespace gateway::client
