#include "gateway/base/text.h"
#include "gateway/cli/break_glass_commands.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/oversight.h"
#include "gateway/cli/papers.h"
#include "gateway/client/oversight.h"

#include <algorithm>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

struct BreakGlassArguments {
  std::string note;
};

// Takes a break-glass note, or the review of one: trustees have no connection of their own.
ExitCode submit(const Invocation& invocation, const BreakGlassArguments& arguments) {
  const Console& console = invocation.console;
  const auto read = read_paper(arguments.note);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    return give_up(console, ExitCode::kFailed, *wrong);
  }
  const auto& note = std::get<note::SignedNote>(read);
  const PaperKind kind = kind_of(note.text);
  if ((kind != PaperKind::kBreakGlass && kind != PaperKind::kReview) || note.signatures.empty()) {
    return give_up(console, ExitCode::kUsage, "this is no signed break-glass note, nor a review",
                   "trustees sign it first: `break-glass sign`, `break-glass review`");
  }
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const std::string text = note::to_text(note);
  const auto failed = kind == PaperKind::kReview
                          ? client::hand_over_review(*unit.link, text, kAnswerTimeout)
                          : client::hand_over_break_glass(*unit.link, text, kAnswerTimeout);
  if (failed) return report(console, *failed);
  if (kind == PaperKind::kReview) {
    console.line("the review is closed");
  } else {
    console.line("the lock is lifted; every trustee and the sender are told, and it is reviewed");
    console.line("next: the recipient opens the message (`inbox open`)");
  }
  console.object({{"note", arguments.note}, {"kind", to_text(kind)}, {"taken", true}});
  return ExitCode::kOk;
}

bool is_reviewed(const client::Oversight& oversight, const client::GlassNotice& notice) {
  return std::ranges::none_of(oversight.reviews, [&](const client::DueReview& review) {
    return review.what == directory::Reviewed::kBreakGlass && review.subject == notice.hash;
  });
}

ExitCode list(const Invocation& invocation, const BreakGlassArguments& /*arguments*/) {
  const Console& console = invocation.console;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const auto asked = client::ask_oversight(*unit.desk, *unit.link, kAnswerTimeout);
  if (const auto* const failed = std::get_if<client::LinkError>(&asked)) {
    return report(console, *failed);
  }
  const auto& oversight = std::get<client::Oversight>(asked);
  const base::Time now = unit.link->welcome().time;
  show_news(console, *unit.desk, oversight);
  std::vector<std::vector<std::string>> rows = {
      {"from", "until", "message", "section", "ground", "state", "review"}};
  for (const client::GlassNotice& notice : client::kept_notices(*unit.desk)) {
    const bool holds = notice.what.holds(now);
    const bool reviewed = is_reviewed(oversight, notice);
    rows.push_back({base::to_text(notice.what.from), base::to_text(notice.what.until),
                    model::to_text(notice.message),
                    std::string(model::to_text(notice.what.section)),
                    std::string(model::to_text(notice.what.ground)), holds ? "in force" : "over",
                    reviewed ? "done" : "open"});
    auto object = to_json(*unit.desk, notice);
    object["inForce"] = holds;
    object["reviewed"] = reviewed;
    console.object(object);
  }
  console.table(rows);
  show_counts(console, oversight, now);
  return oversight.unproved == 0 ? ExitCode::kOk : ExitCode::kVerificationFailed;
}

}  // namespace

void add_break_glass(CLI::App& program, Action& chosen) {
  CLI::App* const glass = program.add_subcommand(
      "break-glass", "Trustees lift the lock of one section that was sent before, for a day");
  glass->require_subcommand(1);
  add_break_glass_request(*glass, chosen);
  add_break_glass_sign(*glass, chosen);
  const auto arguments = std::make_shared<BreakGlassArguments>();
  CLI::App* const submitting = glass->add_subcommand(
      "submit", "Hands a break-glass note, or its review, to the gateway (--context)");
  submitting->add_option("note", arguments->note, "what trustees signed")->required();
  choose(*submitting, chosen, arguments, submit);
  choose(*glass->add_subcommand("list", "Every use that this unit was told of (--context)"), chosen,
         arguments, list);
}

}  // namespace gateway::cli
