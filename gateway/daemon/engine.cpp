#include "gateway/daemon/engine.h"

#include "gateway/base/check.h"
#include "gateway/crypto/digest.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace gateway::daemon {

using model::Refusal;

Engine::Engine(Parts parts, trust::Trust trust)
    : parts_(std::move(parts)),
      trust_(std::move(trust)),
      history_(trust_.directory),
      consents_(trust_.ngo),
      mailboxes_(parts_.mailboxes),
      now_(parts_.clock.now()),
      arrived_(now_) {}

void Engine::begin_turn(base::Millis monotonic) {
  monotonic_ = monotonic;
  now_ = parts_.clock.now();
  arrived_ = now_;
  changes_.first_leaf = parts_.log.committed_size();
  perform(mailboxes_.tick(monotonic));
  perform(mailboxes_.pass_time(now_));
  for (const auto& key : replays_.prune(now_)) put(ForgetReplay{key.sender, key.message});
  for (const auto& summary : refusals_.take_summaries(monotonic)) {
    audit::Leaf entry = leaf(audit::LeafType::kRefuseSummary, base::Digest());
    entry.actor = summary.partner;
    entry.basis = static_cast<std::uint16_t>(std::min<std::uint32_t>(summary.suppressed, 0xFFFF));
    add_leaf(entry);
  }
  watch_freezes();
}

void Engine::frame(ipc::PeerId peer, const wire::CurvePublicKey& curve_key, base::ByteView bytes) {
  const auto decoded = wire::decode_frame(bytes);
  if (!decoded) {
    frames_.push_back({peer, wire::encode_refused(Refusal::kFrameMalformed)});
    return;
  }
  if (const auto* const hello = std::get_if<wire::HelloFrame>(&*decoded)) {
    greet(hello->hello, peer, curve_key);
    return;
  }
  const auto* const request_frame = std::get_if<wire::RequestFrame>(&*decoded);
  if (request_frame == nullptr) {
    frames_.push_back({peer, wire::encode_refused(Refusal::kFrameMalformed)});
    return;
  }
  const auto session = sessions_.accept(*request_frame, peer);
  if (!session) {
    frames_.push_back({peer, wire::encode_refused(session.refusal())});
    return;
  }
  const auto request = wire::decode_request(request_frame->body);
  if (!request) {
    refuse(**session, 0, Refusal::kFrameMalformed);
    return;
  }
  if (freezes_.is_frozen((*session)->unit, (*session)->key, now_)) {
    log_refusal((*session)->unit.partner, crypto::sha256(request_frame->body), Refusal::kFrozen);
    refuse(**session, request->id, Refusal::kFrozen);
    return;
  }
  dispatch(**session, *request, request_frame->attachments);
}

void Engine::dispatch(Session& session, const wire::Request& request,
                      const std::vector<base::ByteView>& attachments) {
  struct Dispatcher {
    Engine& engine;
    Session& session;
    std::uint64_t re;
    const std::vector<base::ByteView>& attachments;

    void operator()(const wire::Submit& body) const {
      engine.submit(session, re, body.count, attachments);
    }
    void operator()(const wire::Attach& body) const { engine.attach(session, re, body); }
    void operator()(const wire::Credit& body) const {
      const broker::Consumer consumer{static_cast<std::uint64_t>(session.number)};
      engine.perform(engine.mailboxes_.add_credit(consumer, body.more));
    }
    void operator()(const wire::Receipts& body) const { engine.receipts(session, re, body); }
    void operator()(const wire::Release& body) const { engine.release(session, re, body); }
    void operator()(const wire::Subscribe& body) const { engine.subscribe(session, re, body); }
    void operator()(const wire::AskSubscriptions& body) const {
      engine.show_subscriptions(session, re, body);
    }
    void operator()(const wire::AskStatus& body) const { engine.show_status(session, re, body); }
    void operator()(const wire::AskConsents& body) const {
      engine.show_consents(session, re, body);
    }
    void operator()(const wire::AskDirectory& body) const {
      engine.show_directory(session, re, body);
    }
    void operator()(const wire::AskPolicies& /*body*/) const {
      engine.answer(session, re, wire::Notes{engine.trust_.policy_notes});
    }
    void operator()(const wire::AskHead& body) const {
      session.proved_size = body.known_size;
      engine.later(session.number, re, wire::HeadOnly{}).with_head = true;
    }
    void operator()(const wire::Freeze& body) const { engine.freeze(session, re, body); }
    void operator()(const wire::Ping& /*body*/) const {
      engine.answer(session, re, wire::DoneAnswer{});
    }
    void operator()(const wire::TakeBreakGlass& body) const {
      engine.break_glass(session, re, body);
    }
    void operator()(const wire::TakeReview& body) const { engine.review(session, re, body); }
    void operator()(const wire::AskOversight& /*body*/) const {
      engine.show_oversight(session, re);
    }
    void operator()(const wire::ConfirmTold& body) const { engine.confirm_told(session, re, body); }
  };
  std::visit(Dispatcher{*this, session, request.id, attachments}, request.body);
}

