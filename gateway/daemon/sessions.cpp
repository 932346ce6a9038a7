#include "gateway/daemon/sessions.h"

#include "gateway/base/check.h"

#include <algorithm>
#include <utility>

namespace gateway::daemon {
namespace {

using envelope::Checked;
using model::Refusal;

// Who says hello, if the directory, the freezes and the connection agree with it.
Checked<const crypto::PublicKey*> key_behind(const wire::Hello& hello,
                                             const wire::CurvePublicKey& curve_key,
                                             const Reception& reception) {
  const auto& identity = reception.identity;
  const directory::Directory& directory = *identity.directory.current();
  if (directory.is_expired(identity.now)) return Refusal::kDirectoryExpired;
  if (reception.checks_time &&
      (hello.time > identity.now + admission::kMaxClockSkew ||
       hello.time + admission::kMaxClockSkew + base::Millis(60'000) < identity.now)) {
    return Refusal::kNotAuthenticated;
  }
  const auto* const key = directory.signing_key(hello.unit, hello.key_id, identity.now);
  if (key == nullptr) return Refusal::kKeyUnknown;
  const auto connected = crypto::AgreementPublicKey::from(curve_key.bytes());
  const auto owner = directory.unit_of_curve_key(*connected, identity.now);
  if (hello.curve_key != curve_key || owner != hello.unit) return Refusal::kNotAuthenticated;
  return &key->key;
}

}  // namespace

Checked<Sessions::Opened> Sessions::open(const wire::Signed& hello, ipc::PeerId peer,
                                         const wire::CurvePublicKey& curve_key,
                                         const Reception& reception, const Complete& complete) {
  const auto parsed = wire::parse_hello(hello);
  if (!parsed) {
    return parsed.error().code == base::ErrorCode::kUnsupported ? Refusal::kProtocolVersion
                                                                : Refusal::kFrameMalformed;
  }
  const auto key = key_behind(*parsed, curve_key, reception);
  if (!key) return key.refusal();
  if (!wire::verify_hello(hello, **key)) return Refusal::kNotAuthenticated;
  // Asked last: whoever gets this answer proved who they are, and the refusal is worth a leaf.
  const auto& identity = reception.identity;
  if (identity.freezes.is_frozen(parsed->unit, parsed->key_id, identity.now)) {
    return Refusal::kFrozen;
  }
  const auto of_unit = std::ranges::count_if(by_id_, [&](const auto& entry) {
    return entry.second->unit == parsed->unit && entry.second->peer != peer;
  });
  if (by_id_.size() >= kMaxSessions || std::cmp_greater_equal(of_unit, kMaxPerUnit)) {
    return Refusal::kQuotaExceeded;
  }

  const auto ephemeral = crypto::AgreementKey::generate(reception.random);
  wire::Welcome welcome;
  welcome.session = crypto::random_fixed<wire::SessionId>(reception.random);
  welcome.ephemeral = ephemeral.public_key();
  welcome.time = reception.identity.now;
  complete(*parsed, welcome);
  const wire::Signed answer = wire::sign_welcome(welcome, hello, reception.session_key);
  auto keys = wire::derive_session_keys(ephemeral, parsed->ephemeral, hello, answer);
  if (!keys) return Refusal::kNotAuthenticated;

  static_cast<void>(drop_peer(peer));  // A second hello on a connection replaces its session.
  const SessionNumber number{++last_number_};
  auto session =
      std::make_unique<Session>(Session{number, welcome.session, peer, parsed->unit, parsed->key_id,
                                        *std::move(keys), 0, 0, parsed->head_size});
  Session* const kept = session.get();
  by_number_[number] = kept;
  by_id_[welcome.session] = std::move(session);
  return Opened{kept, wire::encode_welcome(answer)};
}

Checked<Session*> Sessions::accept(const wire::SessionFrame& frame, ipc::PeerId peer) {
  const auto found = by_id_.find(frame.session);
  // A session is bound to its connection: whoever replays its frames elsewhere is told nothing.
  if (found == by_id_.end() || found->second->peer != peer) return Refusal::kSessionUnknown;
  Session& session = *found->second;
  if (!wire::verify_mac(frame, wire::Direction::kToGateway, session.keys.to_gateway)) {
    return Refusal::kMacWrong;
  }
  if (frame.sequence <= session.last_received) return Refusal::kSequenceReplayed;
  session.last_received = frame.sequence;
  return &session;
}

base::Bytes Sessions::seal(Session& session, const wire::Answer& answer,
                           const std::vector<base::ByteView>& attachments) {
  return wire::encode_session(wire::Direction::kToClient, session.keys.to_client,
                              {session.id, ++session.last_sent, wire::encode(answer), attachments});
}

Session* Sessions::find(SessionNumber number) {
  const auto found = by_number_.find(number);
  return found == by_number_.end() ? nullptr : found->second;
}

std::vector<SessionNumber> Sessions::drop_peer(ipc::PeerId peer) {
  return drop_if([peer](const Session& session) { return session.peer == peer; });
}

std::vector<SessionNumber> Sessions::drop_if(const std::function<bool(const Session&)>& condition) {
  std::vector<SessionNumber> dropped;
  for (auto entry = by_id_.begin(); entry != by_id_.end();) {
    if (!condition(*entry->second)) {
      ++entry;
      continue;
    }
    dropped.push_back(entry->second->number);
    by_number_.erase(entry->second->number);
    entry = by_id_.erase(entry);
  }
  return dropped;
}

std::vector<SessionNumber> Sessions::drop_all() {
  return drop_if([](const Session& /*session*/) { return true; });
}

}  // namespace gateway::daemon
