#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/client/desk.h"
#include "gateway/envelope/excerpt.h"
#include "gateway/model/ids.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace gateway::client {

/// Which side of an envelope a unit is on.
enum class Side : std::uint8_t { kSender, kRecipient };

/// An envelope that this unit has sent or received, off its own disk.
struct Held {
  Side side = Side::kSender;
  envelope::Excerpt excerpt;
  envelope::ExcerptParts parts;               ///< All that the unit has.
  std::map<std::size_t, envelope::Row> rows;  ///< Those in `parts`, read.
  std::optional<base::Digest> sender_file;    ///< Of what it sent: the file it was made of.

  /// What leaves of the log about it have as their subject.
  [[nodiscard]] std::set<base::Digest> subjects() const;
};

/// Every envelope that `what` names: a message id (of a file or of an envelope), an envelope id in
/// hex, or an id of the inbox. Damaged files are kMalformed; none at all is an empty list.
base::Result<std::vector<Held>> find_held(Desk& desk, std::string_view what);

}  // namespace gateway::client