void Engine::greet(const wire::Signed& hello, ipc::PeerId peer,
                   const wire::CurvePublicKey& curve_key) {
  gone(peer);  // A second hello on a connection ends the session before it.
  const auto complete = [this](const wire::Hello& greeting, wire::Welcome& welcome) {
    welcome.directory_version = static_cast<std::uint32_t>(history_.current()->version());
    welcome.directory_hash = history_.current()->hash();
    welcome.policy_digest = trust_.policy_digest;
    welcome.head = parts_.log.head_since(greeting.head_size);
  };
  const Reception reception{identity(), !parts_.clock.is_training(), parts_.session_key,
                            parts_.random};
  auto opened = sessions_.open(hello, peer, curve_key, reception, complete);
  if (!opened) {
    // Only this refusal comes after the signature was good; all others are anybody's.
    const auto greeting = wire::parse_hello(hello);
    if (opened.refusal() == Refusal::kFrozen && greeting) {
      log_refusal(greeting->unit.partner, crypto::sha256(hello.bytes), Refusal::kFrozen);
    }
    frames_.push_back({peer, wire::encode_refused(opened.refusal())});
    return;
  }
  opened->session->proved_size = parts_.log.committed_size();
  frames_.push_back({peer, std::move(opened->welcome)});
}

void Engine::gone(ipc::PeerId peer) {
  for (const SessionNumber number : sessions_.drop_peer(peer)) {
    perform(mailboxes_.detach(broker::Consumer{static_cast<std::uint64_t>(number)}));
  }
}

void Engine::edge_lost() {
  frames_.clear();
  for (const SessionNumber number : sessions_.drop_all()) {
    perform(mailboxes_.detach(broker::Consumer{static_cast<std::uint64_t>(number)}));
  }
}

admission::Identity Engine::identity() const { return {history_, freezes_, now_}; }

audit::Leaf Engine::leaf(audit::LeafType type, const base::Digest& subject) const {
  audit::Leaf entry;
  entry.type = type;
  entry.subject = subject;
  entry.time = now_;
  entry.directory = history_.current()->version();
  return entry;
}

Engine::LeafRef Engine::add_leaf(audit::Leaf entry) {
  // Unused case tags are random, so that a leaf without a case looks like one with.
  for (model::CaseTag& tag : entry.case_tags) {
    if (tag.is_zero()) tag = crypto::random_fixed<model::CaseTag>(parts_.random);
  }
  LeafRef added;
  added.index = parts_.log.append(entry);
  added.bytes = parts_.log.pending().back();
  changes_.leaves.push_back(added.bytes);
  return added;
}

