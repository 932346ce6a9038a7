#pragma once

#include "gateway/base/time.h"
#include "gateway/model/ids.h"
#include "gateway/model/role.h"

#include <filesystem>
#include <map>
#include <optional>
#include <tuple>

namespace gateway::client {

/// Which row of which envelope somebody answered.
struct AnswerKey {
  model::MessageId wire_id;
  model::UnitRef unit;
  model::Role role = model::Role::kNone;

  friend auto operator<=>(const AnswerKey&, const AnswerKey&) = default;
};

/// Answers that this unit has seen, on its own disk: the gateway forgets a message some days after
/// it expired, and who answered a withdrawal matters for longer. A damaged file counts as empty.
class AnswerBook {
 public:
  explicit AnswerBook(std::filesystem::path file);

  [[nodiscard]] std::optional<base::Time> find(const AnswerKey& key) const;
  /// Keeps the first answer of each row.
  void note(const AnswerKey& key, base::Time answered);
  /// Writes what is new. Losing it means asking the gateway again.
  void save();

 private:
  std::filesystem::path file_;
  std::map<AnswerKey, base::Time> answers_;
  bool is_changed_ = false;
};

}  // namespace gateway::client
