#include "gateway/cli/papers.h"

#include "gateway/base/text.h"
#include "gateway/cli/offline.h"
#include "gateway/crypto/key_text.h"
#include "gateway/directory/approval.h"
#include "gateway/directory/break_glass.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/freeze.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/review.h"
#include "gateway/policy/policy.h"

namespace gateway::cli {
namespace {

using crypto::KeyUse;

std::string period_of(const directory::Period& period) {
  return base::to_text(period.from) + " to " + base::to_text(period.until);
}

std::string hash_text(const std::optional<model::Digest>& hash) {
  return hash ? base::to_base64(hash->bytes()) : "-";
}

void add(Flat& flat, const directory::GatewayKeys& gateway) {
  for (const auto& log : gateway.logs) flat["gateway log " + log.name] = note::to_text(log);
  const auto key = [&](const char* name, KeyUse use, base::ByteView bytes) {
    flat[std::string("gateway ") + name] = crypto::public_key_text(use, bytes);
  };
  key("release", KeyUse::kRelease, gateway.release.bytes());
  key("session", KeyUse::kSession, gateway.session.bytes());
  key("curve", KeyUse::kCurve, gateway.curve.bytes());
  flat["gateway endpoint"] = gateway.endpoint;
  std::string& policy = flat["gateway witness policy"];
  for (const std::string& line : gateway.witness_policy) policy += line + "; ";
}

void add(Flat& flat, const std::string& partner, const directory::Unit& unit) {
  const std::string place = partner + " unit " + unit.name + " ";
  flat[place + "roles"] = roles_text(unit.roles);
  flat[place + "areas"] = words_text(unit.areas);
  flat[place + "sectors"] = words_text(unit.sectors);
  for (const auto& key : unit.signing) {
    flat[place + "signing key " + base::to_hex(crypto::key_id_of(key.key).bytes())] =
        period_of(key.valid);
  }
  for (const auto& key : unit.curve) {
    flat[place + "connection key " + crypto::public_key_text(KeyUse::kCurve, key.bytes())] = "yes";
  }
  for (const auto& prekey : unit.prekeys) {
    flat[place + "prekey " + std::string(model::to_text(prekey.role)) + " " +
         std::to_string(prekey.counter)] =
        base::to_hex(crypto::prekey_id_of(prekey.key).bytes()) + " " + period_of(prekey.valid);
  }
}

void add(Flat& flat, const directory::Partner& partner) {
  const std::string place = "partner " + partner.name + " ";
  flat[place + "number"] = std::to_string(static_cast<std::uint32_t>(partner.number));
  flat[place + "state"] = state_text(partner.state);
  flat[place + "valid"] = period_of(partner.valid);
  flat[place + "agreement"] = partner.agreement.empty() ? "-" : partner.agreement;
  std::string sends = partner.sends.everything ? "*" : "";
  for (const model::Kind kind : partner.sends.kinds) {
    sends.append(sends.empty() ? "" : ",").append(model::to_text(kind));
  }
  flat[place + "sends"] = sends.empty() ? "-" : sends;
  for (const auto& decider : partner.deciders) {
    flat[place + "decider " + decider.name + " " +
         base::to_hex(crypto::key_id_of(decider.key).bytes())] = period_of(decider.valid);
  }
  for (const auto& unit : partner.units) add(flat, "partner " + partner.name, unit);
}

}  // namespace

std::string_view to_text(PaperKind kind) {
  switch (kind) {
    case PaperKind::kUnknown:
      return "unknown";
    case PaperKind::kRoot:
      return "root";
    case PaperKind::kDirectory:
      return "directory";
    case PaperKind::kFreeze:
      return "freeze";
    case PaperKind::kPolicy:
      return "policy";
    case PaperKind::kApproval:
      return "approval";
    case PaperKind::kBreakGlass:
      return "break-glass";
    case PaperKind::kReview:
      return "review";
  }
  return "unknown";
}

PaperKind kind_of(std::string_view text) {
  if (directory::parse_root(text)) return PaperKind::kRoot;
  if (directory::parse_freeze(text)) return PaperKind::kFreeze;
  if (directory::parse_approval(text)) return PaperKind::kApproval;
  if (directory::parse_break_glass(text)) return PaperKind::kBreakGlass;
  if (directory::parse_review(text)) return PaperKind::kReview;
  if (directory::Directory::from_text(text)) return PaperKind::kDirectory;
  if (policy::parse_policy(text, "")) return PaperKind::kPolicy;
  return PaperKind::kUnknown;
}

Flat flatten(const directory::Root& root) {
  Flat flat;
  flat["version"] = std::to_string(root.version);
  flat["previous"] = hash_text(root.previous);
  flat["expires"] = base::to_text(root.expires);
  for (const auto& action : directory::kActionTexts) {
    flat["threshold " + std::string(action.text)] = std::to_string(root.threshold(action.value));
  }
  for (const auto& trustee : root.trustees)
    flat["trustee " + trustee.name] = note::to_text(trustee);
  return flat;
}

Flat flatten(const directory::DirectoryData& data) {
  Flat flat;
  flat["version"] = std::to_string(static_cast<std::uint32_t>(data.version));
  flat["previous"] = hash_text(data.previous);
  flat["root version"] = std::to_string(data.root_version);
  flat["created"] = base::to_text(data.created);
  flat["expires"] = base::to_text(data.expires);
  if (data.checkpoint) {
    flat["checkpoint"] = std::to_string(data.checkpoint->size) + " " +
                         base::to_base64(data.checkpoint->root.bytes());
  }
  add(flat, data.gateway);
  for (const auto& partner : data.partners) add(flat, partner);
  return flat;
}

std::vector<Change> changes_between(const Flat& before, const Flat& after) {
  Flat places = before;
  places.insert(after.begin(), after.end());
  const auto value_in = [](const Flat& flat, const std::string& place) {
    const auto found = flat.find(place);
    return found == flat.end() ? std::nullopt : std::optional(found->second);
  };
  std::vector<Change> changes;
  for (const auto& [place, ignored] : places) {
    Change change{place, value_in(before, place), value_in(after, place)};
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace gateway::cli
