#include "tests/unit/daemon/engine_world.h"

#include "gateway/base/byte_codec.h"
#include "gateway/config/context.h"
#include "gateway/config/key_file.h"
#include "gateway/directory/keys.h"
#include "gateway/lab/network.h"
#include "gateway/note/signed_note.h"

#include "tests/support/temp_folder.h"

#include <algorithm>
#include <chrono>

#include <gtest/gtest.h>

namespace gateway::daemon {
namespace {

using crypto::KeyUse;

const base::Bytes kContent(300, 'x');
// Promises more than any policy here demands, so that tests of other things need not care.
const envelope::Promise kStrictest{0xFFFE, true, 1};

// Made once for all tests: nothing in it changes.
struct Network {
  Network() {
    tests::RepeatableRandom random(7);
    units = *lab::make_network(folder.path() / "lab", random);
    for (const lab::LabUnit& unit : units) {
      const auto context =
          std::get<config::Context>(config::load_context(unit.folder / "context.toml"));
      members.push_back({unit.partner,
                         {directory()->partner(unit.partner)->number, unit.unit},
                         std::get<client::MemberKeys>(client::load_member_keys(context, ""))});
    }
  }

  [[nodiscard]] trust::Trust trust() const {
    return std::get<trust::Trust>(trust::load(folder.path() / "lab" / "trust",
                                              folder.path() / "lab" / "policy",
                                              *base::parse_time(lab::kStart)));
  }
  std::shared_ptr<const directory::Directory> directory() {
    if (!directory_) directory_ = trust().directory;
    return directory_;
  }
  [[nodiscard]] crypto::SecretBytes<32> secret(const std::string& file, KeyUse use) const {
    return std::get<crypto::SecretBytes<32>>(
        config::read_key_file(folder.path() / "lab" / file, use, ""));
  }

  tests::TempFolder folder;
  std::vector<lab::LabUnit> units;
  std::vector<Member> members;

