#include "gateway/base/text.h"
#include "gateway/cli/consent_paper.h"
#include "gateway/cli/files.h"

#include <functional>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

// The small files a grant is made from.

namespace gateway::cli {
namespace {

using nlohmann::json;

ExitCode wrong(const Console& console, const std::string& file, std::string_view what,
               std::string_view next) {
  console.diagnostics({{file, 0, 0, std::string(what), std::string(next)}});
  return ExitCode::kUsage;
}

// The object in a file; nothing when that was reported.
std::optional<json> read_object(const Console& console, const std::string& file) {
  const auto read = read_file(file, kMaxMessageFile);
  if (const auto* const fault = std::get_if<base::Diagnostic>(&read)) {
    console.diagnostics({*fault});
    return std::nullopt;
  }
  auto object = json::parse(std::get<std::string>(read), nullptr, false);
  if (object.is_object()) return object;
  wrong(console, file, "is no JSON object", "see the example in the documentation");
  return std::nullopt;
}

std::optional<std::vector<std::string>> strings_in(const json& value) {
  std::vector<std::string> strings;
  if (!value.is_array()) return std::nullopt;
  for (const json& each : value) {
    if (!each.is_string()) return std::nullopt;
    strings.push_back(each.get<std::string>());
  }
  return strings;
}

using Taker = std::function<bool(const json&)>;

Taker take_text(std::string& target) {
  return [&target](const json& value) {
    if (!value.is_string()) return false;
    if (target.empty()) target = value.get<std::string>();
    return true;
  };
}
Taker take_list(std::vector<std::string>& target) {
  return [&target](const json& value) {
    auto strings = strings_in(value);
    if (strings && target.empty()) target = *std::move(strings);
    return strings.has_value();
  };
}
Taker take_flag(bool& target) {
  return [&target](const json& value) {
    if (!value.is_boolean()) return false;
    target = target || value.get<bool>();
    return true;
  };
}

std::map<std::string, Taker> takers_of(GrantArguments& arguments) {
  ConsentChoices& choices = arguments.choices;
  return {{"purposes", take_list(choices.purposes)},
          {"recipients", take_list(choices.recipients)},
          {"excluded", take_list(choices.excluded)},
          {"language", take_text(choices.language)},
          {"until", take_text(choices.until)},
          {"child", take_flag(choices.child)},
          {"case", take_text(arguments.person.case_ref)},
          {"pseudonym", take_text(arguments.person.pseudonym)},
          {"thread", take_text(arguments.person.thread)},
          {"sheet", take_text(arguments.sheet)},
          {"evidence", take_text(arguments.evidence)},
          {"interpreter", take_text(arguments.interpreter)},
          {"understood", take_flag(arguments.understood)},
          {"givenBy", take_text(arguments.given_by)},
          {"givenAt", take_text(arguments.given_at)},
          {"capacity", take_text(arguments.capacity)},
          {"method", take_text(arguments.method)},
          {"notice", take_text(arguments.notice)},
          {"notes", take_text(arguments.notes)}};
}

}  // namespace

std::optional<ExitCode> read_grant_file(const Console& console, GrantArguments& arguments) {
  if (arguments.from.empty()) return std::nullopt;
  const auto object = read_object(console, arguments.from);
  if (!object) return ExitCode::kUsage;
  const auto takers = takers_of(arguments);
  for (const auto& [key, value] : object->items()) {
    const auto taker = takers.find(key);
    if (taker == takers.end()) {
      std::vector<std::string> known;
      for (const auto& [name, ignored] : takers) known.push_back(name);
      const std::string near = base::nearest(key, known);
      return wrong(console, arguments.from, "has a key that is not known",
                   near.empty() ? "remove it" : "did you mean " + near + "?");
    }
    if (!taker->second(value)) {
      return wrong(console, arguments.from, key + " has a value of another type",
                   "texts stand in quotes, lists in brackets");
    }
  }
  return std::nullopt;
}

std::variant<std::optional<PrintedSheet>, ExitCode> read_printed_sheet(const Console& console,
                                                                       const std::string& file) {
  if (file.empty()) return std::nullopt;
  const auto object = read_object(console, file);
  if (!object) return ExitCode::kUsage;
  PrintedSheet sheet;
  std::vector<std::string> purposes;
  const auto text = [&](const char* key) {
    const auto found = object->find(key);
    return found != object->end() && found->is_string() ? found->get<std::string>() : "";
  };
  const auto list = [&](const char* key) {
    const auto found = object->find(key);
    return found == object->end() ? std::nullopt : strings_in(*found);
  };
  sheet.version = text("version");
  sheet.choices.language = text("language");
  sheet.choices.until = text("until");
  sheet.choices.child = object->value("child", json()) == json(true);
  const auto recipients = list("recipients");
  const auto excluded = list("excluded");
  const auto asked = object->find("purposes");
  if (asked != object->end() && asked->is_array()) {
    for (const json& each : *asked) {
      if (!each.is_object() || !each.contains("purpose") || !each["purpose"].is_string()) continue;
      sheet.choices.purposes.push_back(each["purpose"].get<std::string>());
    }
  }
  if (!sheet.version.starts_with("CS-") || !recipients || !excluded ||
      sheet.choices.purposes.empty()) {
    return wrong(console, file, "is no printed sheet",
                 "make it with `safeconduct --json consent sheet ... > FILE`");
  }
  sheet.choices.recipients = *recipients;
  sheet.choices.excluded = *excluded;
  return std::optional(std::move(sheet));
}

void fill_from(const PrintedSheet& sheet, ConsentChoices& choices) {
  if (choices.purposes.empty()) choices.purposes = sheet.choices.purposes;
  if (choices.recipients.empty()) choices.recipients = sheet.choices.recipients;
  if (choices.excluded.empty()) choices.excluded = sheet.choices.excluded;
  if (choices.language.empty()) choices.language = sheet.choices.language;
  if (choices.until.empty()) choices.until = sheet.choices.until;
  choices.child = choices.child || sheet.choices.child;
}

}  // namespace gateway::cli
