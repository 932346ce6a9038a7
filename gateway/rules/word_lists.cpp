#include "gateway/rules/word_lists.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/rules/words.h"

#include <algorithm>
#include <map>

namespace gateway::rules {
namespace {

struct List {
  std::string_view name;
  std::string_view text;
};

constexpr List kLists[] = {
#include "embedded_words.inc"
};

std::map<std::string_view, Phrases> load() {
  std::map<std::string_view, Phrases> lists;
  for (const List& list : kLists) {
    if (list.name == "letters") continue;  // Folding needs it, so it is no list of folded words.
    Phrases& phrases = lists[list.name];
    for (const std::string_view line : word_list_lines(list.name)) {
      phrases.push_back(phrase_of(line));
    }
    std::ranges::sort(phrases);
  }
  return lists;
}

}  // namespace

const Phrases& word_list(std::string_view name) {
  static const std::map<std::string_view, Phrases> phrases_by_name = load();
  const auto found = phrases_by_name.find(name);
  base::check(found != phrases_by_name.end(), "a built-in word list is known by its name");
  return found->second;
}

std::vector<std::string_view> word_list_lines(std::string_view name) {
  const auto* const list = std::ranges::find(kLists, name, &List::name);
  base::check(list != std::ranges::end(kLists), "a built-in word list is known by its name");
  auto lines = base::split(list->text, '\n');
  std::erase_if(lines, [](std::string_view line) { return line.empty() || line.starts_with('#'); });
  return lines;
}

}  // namespace gateway::rules
