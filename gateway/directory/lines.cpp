#include "gateway/directory/lines.h"

#include "gateway/base/name.h"

#include <algorithm>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using base::fail;
using AnyName = base::Name<struct AnyNameTag>;

// The line in which two texts first differ, from 1.
std::size_t first_difference(std::string_view a, std::string_view b) {
  const auto at = std::ranges::mismatch(a, b).in1;
  return 1 + static_cast<std::size_t>(std::count(a.begin(), at, '\n'));
}

}  // namespace

LineWriter& LineWriter::list(const std::vector<std::string_view>& words) {
  if (words.empty()) return field("-");
  std::string joined;
  for (const std::string_view word : words) {
    if (!joined.empty()) joined.push_back(',');
    joined.append(word);
  }
  return field(joined);
}

LineReader::LineReader(std::string_view text, std::string_view first, std::size_t limit)
    : text_(text), next_(text) {
  if (text.size() > limit) {
    fault(ErrorCode::kTooLarge, "the text is too long");
    return;
  }
  line_ = 1;
  const auto end = next_.find('\n');
  if (end == std::string_view::npos || next_.substr(0, end) != first) {
    fault(ErrorCode::kUnsupported, "the first line names another format or version");
    return;
  }
  next_.remove_prefix(end + 1);
}

bool LineReader::at(std::string_view word) const {
  if (!good() || !next_.starts_with(word)) return false;
  const std::string_view after = next_.substr(word.size());
  return !after.empty() && (after.front() == ' ' || after.front() == '\n');
}

void LineReader::end_line() {
  require(!fields_, "a line has a field too many");
  fields_.reset();
}

LineReader& LineReader::line(std::string_view word) {
  end_line();
  if (!good()) return *this;
  ++line_;
  if (!at(word)) {
    fault(ErrorCode::kMalformed, "a line is missing, or in the wrong place");
    return *this;
  }
  const auto end = next_.find('\n');
  if (end == std::string_view::npos) {
    fault(ErrorCode::kMalformed, "the last line does not end");
    return *this;
  }
  if (end > word.size()) fields_ = next_.substr(word.size() + 1, end - word.size() - 1);
  next_.remove_prefix(end + 1);
  return *this;
}

std::string_view LineReader::field() {
  if (!good()) return {};
  if (!fields_) {
    fault(ErrorCode::kMalformed, "a line has a field too few");
    return {};
  }
  const auto end = fields_->find(' ');
  const std::string_view taken = fields_->substr(0, end);
  if (end == std::string_view::npos) {
    fields_.reset();
  } else {
    fields_->remove_prefix(end + 1);
  }
  require(!taken.empty(), "a field is empty");
  return taken;
}

std::string_view LineReader::rest() {
  if (!good()) return {};
  const std::string_view taken = fields_.value_or(std::string_view());
  fields_.reset();
  require(!taken.empty(), "a line has a field too few");
  return taken;
}

std::uint64_t LineReader::number(std::uint64_t max) {
  const auto value = base::parse_decimal(field());
  return value && *value <= max ? *value : refuse<std::uint64_t>("a number is not valid here");
}

base::Time LineReader::time() {
  const auto value = base::parse_time(field());
  return value ? *value : refuse<base::Time>("a time is not valid");
}

Period LineReader::period() {
  const base::Time from = time();
  const base::Time until = time();
  require(from < until, "a validity ends before it begins");
  return {from, until};
}

std::string LineReader::name() {
  const auto value = AnyName::parse(field());
  return value ? value->text() : refuse<std::string>("a name is not well formed");
}

model::MessageId LineReader::message_id() {
  const auto id = model::parse_message_id(field());
  return id ? *id : refuse<model::MessageId>("a message id is not well formed");
}

std::optional<model::Digest> LineReader::hash_or_none() {
  if (fields_ == "-") {
    fields_.reset();
    return std::nullopt;
  }
  return bytes<model::Digest>();
}

std::vector<std::string_view> LineReader::list(std::size_t max) {
  const std::string_view joined = field();
  if (!good() || joined == "-") return {};
  auto words = base::split(joined, ',');
  if (words.size() > max) fault(ErrorCode::kTooLarge, "a list is too long");
  return good() ? words : std::vector<std::string_view>();
}

note::VerifierKey LineReader::verifier() {
  const auto key = note::parse_verifier_key(field());
  if (!key) return refuse<note::VerifierKey>("a verifier key is not valid");
  require(key->type == note::KeyType::kNote, "a verifier key signs in another way");
  return *key;
}

crypto::PublicKey LineReader::signing_key(crypto::KeyUse use) {
  const auto text = crypto::parse_public_key_text(use, field());
  if (!text) return refuse<crypto::PublicKey>("a public key is not valid here");
  const auto key = fixed<crypto::PublicKey>(text->bytes());
  require(crypto::is_admissible(key), "a signing key may not be admitted");
  return key;
}

crypto::AgreementPublicKey LineReader::agreement_key(crypto::KeyUse use) {
  const auto text = crypto::parse_public_key_text(use, field());
  if (!text) return refuse<crypto::AgreementPublicKey>("a public key is not valid here");
  const auto key = fixed<crypto::AgreementPublicKey>(text->bytes());
  require(crypto::is_admissible(key), "an agreement key may not be admitted");
  return key;
}

void LineReader::fault(base::ErrorCode code, base::Literal what) {
  if (!fault_) fault_ = fail(code, what);
}

base::Result<base::Done> LineReader::finish(const std::string& canonical, std::size_t* bad_line) {
  end_line();
  if (good() && !next_.empty()) {
    ++line_;
    fault(ErrorCode::kMalformed, "a line is not known here");
  }
  if (good() && canonical != text_) {
    line_ = first_difference(text_, canonical);
    fault(ErrorCode::kMalformed, "the text is not written in its one canonical way");
  }
  if (bad_line != nullptr) *bad_line = good() ? 0 : line_;
  if (fault_) return *fault_;
  return base::Done{};
}

}  // namespace gateway::directory
