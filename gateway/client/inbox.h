#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/crypto/random.h"
#include "gateway/envelope/receipt.h"
#include "gateway/kinds/sections.h"
#include "gateway/kinds/violation.h"
#include "gateway/model/refusal.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gateway::client {

/// A message on this unit's disk, fetched and proved, not opened.
struct InboxItem {
  std::string id;  ///< "ENVELOPE-ROW" in hex: what the command line names it by.
  base::Bytes view;
  base::Time delivered;    ///< By the DELIVER leaf.
  std::uint64_t leaf = 0;  ///< Its index in the log.
  std::string note;        ///< "", "opened" or "quarantined CODE".
};

/// Head and row of an item, for lists: what can be said without opening anything.
struct InboxSummary {
  std::string id;
  model::MessageId message;
  std::string from;
  model::Kind kind = model::Kind::kNone;
  model::Role role = model::Role::kNone;
  model::Urgency urgency = model::Urgency::kNone;
  base::Time created;
  std::string note;
  std::vector<model::Section> granted;
};

/// One section of an opened message.
struct OpenedSection {
  model::Section section = model::Section::kNone;
  model::SectionMode mode = model::SectionMode::kNone;
  bool granted = false;
  bool readable = false;
  std::optional<model::Refusal> refusal;  ///< Why a granted one could not be opened.
};

struct Opened {
  InboxSummary summary;
  kinds::View view;
  std::vector<OpenedSection> sections;
  base::Time at;
  std::uint64_t leaf = 0;  ///< Of its delivery, in the log.
};

/// Why an item is not opened. `quarantined` items stay on disk with the reason beside them, and the
/// sender is told.
struct NotOpened {
  model::Refusal refusal = model::Refusal::kUnspecified;
  bool quarantined = false;
  std::string why;
  kinds::Violations violations;
};

/// Receives, keeps and opens this unit's mail.
class Inbox {
 public:
  Inbox(Desk& desk, crypto::Random& random);

  struct Fetched {
    std::vector<std::string> ids;                   ///< New items.
    std::map<std::string, model::Refusal> refused;  ///< Deliveries without a good proof: not kept.
    std::optional<LinkError> error;
  };
  /// Takes what waits for the role and confirms it with signed receipts. Ends when nothing came for
  /// `patience`, after `at_most` items, or when the link broke.
  struct FetchOptions {
    model::Role role = model::Role::kNone;
    std::size_t at_most = 256;
    base::Millis patience{300};
    base::Millis timeout{15'000};
  };
  Fetched fetch(Link& link, const FetchOptions& options);

  [[nodiscard]] std::vector<InboxSummary> list() const;
  [[nodiscard]] std::optional<InboxItem> find(std::string_view id) const;

  /// Verifies, asks for the release of what needs it, opens what the row grants, checks content and
  /// policy, and reports the opening. Asking again shows the same without asking the gateway.
  std::variant<Opened, NotOpened> open(const InboxItem& item, Link& link, base::Millis timeout);

  /// Tells sender and gateway that the message was acted on.
  std::optional<NotOpened> acknowledge(const InboxItem& item, Link& link, base::Millis timeout);

 private:
  struct Verified;
  std::variant<InboxItem, model::Refusal> accept(const Incoming& incoming) const;
  bool confirm(Link& link, const envelope::Receipt& receipt, base::Millis timeout);
  envelope::Receipt receipt_for(const InboxItem& item, envelope::ReceiptStage stage) const;
  void quarantine(const InboxItem& item, Link& link, model::Refusal refusal, base::Millis timeout);
  base::Result<base::Done> annotate(const InboxItem& item, std::string_view note) const;
  [[nodiscard]] std::filesystem::path file(std::string_view id, std::string_view kind) const;

  Desk& desk_;
  crypto::Random& random_;
  std::filesystem::path folder_;
};

/// Head and row of the item's view; nothing when it does not parse.
std::optional<InboxSummary> summarise(const Desk& desk, const InboxItem& item);

}  // namespace gateway::client
