#include "gateway/client/sender.h"

#include "gateway/base/text.h"
#include "gateway/client/audience.h"
#include "gateway/client/consents.h"
#include "gateway/client/keeping.h"
#include "gateway/client/target.h"
#include "gateway/crypto/digest.h"
#include "gateway/directory/approval.h"

#include <algorithm>
#include <utility>

namespace gateway::client {
namespace {

using model::Refusal;

NotSent refused(Refusal refusal, std::string missing) {
  NotSent not_sent;
  not_sent.refusal = refusal;
  not_sent.missing = std::move(missing);
  return not_sent;
}

NotSent because(NotSent::Why why, Refusal refusal, std::string missing) {
  NotSent not_sent = refused(refusal, std::move(missing));
  not_sent.why = why;
  return not_sent;
}

NotSent unreachable(const LinkError& error) {
  if (error.fault == LinkFault::kRefused) return refused(error.refusal, "the gateway said so");
  if (error.fault == LinkFault::kLogForked || error.fault == LinkFault::kNotTheGateway) {
    return refused(error.refusal, "nothing was sent");
  }
  return because(NotSent::Why::kUnreachable, Refusal::kUnavailable,
                 "the gateway does not answer; what was sealed is kept and sent later");
}

NotSent violated(kinds::Violations violations) {
  NotSent not_sent;
  not_sent.refusal = violations.front().rule;
  not_sent.missing = violations.front().why;
  not_sent.at = violations.front().at;
  not_sent.violations = std::move(violations);
  return not_sent;
}

rules::RuleContext context_for(const Desk& desk, const kinds::Interchange& message,
                               rules::RuleContext context) {
  context.now = message.created;
  context.controller = desk.name_of(desk.trust().ngo);
  context.sender_roles = desk.unit_entry().roles;
  for (const kinds::Recipient& recipient : message.recipients) {
    const auto* const partner = desk.directory().partner(recipient.partner.text());
    if (partner == nullptr) continue;
    const auto unit = desk.directory().unit_holding(partner->number, recipient.role);
    if (unit) context.units[recipient] = unit->unit;
  }
  return context;
}

bool is_own(const Desk& desk, const kinds::Sender& sender) {
  const std::string unit = sender.unit ? sender.unit->text() : std::string(model::kOnlyUnit);
  return sender.partner.text() == desk.context().partner && unit == desk.unit().unit;
}

}  // namespace

Sender::Sender(Desk& desk, crypto::Random& random)
    : desk_(desk), random_(random), outbox_(desk.context().state / "outbox") {}

std::variant<Sender::Examined, NotSent> Sender::examine(std::string_view file, Link& link,
                                                        const Options& options) {
  auto parsed = kinds::parse_json(file);
  std::optional<kinds::Interchange> envelope;
  if (const auto* const message = std::get_if<kinds::Message>(&parsed)) {
    envelope = message->envelope();
  } else {
    const auto& rejection = std::get<kinds::Rejection>(parsed);
    envelope = rejection.envelope;
    if (rejection.unsupported) {
      return because(NotSent::Why::kUnsupported, Refusal::kKindUnknown,
                     "the kind has no schema in this version");
    }
  }
  if (!envelope) return violated(std::get<kinds::Rejection>(parsed).violations);
  if (!is_own(desk_, envelope->sender)) {
    return because(NotSent::Why::kUsage, Refusal::kNotAuthenticated,
                   "envelope.sender is not the partner and unit of this context");
  }
  auto consents = ask_consents(link, desk_, *envelope, options.timeout);
  if (!consents) return unreachable(link.fault().value_or(LinkError()));
  rules::RuleContext context = context_for(desk_, *envelope, options.context);
  for (auto& known : known_consents(*consents, desk_)) {
    context.consents.push_back(std::move(known));
  }
  rules::Verdict verdict = rules::examine(std::move(parsed), context);
  if (!verdict.message) return violated(std::move(verdict.violations));
  return Examined{*std::move(verdict.message), *std::move(consents)};
}

std::variant<Plan, NotSent> Sender::plan_for(const Examined& examined, Link& link,
                                             const Options& options) {
  PlanRequest request{examined.message,
                      examined.consents,
                      examined.message.envelope().created,
                      options.topic,
                      0,
                      {},
                      kinds::Thread::kKept,
                      options.approvals,
                      {}};
  if (const auto target = kinds::target_of(examined.message.content())) {
    request.thread = thread_about(target_in_outbox(outbox_, *target));
  }
  if (options.draft != nullptr) {
    for (const DraftEnvelope& each : options.draft->envelopes) {
      request.drawn.emplace_back(each.piece.wire_id, each.piece.salt);
    }
  }
  if (!options.topic.empty()) {
    auto audience = resolve_audience(desk_, link, options.topic, examined.message, options.timeout);
    if (auto* const failed = std::get_if<LinkError>(&audience)) return unreachable(*failed);
    auto& resolved = std::get<Audience>(audience);
    if (!resolved.is_topic) {
      return because(NotSent::Why::kUsage, Refusal::kAudienceEmpty,
                     "a topic is KIND/AREA/SECTOR, of the kind of the message");
    }
    if (resolved.rows.empty()) {
      return refused(Refusal::kAudienceEmpty, "nobody who may have it has subscribed");
    }
    request.audience = std::move(resolved.rows);
    request.audience_log_size = resolved.log_size;
  }
  return make_plan(desk_, request);
}

std::variant<Plan, NotSent> Sender::plan(std::string_view file, Link& link,
                                         const Options& options) {
  auto examined = examine(file, link, options);
  if (auto* const failed = std::get_if<NotSent>(&examined)) return std::move(*failed);
  return plan_for(std::get<Examined>(examined), link, options);
}

// A person whom the directory does not list, or not at that time, is refused here and not only by
// the gateway.
std::optional<NotSent> Sender::fault_of_person(const kinds::Message& message,
                                               const crypto::PublicKey& person) const {
  const auto& record = message.envelope().legal.override_record;
  const auto is_listed_at = [&](base::Time time) {
    return desk_.directory().decider(desk_.unit().partner, person, time) != nullptr;
  };
  if (record && record->decided_at && is_listed_at(*record->decided_at) &&
      is_listed_at(message.envelope().created)) {
    return std::nullopt;
  }
  return refused(Refusal::kOverrideNeedsNamedPerson,
                 "the directory does not list this key as a decider of the partner at that time");
}

std::variant<Signers, NotSent> Sender::signers_for(const kinds::Message& message,
                                                   const Options& options) const {
  Signers signers{nullptr, options.draft, options.decisions, options.approvals};
  if (!message.envelope().legal.override_record) return signers;
  for (const Decision& made : options.decisions) {
    const DraftEnvelope* const drawn =
        options.draft == nullptr ? nullptr : options.draft->find(made.wire_id);
    if (drawn == nullptr || !is_signed(made.decision, drawn->piece)) {
      return refused(Refusal::kOverrideNeedsNamedPerson, "the decision is about another draft");
    }
    if (auto fault = fault_of_person(message, made.decision.person)) return *std::move(fault);
  }
  if (!options.decisions.empty()) return signers;
  signers.person = options.decided_by;
  if (signers.person == nullptr && desk_.keys().decider) signers.person = &*desk_.keys().decider;
  if (signers.person == nullptr) {
    return refused(Refusal::kOverrideNeedsNamedPerson,
                   "the file records an override: the person who decided signs it");
  }
  if (auto fault = fault_of_person(message, signers.person->public_key())) {
    return *std::move(fault);
  }
  return signers;
}

// Who took the trouble to have a section approved wants it sent, not left out.
std::optional<NotSent> Sender::fault_of_approvals(const Plan& plan, const Options& options) const {
  for (const std::string& text : options.approvals) {
    const auto verified = directory::verify_approval(text, desk_.trust().root.root, plan.now);
    const DraftEnvelope* const drawn = verified && options.draft != nullptr
                                           ? options.draft->find(verified->approval.message)
                                           : nullptr;
    if (drawn == nullptr || drawn->piece.salt != verified->approval.salt) {
      return refused(Refusal::kApprovalInvalid,
                     "an approval is not by a trustee, has run out, or is about another draft");
    }
    const auto& approval = verified->approval;
    const auto row = std::ranges::find_if(plan.rows, [&](const PlannedRow& each) {
      return each.unit == approval.recipient && each.recipient.role == approval.role;
    });
    if (row == plan.rows.end()) {
      return refused(Refusal::kApprovalInvalid, "an approval names nobody who is addressed");
    }
    const auto needed = row->approvable.find(approval.section);
    if (needed == row->approvable.end()) continue;
    return refused(Refusal::kApprovalInvalid, std::to_string(needed->second) +
                                                  " trustees are needed for section " +
                                                  std::string(model::to_text(approval.section)));
  }
  return std::nullopt;
}

std::variant<Sender::Prepared, NotSent> Sender::prepare(std::string_view file, Link& link,
                                                        const Options& options) {
  auto examined = examine(file, link, options);
  if (auto* const failed = std::get_if<NotSent>(&examined)) return std::move(*failed);
  const auto& ready = std::get<Examined>(examined);
  auto planned = plan_for(ready, link, options);
  if (auto* const failed = std::get_if<NotSent>(&planned)) return std::move(*failed);
  auto& plan = std::get<Plan>(planned);
  Draft draft =
      make_draft(desk_, ready.message, crypto::sha256(base::bytes_of(file)), plan, random_);
  auto wanted = wanted_approvals(draft, desk_, ready.message, plan);
  return Prepared{std::move(plan), std::move(draft), std::move(wanted)};
}

std::variant<Sent, NotSent> Sender::send(std::string_view file, Link& link,
                                         const Options& options) {
  const base::Digest digest = crypto::sha256(base::bytes_of(file));
  auto parsed = kinds::parse_json(file);
  if (const auto* const message = std::get_if<kinds::Message>(&parsed)) {
    auto earlier = outbox_.find(message->envelope().message_id);
    if (!earlier) {
      return because(NotSent::Why::kLocal, Refusal::kUnspecified, "the outbox is damaged");
    }
    if (*earlier) {
      OutboxItem& item = **earlier;
      if (item.file != digest) {
        return refused(Refusal::kReplayDiffers, "another file with this message id was sealed");
      }
      if (auto failed = submit(item, link, options.timeout)) return *std::move(failed);
      return Sent{item.message, {}, std::move(item.pieces), true};
    }
  }
  auto examined = examine(file, link, options);
  if (auto* const failed = std::get_if<NotSent>(&examined)) return std::move(*failed);
  const auto& ready = std::get<Examined>(examined);
  auto planned = plan_for(ready, link, options);
  if (auto* const failed = std::get_if<NotSent>(&planned)) return std::move(*failed);
  auto& plan = std::get<Plan>(planned);
  if (const auto refusal = plan.refusal()) {
    return refused(*refusal, "`share plan` shows which recipient and section");
  }
  if (options.draft != nullptr && options.draft->file != digest) {
    return because(NotSent::Why::kUsage, Refusal::kApprovalInvalid,
                   "the draft was made from another file; prepare it again");
  }
  if (auto fault = fault_of_approvals(plan, options)) return *std::move(fault);
  const auto signers = signers_for(ready.message, options);
  if (const auto* const failed = std::get_if<NotSent>(&signers)) return *failed;
  auto pieces = seal_message(desk_, ready.message, plan, std::get<Signers>(signers), random_);
  if (!pieces) return refused(pieces.refusal(), "the message could not be sealed");
  OutboxItem item{ready.message.envelope().message_id, digest, *std::move(pieces)};
  if (!outbox_.put(item)) {
    return because(NotSent::Why::kLocal, Refusal::kUnavailable, "the outbox cannot be written");
  }
  if (auto failed = submit(item, link, options.timeout)) return *std::move(failed);
  return Sent{item.message, std::move(plan), std::move(item.pieces), false};
}

std::optional<NotSent> Sender::submit(OutboxItem& item, Link& link, base::Millis timeout) {
  for (std::size_t i = 0; i < item.pieces.size(); ++i) {
    OutboxPiece& piece = item.pieces[i];
    if (piece.accepted) continue;
    const auto reply = link.ask(wire::Submit{1}, {piece.container}, timeout);
    if (!reply.answer) return unreachable(reply.error);
    if (const auto* const refusal = std::get_if<wire::Refused>(&reply.answer->body)) {
      return refused(refusal->refusal, "the gateway refused it");
    }
    const auto* const submitted = std::get_if<wire::Submitted>(&reply.answer->body);
    if (submitted == nullptr || submitted->results.size() != 1) {
      return refused(Refusal::kFrameMalformed, "the gateway's answer makes no sense");
    }
    const wire::SubmitResult& result = submitted->results.front();
    if (!result.accepted) return refused(result.refusal, "the gateway refused it");
    // The receipt is the proof: accepted means that the message's own leaf is in the log.
    if (!proves_acceptance(desk_, piece, result)) {
      return refused(Refusal::kProofInvalid, "the gateway says accepted without proving it");
    }
    if (!keep_leaf(desk_, piece.envelope, result.proof) || !outbox_.mark_accepted(item, i)) {
      return because(NotSent::Why::kLocal, Refusal::kUnavailable, "the outbox cannot be written");
    }
  }
  return std::nullopt;
}

}  // namespace gateway::client