void Engine::log_refusal(model::PartnerNumber partner, const base::Digest& subject,
                         Refusal refusal) {
  ++numbers_.refused;
  if (!refusals_.admit(partner, monotonic_)) return;
  audit::Leaf entry = leaf(audit::LeafType::kRefuse, subject);
  entry.actor = partner;
  entry.basis = static_cast<std::uint16_t>(refusal);
  add_leaf(entry);
}

void Engine::refuse(Session& session, std::uint64_t re, Refusal refusal) {
  const base::Millis retry(refusal == Refusal::kRateLimited ? 1000 : 0);
  later(session.number, re, wire::Refused{refusal, retry});
}

void Engine::answer(Session& session, std::uint64_t re, wire::AnswerBody body) {
  later(session.number, re, std::move(body));
}

Engine::PendingAnswer& Engine::later(SessionNumber session, std::uint64_t re,
                                     wire::AnswerBody body) {
  PendingAnswer& pending = pending_.emplace_back();
  pending.session = session;
  pending.answer.re = re;
  pending.answer.body = std::move(body);
  return pending;
}

Changes Engine::take_changes() {
  new_receipts_.clear();
  Changes taken = std::exchange(changes_, Changes());
  taken.first_leaf = parts_.log.committed_size();
  return taken;
}

std::vector<OutFrame> Engine::committed() {
  const auto proof = [this](const LeafRef& ref) { return parts_.log.prove(ref.index, ref.bytes); };
  for (PendingAnswer& pending : pending_) {
    Session* const session = sessions_.find(pending.session);
    if (session == nullptr) continue;  // It left; what it asked for is done all the same.
    std::vector<wire::SubmitResult> results;
    for (const PendingResult& result : pending.results) {
      wire::SubmitResult& made = results.emplace_back();
      made.subject = result.subject;
      made.refusal = result.refusal;
      made.accepted = result.leaf.has_value();
      if (result.leaf) made.proof = proof(*result.leaf);
    }
    if (auto* const body = std::get_if<wire::Submitted>(&pending.answer.body)) {
      body->results = std::move(results);
    } else if (auto* const receipted = std::get_if<wire::Receipted>(&pending.answer.body)) {
      receipted->results = std::move(results);
    } else if (auto* const oversight = std::get_if<wire::Oversight>(&pending.answer.body)) {
      for (std::size_t i = 0; i < pending.leaves.size(); ++i) {
        oversight->notices.at(i).proof = proof(pending.leaves[i]);
      }
    }
    if (pending.leaf) {
      auto* const delivery = std::get_if<wire::Delivery>(&pending.answer.body);
      auto* const released = std::get_if<wire::Released>(&pending.answer.body);
      if (delivery != nullptr) delivery->proof = proof(*pending.leaf);
      if (released != nullptr) released->proof = proof(*pending.leaf);
    }
    if (pending.with_head) {
      pending.answer.head = parts_.log.head_since(session->proved_size);
      session->proved_size = parts_.log.committed_size();
    }
    std::vector<base::ByteView> attachments;
    if (!pending.attachment.empty()) attachments.emplace_back(pending.attachment);
    frames_.push_back({session->peer, Sessions::seal(*session, pending.answer, attachments)});
  }
  pending_.clear();
  return std::exchange(frames_, {});
}

std::optional<base::Millis> Engine::next_wake() const { return mailboxes_.next_tick(); }

std::vector<ipc::AdmittedKey> Engine::admitted_keys() const {
  std::vector<ipc::AdmittedKey> keys;
  for (const auto& partner : history_.current()->data().partners) {
    if (!partner.is_active(now_)) continue;
    for (const auto& unit : partner.units) {
      for (const auto& key : unit.curve) {
        keys.push_back({key, ipc::OwnerId{static_cast<std::uint32_t>(partner.number)}});
      }
    }
  }
  return keys;
}

bool Engine::take_admission_change() { return std::exchange(admission_changed_, false); }

Engine::Numbers Engine::numbers() const {
  Numbers numbers = numbers_;
  numbers.sessions = sessions_.size();
  return numbers;
}

}  // namespace gateway::daemon
