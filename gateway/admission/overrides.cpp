#include "gateway/admission/overrides.h"

#include "gateway/crypto/key_ids.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/override_record.h"
#include "gateway/model/legal.h"

#include <string>

namespace gateway::admission {
namespace {

bool is_timely(const envelope::Override& decision, const envelope::Cover& cover, base::Time now) {
  return decision.time <= cover.created && decision.time + model::kMaxDecisionAge >= now;
}

bool is_signed(const envelope::Override& decision, const envelope::Cover& cover) {
  const std::string text = envelope::override_text(cover.message_id, cover.salt, decision);
  return crypto::verify(decision.person, base::bytes_of(text), decision.signature);
}

}  // namespace

OverrideStanding override_standing(const directory::Directory& directory,
                                   const directory::FreezeSet& freezes, const MessageFacts& message,
                                   base::Time now, DecisionMoment moment) {
  const auto& decision = message.gateway_row.override_decision;
  if (!decision) return OverrideStanding::kNone;
  const model::PartnerNumber partner = message.cover.sender.partner;
  if (!model::may_override(decision->ground) || !directory.is_active(partner, now) ||
      freezes.is_frozen(partner, crypto::key_id_of(decision->person), now) ||
      directory.decider(partner, decision->person, decision->time) == nullptr) {
    return OverrideStanding::kInvalid;
  }
  const bool is_arrival = moment == DecisionMoment::kArrival;
  if (is_arrival && (!is_timely(*decision, message.cover, now) ||
                     directory.decider(partner, decision->person, now) == nullptr)) {
    return OverrideStanding::kInvalid;
  }
  return is_signed(*decision, message.cover) ? OverrideStanding::kValid
                                             : OverrideStanding::kInvalid;
}

}  // namespace gateway::admission
