#pragma once

#include "gateway/audit/log_policy.h"
#include "gateway/bundle/verify_bundle.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace gateway::bundle {

/// Walks the checks of FORMAT.md in their order. Each step says whether the next has anything to
/// stand on.
class Checker {
 public:
  Checker(const Files& files, const VerifyOptions& options) : files_(files), options_(options) {}

  Report run() &&;

 private:
  using Step = bool;
  static constexpr Step kEnds = false;
  static constexpr Step kGoesOn = true;

  // check_list.cpp
  Step check_list();
  void check_files();
  void check_words();

  // check_trust.cpp
  Step check_roots();
  Step check_directories();
  void check_list_signature();
  void check_policies();

  // check_message.cpp
  Step check_message();
  void check_sender();
  void check_rows();
  void check_sections();
  void check_maker();

  // check_proofs.cpp
  void check_proofs();
  std::optional<Event> read_proof(const std::string& name, base::ByteView bytes);
  void check_history(const std::string& name, const audit::VerifiedHead& head);
  void check_gossip(const std::string& name, const audit::VerifiedHead& head);
  void check_receipts();
  void check_custody();
  void check_export();

  void add(Check check, std::string file, Outcome outcome) {
    findings_.push_back({check, std::move(file), outcome});
  }
  void add(Check check, std::string file, bool holds) {
    add(check, std::move(file), holds ? Outcome::kPass : Outcome::kFail);
  }
  /// The bytes of a file that may be used; nothing when it is not there.
  [[nodiscard]] std::optional<base::ByteView> bytes(std::string_view name) const;
  [[nodiscard]] std::optional<base::ByteView> bytes(Part part) const {
    return bytes(name_of(part));
  }
  /// All usable files of a part: number and name, in the order of names.
  [[nodiscard]] std::vector<std::pair<std::uint32_t, std::string>> all(Part part) const;
  [[nodiscard]] bool is_listed(std::string_view name) const;
  /// Whether any of a unit's keys at that time makes `is_signer` true.
  template <class IsSigner>
  [[nodiscard]] bool has_key(const model::UnitRef& unit, base::Time at, IsSigner is_signer) const;

  const Files& files_;
  const VerifyOptions& options_;
  std::set<std::string, std::less<>> unlisted_;
  Findings findings_;
  Story story_;
  std::optional<audit::LogPolicy> log_policy_;
  std::map<std::pair<std::string, std::uint64_t>, base::Digest> heads_;  // Roots by log and size.
};

template <class IsSigner>
bool Checker::has_key(const model::UnitRef& unit, base::Time at, IsSigner is_signer) const {
  for (const auto& directory : story_.directories) {
    const auto* const entry = directory->unit(unit);
    if (entry == nullptr || !directory->is_active(unit.partner, at)) continue;
    for (const directory::UnitSigningKey& key : entry->signing) {
      if (key.valid.contains(at) && is_signer(key.key)) return true;
    }
  }
  return false;
}

}  // namespace gateway::bundle