 private:
  std::shared_ptr<const directory::Directory> directory_;
};

Network& network() {
  static Network made;
  return made;
}

}  // namespace

// ── a client ──

FakeClient::FakeClient(World& in, const Member& of)
    : world(in),
      member(of),
      peer(ipc::PeerId{++in.last_peer}),
      curve(*wire::CurvePublicKey::from(of.keys.curve.public_key().bytes())) {
  world.clients[peer] = this;
}

FakeClient::~FakeClient() { world.clients.erase(peer); }

wire::Hello FakeClient::hello() const {
  wire::Hello hello;
  hello.unit = member.unit;
  hello.key_id = crypto::key_id_of(member.keys.signing.public_key());
  hello.nonce = crypto::random_fixed<wire::Nonce>(world.random);
  hello.curve_key = curve;
  hello.time = world.clock.now();
  return hello;
}

bool FakeClient::greet(const wire::Hello& hello) {
  session_.reset();
  refused.reset();
  ephemeral_ = crypto::AgreementKey::generate(world.random);
  wire::Hello completed = hello;
  completed.ephemeral = ephemeral_->public_key();
  said_ = wire::sign_hello(completed, member.keys.signing);
  world.turn([&] { world.engine->frame(peer, curve, wire::encode_hello(said_)); });
  return session_.has_value();
}

base::Bytes FakeClient::frame(wire::RequestBody body,
                              const std::vector<base::ByteView>& attachments) {
  const wire::Request request{++last_request_, std::move(body)};
  return wire::encode_session(wire::Direction::kToGateway, session_->keys.to_gateway,
                              {session_->id, ++session_->sent, wire::encode(request), attachments});
}

void FakeClient::receive(base::ByteView bytes) {
  const auto frame = wire::decode_frame(bytes);
  ASSERT_TRUE(frame);
  if (const auto* const no = std::get_if<wire::RefusedFrame>(&*frame)) {
    refused = no->refusal;
    return;
  }
  if (const auto* const welcoming = std::get_if<wire::WelcomeFrame>(&*frame)) {
    const auto welcome =
        wire::open_welcome(welcoming->welcome, said_, world.directory->data().gateway.session);
    ASSERT_TRUE(welcome);
    auto keys =
        wire::derive_session_keys(*ephemeral_, welcome->ephemeral, said_, welcoming->welcome);
    ASSERT_TRUE(keys);
    session_ = Session{welcome->session, *std::move(keys)};
    return;
  }
  const auto* const made = std::get_if<wire::AnswerFrame>(&*frame);
  ASSERT_TRUE(made != nullptr && session_);
  ASSERT_TRUE(wire::verify_mac(*made, wire::Direction::kToClient, session_->keys.to_client));
  ASSERT_GT(made->sequence, session_->received);
  session_->received = made->sequence;
  auto answer = wire::decode_answer(made->body);
  ASSERT_TRUE(answer);
  if (const auto* const delivery = std::get_if<wire::Delivery>(&answer->body)) {
    ASSERT_EQ(made->attachments.size(), 1U);
    mail.push_back({*delivery, base::to_bytes(made->attachments.front())});
    return;
  }
  answers_.insert_or_assign(answer->re, *std::move(answer));
}

std::optional<wire::Answer> FakeClient::ask(wire::RequestBody body,
                                            const std::vector<base::ByteView>& attachments) {
  refused.reset();
  const base::Bytes bytes = frame(std::move(body), attachments);
  world.turn([&] { world.engine->frame(peer, curve, bytes); });
  const auto found = answers_.find(last_request_);
  if (found == answers_.end()) return std::nullopt;
  return found->second;
}

model::Refusal FakeClient::refusal_of(wire::RequestBody body) {
  const auto answer = ask(std::move(body));
  EXPECT_TRUE(answer) << "no answer";
  const auto* const no = answer ? std::get_if<wire::Refused>(&answer->body) : nullptr;
  return no == nullptr ? model::Refusal::kUnspecified : no->refusal;
}

wire::SubmitResult FakeClient::submit(base::ByteView container) {
  const auto answer = ask(wire::Submit{1}, {container});
  const auto* const body = answer ? std::get_if<wire::Submitted>(&answer->body) : nullptr;
  EXPECT_TRUE(body != nullptr && body->results.size() == 1);
  return body == nullptr ? wire::SubmitResult() : body->results.front();
}

wire::SubmitResult FakeClient::receipt(const Mail& about, envelope::ReceiptStage stage,
                                       std::uint32_t sections) {
  const auto view = envelope::open_view(about.view);
  const envelope::Receipt receipt{view->id,
                                  view->head.row_commitments.at(view->row_index),
                                  stage,
                                  world.clock.now(),
                                  sections,
                                  member.unit,
                                  crypto::key_id_of(member.keys.signing.public_key())};
  const auto made = envelope::sign_receipts({&receipt, 1}, member.keys.signing, world.random);
  const auto answer = ask(wire::Receipts{{{made.front().receipt, made.front().signature}}});
  const auto* const body = answer ? std::get_if<wire::Receipted>(&answer->body) : nullptr;
  EXPECT_TRUE(body != nullptr && body->results.size() == 1);
  return body == nullptr ? wire::SubmitResult() : body->results.front();
}

model::Refusal FakeClient::subscribe(std::string_view pattern, directory::SubscriptionState state) {
  const directory::Subscription next{member.unit, *directory::parse_topic_pattern(pattern), state,
                                     next_subscription_.counter, next_subscription_.previous};
  note::SignedNote note{directory::to_text(next), {}};
  note::sign(note, directory::unit_key_name(member.partner, member.unit.unit), member.keys.signing);
  const model::Refusal refusal = refusal_of(wire::Subscribe{note::to_text(note)});
  if (refusal == model::Refusal::kUnspecified) {
    next_subscription_ = {next.counter + 1, directory::hash_of(next)};
  }
  return refusal;
}

wire::Release FakeClient::release_of(const Mail& about, std::uint32_t sections) const {
  const auto view = envelope::open_view(about.view);
  wire::ReleaseRequest request;
  request.request_id = crypto::random_fixed<wire::RequestId>(world.random);
  request.envelope_id = view->id;
  request.row_commitment = view->head.row_commitments.at(view->row_index);
  request.sections = sections;
  request.ephemeral = crypto::AgreementKey::generate(world.random).public_key();
  request.expires_minutes = base::unix_minutes(world.clock.now() + std::chrono::hours(48));
  request.unit = member.unit;
  request.key_id = crypto::key_id_of(member.keys.signing.public_key());
  const base::Bytes bytes = wire::encode(request);
  const auto text = base::ByteWriter().text("safeconduct-release/v1\n").raw(bytes).bytes();
  return {bytes, base::to_bytes(member.keys.signing.sign(text).bytes())};
}

// ── the world ──

World::World() : clock(*base::parse_time("2026-02-01T12:00:00Z")) {
  directory = network().directory();
  start();
}

World::~World() = default;

void World::start() {
  auto trust = network().trust();
  log = std::make_unique<LogBook>(
      directory->data().gateway.logs.back().name,
      *crypto::SigningKey::from_seed(
          network().secret("gateway/keys/log.key", KeyUse::kLog).bytes()));
  for (const store::Leaf& leaf : archive.leaves) log->restore(leaf);
  engine = std::make_unique<Engine>(
      Engine::Parts{clock, random, archive, *log,
                    *crypto::SigningKey::from_seed(
                        network().secret("gateway/keys/session.key", KeyUse::kSession).bytes()),
                    *crypto::AgreementKey::from_secret(
                        network().secret("gateway/keys/release.key", KeyUse::kRelease).bytes()),
                    broker::MailboxSettings()},
      std::move(trust));
  for (const auto& [place, record] : archive.delivery_records) {
    const auto state = static_cast<broker::DeliveryState>(record.state);
    if (state == broker::DeliveryState::kWaiting || state == broker::DeliveryState::kFetched ||
        state == broker::DeliveryState::kQuarantined) {
      engine->restore(record, archive.message_records.at(place.first));
    }
  }
  for (const auto& [key, record] : archive.replay_records) engine->restore(record);
  for (const auto& [key, record] : archive.consent_records) EXPECT_TRUE(engine->restore(record));
  for (const auto& record : archive.subscription_records) EXPECT_TRUE(engine->restore(record));
  for (const auto& record : archive.note_records) {
    if (NoteKind{record.kind} != NoteKind::kFreeze) continue;
    EXPECT_TRUE(engine->restore_freeze(record));
  }
  for (const NoteKind kind : kOversightNotes) {
    for (const auto& record : archive.note_records) {
      if (NoteKind{record.kind} != kind) continue;
      EXPECT_TRUE(engine->restore_oversight(kind, record));
    }
  }
  const std::uint64_t newest =
      archive.message_records.empty() ? 0 : archive.message_records.rbegin()->first;
  engine->started(base::Digest(), newest + 1);
  commit();
}

void World::restart() {
  clients.clear();
  start();
}

void World::commit() {
  last = engine->take_changes();
  archive.apply(last);
  const auto first = archive.leaves.end() - static_cast<std::ptrdiff_t>(last.leaves.size());
  EXPECT_TRUE(log->adopt({first, archive.leaves.end()}));
  if (!last.leaves.empty()) log->sign(clock.now());
  for (const OutFrame& frame : engine->committed()) {
    const auto found = clients.find(frame.peer);
    if (found != clients.end()) found->second->receive(frame.bytes);
  }
}

void World::pass(base::Millis time) {
  clock.pass(time);
  monotonic += time;
  turn();
}

const Member& World::member(std::string_view partner, std::string_view unit) const {
  const auto& all = network().members;
  const auto found = std::ranges::find_if(
      all, [&](const Member& each) { return each.partner == partner && each.unit.unit == unit; });
  EXPECT_NE(found, all.end()) << partner;
  return *found;
}

std::unique_ptr<FakeClient> World::dial(std::string_view partner, std::string_view unit) {
  return std::make_unique<FakeClient>(*this, member(partner, unit));
}

std::unique_ptr<FakeClient> World::connect(std::string_view partner, std::string_view unit) {
  auto client = dial(partner, unit);
  EXPECT_TRUE(client->connect()) << partner;
  return client;
}

envelope::SealRequest World::draft(const Member& sender, model::Kind kind,
                                   const std::vector<To>& to) {
  envelope::SealRequest request;
  request.cover.message_id = crypto::random_fixed<model::MessageId>(random);
  request.cover.salt = crypto::random_fixed<model::Salt>(random);
  request.cover.sender = sender.unit;
  request.cover.sender_key = crypto::key_id_of(sender.keys.signing.public_key());
  request.cover.created = clock.now();
  request.cover.expires = clock.now() + std::chrono::hours(24 * 7);
  request.cover.directory_version = directory->version();
  request.cover.directory_hash = directory->hash();
  request.cover.kind = kind;
  request.cover.marking = model::Marking::kOfficialSensitive;
  request.cover.handling_code = model::HandlingCode::kPermitted;
  request.cover.urgency = model::Urgency::kRoutine;
  request.gateway_row.plan_digest = crypto::random_fixed<base::Digest>(random);
  request.gateway_row.purpose = model::Purpose::kCrimePrevention;
  request.gateway_row.art6 = model::LegalBasis::kRecognisedCrime;
  request.gateway_row.art9 = model::LegalBasis::kPreventingUnlawfulActs;
  request.sections = {{model::Section::kContent, model::SectionMode::kDirect, kContent}};
  request.release_key = directory->data().gateway.release;
  for (const To& each : to) {
    envelope::Recipient recipient;
    recipient.unit = each.member.unit;
    recipient.role = each.role;
    recipient.prekey = each.member.keys.prekeys.at(each.role).front().public_key();
    recipient.granted = {model::Section::kContent};
    recipient.pair_counter = ++messages_;
    request.recipients.push_back(std::move(recipient));
  }
  return request;
}

envelope::SealRequest World::intel(const std::vector<To>& to) {
  return draft(member("hfj", "investigations"), model::Kind::kIntelReport, to);
}

base::Bytes World::seal(envelope::SealRequest request, const Member& sender) {
  for (envelope::Recipient& recipient : request.recipients) {
    for (const model::Section section : recipient.granted) {
      recipient.promises.try_emplace(section, kStrictest);
    }
  }
  const auto sealed = envelope::seal(request, random);
  EXPECT_TRUE(sealed) << model::to_code(sealed.refusal());
  return envelope::sign({&*sealed, 1}, sender.keys.signing, random).front().container;
}

std::string World::freeze_note(const directory::Freeze& freeze, std::size_t trustees) {
  note::SignedNote note{directory::to_text(freeze), {}};
  for (std::size_t i = 1; i <= trustees; ++i) {
    const std::string name = "trustee-" + std::to_string(i);
    const auto seed = network().secret("trustees/" + name + ".key", KeyUse::kSigning);
    note::sign(note, name + ".safeconduct.example", *crypto::SigningKey::from_seed(seed.bytes()));
  }
  return note::to_text(note);
}

std::string World::by_trustees(std::string text, std::initializer_list<std::size_t> trustees) {
  note::SignedNote note{std::move(text), {}};
  for (const std::size_t i : trustees) {
    const std::string name = "trustee-" + std::to_string(i);
    const auto seed = network().secret("trustees/" + name + ".key", KeyUse::kSigning);
    note::sign(note, name + ".safeconduct.example", *crypto::SigningKey::from_seed(seed.bytes()));
  }
  return note::to_text(note);
}

crypto::SigningKey World::person(std::string_view file) const {
  const auto seed =
      network().secret("partners/hfj/investigations/keys/" + std::string(file), KeyUse::kDecide);
  return *crypto::SigningKey::from_seed(seed.bytes());
}

std::vector<audit::Leaf> World::last_leaves() const {
  std::vector<audit::Leaf> leaves;
  for (const store::Leaf& bytes : last.leaves) leaves.push_back(*audit::parse_leaf(bytes));
  return leaves;
}

std::vector<audit::Leaf> World::last_leaves(audit::LeafType type) const {
  std::vector<audit::Leaf> leaves = last_leaves();
  std::erase_if(leaves, [type](const audit::Leaf& leaf) { return leaf.type != type; });
  return leaves;
}

std::size_t World::leaf_count(audit::LeafType type) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      archive.leaves,
      [type](const store::Leaf& bytes) { return audit::parse_leaf(bytes)->type == type; }));
}

}  // namespace gateway::daemon
