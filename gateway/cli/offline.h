#pragma once

#include "gateway/base/time.h"
#include "gateway/cli/command.h"
#include "gateway/crypto/key_text.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/trust/trust.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json_fwd.hpp>

// What several commands share that need no connection.

namespace gateway::cli {

/// Reports a fault and gives the exit code back.
ExitCode give_up(const Console& console, ExitCode code, std::string_view what,
                 std::string_view next_step);
ExitCode give_up(const Console& console, ExitCode code, const base::Diagnostic& wrong);
/// "FILE: WHAT"
ExitCode give_up(const Console& console, const std::filesystem::path& file,
                 const base::Error& error);

/// "2026-01-12T18:05:00Z", "2026-01-12", or the computer's clock for an empty text; whole seconds.
/// Anything else is reported.
std::optional<base::Time> moment(const Console& console, std::string_view text);

/// Which folder of notes, and when it is judged.
struct TrustArguments {
  std::string folder;  ///< Empty: the folder of --context.
  std::string at;      ///< Empty: now.
};
void add_trust_options(CLI::App& command, TrustArguments& arguments);
void add_time_option(CLI::App& command, std::string& at);

/// The notes of a folder, believed at `now`.
struct Believed {
  std::filesystem::path folder;
  base::Time now;
  trust::Chain chain;
};
/// Verified notes; else what is wrong was reported and the exit code is what comes of it:
/// kVerificationFailed for notes that are not to be believed.
std::variant<Believed, ExitCode> believe(const Invocation& invocation,
                                         const TrustArguments& arguments);

/// The Ed25519 key of a secret key file; nothing when what is wrong with it was reported.
std::optional<crypto::SigningKey> read_key(const Invocation& invocation, const std::string& file,
                                           crypto::KeyUse use);
/// The same of a unit or trustee.
std::optional<crypto::SigningKey> read_signing_key(const Invocation& invocation,
                                                   const std::string& file);

/// Whether secrets may be written: with a passphrase, or when somebody said to do without. Reports
/// it when not.
enum class Protection { kPassphrase, kNone };
bool may_write_secrets(const Invocation& invocation, Protection protection);

/// What people and scripts see of a partner in the directory.
nlohmann::ordered_json to_json(const directory::Partner& partner);
std::string period_text(const directory::Period& period);
std::string words_text(const directory::Scope& scope);
std::string roles_text(const std::vector<model::Role>& roles);
std::string_view state_text(directory::PartnerState state);

}  // namespace gateway::cli
