#include "gateway/sheet/print.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gateway::sheet {
namespace {

using policy::Treatment;

// Shapes in the order in which they are told, and what introduces them.
constexpr std::pair<Treatment, std::string_view> kShapes[] = {
    {Treatment::kFull, ""},
    {Treatment::kSanitised, "flow.sanitised"},
    {Treatment::kPseudonym, "flow.pseudonym"},
    {Treatment::kToken, "flow.token"},
    {Treatment::kAggregate, "flow.aggregate"},
};

class Writer {
 public:
  Writer(const Sheet& sheet, const Catalogue& words) : sheet_(sheet), words_(words) {}

  std::vector<Block> write() {
    write_start();
    write_purposes();
    write_told();
    write_excluded();
    write_without();
    list("heading.back", {"back.how", "back.stop", "back.told", "back.police", "back.care"});
    list("heading.rights", {"rights.log", "rights.copy", "rights.wrong", "rights.complain"});
    write_signature();
    return std::move(blocks_);
  }

 private:
  [[nodiscard]] bool is_child() const { return sheet_.question.subject == Subject::kChild; }

  void add(BlockKind kind, std::string text, std::vector<std::string> items = {}) {
    blocks_.push_back({kind, std::move(text), std::move(items)});
  }
  void say(BlockKind kind, std::string_view key) { add(kind, words_.text(key)); }

  void list(std::string_view heading, std::initializer_list<std::string_view> keys) {
    say(BlockKind::kHeading, heading);
    std::vector<std::string> items;
    for (const auto key : keys) items.push_back(words_.text(key));
    add(BlockKind::kList, "", std::move(items));
  }

  void write_start() {
    say(BlockKind::kTitle, is_child() ? "title.child" : "title.adult");
    say(BlockKind::kParagraph, "intro.what");
    if (is_child()) {
      say(BlockKind::kParagraph, "intro.child_safe");
      say(BlockKind::kParagraph, "intro.child_ask");
    } else {
      say(BlockKind::kParagraph, "intro.decide");
    }
    say(BlockKind::kParagraph, "intro.care");
    say(BlockKind::kParagraph, "intro.ask");
    if (sheet_.until) {
      add(BlockKind::kParagraph,
          words_.text("intro.until", {{"date", base::to_date_text(*sheet_.until)}}));
    } else {
      say(BlockKind::kParagraph, "intro.no_end");
    }
  }

  void write_purposes() {
    say(BlockKind::kHeading, "heading.purposes");
    for (const PurposeFlows& part : sheet_.flows.purposes) write_purpose(part);
  }

  void write_purpose(const PurposeFlows& part) {
    const bool is_asked = part.for_safety.empty() || !part.with_yes.empty();
    add(BlockKind::kPurpose, words_.text(title_key(part.purpose)),
        is_asked ? std::vector{words_.text("answer.yes"), words_.text("answer.no")}
                 : std::vector<std::string>());
    add(BlockKind::kReason, words_.text(reason_key(part.purpose)));
    bool is_told_of_somebody = false;
    for (const Flow& flow : part.for_safety) {
      is_told_of_somebody = write_flow("flow.safety", flow) || is_told_of_somebody;
    }
    for (const Flow& flow : part.with_yes) {
      const bool told = write_flow(is_child() ? "flow.child_yes" : "flow.yes", flow);
      is_told_of_somebody = told || is_told_of_somebody;
    }
    if (!is_told_of_somebody) say(BlockKind::kNote, "flow.nobody");
    if (is_asked) say(BlockKind::kNote, take_back_key(part.purpose));
  }

  // False when nothing in it is about the person.
  bool write_flow(std::string_view key, const Flow& flow) {
    if (!write_groups(key, flow)) return false;
    write_keep(flow);
    return true;
  }

