#include "gateway/client/target.h"

#include "gateway/envelope/gateway_view.h"

namespace gateway::client {

std::optional<KnownTarget> target_in_outbox(const Outbox& outbox, const model::MessageId& message) {
  const auto item = outbox.find(message);
  if (!item || !*item || (*item)->pieces.empty()) return std::nullopt;
  const auto opened = envelope::open_for_gateway((*item)->pieces.front().container);
  if (!opened) return std::nullopt;
  return KnownTarget{opened->head.kind};
}

kinds::Thread thread_about(const std::optional<KnownTarget>& target) {
  const bool is_unlinkable = !target || target->kind == model::Kind::kIntelReport ||
                             target->kind == model::Kind::kNrmDtnPack;
  return is_unlinkable ? kinds::Thread::kCut : kinds::Thread::kKept;
}

}  // namespace gateway::client
