#include "gateway/envelope/head.h"

#include <algorithm>

namespace gateway::envelope {
namespace {

bool may_be_in_topic(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
         c == '/';
}

}  // namespace

std::optional<std::size_t> index_of(const Head& head, model::Section section) {
  const auto found = std::ranges::find(head.sections, section, &SectionEntry::section);
  if (found == head.sections.end()) return std::nullopt;
  return static_cast<std::size_t>(found - head.sections.begin());
}

bool has_release(const Head& head) {
  return std::ranges::any_of(head.sections, [](const SectionEntry& entry) {
    return entry.mode == model::SectionMode::kRelease;
  });
}

bool is_well_formed_topic(std::string_view topic) {
  return !topic.empty() && topic.size() <= kMaxTopic && std::ranges::all_of(topic, may_be_in_topic);
}

}  // namespace gateway::envelope
