#pragma once

#include "gateway/base/enum_text.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::bundle {

/// What a finding says. The worst comes first; zero is the worst.
enum class Outcome : std::uint8_t {
  kFail = 0,           ///< The bundle contradicts itself, its signatures or what was pinned.
  kIndeterminate = 1,  ///< Something is missing, not pinned, not witnessed, or unknown here.
  kPass = 2,
  kNote = 3,  ///< Nobody can prove or disprove it from the bundle. Changes no verdict.
};
inline constexpr std::array<base::EnumText<Outcome>, 4> kOutcomeTexts{{
    {Outcome::kFail, "FAIL"},
    {Outcome::kIndeterminate, "INDETERMINATE"},
    {Outcome::kPass, "PASS"},
    {Outcome::kNote, "NOTE"},
}};
constexpr std::string_view to_text(Outcome value) { return base::text_in(kOutcomeTexts, value); }

/// What is checked, in the order of FORMAT.md.
enum class Check : std::uint8_t {
  kList = 1,
  kListed,
  kFile,
  kFiles,
  kRootSigned,
  kRootPinned,
  kDirectorySigned,
  kTrustFresh,
  kListSigned,
  kLogPolicy,
  kPolicySigned,
  kMessage,
  kEnvelope,
  kSenderDirectory,
  kSenderSignature,
  kGatewayRow,
  kRow,
  kSection,
  kSectionKey,
  kSectionContent,
  kMaker,
  kProof,
  kWitnessed,
  kProofAbout,
  kProofOrder,
  kOneHistory,
  kReceipt,
  kReceiptLogged,
  kAccepted,
  kCustody,
  kPolicyInForce,
  kExport,
  kReadme,
  kCover,
  kMade,
  kSenderFile,
  kPdf,
};
/// "root-pinned"
std::string_view to_text(Check check);
/// The same for people: what it means that this check had this outcome.
std::string_view explain(Check check, Outcome outcome);

struct Finding {
  Check check = Check::kList;
  std::string file;  ///< May be empty: then it is about the whole.
  Outcome outcome = Outcome::kFail;

  friend bool operator==(const Finding&, const Finding&) = default;
};
using Findings = std::vector<Finding>;

/// The worst of them, notes left aside; kFail for none at all.
Outcome verdict_of(const Findings& findings);

}  // namespace gateway::bundle
