#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/directory/directory.h"

#include <cstddef>
#include <string>
#include <string_view>

// How a partner that is in the directory already names another person who decides for it. Text:
// FORMAT.md section 6.

namespace gateway::directory {

inline constexpr std::size_t kMaxDeciderRequestSize = std::size_t{4} << 10U;

struct DeciderRequest {
  std::string partner;
  Decider decider;

  friend bool operator==(const DeciderRequest&, const DeciderRequest&) = default;
};
std::string to_text(const DeciderRequest& request);
base::Result<DeciderRequest> parse_decider_request(std::string_view text);

/// A unit that speaks for its partner.
struct AskingUnit {
  std::string_view name;
  const crypto::SigningKey& signing;
};
/// The note: signed by the person, which proves that the person holds the key, and by the unit.
std::string make_decider_request(const DeciderRequest& request, const crypto::SigningKey& person,
                                 const AskingUnit& unit);

/// Checks a note: kUnauthenticated unless the person's key and a signing key, valid now, of a unit
/// of that active partner have signed it.
base::Result<DeciderRequest> verify_decider_request(std::string_view note,
                                                    const Directory& directory, base::Time now);

/// The text of the next directory with the person in it, for k trustees to sign. kMalformed when
/// the key is there already.
base::Result<std::string> add_decider(const Directory& current, const DeciderRequest& request,
                                      Period version);
/// The same without the deciders of that partner who hold this key; kNotFound when there is none.
base::Result<std::string> remove_decider(const Directory& current, std::string_view partner,
                                         const model::KeyId& key, Period version);

}  // namespace gateway::directory
