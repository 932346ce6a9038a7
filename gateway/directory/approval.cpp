#include "gateway/directory/approval.h"

#include "gateway/directory/lines.h"

#include <utility>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kApprovalFirstLine = "safeconduct-approval/v1";

}  // namespace

std::string to_text(const Approval& approval) {
  LineWriter writer(kApprovalFirstLine);
  writer.line("message").field(model::to_text(approval.message));
  writer.line("salt").bytes(approval.salt.bytes());
  writer.line("to").number(static_cast<std::uint32_t>(approval.recipient.partner));
  writer.field(approval.recipient.unit).field(model::to_text(approval.role));
  writer.line("section").field(model::to_text(approval.section));
  writer.line("until").time(approval.until);
  return std::move(writer).text();
}

base::Result<Approval> parse_approval(std::string_view text) {
  LineReader reader(text, kApprovalFirstLine, kMaxApprovalNoteSize);
  Approval approval;
  approval.message = reader.line("message").message_id();
  approval.salt = reader.line("salt").bytes<model::Salt>();
  approval.recipient.partner = model::PartnerNumber{reader.line("to").number32()};
  approval.recipient.unit = reader.name();
  approval.role = reader.word(model::kRoleTexts);
  approval.section = reader.line("section").word(model::kSectionTexts);
  approval.until = reader.line("until").time();
  const auto finished = reader.finish(reader.good() ? to_text(approval) : std::string(), nullptr);
  if (!finished) return finished.error();
  return approval;
}

base::Result<VerifiedApproval> verify_approval(std::string_view note, const Root& root,
                                               base::Time now) {
  const auto parsed = note::parse_note(note, kMaxApprovalNoteSize);
  if (!parsed) return parsed.error();
  auto approval = parse_approval(parsed->text);
  if (!approval) return approval.error();
  VerifiedApproval verified{*std::move(approval), trustees_who_signed(root, *parsed)};
  if (verified.trustees.empty() || root.is_expired(now)) {
    return fail(ErrorCode::kUnauthenticated, "no trustee signed the approval");
  }
  if (now >= verified.approval.until) return fail(ErrorCode::kNotFound, "the approval is over");
  return verified;
}

}  // namespace gateway::directory
