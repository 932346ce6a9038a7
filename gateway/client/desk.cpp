#include "gateway/client/desk.h"

#include "gateway/client/files.h"
#include "gateway/crypto/key_text.h"
#include "gateway/directory/keys.h"

#include <algorithm>
#include <utility>

namespace gateway::client {
namespace {

using base::Diagnostic;
using base::Diagnostics;

// The unit's own entry, with its own keys in it: a mix-up of folders shows here and not as a
// refusal by the gateway.
std::optional<Diagnostic> check_entry(const config::Context& context, const MemberKeys& keys,
                                      const directory::Directory& directory,
                                      const model::UnitRef& ref) {
  const auto* const unit = directory.unit(ref);
  if (unit == nullptr) {
    return Diagnostic{context.trust.string(), 0, 0,
                      "the directory has no unit " + context.partner + "/" + context.unit,
                      "check 'context.partner' and 'context.unit'"};
  }
  const bool signs = std::ranges::any_of(
      unit->signing, [&](const auto& key) { return key.key == keys.signing.public_key(); });
  if (!signs) {
    return Diagnostic{context.signing_key.string(), 0, 0,
                      "is not a signing key that the directory has for this unit",
                      "use the unit's key file, or have trustees sign a directory with this key"};
  }
  const bool connects =
      std::ranges::find(unit->curve, keys.curve.public_key()) != unit->curve.end();
  if (!connects) {
    return Diagnostic{context.curve_key.string(), 0, 0,
                      "is not a CURVE key that the directory has for this unit",
                      "use the unit's key file, or have trustees sign a directory with this key"};
  }
  return std::nullopt;
}

}  // namespace

Desk::Desk(config::Context context, MemberKeys keys, trust::Trust trust, LogGuard log)
    : context_(std::move(context)),
      keys_(std::move(keys)),
      trust_(std::move(trust)),
      log_(std::move(log)),
      unit_{directory().partner(context_.partner)->number, context_.unit},
      key_id_(crypto::key_id_of(keys_.signing.public_key())) {}

std::variant<std::unique_ptr<Desk>, Diagnostics> Desk::open(
    const std::filesystem::path& context_file, std::string_view passphrase, base::Time now) {
  auto loaded = config::load_context(context_file);
  if (auto* const wrong = std::get_if<Diagnostics>(&loaded)) return std::move(*wrong);
  auto& context = std::get<config::Context>(loaded);
  auto keys = load_member_keys(context, passphrase);
  if (auto* const wrong = std::get_if<Diagnostics>(&keys)) return std::move(*wrong);
  auto trusted = trust::load(context.trust, context.policy, now);
  if (auto* const wrong = std::get_if<Diagnostics>(&trusted)) return std::move(*wrong);
  auto& trust = std::get<trust::Trust>(trusted);
  const auto* const partner = trust.directory->partner(context.partner);
  const model::UnitRef ref{partner == nullptr ? model::PartnerNumber::kNobody : partner->number,
                           context.unit};
  if (auto wrong = check_entry(context, std::get<MemberKeys>(keys), *trust.directory, ref)) {
    return Diagnostics{*std::move(wrong)};
  }
  const auto file = context.state / "log-head";
  auto log = LogGuard::open(file, trust.directory->data().gateway.logs);
  if (!log) {
    return Diagnostics{{file.string(), 0, 0, std::string(log.error().what.view()),
                        "keep the file and ask a trustee: it may be evidence"}};
  }
  std::error_code ignored;
  std::filesystem::create_directories(context.state, ignored);
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the constructor is private.
  return std::unique_ptr<Desk>(new Desk(std::move(context), std::get<MemberKeys>(std::move(keys)),
                                        std::move(trust), *std::move(log)));
}

std::string Desk::name_of(model::PartnerNumber number) const {
  const auto* const partner = directory().partner(number);
  return partner == nullptr ? "?" : partner->name;
}

EvidenceFolder Desk::evidence() const {
  return {context_.state / "evidence", keys_.evidence ? &*keys_.evidence : nullptr};
}

std::optional<Destination> Desk::destination() const {
  constexpr std::size_t kMaxEndpoint = 512;
  const auto& gateway = directory().data().gateway;
  const auto pinned =
      crypto::parse_public_key_text(crypto::KeyUse::kCurve, context_.gateway_curve_key);
  if (!pinned) return std::nullopt;
  Destination destination{context_.endpoint, *crypto::AgreementPublicKey::from(pinned->bytes()),
                          gateway.session};
  if (!context_.endpoint.starts_with("file:")) return destination;
  const auto text = read_whole(context_.endpoint.substr(5), kMaxEndpoint);
  if (!text) return std::nullopt;
  destination.endpoint = base::text_of(*text);
  while (destination.endpoint.ends_with('\n')) destination.endpoint.pop_back();
  return destination;
}

std::optional<Link> Desk::link(net::Context& net, crypto::Random& random) {
  const auto where = destination();
  if (!where) return std::nullopt;
  return Link({net, keys_, unit_, key_id_, log_, random}, *where);
}

}  // namespace gateway::client
