#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/digest.h"
#include "gateway/model/ids.h"
#include "gateway/model/legal.h"
#include "gateway/model/refusal.h"
#include "gateway/model/role.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace gateway::consent {

/// Names all handles of one consent record: digest_of("safeconduct consent group v1", consent id,
/// u32 number of the partner that recorded it).
model::Digest group_of(const model::MessageId& consent, model::PartnerNumber owner);

/// One thing one person agreed to: this purpose, towards this recipient in this role, for a while.
/// The handle is random and says nothing about the person.
struct Grant {
  model::ConsentHandle handle;
  model::Digest group;
  model::ConsentPurpose purpose = model::ConsentPurpose::kNone;
  model::PartnerNumber recipient = model::PartnerNumber::kNobody;
  model::Role role = model::Role::kNone;
  base::Time from;   ///< First instant it holds.
  base::Time until;  ///< First instant it no longer holds.

  friend bool operator==(const Grant&, const Grant&) = default;
};

/// Stored: add at the end, never renumber.
enum class EntryState : std::uint8_t {
  kUnknown = 0,  ///< Never valid.
  kLive = 1,
  kWithdrawn = 2,  ///< Stays so for ever; the same handle cannot be granted again.
};

struct Entry {
  Grant grant;
  model::PartnerNumber owner = model::PartnerNumber::kNobody;  ///< Who recorded it.
  EntryState state = EntryState::kUnknown;

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// Zero is "no": absence of a grant is a refusal.
enum class Cover : std::uint8_t {
  kMissing = 0,
  kYes = 1,
  kExpired = 2,
  kWithdrawn = 3,
  kNotNamed = 4,  ///< The person agreed to the purpose, but not to this recipient in this role.
};

/// The refusal a message gets for it; nothing for kYes.
[[nodiscard]] std::optional<model::Refusal> refusal_for(Cover cover);

struct CoverQuestion {
  model::ConsentPurpose purpose = model::ConsentPurpose::kNone;
  model::PartnerNumber sender = model::PartnerNumber::kNobody;  ///< Who offers the handles.
  model::PartnerNumber recipient = model::PartnerNumber::kNobody;
  model::Role role = model::Role::kNone;
};

/// The gateway's register of consent handles. It learns who agreed to nothing, only that somebody's
/// handle stands for a purpose, a recipient and a role.
class Register {
 public:
  static constexpr std::size_t kMaxGrantsAtOnce = 1024;
  static constexpr std::size_t kMaxHandlesOffered = 64;

  /// `controller` is the NGO's number: it may offer every owner's handles, and is an implied
  /// recipient of every purpose that was agreed to.
  explicit Register(model::PartnerNumber controller) : controller_(controller) {}

  /// What a consent record grants, all or nothing; returns the entries that are new, to be stored.
  /// The same grant again from the same owner is not new and harmless. kMalformed for an unknown
  /// purpose or role, nobody, a zero handle or group, an empty time span, a handle already taken,
  /// or a group that another partner recorded; kTooLarge over kMaxGrantsAtOnce.
  base::Result<std::vector<Entry>> add(std::span<const Grant> grants, model::PartnerNumber owner);

  /// Puts back an entry from the store. kMalformed when its handle is there already or it could not
  /// have come from add().
  base::Result<base::Done> restore(const Entry& entry);

  /// Whether one of the offered handles lets the message go to this recipient now. A handle counts
  /// only for its own purpose, recipient and role, and only when its owner or the controller offers
  /// it. Towards the controller it counts for the purpose alone, and the recipient it names may
  /// offer it too. Someone else's handle is as good as none. More than kMaxHandlesOffered:
  /// kMissing.
  [[nodiscard]] Cover covers(const CoverQuestion& question,
                             std::span<const model::ConsentHandle> offered, base::Time now) const;

  /// Withdraws every live handle of the group with this purpose (all purposes when none is given)
  /// and returns those, as they now are. The owner, the controller and every recipient named in the
  /// group may do it: taking away is easy. Anyone else withdraws nothing.
  std::vector<Entry> withdraw(const model::Digest& group,
                              std::optional<model::ConsentPurpose> purpose,
                              model::PartnerNumber asking);

  /// All entries of the group for the partner that recorded them; empty for anyone else and for a
  /// group that does not exist.
  [[nodiscard]] std::vector<Entry> query(const model::Digest& group,
                                         model::PartnerNumber asking) const;

  /// Null when unknown.
  [[nodiscard]] const Entry* find(const model::ConsentHandle& handle) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  [[nodiscard]] Cover cover_of(const Entry& entry, const CoverQuestion& question,
                               base::Time now) const;
  [[nodiscard]] bool may_withdraw(const model::Digest& group, model::PartnerNumber asking) const;
  [[nodiscard]] bool is_foreign(const model::Digest& group, model::PartnerNumber owner) const;
  void insert(const Entry& entry);

  model::PartnerNumber controller_;
  std::map<model::ConsentHandle, Entry> entries_;
  std::set<std::pair<model::Digest, model::ConsentHandle>> groups_;
};

}  // namespace gateway::consent
