#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/base/time.h"
#include "gateway/directory/chain.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/root.h"
#include "gateway/model/ids.h"
#include "gateway/policy/policy_set.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gateway::trust {

/// Everything k trustees have signed, verified: who there is, and what may be shared.
struct Trust {
  directory::TrustedRoot root;
  std::shared_ptr<const directory::Directory> directory;
  model::PartnerNumber ngo = model::PartnerNumber::kNobody;  ///< The controller.
  policy::PolicySet policies;
  base::Digest policy_digest;  ///< Over all policy texts: names the policy in force.

  std::vector<std::string> root_notes;       ///< Oldest first.
  std::vector<std::string> directory_notes;  ///< Oldest first.
  std::vector<std::string> policy_notes;
};

/// Root and directory notes, verified.
struct Chain {
  directory::TrustedRoot root;
  std::shared_ptr<const directory::Directory> directory;
  std::vector<std::string> root_notes;       ///< Oldest first.
  std::vector<std::string> directory_notes;  ///< Oldest first.
};

/// The part of load() that needs no policy: files pin, root-NNNNNN.note, directory-NNNNNN.note.
std::variant<Chain, base::Diagnostics> load_chain(const std::filesystem::path& trust,
                                                  base::Time now);

/// Reads `trust` (files pin, root-NNNNNN.note, directory-NNNNNN.note) and `policy` (*.policy, each
/// a signed note). Nothing is believed that is not signed by the quorum its kind demands, under a
/// root whose first version has the pinned hash. An expired directory, a policy that does not load,
/// an unknown file: everything wrong is listed, and there is no trust then.
std::variant<Trust, base::Diagnostics> load(const std::filesystem::path& trust,
                                            const std::filesystem::path& policy, base::Time now);

/// The partner whose units hold the NGO's own roles (HFJ_*); nothing when none or several do.
std::optional<model::PartnerNumber> ngo_of(const directory::Directory& directory);

/// The digest of a set of policy notes: digest_of("safeconduct policy set v1", texts in order).
base::Digest policy_digest_of(const std::vector<std::string>& notes);

/// The checked policies behind signed notes received from the gateway.
std::variant<policy::PolicySet, base::Diagnostics> policies_of(
    const directory::TrustedRoot& root, const directory::Directory& directory,
    const std::vector<std::string>& notes);

}  // namespace gateway::trust
