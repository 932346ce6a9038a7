#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/client/desk.h"
#include "gateway/client/inbox.h"
#include "gateway/client/link.h"
#include "gateway/client/sender.h"
#include "gateway/crypto/random.h"
#include "gateway/lab/network.h"
#include "gateway/net/context.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sys/types.h>

// Training networks: starting and stopping their gateway, and playing their units.

namespace gateway::cli {

inline constexpr base::Millis kStartTimeout{30'000};

/// Starts the daemon that lies beside `self` on DIR/gateway.toml and waits until it serves. Its log
/// lines go to DIR/gateway/log.txt. kUnavailable when it does not come up; the file says why.
base::Result<::pid_t> start_gateway(const std::filesystem::path& folder,
                                    const std::filesystem::path& self);
/// The gateway of this folder, when it runs: its pid file names a process that is the daemon.
std::optional<::pid_t> running_gateway(const std::filesystem::path& folder);
/// Asks it to stop and waits until it has; kUnavailable when it does not within the time.
base::Result<base::Done> stop_gateway(::pid_t pid, base::Millis timeout);

/// A unit of a training network in action, with its connection.
struct Player {
  lab::LabUnit unit;
  std::unique_ptr<client::Desk> desk;
  std::unique_ptr<client::Link> link;
};

/// All units of one training network, opened as they are needed.
class Players {
 public:
  Players(std::filesystem::path folder, crypto::Random& random);

  /// The unit holding `role` at `partner`, connected; null when there is none or it cannot connect
  /// (then `fault` says why).
  Player* holding(std::string_view partner, std::string_view role);
  /// The unit of this name.
  Player* unit(std::string_view partner, std::string_view unit_name);

  /// One message, opened by the recipient: fetched from the gateway unless it is here already.
  std::variant<client::Opened, client::NotOpened> receive(Player& player, model::Role role,
                                                          const model::MessageId& wire_id);

  [[nodiscard]] const std::vector<lab::LabUnit>& units() const { return units_; }
  [[nodiscard]] const std::string& fault() const { return fault_; }
  [[nodiscard]] crypto::Random& random() { return random_; }

 private:
  Player* play(const lab::LabUnit& unit);

  std::filesystem::path folder_;
  crypto::Random& random_;
  net::Context net_;
  std::vector<lab::LabUnit> units_;
  std::map<std::filesystem::path, Player> players_;
  std::string fault_;
};

}  // namespace gateway::cli
