#include "gateway/directory/chain.h"

#include "gateway/directory/directory_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace gateway::directory {
namespace {

using base::Done;
using base::ErrorCode;
using base::fail;
using base::Result;
using DirectoryPointer = std::shared_ptr<const Directory>;

base::Error distrust(base::Literal what) { return fail(ErrorCode::kUnauthenticated, what); }

struct RootNote {
  note::SignedNote note;
  TrustedRoot root;
};

Result<RootNote> read_root(std::string_view text) {
  auto parsed = note::parse_note(text, kMaxRootSize);
  if (!parsed) return parsed.error();
  auto root = parse_root(parsed->text);
  if (!root) return root.error();
  const model::Digest hash = note_hash(*parsed);
  return RootNote{*std::move(parsed), TrustedRoot{*std::move(root), hash}};
}

// A trustee's key has one place and one use: it must not appear as anything else.
bool uses_a_trustees_key(const Root& root, const Directory& directory) {
  return std::ranges::any_of(root.trustees, [&](const note::VerifierKey& trustee) {
    return directory.lists_key(trustee.key.bytes());
  });
}

// Everything about one directory note but its expiry and its place in the chain.
Result<DirectoryPointer> read_directory(const Root& root, std::string_view text) {
  const auto note = note::parse_note(text, kMaxDirectorySize);
  if (!note) return note.error();
  // Signatures first: nothing unsigned gets as far as the long parser.
  if (!has_quorum(root, Action::kDirectory, *note)) {
    return distrust("too few trustees signed the directory");
  }
  auto directory = Directory::from_text(note->text);
  if (!directory) return directory.error();
  if (directory->data().root_version != root.version) {
    return distrust("the directory names another root");
  }
  if (uses_a_trustees_key(root, *directory)) {
    return distrust("a trustee's key is used for something else");
  }
  return std::make_shared<const Directory>(*std::move(directory));
}

Result<Done> check_fresh(const Root& root, const Directory& directory, base::Time now) {
  if (root.is_expired(now)) return distrust("the root has expired");
  if (directory.is_expired(now)) return distrust("the directory has expired");
  return Done{};
}

Result<Done> check_follows(const Directory& current, const Directory& next) {
  const auto version = static_cast<std::uint32_t>(current.version());
  if (version == UINT32_MAX || static_cast<std::uint32_t>(next.version()) != version + 1) {
    return distrust("the directory's version is not exactly one higher");
  }
  if (next.data().previous != current.hash()) {
    return distrust("the directory does not continue the one before");
  }
  if (next.data().created < current.data().created) {
    return distrust("the directory is older than the one before");
  }
  if (next.data().root_version < current.data().root_version) {
    return distrust("the directory goes back to an older root");
  }
  for (const Partner& partner : current.data().partners) {
    const Partner* same = next.partner(partner.number);
    if (same == nullptr || same->name != partner.name) {
      return distrust("a partner's number is gone or given to another");
    }
  }
  return Done{};
}

// The root that a directory names, among those walked; null when it is none of them.
const TrustedRoot* root_named_by(std::string_view note, std::span<const TrustedRoot> roots) {
  const std::uint32_t version = peek_root_version(note);
  const auto found = std::ranges::find(
      roots, version, [](const TrustedRoot& trusted) { return trusted.root.version; });
  return found == roots.end() ? nullptr : &*found;
}

}  // namespace

Result<TrustedRoot> pin_root(std::string_view note, const model::Digest& pinned) {
  auto read = read_root(note);
  if (!read) return read.error();
  if (read->root.hash != pinned) return distrust("the root is not the pinned one");
  if (!has_quorum(read->root.root, Action::kRoot, read->note)) {
    return distrust("too few trustees signed the root");
  }
  return std::move(read->root);
}

Result<TrustedRoot> accept_root(const TrustedRoot& current, std::string_view note) {
  auto read = read_root(note);
  if (!read) return read.error();
  const Root& next = read->root.root;
  if (current.root.version == UINT32_MAX || next.version != current.root.version + 1) {
    return distrust("the root's version is not exactly one higher");
  }
  if (next.previous != current.hash) return distrust("the root does not continue the one before");
  if (!has_quorum(current.root, Action::kRoot, read->note)) {
    return distrust("too few of the old trustees signed the root");
  }
  if (!has_quorum(next, Action::kRoot, read->note)) {
    return distrust("too few of the new trustees signed the root");
  }
  return std::move(read->root);
}

Result<DirectoryPointer> first_directory(const TrustedRoot& root, std::string_view note,
                                         base::Time now) {
  auto directory = read_directory(root.root, note);
  if (!directory) return directory.error();
  const auto fresh = check_fresh(root.root, **directory, now);
  if (!fresh) return fresh.error();
  return directory;
}

Result<DirectoryPointer> accept_update(const TrustedRoot& root, const Directory& current,
                                       std::string_view note, base::Time now) {
  auto next = read_directory(root.root, note);
  if (!next) return next.error();
  const auto follows = check_follows(current, **next);
  if (!follows) return follows.error();
  const auto fresh = check_fresh(root.root, **next, now);
  if (!fresh) return fresh.error();
  return next;
}

Result<DirectoryPointer> next_directory(std::span<const TrustedRoot> roots,
                                        const Directory* current, std::string_view note) {
  const TrustedRoot* named = root_named_by(note, roots);
  if (named == nullptr) return distrust("the directory names another root");
  auto next = read_directory(named->root, note);
  if (!next || current == nullptr) return next;
  const auto follows = check_follows(*current, **next);
  if (!follows) return follows.error();
  return next;
}

Result<VerifiedChain> verify_chain(const TrustedRoot& start, std::span<const std::string> roots,
                                   std::span<const std::string> directories, base::Time now) {
  std::vector<TrustedRoot> walked{start};
  for (const std::string& note : roots) {
    auto next = accept_root(walked.back(), note);
    if (!next) return next.error();
    walked.push_back(*std::move(next));
  }
  DirectoryPointer current;
  for (const std::string& note : directories) {
    auto next = next_directory(walked, current.get(), note);
    if (!next) return next.error();
    current = *std::move(next);
  }
  if (!current) return fail(ErrorCode::kNotFound, "there is no directory to verify");
  if (current->data().root_version != walked.back().root.version) {
    return distrust("the directory is not signed under the newest root");
  }
  const auto fresh = check_fresh(walked.back().root, *current, now);
  if (!fresh) return fresh.error();
  return VerifiedChain{walked.back(), std::move(current)};
}

DirectoryData next_version(const Directory& current, base::Time created, base::Time expires) {
  DirectoryData next = current.data();
  next.version = model::DirectoryVersion{static_cast<std::uint32_t>(current.version()) + 1};
  next.previous = current.hash();
  next.created = created;
  next.expires = expires;
  return next;
}

}  // namespace gateway::directory
