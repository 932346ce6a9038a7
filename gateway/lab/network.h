#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/random.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::lab {

/// A unit of the training network and where its files lie.
struct LabUnit {
  std::string partner;
  std::string unit;
  std::vector<std::string> roles;
  std::filesystem::path folder;  ///< Holds context.toml.
};

/// When the clock of every training network starts, and when all its papers end.
inline constexpr std::string_view kStart = "2026-01-01T00:00:00Z";
inline constexpr std::string_view kEnd = "2035-12-31T00:00:00Z";
/// Who decides and who reviews it, at every partner that may send more than tips.
inline constexpr std::string_view kDecider = "duty-manager";
inline constexpr std::string_view kReviewer = "safeguarding-lead";

/// Makes a training network in `folder`, which must be empty or not exist: keys of five trustees
/// (three decide), of the gateway and of every partner of keys-example/partners.csv, its deciders
/// included; root, directory and policy notes; gateway.toml, log-policy.txt and a context.toml for
/// each unit. Keys are not encrypted: nothing here is secret, and everything is marked TRAINING.
base::Result<std::vector<LabUnit>> make_network(const std::filesystem::path& folder,
                                                crypto::Random& random);

/// The units of a network made before, in the order of partners.csv.
std::vector<LabUnit> units_of(const std::filesystem::path& folder);

/// The unit of `partner` that holds `role`; null for none.
const LabUnit* unit_holding(const std::vector<LabUnit>& units, std::string_view partner,
                            std::string_view role);

}  // namespace gateway::lab
