#pragma once

#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/client/outbox.h"
#include "gateway/client/plan.h"
#include "gateway/client/sealing.h"
#include "gateway/crypto/random.h"
#include "gateway/kinds/message.h"
#include "gateway/model/refusal.h"
#include "gateway/rules/rules.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gateway::client {

/// Why a file is not sent. Nothing has left this machine, or the gateway refused it.
struct NotSent {
  enum class Why : std::uint8_t {
    kRefused = 0,      ///< By a rule, the policy or the gateway: see `refusal`.
    kUsage = 1,        ///< The context is another unit's, a recipient is not clear.
    kUnsupported = 2,  ///< The kind has no schema yet.
    kUnreachable = 3,  ///< Sealed and kept: `outbox` sends it later.
    kLocal = 4,        ///< This machine's disk or state.
  };
  Why why = Why::kRefused;
  model::Refusal refusal = model::Refusal::kUnspecified;
  std::string missing;  ///< In words; never content.
  std::string at;       ///< JSON pointer; may be empty.
  kinds::Violations violations;
};

struct Sent {
  model::MessageId message;
  Plan plan;
  std::vector<OutboxPiece> pieces;
  bool was_sent_before = false;
};

/// Takes files in interchange form to the gateway: rules, policy, sealing, outbox, submission.
class Sender {
 public:
  Sender(Desk& desk, crypto::Random& random);

  struct Options {
    std::string topic;  ///< Publish to it instead of the file's recipients.
    base::Millis timeout{15'000};
    rules::RuleContext context;  ///< What the unit knows besides; consents are added.
    /// Signs the override that the file records. In a training network the context's own decider
    /// does when this is null.
    const crypto::SigningKey* decided_by = nullptr;
    /// What `prepare` made, and what people signed about it since.
    const Draft* draft = nullptr;
    std::vector<Decision> decisions = {};
    std::vector<std::string> approvals = {};
  };

  /// What would happen, without sealing or sending anything.
  std::variant<Plan, NotSent> plan(std::string_view file, Link& link, const Options& options);
  /// Fixes what people sign about, so that they can before the message is sealed.
  struct Prepared {
    Plan plan;
    Draft draft;
    std::vector<WantedApproval> wanted;
  };
  std::variant<Prepared, NotSent> prepare(std::string_view file, Link& link,
                                          const Options& options);
  /// The same file again is sent again as it was sealed, or just reported when it was accepted.
  std::variant<Sent, NotSent> send(std::string_view file, Link& link, const Options& options);
  /// Sends what waits of one item, unchanged.
  std::optional<NotSent> submit(OutboxItem& item, Link& link, base::Millis timeout);

  [[nodiscard]] const Outbox& outbox() const { return outbox_; }

 private:
  struct Examined {
    kinds::Message message;
    std::vector<ReliedConsent> consents;
  };
  std::variant<Examined, NotSent> examine(std::string_view file, Link& link,
                                          const Options& options);
  std::variant<Plan, NotSent> plan_for(const Examined& examined, Link& link,
                                       const Options& options);
  std::variant<Signers, NotSent> signers_for(const kinds::Message& message,
                                             const Options& options) const;
  std::optional<NotSent> fault_of_person(const kinds::Message& message,
                                         const crypto::PublicKey& person) const;
  std::optional<NotSent> fault_of_approvals(const Plan& plan, const Options& options) const;

  Desk& desk_;
  crypto::Random& random_;
  Outbox outbox_;
};

}  // namespace gateway::client
