#include "gateway/cli/policy_texts.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/crypto/digest.h"
#include "gateway/kinds/field_map.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>

namespace gateway::cli {
namespace {

// A folder stands for its texts.
std::vector<std::string> expanded(const std::string& file, std::string_view suffix) {
  std::error_code failed;
  if (!std::filesystem::is_directory(file, failed)) return {file};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(file, failed)) {
    if (entry.path().string().ends_with(suffix)) files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

void add_policy_options(CLI::App& command, PolicyArguments& arguments) {
  command
      .add_option("files", arguments.files, "all texts that are to be in force, or their folder")
      ->required();
  command.add_option("--ngo", arguments.ngo, "the NGO's name without a directory (hfj)");
}

std::variant<std::vector<policy::PolicyText>, ExitCode> read_texts(
    const Invocation& invocation, const std::vector<std::string>& files, std::string_view suffix) {
  std::vector<policy::PolicyText> texts;
  for (const std::string& named : files) {
    const auto found = expanded(named, suffix);
    if (found.empty()) {
      return give_up(invocation.console, ExitCode::kFailed,
                     {named, 0, 0, "holds no file that ends in " + std::string(suffix),
                      "name the texts, or the folder they lie in"});
    }
    for (const std::string& file : found) {
      auto read = read_file(file, note::kMaxNote);
      if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
        return give_up(invocation.console, ExitCode::kFailed, *wrong);
      }
      auto& text = std::get<std::string>(read);
      auto note = note::parse_note(text);
      texts.push_back({file, note ? std::move(note->text) : std::move(text)});
    }
  }
  return texts;
}

ExitCode do_not_load(const Console& console, base::Diagnostics problems) {
  for (auto& each : problems) {
    if (each.next_step.empty()) each.next_step = "correct the text there, then check it again";
  }
  console.diagnostics(problems);
  return ExitCode::kFailed;
}

std::string LoadedTexts::place_of(policy::RuleId rule) const {
  const policy::Rule* const found = set.rule(rule);
  if (found == nullptr) return "";
  const model::PartnerName& owner = *set.owner_of(rule);
  for (const policy::Policy& policy : policies) {
    if (policy.owner.value_or(set.ngo()) != owner) continue;
    for (const policy::Statement& statement : policy.statements) {
      const auto* const each = std::get_if<policy::Rule>(&statement);
      if (each == nullptr || each->name != found->name) continue;
      return policy.file + ":" + std::to_string(each->place.line);
    }
  }
  return "";
}

std::variant<LoadedTexts, ExitCode> load_texts(const Invocation& invocation,
                                               const PolicyArguments& arguments) {
  auto read = read_texts(invocation, arguments.files, ".policy");
  if (const auto* const code = std::get_if<ExitCode>(&read)) return *code;
  return load_texts(invocation, std::get<std::vector<policy::PolicyText>>(std::move(read)),
                    arguments.ngo);
}

std::variant<LoadedTexts, ExitCode> load_texts(const Invocation& invocation,
                                               std::vector<policy::PolicyText> texts,
                                               const std::string& ngo) {
  const Console& console = invocation.console;
  const auto name = model::PartnerName::parse(ngo);
  if (!name) {
    return give_up(console, ExitCode::kUsage, "--ngo is no partner's name", "it is one like hfj");
  }
  auto loaded = policy::load_policies(*name, texts);
  if (!loaded) return do_not_load(console, std::move(loaded.problems));
  LoadedTexts result{std::move(texts), {}, *std::move(loaded.value)};
  for (const policy::PolicyText& text : result.texts) {
    auto parsed = policy::parse_policy(text.text, text.file);
    if (parsed) result.policies.push_back(*std::move(parsed.value));
  }
  return result;
}

bool has_section(model::Kind kind, model::Section section) {
  const auto sections = kinds::sections_of(kind);
  return sections.empty() || std::ranges::find(sections, section) != sections.end();
}

policy::EnumSet<model::Section> sections_of(model::Kind kind) {
  policy::EnumSet<model::Section> sections;
  for (const auto& section : model::kSectionTexts) {
    if (has_section(kind, section.value)) sections.insert(section.value);
  }
  return sections;
}

std::string digest_of_texts(const std::vector<policy::PolicyText>& texts) {
  std::vector<base::Digest> digests;
  for (const policy::PolicyText& text : texts) {
    digests.push_back(crypto::sha256(base::bytes_of(text.text)));
  }
  std::ranges::sort(digests);
  base::ByteWriter all;
  for (const base::Digest& digest : digests) all.raw(digest.bytes());
  return base::to_base64(crypto::digest_of("safeconduct policy texts v1", {all.bytes()}).bytes());
}

}  // namespace gateway::cli
