#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/oversight.h"
#include "gateway/cli/share_people.h"
#include "gateway/client/outbox.h"
#include "gateway/client/oversight.h"
#include "gateway/directory/keys.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

struct ShareReviewsArguments {
  std::string message;
  std::string finding;
  std::string key;
};

// The envelopes of one message have ids of their own; this unit knows which belong together.
std::map<model::MessageId, model::MessageId> own_ids(const client::Desk& desk) {
  std::map<model::MessageId, model::MessageId> own;
  const client::Outbox outbox(desk.context().state / "outbox");
  for (const model::MessageId& message : outbox.list()) {
    const auto item = outbox.find(message);
    if (!item || !*item) continue;
    for (const client::OutboxPiece& piece : (**item).pieces) own[piece.wire_id] = message;
  }
  return own;
}

std::vector<client::DueReview> overrides_in(const client::Oversight& oversight) {
  std::vector<client::DueReview> reviews;
  std::ranges::copy_if(oversight.reviews, std::back_inserter(reviews), [](const auto& review) {
    return review.what == directory::Reviewed::kOverride;
  });
  return reviews;
}

ExitCode list(const Invocation& invocation, const ShareReviewsArguments& /*arguments*/) {
  const Console& console = invocation.console;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const auto asked = client::ask_oversight(*unit.desk, *unit.link, kAnswerTimeout);
  if (const auto* const failed = std::get_if<client::LinkError>(&asked)) {
    return report(console, *failed);
  }
  const auto& oversight = std::get<client::Oversight>(asked);
  const auto own = own_ids(*unit.desk);
  const base::Time now = unit.link->welcome().time;
  std::vector<std::vector<std::string>> rows = {{"message", "decided", "due", "state"}};
  for (const client::DueReview& review : overrides_in(oversight)) {
    const auto known = own.find(review.message);
    const std::string message = model::to_text(known == own.end() ? review.message : known->second);
    const bool late = review.due <= now;
    rows.push_back({message, base::to_text(review.opened), base::to_text(review.due),
                    late ? "OVERDUE" : "open"});
    console.object({{"message", message},
                    {"envelope", base::to_hex(review.subject.bytes())},
                    {"opened", base::to_text(review.opened)},
                    {"due", base::to_text(review.due)},
                    {"overdue", late}});
  }
  console.table(rows);
  show_news(console, *unit.desk, oversight);
  return ExitCode::kOk;
}

// Closes the reviews of all envelopes of the message.
ExitCode close(const Invocation& invocation, const ShareReviewsArguments& arguments) {
  const Console& console = invocation.console;
  const auto message = model::parse_message_id(arguments.message);
  const auto finding = base::value_in(directory::kFindingTexts, arguments.finding);
  if (!message || !finding) {
    return give_up(
        console, ExitCode::kUsage,
        message ? "'" + arguments.finding + "' is no finding" : "a message id is a lower-case UUID",
        message ? "one of: justified, unjustified" : "`share reviews list` shows it");
  }
  const auto person = read_key(invocation, arguments.key, crypto::KeyUse::kDecide);
  if (!person) return ExitCode::kBadConfiguration;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const base::Time now = unit.link->welcome().time;
  const auto* const decider =
      unit.desk->directory().decider(unit.desk->unit().partner, person->public_key(), now);
  if (decider == nullptr) {
    console.refusal(model::Refusal::kReviewInvalid, "the directory does not list this key", "");
    return ExitCode::kRefused;
  }
  const auto asked = client::ask_oversight(*unit.desk, *unit.link, kAnswerTimeout);
  if (const auto* const failed = std::get_if<client::LinkError>(&asked)) {
    return report(console, *failed);
  }
  const auto own = own_ids(*unit.desk);
  std::size_t closed = 0;
  for (const client::DueReview& review : overrides_in(std::get<client::Oversight>(asked))) {
    const auto known = own.find(review.message);
    if ((known == own.end() ? review.message : known->second) != *message) continue;
    const directory::Review said{directory::Reviewed::kOverride, review.subject, *finding,
                                 std::chrono::floor<std::chrono::seconds>(now)};
    note::SignedNote note{directory::to_text(said), {}};
    note::sign(note, directory::decider_key_name(unit.desk->context().partner, decider->name),
               *person);
    if (const auto failed =
            client::hand_over_review(*unit.link, note::to_text(note), kAnswerTimeout)) {
      return report(console, *failed);
    }
    ++closed;
  }
  if (closed == 0) {
    console.refusal(model::Refusal::kNotFound, "no open review is about this message", "");
    return ExitCode::kRefused;
  }
  console.line("reviewed: " + arguments.message + ", " + arguments.finding);
  console.object({{"message", arguments.message},
                  {"finding", arguments.finding},
                  {"reviewer", decider->name},
                  {"envelopes", closed}});
  return ExitCode::kOk;
}

}  // namespace

void add_share_reviews(CLI::App& share, Action& chosen) {
  CLI::App* const reviews =
      share.add_subcommand("reviews", "Overrides that somebody else is to look at");
  reviews->require_subcommand(1);
  const auto arguments = std::make_shared<ShareReviewsArguments>();
  choose(*reviews->add_subcommand("list", "Which are open, and until when"), chosen, arguments,
         list);
  CLI::App* const closing =
      reviews->add_subcommand("close", "Signs, as another person than who decided, what was found");
  closing->add_option("message", arguments->message, "the message's id")->required();
  closing->add_option("--finding", arguments->finding, "justified or unjustified")->required();
  closing->add_option("--key", arguments->key, "the reviewing person's key file")->required();
  choose(*closing, chosen, arguments, close);
}

}  // namespace gateway::cli
