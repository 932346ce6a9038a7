#include "gateway/client/inbox.h"

#include "gateway/audit/commitments.h"
#include "gateway/audit/leaf.h"
#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"
#include "gateway/client/files.h"
#include "gateway/client/keeping.h"
#include "gateway/client/opening.h"
#include "gateway/rules/rules.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

namespace gateway::client {
namespace {

using model::Refusal;

constexpr std::size_t kMaxItem = std::size_t{1} << 20U;

std::string id_of(const envelope::RecipientView& view) {
  return base::to_hex(view.id.bytes().first<16>()) + "-" + std::to_string(view.row_index);
}

bool needs_release(const envelope::RecipientView& view, std::size_t index) {
  return view.row.grants(index) && view.head.sections[index].mode == model::SectionMode::kRelease;
}

// A leaf of type DELIVER about exactly this row, to us. Without it nothing is opened.
bool is_delivery_leaf(const Desk& desk, const envelope::RecipientView& view,
                      const Incoming& incoming) {
  const auto leaf = audit::parse_leaf(incoming.delivery.proof.leaf);
  return incoming.is_proved && leaf && leaf->type == audit::LeafType::kDeliver &&
         leaf->peer == desk.unit().partner && leaf->actor == view.head.sender.partner &&
         leaf->subject == audit::row_subject(view.id, view.row.salt);
}

}  // namespace

std::optional<InboxSummary> summarise(const Desk& desk, const InboxItem& item) {
  const auto view = envelope::open_view(item.view);
  if (!view) return std::nullopt;
  InboxSummary summary;
  summary.id = item.id;
  summary.message = view->head.message_id;
  summary.from = desk.name_of(view->head.sender.partner);
  summary.kind = view->head.kind;
  summary.role = view->row.role;
  summary.urgency = view->head.urgency;
  summary.created = view->head.created;
  summary.note = item.note;
  for (std::size_t i = 0; i < view->head.sections.size(); ++i) {
    if (view->row.grants(i)) summary.granted.push_back(view->head.sections[i].section);
  }
  return summary;
}

Inbox::Inbox(Desk& desk, crypto::Random& random)
    : desk_(desk), random_(random), folder_(desk.context().state / "inbox") {}

std::filesystem::path Inbox::file(std::string_view id, std::string_view kind) const {
  return folder_ / (std::string(id) + "." + std::string(kind));
}

std::variant<InboxItem, Refusal> Inbox::accept(const Incoming& incoming) const {
  const auto view = envelope::open_view(incoming.view);
  if (!view) return view.refusal();
  if (view->row.recipient != desk_.unit()) return Refusal::kRowMalformed;
  if (!is_delivery_leaf(desk_, *view, incoming)) return Refusal::kProofInvalid;
  const auto leaf = audit::parse_leaf(incoming.delivery.proof.leaf);
  return InboxItem{id_of(*view), incoming.view, leaf->time, incoming.delivery.proof.index, ""};
}

Inbox::Fetched Inbox::fetch(Link& link, const FetchOptions& options) {
  Fetched fetched;
  const auto credit = static_cast<std::uint32_t>(std::min<std::size_t>(options.at_most, 64));
  const auto attached = link.ask(wire::Attach{options.role, credit}, {}, options.timeout);
  if (!attached.answer) {
    fetched.error = attached.error;
    return fetched;
  }
  if (const auto* const refused = std::get_if<wire::Refused>(&attached.answer->body)) {
    fetched.error = LinkError{LinkFault::kRefused, refused->refusal};
    return fetched;
  }
  while (fetched.ids.size() < options.at_most) {
    const auto incoming = link.next_delivery(options.patience);
    if (!incoming) {
      fetched.error = link.fault();
      return fetched;
    }
    auto accepted = accept(*incoming);
    if (const auto* const refusal = std::get_if<Refusal>(&accepted)) {
      fetched.refused[std::to_string(incoming->delivery.delivery_id)] = *refusal;
      continue;
    }
    const auto& item = std::get<InboxItem>(accepted);
    const bool is_new = !find(item.id).has_value();
    // On our disk first, then the receipt: a crash in between fetches it again and changes nothing.
    if (is_new) {
      if (!keep_delivery(desk_, *incoming)) return fetched;
      base::ByteWriter bytes;
      bytes.number(base::unix_millis(item.delivered)).number(item.leaf).raw(item.view);
      if (!write_durably(file(item.id, "mail"), bytes.bytes())) return fetched;
    }
    if (!confirm(link, receipt_for(item, envelope::ReceiptStage::kFetched), options.timeout)) {
      fetched.error = link.fault().value_or(LinkError());
      return fetched;
    }
    if (is_new) fetched.ids.push_back(item.id);
  }
  return fetched;
}

envelope::Receipt Inbox::receipt_for(const InboxItem& item, envelope::ReceiptStage stage) const {
  const auto view = envelope::open_view(item.view);
  envelope::Receipt receipt;
  receipt.stage = stage;
  receipt.unit = desk_.unit();
  receipt.key = desk_.key_id();
  receipt.time = item.delivered;
  if (view) {
    receipt.envelope = view->id;
    receipt.row_commitment = view->head.row_commitments.at(view->row_index);
  }
  return receipt;
}

bool Inbox::confirm(Link& link, const envelope::Receipt& receipt, base::Millis timeout) {
  const auto made = envelope::sign_receipts({&receipt, 1}, desk_.keys().signing, random_);
  wire::Receipts receipts;
  for (const auto& each : made) receipts.receipts.push_back({each.receipt, each.signature});
  const auto reply = link.ask(std::move(receipts), {}, timeout);
  if (!reply.answer) return false;
  const auto* const answer = std::get_if<wire::Receipted>(&reply.answer->body);
  return answer != nullptr && answer->results.size() == 1 && answer->results.front().accepted &&
         desk_.log().proves(answer->results.front().proof) &&
         keep_receipt(desk_, receipt.envelope, made.front(), answer->results.front().proof);
}

std::vector<InboxSummary> Inbox::list() const {
  std::vector<InboxSummary> summaries;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, failed)) {
    if (entry.path().extension() != ".mail") continue;
    const auto item = find(entry.path().stem().string());
    if (!item) continue;
    if (auto summary = summarise(desk_, *item)) summaries.push_back(*std::move(summary));
  }
  std::ranges::sort(summaries, [](const InboxSummary& a, const InboxSummary& b) {
    return std::pair(a.created, a.id) < std::pair(b.created, b.id);
  });
  return summaries;
}

