#include "gateway/broker/quota.h"

#include "gateway/base/check.h"

namespace gateway::broker {
namespace {

template <class Uses, class Key>
bool has_room(const Uses& uses, const Key& key, const QuotaLimit& limit, std::uint64_t count,
              std::uint64_t bytes) {
  const auto found = uses.find(key);
  if (found != uses.end()) {
    count += found->second.count;
    bytes += found->second.bytes;
  }
  return count <= limit.count && bytes <= limit.bytes;
}

template <class Uses, class Key>
void give_back(Uses& uses, const Key& key, std::uint64_t bytes) {
  const auto found = uses.find(key);
  base::check(found != uses.end(), "only what was counted is given back");
  found->second.bytes -= bytes;
  if (--found->second.count == 0) uses.erase(found);
}

}  // namespace

std::optional<model::Refusal> Quota::refusal_for(const Offer& offer) const {
  bool fits = has_room(senders_, offer.sender, limits_.sender, offer.mailboxes.size(),
                       offer.mailboxes.size() * std::uint64_t{offer.bytes});
  for (const Mailbox& mailbox : offer.mailboxes) {
    fits = fits && has_room(mailboxes_, mailbox, limits_.mailbox, 1, offer.bytes);
  }
  if (fits) return std::nullopt;
  return model::Refusal::kQuotaExceeded;
}

void Quota::add(const Delivery& delivery) {
  for (Use* use : {&mailboxes_[delivery.mailbox], &senders_[delivery.sender]}) {
    ++use->count;
    use->bytes += delivery.bytes;
  }
}

void Quota::remove(const Delivery& delivery) {
  give_back(mailboxes_, delivery.mailbox, delivery.bytes);
  give_back(senders_, delivery.sender, delivery.bytes);
}

}  // namespace gateway::broker
