#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/time.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/freeze.h"
#include "gateway/directory/history.h"
#include "gateway/envelope/gateway_view.h"
#include "gateway/envelope/signature.h"
#include "gateway/model/ids.h"

namespace gateway::admission {

/// How far ahead of the gateway's clock a message may claim to be made.
inline constexpr base::Millis kMaxClockSkew = std::chrono::minutes(5);

/// What the question "who made this, and may they speak now" depends on. Borrowed for one call.
struct Identity {
  const directory::DirectoryHistory& directory;
  const directory::FreezeSet& freezes;
  base::Time now;
};

/// An envelope whose structure, times, directory version, sender and signature are good. Nothing is
/// said yet about whether it may be delivered to anybody.
struct Authenticated {
  envelope::GatewayEnvelope envelope;   ///< Views into the container.
  const directory::Directory* named;    ///< The version the envelope names.
  const directory::Directory* current;  ///< The version in force.
};

/// Checks one submitted container. `submitter` is the partner whose session brought it: nobody
/// submits for another partner. Refuses with the codes of envelope::open_for_gateway and
/// verify_signature, and with kDirectoryVersion, kKeyUnknown, kFrozen, kExpired, kCreatedInFuture,
/// kNotAuthenticated.
envelope::Checked<Authenticated> authenticate(base::ByteView container,
                                              model::PartnerNumber submitter,
                                              const Identity& identity,
                                              envelope::SignatureCache& signatures);
/// The same for a container that was opened already.
envelope::Checked<Authenticated> authenticate(envelope::GatewayEnvelope opened,
                                              model::PartnerNumber submitter,
                                              const Identity& identity,
                                              envelope::SignatureCache& signatures);

}  // namespace gateway::admission
