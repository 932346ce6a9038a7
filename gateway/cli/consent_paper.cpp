#include "gateway/cli/consent_paper.h"

#include "gateway/base/text.h"
#include "gateway/cli/files.h"
#include "gateway/cli/share_plan.h"
#include "gateway/client/files.h"
#include "gateway/client/sender.h"
#include "gateway/crypto/digest.h"

#include <array>
#include <fstream>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

// Version 4 of RFC 9562: nothing but random bits.
model::MessageId new_id(crypto::Random& random) {
  auto bytes = crypto::random_fixed<model::MessageId>(random);
  std::array<std::uint8_t, model::MessageId::kSize> id{};
  std::ranges::copy(bytes.bytes(), id.begin());
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0FU) | 0x40U);
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3FU) | 0x80U);
  return model::MessageId(id);
}

client::Sender::Options sending() {
  client::Sender::Options options;
  options.timeout = kAnswerTimeout;
  return options;
}

std::filesystem::path waiting_file(const Connected& unit, const Paper& paper) {
  return unit.desk->context().state / "papers" / (model::to_text(paper.message) + ".json");
}

}  // namespace

std::optional<std::string> text_if_any(const std::string& option) {
  return option.empty() ? std::nullopt : std::optional(option);
}

void add_person_options(CLI::App& command, PersonOptions& person) {
  command.add_option("--case", person.case_ref, "our case reference; others get a token");
  command.add_option("--pseudonym", person.pseudonym, "what we call the person");
  command.add_option("--thread", person.thread,
                     "correlation id of the case, a UUID; else a new one");
}

std::optional<std::string> hash_of_file(const std::filesystem::path& file) {
  std::error_code failed;
  std::ifstream in(file, std::ios::binary);
  if (!std::filesystem::is_regular_file(file, failed) || !in.is_open()) return std::nullopt;
  crypto::Sha256 hash;
  std::array<char, 65536> buffer{};
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
    const std::string_view part(buffer.data(), static_cast<std::size_t>(in.gcount()));
    hash.update(base::bytes_of(part));
  }
  if (in.bad()) return std::nullopt;
  return base::to_hex(hash.finish().bytes());
}

SignedRules rules_of(const Connected& unit) {
  return {unit.desk->trust(), unit.desk->context().partner, unit.link->welcome().time};
}

client::PaperHead paper_head(Connected& unit, base::Time now, const PersonOptions& person) {
  client::PaperHead head;
  head.message = new_id(unit.random);
  head.created = std::chrono::floor<std::chrono::seconds>(now);
  head.partner = unit.desk->context().partner;
  head.unit = unit.desk->unit().unit;
  head.case_ref = text_if_any(person.case_ref);
  head.pseudonym = text_if_any(person.pseudonym);
  head.correlation = person.thread.empty() ? model::to_text(new_id(unit.random)) : person.thread;
  head.is_training = unit.desk->is_training();
  return head;
}

ExitCode plan_paper(const Invocation& invocation, Connected& unit, const Paper& paper) {
  const Console& console = invocation.console;
  client::Sender sender(*unit.desk, unit.random);
  const auto planned = sender.plan(paper.json, *unit.link, sending());
  if (const auto* const not_sent = std::get_if<client::NotSent>(&planned)) {
    return report_not_sent(console, *not_sent);
  }
  const auto& made = std::get<client::Plan>(planned);
  show_plan(console, *unit.desk, made);
  return made.refusal() ? ExitCode::kRefused : ExitCode::kOk;
}

ExitCode send_paper(const Invocation& invocation, Connected& unit, const Paper& paper) {
  const Console& console = invocation.console;
  const auto file = waiting_file(unit, paper);
  if (!paper.out.empty() && !write_new_file(paper.out, paper.json)) {
    console.error("the message cannot be kept in that file", "give --out a file that is not there");
    return ExitCode::kUsage;
  }
  if (!client::write_durably(file, base::bytes_of(paper.json))) {
    console.error("the state folder cannot be written", "check 'state' of the context");
    return ExitCode::kFailed;
  }
  client::Sender sender(*unit.desk, unit.random);
  const auto result = sender.send(paper.json, *unit.link, sending());
  std::error_code ignored;
  if (const auto* const not_sent = std::get_if<client::NotSent>(&result)) {
    const ExitCode code = report_not_sent(console, *not_sent);
    if (code == ExitCode::kUnreachable) {
      console.progress("kept: `share send " + file.string() + "` finishes it");
    } else {
      std::filesystem::remove(file, ignored);
    }
    return code;
  }
  std::filesystem::remove(file, ignored);
  const auto& sent = std::get<client::Sent>(result);
  show_plan(console, *unit.desk, sent.plan);
  for (const client::OutboxPiece& piece : sent.pieces) {
    console.line("accepted and in the log: " + piece.recipients);
  }
  console.line("id: " + model::to_text(sent.message));
  console.object({{"message", model::to_text(sent.message)}, {"accepted", true}});
  return ExitCode::kOk;
}

}  // namespace gateway::cli
