#include "gateway/daemon/consent_codec.h"
#include "gateway/daemon/engine.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <utility>

namespace gateway::daemon {

void Engine::restore(const store::DeliveryRecord& record, const store::MessageRecord& message) {
  broker::Delivery delivery;
  delivery.id = broker::DeliveryId{store::delivery_id(record.message, record.row)};
  delivery.message = record.message;
  delivery.row = record.row;
  delivery.envelope = message.envelope;
  delivery.sender = message.sender;
  delivery.mailbox = {record.unit, record.role};
  delivery.urgency = record.urgency;
  delivery.conversation = record.conversation;
  delivery.bytes = record.bytes;
  delivery.accepted = record.accepted;
  delivery.expires = record.expires;
  delivery.state = static_cast<broker::DeliveryState>(record.state);
  delivery.attempts = record.attempts;
  delivery.escalated = record.escalated;
  if (record.deliver_leaf) {
    const auto bytes = parts_.archive.leaf(*record.deliver_leaf);
    if (bytes) {
      deliver_leaves_[static_cast<std::uint64_t>(delivery.id)] = {*record.deliver_leaf, *bytes};
    }
  }
  restored_.push_back(std::move(delivery));
}

void Engine::restore(const store::ReplayRecord& record) {
  replays_.remember({record.sender, record.message},
                    {record.envelope, record.until, record.accept_leaf});
}

base::Result<base::Done> Engine::restore(const store::ConsentRecord& record) {
  const auto entry = decode_consent(record.entry);
  if (!entry) return entry.error();
  return consents_.restore(*entry);
}

base::Result<base::Done> Engine::restore(const store::SubscriptionRecord& record) {
  // Verified when it was accepted; the keyed hash of the store vouches for it since.
  const auto note = note::parse_note(record.note);
  if (!note) return note.error();
  const auto subscription = directory::parse_subscription(note->text);
  if (!subscription) return subscription.error();
  return subscriptions_.apply(*subscription, record.note);
}

base::Result<base::Done> Engine::restore_freeze(const store::NoteRecord& record) {
  const auto verified = directory::verify_freeze(base::text_of(record.bytes), trust_.root.root,
                                                 *history_.current(), now_);
  if (!verified) return verified.error();
  freezes_.apply(*verified);
  freeze_count_ = std::max(freeze_count_, record.version);
  return base::Done{};
}

void Engine::started(const base::Digest& configuration, std::uint64_t next_message) {
  next_message_ = next_message;
  changes_.first_leaf = parts_.log.committed_size();
  if (parts_.log.next_index() == 0) {
    add_leaf(leaf(audit::LeafType::kLogStart, crypto::sha256(base::bytes_of(parts_.log.origin()))));
  }
  log_trust(configuration);
  watch_freezes();
  std::ranges::sort(restored_, {}, &broker::Delivery::id);
  perform(mailboxes_.add(std::exchange(restored_, {})));
  // A freeze may have lapsed while nobody was here to see it.
  thaw(mailboxes_.quarantined_if([](const broker::Delivery& /*delivery*/) { return true; }));
}

// What is in force from now on, so that every later decision can be traced to it.
void Engine::log_trust(const base::Digest& configuration) {
  add_leaf(leaf(audit::LeafType::kConfig, configuration));
  add_leaf(leaf(audit::LeafType::kDirectory, history_.current()->hash()));
  add_leaf(leaf(audit::LeafType::kPolicy, trust_.policy_digest));
}

bool Engine::may_adopt(const trust::Trust& trust) const {
  const auto now = static_cast<std::uint32_t>(history_.current()->version());
  const auto next = static_cast<std::uint32_t>(trust.directory->version());
  return next == now ? trust.directory->hash() == history_.current()->hash() : next == now + 1;
}

void Engine::adopt_trust(trust::Trust trust, const base::Digest& configuration) {
  const bool is_newer = trust.directory->version() != history_.current()->version();
  if (is_newer) history_.advance(trust.directory, now_);
  trust_ = std::move(trust);
  log_trust(configuration);
  watch_freezes();
  admission_changed_ = true;
  const auto is_gone = [this](const Session& session) {
    return history_.current()->signing_key(session.unit, session.key, now_) == nullptr;
  };
  for (const SessionNumber number : sessions_.drop_if(is_gone)) {
    perform(mailboxes_.detach(broker::Consumer{static_cast<std::uint64_t>(number)}));
  }
}

}  // namespace gateway::daemon