  bool write_groups(std::string_view key, const Flow& flow) {
    const bool all_stays = std::ranges::all_of(flow.groups, [](const auto& item) {
      return !is_told(item.first) || item.second.no_onward;
    });
    const std::string text = words_.text(
        key, {{"partner", flow.partner.text()}, {"role", words_.text(role_key(flow.role))}});
    bool is_said = false;
    for (const auto& [treatment, shape_key] : kShapes) {
      std::vector<std::string> items;
      for (const auto& [group, shape] : flow.groups) {
        if (shape.treatment != treatment || !is_told(group)) continue;
        std::string item = words_.text(group_key(group));
        if (shape.no_onward && !all_stays) item += " (" + words_.text("flow.stays") + ")";
        items.push_back(std::move(item));
      }
      if (items.empty()) continue;
      if (!is_said) add(BlockKind::kWho, text);
      is_said = true;
      if (shape_key.empty()) {
        blocks_.back().items = std::move(items);
      } else {
        add(BlockKind::kList, words_.text(shape_key), std::move(items));
      }
    }
    if (is_said && all_stays) say(BlockKind::kNote, "flow.all_stays");
    return is_said;
  }

  void write_keep(const Flow& flow) {
    auto keep = flow.keep;
    // On the way it is kept besides; that is no answer to how long somebody keeps it.
    if (keep.size() > 1) keep.erase(policy::Retention::kG0);
    std::string text;
    for (const policy::Retention klass : keep) {
      text += (text.empty() ? "" : "; ") + words_.text(keep_key(klass));
    }
    add(BlockKind::kNote, text.empty() ? words_.text("flow.keep_unknown")
                                       : words_.text("flow.keep", {{"keep", text}}));
  }

  void write_told() {
    say(BlockKind::kHeading, "heading.told");
    std::vector<std::string> in_full;
    std::vector<std::string> as_token;
    for (const Told& told : sheet_.flows.told) {
      const std::string who = told.partner.text() + " (" + words_.text(role_key(told.role)) + ")";
      (told.treatment == Treatment::kToken ? as_token : in_full).push_back(who);
    }
    if (!in_full.empty()) add(BlockKind::kList, words_.text("told.full"), in_full);
    if (!as_token.empty()) add(BlockKind::kList, words_.text("told.token"), as_token);
    if (in_full.empty() && as_token.empty()) say(BlockKind::kParagraph, "told.nobody");
  }

  void write_excluded() {
    if (sheet_.excluded.empty()) return;
    say(BlockKind::kHeading, "heading.no");
    std::vector<std::string> items;
    for (const model::ConsentPurpose purpose : sheet_.excluded) {
      items.push_back(words_.text(title_key(purpose)));
    }
    add(BlockKind::kList, "", std::move(items));
    say(BlockKind::kNote, is_child() ? "no.child" : "no.adult");
  }

  void write_without() {
    list("heading.without", {"without.life", "without.risk", "without.crime", "without.notify"});
    blocks_.back().text = words_.text("without.intro");
    for (const Flow& flow : sheet_.flows.without_yes) write_groups("without.flow", flow);
  }

  void write_signature() {
    say(BlockKind::kHeading, "heading.sign");
    std::vector<std::string> lines{words_.text("sign.person"), words_.text("sign.date")};
    if (is_child()) lines.push_back(words_.text("sign.responsible"));
    lines.push_back(words_.text("sign.interpreter"));
    lines.push_back(words_.text("sign.worker"));
    add(BlockKind::kLines, "", std::move(lines));
  }

  const Sheet& sheet_;
  const Catalogue& words_;
  std::vector<Block> blocks_;
};

}  // namespace

std::vector<Block> blocks_of(const Sheet& sheet, const Catalogue& words) {
  return Writer(sheet, words).write();
}

std::vector<Block> footer_of(const Sheet& sheet, const Catalogue& words, const Imprint& imprint) {
  std::vector<Block> blocks;
  blocks.push_back(
      {BlockKind::kFooter,
       words.text("footer.version", {{"version", version_of(sheet, words)},
                                     {"policy", imprint.policy},
                                     {"recorder", sheet.question.surroundings.recorder.text()},
                                     {"language", words.name()}}),
       {}});
  if (words.is_reviewed()) return blocks;
  blocks.push_back({BlockKind::kWarning, words.text("footer.unreviewed"), {}});
  blocks.push_back({BlockKind::kWarning, built_in("en")->text("footer.unreviewed"), {}});
  return blocks;
}

}  // namespace gateway::sheet
