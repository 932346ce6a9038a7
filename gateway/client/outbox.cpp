#include "gateway/client/outbox.h"

#include "gateway/base/text.h"
#include "gateway/client/files.h"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

namespace gateway::client {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kFirstLine = "safeconduct outbox v1";
constexpr std::size_t kMaxManifest = 65536;
constexpr std::size_t kMaxContainer = std::size_t{1} << 20U;

// "piece WIRE_ID ENVELOPE accepted|waiting RECIPIENTS"
std::optional<OutboxPiece> parse_piece(std::string_view line) {
  const auto fields = base::split(line, ' ');
  if (fields.size() < 5 || fields[0] != "piece") return std::nullopt;
  const auto wire_id = model::parse_message_id(fields[1]);
  const auto envelope_bytes = base::from_hex(fields[2]);
  if (!wire_id || !envelope_bytes) return std::nullopt;
  const auto envelope = model::EnvelopeId::from(*envelope_bytes);
  if (!envelope || (fields[3] != "accepted" && fields[3] != "waiting")) return std::nullopt;
  OutboxPiece piece;
  piece.wire_id = *wire_id;
  piece.envelope = *envelope;
  piece.accepted = fields[3] == "accepted";
  piece.recipients = line.substr(static_cast<std::size_t>(fields[4].data() - line.data()));
  return piece;
}

}  // namespace

bool OutboxItem::is_accepted() const {
  return !pieces.empty() && std::ranges::all_of(pieces, &OutboxPiece::accepted);
}

std::filesystem::path Outbox::manifest(const model::MessageId& message) const {
  return folder_ / (model::to_text(message) + ".item");
}

std::filesystem::path Outbox::piece_file(const model::MessageId& message, std::size_t piece) const {
  return folder_ / (model::to_text(message) + "." + std::to_string(piece) + ".sealed");
}

base::Result<base::Done> Outbox::put(const OutboxItem& item) const {
  // The manifest comes last: with it the item exists, without it nothing does.
  for (std::size_t i = 0; i < item.pieces.size(); ++i) {
    const auto written = write_durably(piece_file(item.message, i), item.pieces[i].container);
    if (!written) return written.error();
  }
  return put_manifest(item);
}

base::Result<base::Done> Outbox::put_manifest(const OutboxItem& item) const {
  std::string text = std::string(kFirstLine) + "\nfile " + base::to_hex(item.file.bytes()) + "\n";
  for (const OutboxPiece& piece : item.pieces) {
    text += "piece " + model::to_text(piece.wire_id) + " " + base::to_hex(piece.envelope.bytes()) +
            (piece.accepted ? " accepted " : " waiting ") + piece.recipients + "\n";
  }
  return write_durably(manifest(item.message), base::bytes_of(text));
}

base::Result<std::optional<OutboxItem>> Outbox::find(const model::MessageId& message) const {
  const auto damaged = fail(ErrorCode::kMalformed, "an item of the outbox is damaged");
  std::error_code failed;
  if (!std::filesystem::exists(manifest(message), failed)) return std::optional<OutboxItem>();
  const auto bytes = read_whole(manifest(message), kMaxManifest);
  if (!bytes) return damaged;
  std::string_view text = base::text_of(*bytes);
  if (!text.ends_with('\n')) return damaged;
  text.remove_suffix(1);
  const auto lines = base::split(text, '\n');
  if (lines.size() < 3 || lines[0] != kFirstLine || !lines[1].starts_with("file ")) return damaged;
  const auto file = base::from_hex(lines[1].substr(5));
  if (!file || file->size() != base::Digest::kSize) return damaged;
  OutboxItem item{message, *base::Digest::from(*file), {}};
  for (std::size_t i = 2; i < lines.size(); ++i) {
    auto piece = parse_piece(lines[i]);
    auto container = read_whole(piece_file(message, i - 2), kMaxContainer);
    if (!piece || !container) return damaged;
    piece->container = *std::move(container);
    item.pieces.push_back(*std::move(piece));
  }
  return std::optional<OutboxItem>(std::move(item));
}

base::Result<base::Done> Outbox::mark_accepted(OutboxItem& item, std::size_t piece) const {
  item.pieces.at(piece).accepted = true;
  return put_manifest(item);
}

std::vector<model::MessageId> Outbox::list() const {
  std::vector<model::MessageId> messages;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, failed)) {
    if (entry.path().extension() != ".item") continue;
    const auto id = model::parse_message_id(entry.path().stem().string());
    if (id) messages.push_back(*id);
  }
  std::ranges::sort(messages);
  return messages;
}

}  // namespace gateway::client
