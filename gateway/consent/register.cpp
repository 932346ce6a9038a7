#include "gateway/consent/register.h"

#include "gateway/base/byte_codec.h"

#include <algorithm>

namespace gateway::consent {
namespace {

using base::ErrorCode;
using base::fail;
using model::ConsentHandle;
using model::Digest;
using model::PartnerNumber;

bool is_well_formed(const Grant& grant) {
  return !grant.handle.is_zero() && !grant.group.is_zero() && is_known(grant.purpose) &&
         is_known(grant.role) && grant.recipient != PartnerNumber::kNobody &&
         grant.from < grant.until;
}

bool is_well_formed(const Entry& entry) {
  const bool state_known =
      entry.state == EntryState::kLive || entry.state == EntryState::kWithdrawn;
  return is_well_formed(entry.grant) && state_known && entry.owner != PartnerNumber::kNobody;
}

// How near an answer is to yes. When several handles are offered the nearest one is told, because
// it says what to fix; a withdrawal is told before an expiry, because it is a person's decision.
int nearness(Cover cover) {
  switch (cover) {
    case Cover::kYes:
      return 4;
    case Cover::kWithdrawn:
      return 3;
    case Cover::kExpired:
      return 2;
    case Cover::kNotNamed:
      return 1;
    case Cover::kMissing:
      return 0;
  }
  return 0;
}

template <class Groups, class Visit>
void for_each_in_group(const Groups& groups, const Digest& group, Visit visit) {
  auto at = groups.lower_bound({group, ConsentHandle()});
  for (; at != groups.end() && at->first == group; ++at) visit(at->second);
}

}  // namespace

Digest group_of(const model::MessageId& consent, PartnerNumber owner) {
  base::ByteWriter number;
  number.number(static_cast<std::uint32_t>(owner));
  return crypto::digest_of("safeconduct consent group v1", {consent.bytes(), number.bytes()});
}

std::optional<model::Refusal> refusal_for(Cover cover) {
  switch (cover) {
    case Cover::kYes:
      return std::nullopt;
    case Cover::kExpired:
      return model::Refusal::kConsentExpired;
    case Cover::kWithdrawn:
      return model::Refusal::kConsentWithdrawn;
    case Cover::kNotNamed:
      return model::Refusal::kRecipientNotNamed;
    case Cover::kMissing:
      return model::Refusal::kConsentMissing;
  }
  return model::Refusal::kConsentMissing;
}

// One owner to a group: nobody gets a say over another's grants by adding some of his own to them.
bool Register::is_foreign(const Digest& group, PartnerNumber owner) const {
  const auto first = groups_.lower_bound({group, ConsentHandle()});
  return first != groups_.end() && first->first == group &&
         entries_.at(first->second).owner != owner;
}

void Register::insert(const Entry& entry) {
  entries_.emplace(entry.grant.handle, entry);
  groups_.emplace(entry.grant.group, entry.grant.handle);
}

base::Result<std::vector<Entry>> Register::add(std::span<const Grant> grants, PartnerNumber owner) {
  if (grants.size() > kMaxGrantsAtOnce) {
    return fail(ErrorCode::kTooLarge, "one consent record grants too much at once");
  }
  std::map<ConsentHandle, Entry> fresh;
  for (const Grant& grant : grants) {
    const Entry entry{grant, owner, EntryState::kLive};
    if (!is_well_formed(entry)) return fail(ErrorCode::kMalformed, "a consent grant is not valid");
    if (const Entry* known = find(grant.handle)) {
      if (known->grant == grant && known->owner == owner) continue;
      return fail(ErrorCode::kMalformed, "a consent handle is already taken");
    }
    if (is_foreign(grant.group, owner)) {
      return fail(ErrorCode::kMalformed, "a consent group belongs to one partner");
    }
    const auto [at, is_new] = fresh.emplace(grant.handle, entry);
    if (!is_new && at->second != entry) {
      return fail(ErrorCode::kMalformed, "one consent handle is granted for two things");
    }
  }
  std::vector<Entry> added;
  added.reserve(fresh.size());
  for (const auto& [handle, entry] : fresh) {
    insert(entry);
    added.push_back(entry);
  }
  return added;
}

base::Result<base::Done> Register::restore(const Entry& entry) {
  if (!is_well_formed(entry)) return fail(ErrorCode::kMalformed, "a consent entry is not valid");
  if (find(entry.grant.handle) != nullptr || is_foreign(entry.grant.group, entry.owner)) {
    return fail(ErrorCode::kMalformed, "a consent handle is there twice or in a foreign group");
  }
  insert(entry);
  return base::Done{};
}

Cover Register::cover_of(const Entry& entry, const CoverQuestion& question, base::Time now) const {
  const Grant& grant = entry.grant;
  const bool to_controller = question.recipient == controller_;
  const bool may_offer = question.sender == entry.owner || question.sender == controller_ ||
                         (to_controller && question.sender == grant.recipient);
  if (!may_offer || grant.purpose != question.purpose || now < grant.from) return Cover::kMissing;
  const bool is_named = grant.recipient == question.recipient && grant.role == question.role;
  if (!is_named && !to_controller) return Cover::kNotNamed;
  if (entry.state != EntryState::kLive) return Cover::kWithdrawn;
  return now < grant.until ? Cover::kYes : Cover::kExpired;
}

Cover Register::covers(const CoverQuestion& question, std::span<const ConsentHandle> offered,
                       base::Time now) const {
  const bool is_whole = is_known(question.purpose) && is_known(question.role) &&
                        question.sender != PartnerNumber::kNobody &&
                        question.recipient != PartnerNumber::kNobody;
  if (!is_whole || offered.size() > kMaxHandlesOffered) return Cover::kMissing;
  Cover best = Cover::kMissing;
  for (const ConsentHandle& handle : offered) {
    const Entry* entry = find(handle);
    if (entry == nullptr) continue;
    const Cover cover = cover_of(*entry, question, now);
    if (nearness(cover) > nearness(best)) best = cover;
  }
  return best;
}

bool Register::may_withdraw(const Digest& group, PartnerNumber asking) const {
  if (asking == PartnerNumber::kNobody) return false;
  bool is_concerned = false;
  for_each_in_group(groups_, group, [&](const ConsentHandle& handle) {
    const Entry& entry = entries_.at(handle);
    is_concerned = is_concerned || entry.owner == asking || entry.grant.recipient == asking;
  });
  return is_concerned || asking == controller_;
}

std::vector<Entry> Register::withdraw(const Digest& group,
                                      std::optional<model::ConsentPurpose> purpose,
                                      PartnerNumber asking) {
  std::vector<Entry> withdrawn;
  if (!may_withdraw(group, asking)) return withdrawn;
  for_each_in_group(groups_, group, [&](const ConsentHandle& handle) {
    Entry& entry = entries_.at(handle);
    const bool is_meant = !purpose || entry.grant.purpose == *purpose;
    if (!is_meant || entry.state != EntryState::kLive) return;
    entry.state = EntryState::kWithdrawn;
    withdrawn.push_back(entry);
  });
  return withdrawn;
}

std::vector<Entry> Register::query(const Digest& group, PartnerNumber asking) const {
  std::vector<Entry> found;
  for_each_in_group(groups_, group, [&](const ConsentHandle& handle) {
    const Entry& entry = entries_.at(handle);
    if (entry.owner == asking) found.push_back(entry);
  });
  return found;
}

const Entry* Register::find(const ConsentHandle& handle) const {
  const auto at = entries_.find(handle);
  return at == entries_.end() ? nullptr : &at->second;
}

}  // namespace gateway::consent
