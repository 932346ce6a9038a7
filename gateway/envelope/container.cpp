#include "gateway/envelope/container.h"

#include "gateway/base/byte_codec.h"
#include "gateway/envelope/head.h"

#include <bit>
#include <string_view>
#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;

constexpr std::string_view kContainerMagic = "SCE1";
constexpr std::string_view kViewMagic = "SCV1";

}  // namespace

Checked<Container> Container::split(base::ByteView bytes) {
  if (bytes.size() > kMaxEnvelope) return Refusal::kTooLarge;
  base::ByteReader reader(bytes);
  const bool ours = base::text_of(reader.raw(kContainerMagic.size())) == kContainerMagic;
  Container container;
  container.counts_.rows = reader.number<std::uint8_t>();
  container.counts_.halves = reader.number<std::uint8_t>();
  container.counts_.sections = reader.number<std::uint8_t>();
  const PartCounts& counts = container.counts_;
  const bool plausible = counts.rows <= kMaxRows && counts.sections <= kMaxSections &&
                         (counts.halves == 0 || counts.halves == counts.rows);
  if (!ours || !plausible) return Refusal::kEnvelopeMalformed;

  const std::size_t parts = kFixed + std::size_t{2} * counts.rows + counts.halves + counts.sections;
  container.parts_.reserve(parts);
  for (std::size_t i = 0; i < parts; ++i) container.parts_.push_back(reader.sized());
  if (!reader.done()) return Refusal::kEnvelopeMalformed;
  return container;
}

base::Bytes join_container(const PartCounts& counts, base::ByteView signature,
                           base::ByteView parts) {
  return base::ByteWriter()
      .text(kContainerMagic)
      .number(counts.rows)
      .number(counts.halves)
      .number(counts.sections)
      .sized(signature)
      .raw(parts)
      .bytes();
}

std::size_t container_size(std::size_t signature_size, std::size_t parts_size) {
  return kContainerMagic.size() + 3 + sizeof(std::uint32_t) + signature_size + parts_size;
}

Checked<ViewParts> split_view(base::ByteView bytes) {
  if (bytes.size() > kMaxEnvelope) return Refusal::kTooLarge;
  base::ByteReader reader(bytes);
  if (base::text_of(reader.raw(kViewMagic.size())) != kViewMagic) {
    return Refusal::kEnvelopeMalformed;
  }
  ViewParts view;
  view.row_index = reader.number<std::uint8_t>();
  view.included = reader.number<std::uint32_t>();
  view.signature = reader.sized();
  view.head = reader.sized();
  view.digests = reader.sized();
  view.row = reader.sized();
  view.wrap = reader.sized();
  const auto sections = static_cast<std::size_t>(std::popcount(view.included));
  view.sections.reserve(sections);
  for (std::size_t i = 0; i < sections; ++i) view.sections.push_back(reader.sized());
  if (!reader.done()) return Refusal::kEnvelopeMalformed;
  return view;
}

base::Bytes join_view(const ViewParts& parts) {
  base::ByteWriter writer;
  writer.text(kViewMagic).number(parts.row_index).number(parts.included);
  writer.sized(parts.signature).sized(parts.head).sized(parts.digests).sized(parts.row);
  writer.sized(parts.wrap);
  for (const base::ByteView section : parts.sections) writer.sized(section);
  return std::move(writer).bytes();
}

}  // namespace gateway::envelope
