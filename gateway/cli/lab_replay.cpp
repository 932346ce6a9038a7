#include "gateway/cli/lab_replay.h"

#include "gateway/base/enum_text.h"
#include "gateway/base/text.h"
#include "gateway/cli/files.h"
#include "gateway/cli/training.h"
#include "gateway/client/plan.h"
#include "gateway/kinds/message.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

struct IndexRow {
  std::string kind;
  std::string file;
};

// What is known of a message that could not be sent, from its envelope alone.
struct Outline {
  std::string partner;
  std::string unit;
  std::vector<kinds::Recipient> recipients;
};

// A recall or correction is for those who got its target: nobody else is eligible.
bool speaks_of_a_target(model::Kind kind) {
  return kind == model::Kind::kControlRecall || kind == model::Kind::kControlRectify;
}

std::vector<IndexRow> read_index(const std::string& text) {
  std::vector<IndexRow> rows;
  std::vector<std::string_view> heading;
  for (std::string_view line : base::split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto fields = base::split(line, ',');
    if (heading.empty()) {
      heading = fields;
      continue;
    }
    const auto field = [&](std::string_view name) -> std::string {
      const auto at = std::ranges::find(heading, name) - heading.begin();
      return std::cmp_less(at, fields.size()) ? std::string(fields[static_cast<std::size_t>(at)])
                                              : std::string();
    };
    if (fields.size() == heading.size()) rows.push_back({field("kind"), field("file")});
  }
  return rows;
}

class Replay {
 public:
  Replay(const Console& console, Players& players) : console_(console), players_(players) {}

  // False only when the network itself does not work.
  bool run(const IndexRow& row, const std::string& text) {
    ordered_json line = {{"file", row.file}, {"kind", row.kind}};
    auto parsed = kinds::parse_json(text);
    std::optional<kinds::Interchange> envelope;
    if (const auto* const message = std::get_if<kinds::Message>(&parsed)) {
      envelope = message->envelope();
    } else {
      const auto& rejection = std::get<kinds::Rejection>(parsed);
      if (rejection.unsupported) {
        line["unsupported"] = true;
        return finish(line, "unsupported: the kind has no schema yet");
      }
      envelope = rejection.envelope;
      if (!envelope) {
        line["decisions"] = ordered_json::object();
        return refused(line, rejection.violations.empty() ? model::Refusal::kMalformed
                                                          : rejection.violations.front().rule);
      }
    }
    const std::string unit =
        envelope->sender.unit ? envelope->sender.unit->text() : std::string(model::kOnlyUnit);
    Player* const sender = players_.unit(envelope->sender.partner.text(), unit);
    if (sender == nullptr) {
      console_.error(players_.fault(), "is the gateway up? `lab up DIR --detach`");
      return false;
    }
    client::Sender sending(*sender->desk, players_.random());
    const auto result = sending.send(text, *sender->link, {});
    if (const auto* const not_sent = std::get_if<client::NotSent>(&result)) {
      if (not_sent->why == client::NotSent::Why::kUnreachable ||
          not_sent->why == client::NotSent::Why::kLocal) {
        console_.error(not_sent->missing, "nothing is lost; replay again");
        return false;
      }
      decide(line, *sender, *envelope, {});
      return refused(line, not_sent->refusal);
    }
    return deliver(line, *sender, *envelope, std::get<client::Sent>(result));
  }

  [[nodiscard]] bool partial() const { return partial_; }
  [[nodiscard]] std::size_t delivered() const { return delivered_; }

 private:
  struct Answer {
    std::string decision;
    std::string because;
  };

  bool deliver(ordered_json& line, Player& sender, const kinds::Interchange& envelope,
               const client::Sent& sent) {
    std::vector<std::pair<model::Role, Answer>> answers;
    for (const kinds::Recipient& recipient : envelope.recipients) {
      const std::string wanted =
          recipient.partner.text() + "/" + std::string(model::to_text(recipient.role));
      const auto piece = std::ranges::find_if(sent.pieces, [&](const client::OutboxPiece& each) {
        const auto names = base::split(each.recipients, ' ');
        return std::ranges::find(names, wanted) != names.end();
      });
      Player* const player =
          players_.holding(recipient.partner.text(), model::to_text(recipient.role));
      Answer answer{"DENY", "not delivered"};
      if (player == nullptr) {
        answer.because = players_.fault();
      } else if (piece != sent.pieces.end()) {
        answer = receive(*player, recipient.role, piece->wire_id);
      }
      answers.emplace_back(recipient.role, std::move(answer));
    }
    decide(line, sender, envelope, answers);
    return finish(line, "");
  }

