#include "gateway/bundle/checker.h"
#include "gateway/directory/keys.h"
#include "gateway/kinds/field_map.h"

#include <algorithm>

namespace gateway::bundle {
namespace {

using directory::Directory;

const Directory* version_in(const Story& story, model::DirectoryVersion version) {
  const auto found = std::ranges::find_if(
      story.directories, [&](const auto& each) { return each->version() == version; });
  return found == story.directories.end() ? nullptr : found->get();
}

std::optional<envelope::ContentKeyView> key_in(base::ByteView bytes) {
  if (bytes.size() != envelope::kContentKeySize) return std::nullopt;
  return bytes.first<envelope::kContentKeySize>();
}

}  // namespace

Checker::Step Checker::check_message() {
  const std::string name = name_of(Part::kHead);
  const auto head = bytes(Part::kHead);
  const auto digests = bytes(Part::kDigests);
  if (!head || !digests) {
    add(Check::kMessage, name, Outcome::kIndeterminate);
    return kEnds;
  }
  auto message = envelope::open_excerpt(*head, *digests);
  add(Check::kMessage, name, message.has_value());
  if (!message) return kEnds;
  story_.message = *std::move(message);
  add(Check::kEnvelope, name,
      story_.message->id == story_.manifest.envelope &&
          story_.message->head.message_id == story_.manifest.message);
  return kGoesOn;
}

void Checker::check_sender() {
  const envelope::Head& head = story_.message->head;
  const Directory* const named = version_in(story_, head.directory_version);
  if (named == nullptr) {
    add(Check::kSenderDirectory, name_of(Part::kHead), Outcome::kIndeterminate);
  } else {
    add(Check::kSenderDirectory, name_of(Part::kHead), named->hash() == head.directory_hash);
    if (const auto signature = bytes(Part::kSignature)) {
      const auto* const key = named->signing_key(head.sender, head.sender_key, head.created);
      add(Check::kSenderSignature, name_of(Part::kSignature),
          key != nullptr &&
              envelope::verify_signature(*story_.message, *signature, key->key).has_value());
    }
  }
  if (const auto row = bytes(Part::kGatewayRow)) {
    auto opened = envelope::gateway_row_of(*story_.message, *row);
    add(Check::kGatewayRow, name_of(Part::kGatewayRow), opened.has_value());
    if (opened) story_.gateway_row = *std::move(opened);
  }
}

void Checker::check_rows() {
  for (const auto& [index, name] : all(Part::kRow)) {
    auto row = envelope::row_of(*story_.message, index, *bytes(name));
    add(Check::kRow, name, row.has_value());
    if (row) story_.rows.emplace(index, *std::move(row));
  }
}

void Checker::check_sections() {
  const envelope::Excerpt& message = *story_.message;
  std::set<std::uint32_t> ciphertexts;
  for (const auto& [index, name] : all(Part::kSealed)) {
    const bool holds = envelope::is_ciphertext_of(message, index, *bytes(name));
    add(Check::kSection, name, holds);
    if (holds) ciphertexts.insert(index);
  }
  std::set<std::uint32_t> keys;
  for (const auto& [index, name] : all(Part::kKey)) {
    const auto key = key_in(*bytes(name));
    const bool holds = key && envelope::is_key_of(message, index, *key) &&
                       is_listed(name_of(Part::kSealed, index));
    add(Check::kSectionKey, name, holds);
    if (holds) keys.insert(index);
  }
  for (const auto& [index, name] : all(Part::kSealed)) {
    if (!is_listed(name_of(Part::kKey, index))) {
      add(Check::kSectionContent, name, Outcome::kFail);
      continue;
    }
    if (!ciphertexts.contains(index) || !keys.contains(index)) continue;
    if (!kinds::has_schema(message.head.kind)) {
      add(Check::kSectionContent, name, Outcome::kIndeterminate);
      continue;
    }
    const auto key = key_in(*bytes(name_of(Part::kKey, index)));
    const auto opened = envelope::open_section(message, index, *key, *bytes(name));
    auto texts = opened ? kinds::section_texts(message.head.kind,
                                               message.head.sections[index].section, *opened)
                        : std::nullopt;
    add(Check::kSectionContent, name, texts.has_value());
    if (texts) story_.sections.emplace(index, *std::move(texts));
  }
}

void Checker::check_maker() {
  const Manifest& manifest = story_.manifest;
  bool is_party = false;
  switch (manifest.as) {
    case MakerRole::kNone:
      break;
    case MakerRole::kSender:
      is_party = manifest.maker == story_.message->head.sender;
      break;
    case MakerRole::kRecipient:
      is_party = std::ranges::any_of(
          story_.rows, [&](const auto& row) { return row.second.recipient == manifest.maker; });
      break;
  }
  add(Check::kMaker, name_of(Part::kManifest), is_party);
}

}  // namespace gateway::bundle
