#include "gateway/bundle/checker.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/root.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <iterator>

namespace gateway::bundle {
namespace {

using base::Result;
using directory::TrustedRoot;

// A root that vouches for itself; whether anybody believes it is another question.
Result<TrustedRoot> first_root(std::string_view text) {
  const auto note = note::parse_note(text, directory::kMaxRootSize);
  if (!note) return note.error();
  return directory::pin_root(text, directory::note_hash(*note));
}

}  // namespace

Checker::Step Checker::check_roots() {
  for (const auto& [version, name] : all(Part::kRoot)) {
    const std::string_view text = base::text_of(*bytes(name));
    auto root =
        story_.roots.empty() ? first_root(text) : directory::accept_root(story_.roots.back(), text);
    const bool holds = root && root->root.version == version;
    add(Check::kRootSigned, name, holds);
    if (!holds) break;
    story_.roots.push_back(*std::move(root));
  }
  const std::string first = name_of(Part::kRoot, 1);
  if (!bytes(first)) {
    add(Check::kRootSigned, first, Outcome::kIndeterminate);
    return kEnds;
  }
  if (story_.roots.empty()) return kEnds;
  if (options_.root) {
    add(Check::kRootPinned, first, story_.roots.front().hash == *options_.root);
  } else {
    add(Check::kRootPinned, first, Outcome::kIndeterminate);
  }
  return kGoesOn;
}

Checker::Step Checker::check_directories() {
  std::string newest;
  for (const auto& [version, name] : all(Part::kDirectory)) {
    const auto* const before =
        story_.directories.empty() ? nullptr : story_.directories.back().get();
    auto next = directory::next_directory(story_.roots, before, base::text_of(*bytes(name)));
    const bool holds = next && static_cast<std::uint32_t>((*next)->version()) == version;
    add(Check::kDirectorySigned, name, holds);
    if (!holds) break;
    story_.directories.push_back(*std::move(next));
    newest = name;
  }
  if (story_.directories.empty()) {
    add(Check::kDirectorySigned, "trust/", Outcome::kIndeterminate);
    return kEnds;
  }
  const directory::Root& root = story_.roots.back().root;
  const base::Time made = story_.manifest.made;
  add(Check::kTrustFresh, newest,
      story_.directory().data().root_version == root.version && !root.is_expired(made) &&
          !story_.directory().is_expired(made));
  return kGoesOn;
}

void Checker::check_list_signature() {
  const std::string name = name_of(Part::kManifest);
  const auto note = note::parse_note(base::text_of(*bytes(name)), kMaxManifest);
  const Manifest& manifest = story_.manifest;
  const auto* const partner = story_.directory().partner(manifest.maker.partner);
  const auto signed_by = [&](const crypto::PublicKey& key) {
    return note::is_signed_by(*note, note::verifier_key(signer_name(manifest), key));
  };
  add(Check::kListSigned, name,
      note && partner != nullptr && partner->name == manifest.partner &&
          has_key(manifest.maker, manifest.made, signed_by));
}

void Checker::check_policies() {
  const std::string text = directory::log_policy_text(story_.directory().data().gateway);
  const auto policy = audit::LogPolicy::parse(text);
  if (policy) log_policy_ = *policy;
  if (const auto found = bytes(Part::kLogPolicy)) {
    add(Check::kLogPolicy, name_of(Part::kLogPolicy), policy && base::text_of(*found) == text);
  }
  std::vector<std::string> notes;
  for (const auto& [number, name] : all(Part::kPolicy)) {
    notes.emplace_back(base::text_of(*bytes(name)));
    const auto note = note::parse_note(notes.back());
    add(Check::kPolicySigned, name,
        note && has_quorum(story_.roots.back().root, directory::Action::kPolicy, *note));
  }
  story_.policies = notes.size();
  story_.policy_digest = directory::policy_digest(notes);
}

}  // namespace gateway::bundle
