#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/model/ids.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gateway::client {

/// One sealed envelope of a message. A message whose identifiers are pairwise has one a recipient.
struct OutboxPiece {
  model::MessageId wire_id;  ///< What the gateway knows it by.
  model::EnvelopeId envelope;
  std::string recipients;  ///< "pol-northvale/POL_INT fair-work-agency/FWA"
  bool accepted = false;
  base::Bytes container;
};

struct OutboxItem {
  model::MessageId message;  ///< The id in the file.
  base::Digest file;         ///< Of the file it was sealed from.
  std::vector<OutboxPiece> pieces;

  [[nodiscard]] bool is_accepted() const;
};

/// Sealed bytes on this machine's disk: written before the first send, sent unchanged every time,
/// kept after acceptance as the proof of what was sent.
class Outbox {
 public:
  explicit Outbox(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// On stable storage when this returns.
  base::Result<base::Done> put(const OutboxItem& item) const;
  /// The item of this message; nothing when there is none, an error when it is damaged.
  base::Result<std::optional<OutboxItem>> find(const model::MessageId& message) const;
  base::Result<base::Done> mark_accepted(OutboxItem& item, std::size_t piece) const;
  /// All messages, in the order of their ids.
  [[nodiscard]] std::vector<model::MessageId> list() const;

 private:
  [[nodiscard]] std::filesystem::path manifest(const model::MessageId& message) const;
  [[nodiscard]] std::filesystem::path piece_file(const model::MessageId& message,
                                                 std::size_t piece) const;
  base::Result<base::Done> put_manifest(const OutboxItem& item) const;

  std::filesystem::path folder_;
};

}  // namespace gateway::client
