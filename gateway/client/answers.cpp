#include "gateway/client/answers.h"

#include "gateway/base/enum_text.h"
#include "gateway/base/text.h"
#include "gateway/client/files.h"

#include <string>
#include <string_view>
#include <utility>

namespace gateway::client {
namespace {

constexpr std::string_view kAnswersFirstLine = "safeconduct answers v1";
constexpr std::size_t kMaxFile = std::size_t{16} << 20U;

// "WIRE_ID PARTNER_NUMBER UNIT ROLE TIME"
std::optional<std::pair<AnswerKey, base::Time>> parse_line(std::string_view line) {
  const auto fields = base::split(line, ' ');
  if (fields.size() != 5) return std::nullopt;
  const auto id = model::parse_message_id(fields[0]);
  const auto partner = base::parse_decimal(fields[1]);
  const auto unit = model::UnitName::parse(fields[2]);
  const auto role = base::value_in(model::kRoleTexts, fields[3]);
  const auto time = base::parse_time(fields[4]);
  if (!id || !partner || *partner > 0xFFFF'FFFFU || !unit || !role || !time) return std::nullopt;
  const auto number = static_cast<model::PartnerNumber>(*partner);
  return std::pair(AnswerKey{*id, {number, unit->text()}, *role}, *time);
}

}  // namespace

AnswerBook::AnswerBook(std::filesystem::path file) : file_(std::move(file)) {
  const auto bytes = read_whole(file_, kMaxFile);
  if (!bytes) return;
  const auto lines = base::split(base::text_of(*bytes), '\n');
  if (lines.front() != kAnswersFirstLine) return;
  for (const std::string_view line : lines) {
    if (auto parsed = parse_line(line)) answers_.insert(*std::move(parsed));
  }
}

std::optional<base::Time> AnswerBook::find(const AnswerKey& key) const {
  const auto found = answers_.find(key);
  return found == answers_.end() ? std::nullopt : std::optional(found->second);
}

void AnswerBook::note(const AnswerKey& key, base::Time answered) {
  is_changed_ = answers_.try_emplace(key, answered).second || is_changed_;
}

void AnswerBook::save() {
  if (!is_changed_) return;
  std::string text = std::string(kAnswersFirstLine) + "\n";
  for (const auto& [key, answered] : answers_) {
    text += model::to_text(key.wire_id) + " " +
            std::to_string(static_cast<std::uint32_t>(key.unit.partner)) + " " + key.unit.unit +
            " " + std::string(to_text(key.role)) + " " + base::to_text(answered) + "\n";
  }
  is_changed_ = !write_durably(file_, base::bytes_of(text)).has_value();
}

}  // namespace gateway::client
