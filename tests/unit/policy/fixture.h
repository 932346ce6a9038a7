#pragma once

#include "gateway/policy/decide.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/policy_set.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {

inline model::PartnerName partner(std::string_view name) {
  return *model::PartnerName::parse(name);
}
inline model::UnitName unit(std::string_view name) { return *model::UnitName::parse(name); }
inline base::Time at(std::string_view time) { return *base::parse_time(time); }

inline std::string text_of(const base::Diagnostics& problems) {
  std::string text;
  for (const base::Diagnostic& problem : problems) text += to_text(problem) + "\n";
  return text;
}

/// The set these texts make; fails the test when they do not load.
inline PolicySet set_of(const std::vector<std::string>& texts) {
  std::vector<PolicyText> named;
  for (const std::string& text : texts) named.push_back({"test.policy", text});
  auto loaded = load_policies(partner("hfj"), named);
  EXPECT_TRUE(loaded) << text_of(loaded.problems);
  return loaded ? *loaded.value : PolicySet(partner("hfj"));
}

inline constexpr std::string_view kAgreement = R"(
agreement ISA-1 between hfj and harbourlight-housing
  from 2026-01-01 until 2026-12-31
  purposes VICTIM_SUPPORT, SAFEGUARDING
)";

/// A referral from the NGO's aftercare desk to a safe house in which every fact is known.
inline ShareFacts referral() {
  ShareFacts facts{{partner("hfj"), unit("aftercare"), {model::Role::kHfjCare}},
                   {partner("harbourlight-housing"), unit("main"), model::Role::kSafehouse},
                   model::Kind::kAftercareReferral,
                   {model::Section::kContent, model::Section::kNeeds, model::Section::kIdentity},
                   model::Purpose::kVictimSupport,
                   {model::LegalBasis::kConsent, model::LegalBasis::kExplicitConsent},
                   model::Urgency::kPriority,
                   model::Marking::kOfficialSensitive,
                   model::HandlingCode::kConditions,
                   Answer::kNo,
                   Answer::kNo,
                   Answer::kNo,
                   Answer::kNo,
                   "",
                   EnumSet<model::ConsentPurpose>{},
                   EnumSet<model::Section>{},
                   {},
                   at("2026-06-01T12:00:00Z")};
  return facts;
}

inline std::string sections_text(EnumSet<model::Section> sections) {
  std::string text;
  for (const model::Section section : sections) {
    text += (text.empty() ? "" : " ") + std::string(to_text(section));
  }
  return text;
}

}  // namespace gateway::policy