std::optional<InboxItem> Inbox::find(std::string_view id) const {
  const auto bytes = read_whole(file(id, "mail"), kMaxItem);
  if (!bytes) return std::nullopt;
  base::ByteReader in(*bytes);
  InboxItem item;
  item.id = id;
  item.delivered = base::from_unix_millis(in.number<std::uint64_t>());
  item.leaf = in.number<std::uint64_t>();
  item.view = base::to_bytes(in.rest());
  if (!in.good()) return std::nullopt;
  if (const auto note = read_whole(file(id, "note"), 256)) item.note = base::text_of(*note);
  return item;
}

base::Result<base::Done> Inbox::annotate(const InboxItem& item, std::string_view note) const {
  return write_durably(file(item.id, "note"), base::bytes_of(note));
}

void Inbox::quarantine(const InboxItem& item, Link& link, Refusal refusal, base::Millis timeout) {
  static_cast<void>(annotate(item, "quarantined " + model::to_code(refusal)));
  static_cast<void>(confirm(link, receipt_for(item, envelope::ReceiptStage::kRejected), timeout));
}

std::variant<Opened, NotOpened> Inbox::open(const InboxItem& item, Link& link,
                                            base::Millis timeout) {
  const auto reject = [&](Refusal refusal, std::string why, kinds::Violations violations = {}) {
    quarantine(item, link, refusal, timeout);
    return NotOpened{refusal, true, std::move(why), std::move(violations)};
  };
  auto verified = verify_view(desk_, item.view, item.delivered);
  if (!verified) return reject(verified.refusal(), "the envelope is not to be believed");
  const envelope::RecipientView& view = verified->view;
  if (const auto refusal = refusal_of_row(desk_, view)) {
    return reject(*refusal, "the signed policy never gives this kind to this role");
  }
  Halves halves = read_halves(file(item.id, "halves"));
  std::uint32_t wanted = 0;
  for (std::size_t i = 0; i < view.head.sections.size(); ++i) {
    if (needs_release(view, i) && !halves.contains(i)) wanted |= 1U << i;
  }
  std::map<std::size_t, Refusal> not_released;
  if (wanted != 0) {
    auto released = ask_releases(desk_, link, view, wanted, random_);
    not_released = std::move(released.refused);
    for (auto& [index, half] : released.halves) halves.emplace(index, std::move(half));
    keep_halves(file(item.id, "halves"), halves);
  }

  kinds::Sections opened;
  std::vector<OpenedSection> report;
  std::uint32_t opened_bits = 0;
  for (std::size_t i = 0; i < view.head.sections.size(); ++i) {
    const envelope::SectionEntry& entry = view.head.sections[i];
    OpenedSection& section = report.emplace_back();
    section.section = entry.section;
    section.mode = entry.mode;
    section.granted = view.row.grants(i);
    if (!section.granted) continue;
    if (needs_release(view, i) && !halves.contains(i)) {
      section.refusal = not_released.at(i);
      continue;
    }
    auto data = needs_release(view, i)
                    ? envelope::open_section(view, verified->keys, i, halves.at(i))
                    : envelope::open_section(view, verified->keys, i);
    if (!data) return reject(data.refusal(), "a section does not open");
    opened.emplace(entry.section, *std::move(data));
    section.readable = true;
    opened_bits |= 1U << i;
  }
  auto summary = summarise(desk_, item);
  const auto name = model::PartnerName::parse(desk_.context().partner);
  if (!summary || !name) return NotOpened{Refusal::kEnvelopeMalformed, false, "", {}};
  const kinds::Recipient reader{*name, view.row.role};
  auto merged = kinds::merge(view.head.kind, opened, reader);
  if (auto* const violations = std::get_if<kinds::Violations>(&merged)) {
    return reject(Refusal::kContentRejected, "the content breaks its schema",
                  std::move(*violations));
  }
  auto& shown = std::get<kinds::View>(merged);
  if (const auto refusal = refusal_of_override(view, verified->keys, halves, shown)) {
    return reject(*refusal, "what it tells of an override is not what a person signed");
  }
  rules::RuleContext context;
  context.now = view.head.created;
  auto violations = rules::check_for_recipient(shown.content(), reader, context);
  if (!violations.empty()) {
    return reject(Refusal::kContentRejected, "the content breaks a rule of its kind",
                  std::move(violations));
  }
  if (item.note.empty()) {
    envelope::Receipt receipt = receipt_for(item, envelope::ReceiptStage::kOpened);
    receipt.sections = opened_bits;
    // What the log does not know about was not opened: no receipt, nothing shown.
    if (!confirm(link, receipt, timeout)) {
      return NotOpened{Refusal::kUnavailable, false, "the opening could not be recorded", {}};
    }
    if (not_released.empty()) static_cast<void>(annotate(item, "opened"));
  }
  if (!keep_opened_keys(desk_, *verified, halves, opened_bits, random_)) {
    return NotOpened{Refusal::kUnavailable, false, "its keys could not be kept as evidence", {}};
  }
  return Opened{*std::move(summary), std::move(shown), std::move(report), item.delivered,
                item.leaf};
}

std::optional<NotOpened> Inbox::acknowledge(const InboxItem& item, Link& link,
                                            base::Millis timeout) {
  if (confirm(link, receipt_for(item, envelope::ReceiptStage::kActed), timeout)) {
    return std::nullopt;
  }
  return NotOpened{Refusal::kUnavailable, false, "the receipt was not accepted", {}};
}

}  // namespace gateway::client