  Answer receive(Player& player, model::Role role, const model::MessageId& wire_id) {
    const auto result = players_.receive(player, role, wire_id);
    if (const auto* const not_opened = std::get_if<client::NotOpened>(&result)) {
      partial_ = true;
      return {"DENY", model::to_code(not_opened->refusal)};
    }
    ++delivered_;
    return {"DELIVER", "leaf " + std::to_string(std::get<client::Opened>(result).leaf)};
  }

  // Every role of the field: delivered, or what the loaded policy says about it.
  void decide(ordered_json& line, Player& sender, const kinds::Interchange& envelope,
              const std::vector<std::pair<model::Role, Answer>>& answers) {
    ordered_json decisions = ordered_json::object();
    ordered_json because = ordered_json::object();
    for (const auto& [role, text] : model::kRoleTexts) {
      if (role == model::Role::kTipster) continue;
      const bool is_addressed = std::ranges::any_of(
          envelope.recipients, [role = role](const auto& each) { return each.role == role; });
      Answer answer{"DENY", "no rule of the policy gives this kind to this role"};
      for (const auto& [answered, given] : answers) {
        if (answered == role && answer.decision != "DELIVER") answer = given;
      }
      if (is_addressed && answers.empty()) answer.because = "refused";
      if (!is_addressed && !speaks_of_a_target(envelope.kind) &&
          client::is_eligible(*sender.desk, envelope.kind, role)) {
        answer = {"ELIGIBLE_NOT_ADDRESSED",
                  client::eligible_rule(*sender.desk, envelope.kind, role)};
      }
      decisions[std::string(text)] = answer.decision;
      because[std::string(text)] = answer.because;
    }
    line["decisions"] = std::move(decisions);
    line["because"] = std::move(because);
  }

  bool refused(ordered_json& line, model::Refusal refusal) {
    line["refused"] = model::describe(refusal).name;
    line["code"] = model::to_code(refusal);
    return finish(line, "refused: " + std::string(model::describe(refusal).name));
  }

  bool finish(const ordered_json& line, const std::string& trouble) {
    if (!trouble.empty()) partial_ = true;
    console_.object(line);
    std::string shown = trouble;
    if (shown.empty()) {
      for (const auto& [role, decision] : line["decisions"].items()) {
        if (decision == "DELIVER") shown += (shown.empty() ? "delivered to " : ", ") + role;
      }
    }
    console_.line(line["file"].get<std::string>() + "  " + shown);
    return true;
  }

  const Console& console_;
  Players& players_;
  bool partial_ = false;
  std::size_t delivered_ = 0;
};

}  // namespace

ExitCode replay_examples(const Invocation& invocation, const std::filesystem::path& folder,
                         const std::filesystem::path& examples) {
  const Console& console = invocation.console;
  const auto index = read_file(examples / "index.csv", kMaxMessageFile);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&index)) {
    console.diagnostics({*wrong});
    return ExitCode::kUsage;
  }
  if (!running_gateway(folder)) {
    console.error("the gateway of this network is not running",
                  "safeconduct lab up " + folder.string() + " --detach");
    return ExitCode::kUnreachable;
  }
  crypto::SystemRandom random;
  Players players(folder, random);
  Replay replay(console, players);
  std::size_t done = 0;
  const auto rows = read_index(std::get<std::string>(index));
  for (const IndexRow& row : rows) {
    const auto text = read_file(examples / row.file, kMaxMessageFile);
    if (const auto* const wrong = std::get_if<base::Diagnostic>(&text)) {
      console.diagnostics({*wrong});
      return ExitCode::kFailed;
    }
    if (!replay.run(row, std::get<std::string>(text))) return ExitCode::kUnreachable;
    if (++done % 25 == 0) {
      console.progress(std::to_string(done) + " of " + std::to_string(rows.size()) + " messages");
    }
  }
  console.line(std::to_string(replay.delivered()) + " deliveries fetched, verified and opened");
  return replay.partial() ? ExitCode::kPartial : ExitCode::kOk;
}

}  // namespace gateway::cli
