#pragma once

#include "gateway/admission/authenticate.h"
#include "gateway/admission/authorise.h"
#include "gateway/directory/keys.h"
#include "gateway/envelope/seal.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/directory/network.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::admission {

using directory::kHouse;
using directory::kNgo;
using directory::kNow;
using directory::kPolice;
using model::Refusal;
using model::Role;
using model::Section;
using model::SectionMode;

inline const model::UnitRef kAftercare{kNgo, "aftercare"};
inline const model::UnitRef kSafehouse{kHouse, "main"};

inline constexpr std::string_view kPolicy = R"(
agreement ISA-2026-002 between hfj and pol-northvale
  from 2026-01-01 until 2026-12-31
  purposes VICTIM_SUPPORT, CRIME_PREVENTION
agreement ISA-2026-003 between hfj and stillwater
  from 2026-01-01 until 2026-12-31
  purposes VICTIM_SUPPORT

permit placement
  hfj/aftercare to share aftercare.referral [content, needs]
  with role SAFEHOUSE
  for VICTIM_SUPPORT
  when consent covers CARE_PLACEMENT
permit placement-identity
  hfj/aftercare to share aftercare.referral [identity]
  with role SAFEHOUSE
  for VICTIM_SUPPORT
  when consent covers CARE_PLACEMENT
  by release
permit intelligence
  hfj/investigations to share intel.report [content]
  with role POL_INT
  for CRIME_PREVENTION
permit intelligence-source
  hfj/investigations to share intel.report [source]
  with role POL_INT
  for CRIME_PREVENTION
  when override
  by release
)";

/// The refusal, or kUnspecified when there was none.
template <class T>
Refusal refusal_of(const envelope::Checked<T>& checked) {
  return checked ? Refusal::kUnspecified : checked.refusal();
}

/// A referral from the NGO's aftercare desk to a safe house, with a consent that covers it: content
/// and needs at once, identity by release. Each test spoils one thing.
class AdmissionTest : public testing::Test {
 protected:
  AdmissionTest() {
    use_policy(std::string(kPolicy));
    EXPECT_TRUE(consents_.add(std::vector{grant(handle_, kHouse, Role::kSafehouse)}, kNgo));
  }

  void use_policy(std::string text) {
    const auto loaded =
        policy::load_policies(*model::PartnerName::parse("hfj"),
                              std::vector<policy::PolicyText>{{"test.policy", std::move(text)}});
    EXPECT_TRUE(loaded);
    if (loaded) policies_ = *loaded.value;
  }

  consent::Grant grant(const model::ConsentHandle& handle, model::PartnerNumber recipient,
                       Role role) {
    return {handle,
            group_,
            model::ConsentPurpose::kCarePlacement,
            recipient,
            role,
            directory::kStart,
            directory::kStart + 100 * directory::kDay};
  }

  envelope::SealRequest request() {
    envelope::SealRequest request;
    auto& cover = request.cover;
    cover.message_id = crypto::random_fixed<model::MessageId>(network_.random);
    cover.salt = crypto::random_fixed<model::Salt>(network_.random);
    cover.sender = kAftercare;
    cover.sender_key = key_of(kAftercare);
    cover.created = kNow - std::chrono::hours{1};
    cover.expires = kNow + 5 * directory::kDay;
    cover.directory_version = directory_->version();
    cover.directory_hash = directory_->hash();
    cover.kind = model::Kind::kAftercareReferral;
    cover.marking = model::Marking::kOfficialSensitive;
    cover.handling_code = model::HandlingCode::kPermitted;
    cover.urgency = model::Urgency::kRoutine;
    auto& row = request.gateway_row;
    row.plan_digest = crypto::random_fixed<base::Digest>(network_.random);
    row.purpose = model::Purpose::kVictimSupport;
    row.art6 = model::LegalBasis::kConsent;
    row.art9 = model::LegalBasis::kExplicitConsent;
    row.flags.identifiable = true;
    row.consent_handles = {handle_};
    request.sections = {{Section::kContent, SectionMode::kDirect, base::bytes_of("a bed")},
                        {Section::kIdentity, SectionMode::kRelease, base::bytes_of("a name")},
                        {Section::kNeeds, SectionMode::kDirect, base::bytes_of("a ramp")},
                        {Section::kHealth, SectionMode::kDirect, {}}};
    request.recipients = {recipient(kSafehouse, Role::kSafehouse)};
    request.release_key = network_.gateway.release;
    return request;
  }

  envelope::Recipient recipient(const model::UnitRef& unit, Role role) {
    envelope::Recipient recipient;
    recipient.unit = unit;
    recipient.role = role;
    recipient.prekey = directory_->prekey(unit, role, kNow)->key;
    recipient.granted = {Section::kContent, Section::kIdentity, Section::kNeeds};
    return recipient;
  }

  model::KeyId key_of(const model::UnitRef& unit) const {
    return crypto::key_id_of(network_.unit_keys.at(unit).public_key());
  }

  base::Bytes sealed(const envelope::SealRequest& request) {
    const auto sealed = envelope::seal(request, network_.random);
    EXPECT_TRUE(sealed) << model::to_code(refusal_of(sealed));
    if (!sealed) return {};
    return envelope::sign(std::span(&*sealed, 1), network_.unit_keys.at(request.cover.sender),
                          network_.random)
        .front()
        .container;
  }

  envelope::Checked<Authenticated> authenticated(base::ByteView container,
                                                 model::PartnerNumber submitter = kNgo) {
    return authenticate(container, submitter, {history_, freezes_, now_}, signatures_);
  }
  Refusal authenticating(const envelope::SealRequest& request) {
    return refusal_of(authenticated(sealed(request), request.cover.sender.partner));
  }

  Authority authority() const {
    return {policies_, consents_, freezes_, now_, audience_resolved_, now_, &network_.root, lifts_};
  }

  /// What authorise says; the container lives in the fixture because the message views it.
  envelope::Checked<std::vector<AuthorisedRow>> authorised(const envelope::SealRequest& request) {
    container_ = sealed(request);
    auto message = authenticated(container_, request.cover.sender.partner);
    EXPECT_TRUE(message) << model::to_code(refusal_of(message));
    if (!message) return message.refusal();
    message_.emplace(*std::move(message));
    return authorise(*message_, authority());
  }
  Refusal authorising(const envelope::SealRequest& request) {
    return refusal_of(authorised(request));
  }

  void freeze(directory::FreezeTarget target) {
    const directory::Freeze freeze{directory::FreezeAction::kFreeze, std::move(target),
                                   kNow - std::chrono::hours{1},
                                   directory::FreezeReason::kPrecaution};
    freezes_.apply({freeze, true});
  }

  directory::Network network_{4};
  std::shared_ptr<const directory::Directory> directory_ =
      std::make_shared<directory::Directory>(network_.directory());
  directory::DirectoryHistory history_{directory_};
  directory::FreezeSet freezes_;
  policy::PolicySet policies_{*model::PartnerName::parse("hfj")};
  consent::Register consents_{kNgo};
  model::ConsentHandle handle_ = crypto::random_fixed<model::ConsentHandle>(network_.random);
  model::Digest group_ = crypto::random_fixed<model::Digest>(network_.random);
  envelope::SignatureCache signatures_;
  base::Time now_ = kNow;
  base::Time audience_resolved_;
  std::vector<Lift> lifts_;
  base::Bytes container_;
  std::optional<Authenticated> message_;
};

}  // namespace gateway::admission
