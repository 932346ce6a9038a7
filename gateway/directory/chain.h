#pragma once

#include "gateway/directory/directory.h"
#include "gateway/directory/root.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace gateway::directory {

/// A root somebody decided to believe, and its hash.
struct TrustedRoot {
  Root root;
  model::Digest hash;
};

/// First trust: the root note whose hash came by another way (an invite, an installation). The hash
/// must match and the root must be signed by its own quorum.
base::Result<TrustedRoot> pin_root(std::string_view note, const model::Digest& pinned);

/// The next root: version exactly one higher, naming the current one as previous, signed by the
/// root quorum of the current and of the new. Expiry is not looked at, so that a chain can be
/// walked; ask is_expired of the last.
base::Result<TrustedRoot> accept_root(const TrustedRoot& current, std::string_view note);

/// First trust in a directory under a trusted root: the root's version, its directory quorum, not
/// expired, no trustee's key used in it, no root that has expired.
base::Result<std::shared_ptr<const Directory>> first_directory(const TrustedRoot& root,
                                                               std::string_view note,
                                                               base::Time now);

/// The next directory: all that first_directory asks, version exactly one higher, naming the
/// current one as previous, created no earlier, and every partner number still naming the same
/// partner. An expiry of `current` does not matter.
base::Result<std::shared_ptr<const Directory>> accept_update(const TrustedRoot& root,
                                                             const Directory& current,
                                                             std::string_view note, base::Time now);

/// The next step of a chain that somebody walks by himself: all of the above but expiry, which is
/// asked of the last only. `current` is null for the first; `roots` are those walked, and one of
/// them is the root the note names.
base::Result<std::shared_ptr<const Directory>> next_directory(std::span<const TrustedRoot> roots,
                                                              const Directory* current,
                                                              std::string_view note);

struct VerifiedChain {
  TrustedRoot root;
  std::shared_ptr<const Directory> directory;
};
/// From a trusted root through every further root note to the newest, then through every directory
/// note, oldest first; only the last of each must be unexpired. Each directory note is judged by
/// the root whose version it names. Empty `directories` is kNotFound.
base::Result<VerifiedChain> verify_chain(const TrustedRoot& start,
                                         std::span<const std::string> roots,
                                         std::span<const std::string> directories, base::Time now);

/// The data of `current` as version + 1 after it, ready to be changed and signed.
DirectoryData next_version(const Directory& current, base::Time created, base::Time expires);

}  // namespace gateway::directory
