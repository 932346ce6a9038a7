#include "gateway/cli/demo_story.h"

#include "gateway/audit/leaf.h"
#include "gateway/base/enum_text.h"
#include "gateway/base/text.h"
#include "gateway/cli/connected.h"
#include "gateway/client/inbox.h"
#include "gateway/client/sender.h"
#include "gateway/client/subscribe.h"
#include "gateway/directory/subscription.h"
#include "gateway/lab/embedded.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kTopic = "intel.report/northvale/labour";

struct Scene {
  std::string_view file;
  std::string_view heading;
  std::string_view partner;
  std::string_view unit;
  bool published = false;
};

constexpr std::array<Scene, 6> kScenes = {{
    {"1-tip.json", "A volunteer at a food bank tells the charity what she saw",
     "ctx-actgroup-northvale", "main"},
    {"2-intelligence.json",
     "The charity grades it and publishes intelligence on labour exploitation in Northvale", "hfj",
     "investigations", true},
    {"3-acknowledgement.json", "The police acknowledge it with a reference number", "pol-northvale",
     "intel"},
    {"4-consent.json", "A survivor consents to being placed in a safe house", "hfj",
     "investigations"},
    {"5-referral.json", "The charity asks for a bed", "hfj", "aftercare"},
    {"6-offer.json", "A safe house offers one", "harbourlight-housing", "main"},
}};

class Story {
 public:
  Story(const Console& console, Players& players) : console_(console), players_(players) {}

  bool tell() {
    bool good = subscribe("pol-northvale", "intel") && subscribe("fair-work-agency", "main") &&
                subscribe("nca-mshtu", "main");
    for (const Scene& scene : kScenes) good = good && play(scene);
    return good && refuse();
  }

 private:
  bool fail(std::string_view what) {
    console_.error(what, "this should not happen: report it with the output above");
    return false;
  }

  // Police units say for themselves what they want to be told about.
  bool subscribe(std::string_view partner, std::string_view unit) {
    Player* const player = players_.unit(partner, unit);
    if (player == nullptr) return fail(players_.fault());
    const auto topic = directory::parse_topic_pattern(kTopic);
    if (client::subscribe(*player->desk, *player->link, *topic, directory::SubscriptionState::kOn,
                          kAnswerTimeout)) {
      return fail("a subscription was refused");
    }
    console_.object({{"step", "subscribe"}, {"partner", partner}, {"topic", kTopic}});
    return true;
  }

  bool play(const Scene& scene) {
    console_.line("");
    console_.line(std::string(scene.heading) + ".");
    Player* const sender = players_.unit(scene.partner, scene.unit);
    if (sender == nullptr) return fail(players_.fault());
    client::Sender sending(*sender->desk, players_.random());
    client::Sender::Options options;
    if (scene.published) options.topic = kTopic;
    const auto result = sending.send(lab::embedded_text(scene.file), *sender->link, options);
    if (const auto* const not_sent = std::get_if<client::NotSent>(&result)) {
      console_.refusal(not_sent->refusal, not_sent->missing, not_sent->at);
      return fail("a message of the story was refused");
    }
    const auto& sent = std::get<client::Sent>(result);
    std::string to;
    for (const auto& row : sent.plan.rows) {
      to += (to.empty() ? "" : ", ") + row.recipient.partner.text() + " as " +
            std::string(model::to_text(row.recipient.role));
    }
    console_.line("  " + std::string(scene.partner) + " -> " + to +
                  (scene.published ? "  (subscribers to " + std::string(kTopic) + ")" : ""));
    console_.object({{"step", "sent"}, {"from", scene.partner}, {"file", scene.file}, {"to", to}});
    bool good = true;
    matrix_ = {{"  reader"}};
    for (const auto& row : sent.plan.rows) good = open(scene, sent, row) && good;
    console_.table(matrix_);
    return good;
  }

  bool open(const Scene& scene, const client::Sent& sent, const client::PlannedRow& row) {
    const std::string& partner = row.recipient.partner.text();
    const std::string role(model::to_text(row.recipient.role));
    Player* const reader = players_.holding(partner, role);
    if (reader == nullptr) return fail(players_.fault());
    const std::string wanted = partner + "/" + role;
    const auto piece = std::ranges::find_if(sent.pieces, [&](const client::OutboxPiece& each) {
      const auto names = base::split(each.recipients, ' ');
      return std::ranges::find(names, wanted) != names.end();
    });
    if (piece == sent.pieces.end()) return fail("an addressed recipient has no envelope");
    const auto result = players_.receive(*reader, row.recipient.role, piece->wire_id);
    if (const auto* const not_opened = std::get_if<client::NotOpened>(&result)) {
      console_.refusal(not_opened->refusal, not_opened->why, "");
      return fail("a message of the story was not opened");
    }
    const auto& opened = std::get<client::Opened>(result);
    for (const client::OpenedSection& section : opened.sections) {
      if (!section.refusal) continue;
      console_.refusal(*section.refusal, "a section was granted and not released", "");
      return fail("a section of the story was not released");
    }
    show(scene, partner, role, opened);
    return true;
  }

  // One line of the matrix partner × section.
  void show(const Scene& scene, const std::string& partner, const std::string& role,
            const client::Opened& opened) {
    std::vector<std::string> line = {"  " + partner};
    ordered_json sections = ordered_json::object();
    const bool is_first = matrix_.size() == 1;
    for (const client::OpenedSection& section : opened.sections) {
      const std::string name(model::to_text(section.section));
      if (is_first) matrix_.front().push_back(name);
      line.emplace_back(section.readable ? "readable" : "not for you");
      sections[name] = section.readable;
      if (section.readable && section.mode == model::SectionMode::kRelease) {
        released_.push_back("  " + partner + " opened `" + name + "` at " +
                            base::to_text(opened.at) +
                            ": the gateway logged it first and only then gave out its half key");
      }
    }
    matrix_.push_back(std::move(line));
    for (const std::string& text : std::exchange(released_, {})) console_.line(text);
    console_.object({{"step", "opened"},
                     {"file", scene.file},
                     {"reader", partner},
                     {"role", role},
                     {"sections", sections},
                     {"at", base::to_text(opened.at)},
                     {"leaf", opened.leaf}});
  }

  // What must not happen: a house the survivor did not name asks for nothing and gets nothing.
  bool refuse() {
    console_.line("");
    console_.line("The charity tries another house, which the survivor did not name.");
    Player* const sender = players_.unit("hfj", "aftercare");
    if (sender == nullptr) return fail(players_.fault());
    client::Sender sending(*sender->desk, players_.random());
    const auto result = sending.send(lab::embedded_text("7-refused.json"), *sender->link, {});
    const auto* const not_sent = std::get_if<client::NotSent>(&result);
    if (not_sent == nullptr) return fail("a message that must be refused was accepted");
    const model::RefusalText& text = model::describe(not_sent->refusal);
    console_.line("  refused: " + std::string(text.name) + " (" +
                  model::to_code(not_sent->refusal) + ")");
    console_.line("  why:     " + std::string(text.cause));
    console_.line("  next:    " + std::string(text.next_step));
    console_.object({{"step", "refused"},
                     {"refused", text.name},
                     {"code", model::to_code(not_sent->refusal)},
                     {"why", text.cause}});
    return true;
  }

  const Console& console_;
  Players& players_;
  std::vector<std::vector<std::string>> matrix_;
  std::vector<std::string> released_;
};

}  // namespace

bool tell_story(const Console& console, Players& players) { return Story(console, players).tell(); }

}  // namespace gateway::cli
