// A member of the network with all checks of the client switched off: it seals what it is told, for
// whom it is told, with every section granted, and lies to the gateway as it is told. Says on
// standard output what became of it: "accepted MESSAGE-ID" or "refused SC-nnnn NAME".
//
// usage: hostile_client NETWORK PARTNER UNIT FILE [WORD=VALUE …]
//   grant=SECTION,…      instead of all
//   mode=direct          instead of release
//   promise=nothing      instead of what the policy demands
//   garbage=SECTION      bytes that are no section in its place
//   consents=none        offers no handles; consents=UUID offers those of another consent
//   override=nobody      a decision to share without consent, signed by a key nobody registered
//   art6= purpose=       what the gateway is told
//   child= identifiable= conditions= reference= sanitised=      yes or no

#include "gateway/admission/promises.h"
#include "gateway/base/text.h"
#include "gateway/cli/files.h"
#include "gateway/cli/training.h"
#include "gateway/client/consents.h"
#include "gateway/client/plan.h"
#include "gateway/consent/register.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/override_record.h"
#include "gateway/envelope/seal.h"
#include "gateway/kinds/facts.h"
#include "gateway/kinds/pairwise.h"
#include "gateway/kinds/sections.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gateway {
namespace {

constexpr base::Millis kTimeout{15'000};

using Words = std::map<std::string, std::string>;

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "hostile_client: " << why << '\n';
  std::exit(2);
}

std::optional<std::string> word(const Words& words, const std::string& name) {
  const auto found = words.find(name);
  return found == words.end() ? std::nullopt : std::optional(found->second);
}

template <class Texts>
auto value_of(const Texts& texts, const std::string& text) {
  const auto value = base::value_in(texts, text);
  if (!value) give_up("unknown word " + text);
  return *value;
}

void tell(const Words& words, const std::string& name, bool& flag) {
  if (const auto said = word(words, name)) flag = *said == "yes";
}

void lie(const Words& words, envelope::GatewayRow& row) {
  if (const auto art6 = word(words, "art6")) row.art6 = value_of(model::kLegalBasisTexts, *art6);
  if (const auto purpose = word(words, "purpose")) {
    row.purpose = value_of(model::kPurposeTexts, *purpose);
  }
  tell(words, "child", row.flags.subject_child);
  tell(words, "identifiable", row.flags.identifiable);
  tell(words, "conditions", row.flags.conditions_present);
  tell(words, "reference", row.flags.carries_reference);
  tell(words, "sanitised", row.flags.sanitised);
}

std::vector<client::ReliedConsent> consents_of(const Words& words, cli::Player& player,
                                               kinds::Interchange envelope) {
  if (const auto offered = word(words, "consents")) {
    envelope.legal.consent_refs.clear();
    if (*offered != "none") envelope.legal.consent_refs.push_back(*offered);
  }
  auto consents = client::ask_consents(*player.link, *player.desk, envelope, kTimeout);
  if (!consents) give_up("the gateway does not answer");
  return *std::move(consents);
}

std::vector<model::Section> grants(const Words& words, const kinds::Sections& sections) {
  std::vector<model::Section> granted;
  if (const auto named = word(words, "grant")) {
    for (const std::string_view each : base::split(*named, ',')) {
      granted.push_back(value_of(model::kSectionTexts, std::string(each)));
    }
    return granted;
  }
  for (const auto& [section, bytes] : sections) granted.push_back(section);
  return granted;
}

envelope::Recipient recipient_of(const Words& words, const client::Desk& desk,
                                 const client::PlannedRow& row,
                                 const std::vector<model::Section>& granted) {
  const auto* const prekey =
      desk.directory().prekey(row.unit, row.recipient.role, *base::parse_time(lab::kStart));
  if (prekey == nullptr) give_up("a recipient has no prekey in that role");
  envelope::Recipient recipient;
  recipient.unit = row.unit;
  recipient.role = row.recipient.role;
  recipient.prekey = prekey->key;
  recipient.granted = granted;
  recipient.pair_counter = 1;
  if (word(words, "promise") != "nothing") {
    for (const model::Section section : granted) {
      recipient.promises[section] =
          admission::promise_of(row.decision.section(section).obligations);
    }
  }
  return recipient;
}

envelope::Cover cover_of(const client::Desk& desk, const kinds::Interchange& file,
                         crypto::Random& random) {
  envelope::Cover cover;
  cover.message_id = file.message_id;
  cover.salt = crypto::random_fixed<model::Salt>(random);
  cover.sender = desk.unit();
  cover.sender_key = desk.key_id();
  cover.created = file.created;
  const bool is_flash = file.urgency == model::Urgency::kFlash;
  cover.expires = file.created + (is_flash ? envelope::kMaxFlashLifetime : envelope::kMaxLifetime);
  cover.directory_version = desk.directory().version();
  cover.directory_hash = desk.directory().hash();
  cover.kind = file.kind;
  cover.marking = file.marking;
  cover.handling_code = file.handling;
  cover.urgency = file.urgency;
  return cover;
}

void add_grants(const client::Desk& desk, const kinds::Message& message, crypto::Random& random,
                envelope::GatewayRow& row) {
  const auto record = kinds::consent_grant_of(message.content());
  if (!record || message.kind() != model::Kind::kConsentRecord) return;
  const auto id = model::parse_message_id(record->id);
  if (!id) return;
  row.consent_grants = client::grants_of(*record, desk, random);
  row.consent_group = consent::group_of(*id, desk.unit().partner);
}

/// In every respect as a registered person would have signed it, but by nobody.
envelope::Override decided_by_nobody(const envelope::Cover& cover, crypto::Random& random) {
  const auto key = crypto::SigningKey::generate(random);
  envelope::Override decision;
  decision.ground = model::LegalBasis::kVitalInterests;
  decision.time = std::chrono::floor<std::chrono::minutes>(cover.created);
  decision.person = key.public_key();
  decision.reason_commitment = crypto::random_fixed<base::Digest>(random);
  decision.signature =
      key.sign(base::bytes_of(envelope::override_text(cover.message_id, cover.salt, decision)));
  return decision;
}

base::Bytes seal(const Words& words, cli::Player& player, const kinds::Message& message,
                 crypto::Random& random) {
  const client::Desk& desk = *player.desk;
  const kinds::Interchange& file = message.envelope();
  const auto consents = consents_of(words, player, file);
  client::Plan plan = client::make_plan(desk, {message, consents, file.created, "", 0, {}});
  if (plan.rows.empty()) give_up("the file has no recipient");
  // Nothing pairwise: whoever reads it sees the sender's own identifiers.
  const auto itself = [](std::string_view identifier) { return std::string(identifier); };
  kinds::Sections sections =
      kinds::split(kinds::copy_for(message, {plan.rows.front().recipient}, itself));
  if (const auto spoiled = word(words, "garbage")) {
    sections.at(value_of(model::kSectionTexts, *spoiled)) = base::Bytes(64, 0xA5);
  }
  envelope::SealRequest request;
  request.cover = cover_of(desk, file, random);
  request.gateway_row = plan.gateway_row;
  // What was withdrawn is offered all the same.
  request.gateway_row.consent_handles.clear();
  for (const client::ReliedConsent& consent : consents) {
    for (const wire::ConsentEntry& entry : consent.entries) {
      request.gateway_row.consent_handles.push_back(entry.handle);
    }
  }
  request.gateway_row.plan_digest = crypto::random_fixed<base::Digest>(random);
  add_grants(desk, message, random, request.gateway_row);
  lie(words, request.gateway_row);
  if (word(words, "override") == "nobody") {
    request.gateway_row.override_decision = decided_by_nobody(request.cover, random);
  }
  const auto mode =
      word(words, "mode") == "direct" ? model::SectionMode::kDirect : model::SectionMode::kRelease;
  for (const auto& [section, bytes] : sections) {
    request.sections.push_back({section, mode, bytes});
  }
  for (const client::PlannedRow& row : plan.rows) {
    request.recipients.push_back(recipient_of(words, desk, row, grants(words, sections)));
  }
  request.release_key = desk.directory().data().gateway.release;
  const auto sealed = envelope::seal(request, random);
  if (!sealed) give_up("cannot even be sealed: " + model::to_code(sealed.refusal()));
  return envelope::sign({&*sealed, 1}, desk.keys().signing, random).front().container;
}

int run(const std::vector<std::string>& arguments) {
  Words words;
  for (std::size_t i = 4; i < arguments.size(); ++i) {
    const auto at = arguments[i].find('=');
    if (at == std::string::npos) give_up("not WORD=VALUE: " + arguments[i]);
    words[arguments[i].substr(0, at)] = arguments[i].substr(at + 1);
  }
  const auto text = cli::read_file(arguments[3], std::size_t{1} << 20U);
  if (!std::holds_alternative<std::string>(text)) give_up("cannot read " + arguments[3]);
  const auto parsed = kinds::parse_json(std::get<std::string>(text));
  const auto* const message = std::get_if<kinds::Message>(&parsed);
  if (message == nullptr) give_up("not valid against its schema");
  crypto::SystemRandom random;
  cli::Players players(arguments[0], random);
  auto* const player = players.unit(arguments[1], arguments[2]);
  if (player == nullptr) give_up(players.fault());

  const base::Bytes container = seal(words, *player, *message, random);
  const auto reply = player->link->ask(wire::Submit{1}, {container}, kTimeout);
  const auto* const submitted =
      reply.answer ? std::get_if<wire::Submitted>(&reply.answer->body) : nullptr;
  if (submitted == nullptr || submitted->results.size() != 1) give_up("no answer");
  const wire::SubmitResult& result = submitted->results.front();
  if (result.accepted) {
    std::cout << "accepted " << model::to_text(message->envelope().message_id) << '\n';
  } else {
    std::cout << "refused " << model::to_code(result.refusal) << ' '
              << model::describe(result.refusal).name << '\n';
  }
  return 0;
}

}  // namespace
}  // namespace gateway

int main(int argc, char** argv) {
  if (argc < 5) {
    std::cerr << "usage: hostile_client NETWORK PARTNER UNIT FILE [WORD=VALUE ...]\n";
    return 2;
  }
  return gateway::run({argv + 1, argv + argc});
}
