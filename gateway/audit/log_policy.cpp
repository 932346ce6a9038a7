#include "gateway/audit/log_policy.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"

#include <algorithm>
#include <set>
#include <utility>

namespace gateway::audit {

using base::Done;
using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

using Words = std::vector<std::string_view>;

constexpr std::string_view kSpace = " \t";

Words words_of(std::string_view line) {
  Words words;
  while (true) {
    const auto begin = line.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(kSpace), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') || c == 0x7F;
  });
}

}  // namespace

// Reads a policy line by line into a LogPolicy.
class PolicyReader {
 public:
  /// `line_number` starts at 1 and ends at the line that is wrong.
  static Result<LogPolicy> read(std::string_view text, std::size_t& line_number);

 private:
  Result<Done> line(std::string_view line);
  Result<LogPolicy> finish() &&;
  Result<Done> log(const Words& words);
  Result<Done> witness(const Words& words);
  Result<Done> group(const Words& words);
  Result<Done> quorum(const Words& words);

  Result<note::VerifierKey> new_key(std::string_view text, note::KeyType type);
  Result<Done> add(LogPolicy::Voter voter);
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

  LogPolicy policy_;
  std::set<crypto::PublicKey> keys_;
  std::set<std::size_t> grouped_;
  bool has_quorum_ = false;
};

Result<Done> PolicyReader::line(std::string_view line) {
  const Words words = words_of(line);
  if (words.empty() || words[0].starts_with('#')) return Done{};
  if (words[0] == "log") return log(words);
  if (words[0] == "witness") return witness(words);
  if (words[0] == "group") return group(words);
  if (words[0] == "quorum") return quorum(words);
  return fail(ErrorCode::kMalformed, "a policy line begins with log, witness, group or quorum");
}

Result<LogPolicy> PolicyReader::finish() && {
  if (!has_quorum_) return fail(ErrorCode::kMalformed, "a policy has a quorum line");
  if (policy_.logs_.empty()) return fail(ErrorCode::kMalformed, "a policy names a log");
  return std::move(policy_);
}

Result<Done> PolicyReader::log(const Words& words) {
  if (words.size() < 2 || words.size() > 3) {
    return fail(ErrorCode::kMalformed, "a log line is: log KEY [URL]");
  }
  const auto key = new_key(words[1], note::KeyType::kNote);
  if (!key) return key.error();
  if (policy_.logs_.size() == kMaxPolicyNames) {
    return fail(ErrorCode::kTooLarge, "a policy has too many logs");
  }
  policy_.logs_.push_back(*key);
  return Done{};
}

Result<Done> PolicyReader::witness(const Words& words) {
  if (words.size() < 3 || words.size() > 4) {
    return fail(ErrorCode::kMalformed, "a witness line is: witness NAME KEY [URL]");
  }
  const auto key = new_key(words[2], note::KeyType::kCosignature);
  if (!key) return key.error();
  auto added = add({std::string(words[1]), key->key, 0, {}});
  if (added) policy_.witnesses_.push_back(*key);
  return added;
}

Result<Done> PolicyReader::group(const Words& words) {
  if (words.size() < 4) {
    return fail(ErrorCode::kMalformed, "a group line is: group NAME all|any|K MEMBER...");
  }
  LogPolicy::Voter voter{std::string(words[1]), std::nullopt, 0, {}};
  for (std::size_t i = 3; i < words.size(); ++i) {
    const auto member = find(words[i]);
    if (!member) return fail(ErrorCode::kMalformed, "a group's member is not defined before it");
    if (!grouped_.insert(*member).second) {
      return fail(ErrorCode::kMalformed, "a name is a member twice");
    }
    voter.members.push_back(*member);
  }
  if (words[2] == "any") {
    voter.threshold = 1;
  } else if (words[2] == "all") {
    voter.threshold = voter.members.size();
  } else {
    const auto k = base::parse_decimal(words[2]);
    if (!k || *k < 1 || *k > voter.members.size()) {
      return fail(ErrorCode::kMalformed, "a group needs any, all, or 1 to all of its members");
    }
    voter.threshold = static_cast<std::size_t>(*k);
  }
  return add(std::move(voter));
}

Result<Done> PolicyReader::quorum(const Words& words) {
  if (words.size() != 2) return fail(ErrorCode::kMalformed, "a quorum line is: quorum NAME");
  if (has_quorum_) return fail(ErrorCode::kMalformed, "a policy has one quorum line");
  has_quorum_ = true;
  if (words[1] == "none") return Done{};
  policy_.quorum_ = find(words[1]);
  if (!policy_.quorum_) return fail(ErrorCode::kMalformed, "the quorum is not defined before");
  return Done{};
}

Result<note::VerifierKey> PolicyReader::new_key(std::string_view text, note::KeyType type) {
  auto key = note::parse_verifier_key(text);
  if (!key) return key.error();
  if (key->type != type) {
    return fail(ErrorCode::kMalformed, "a log's key is of type 1, a witness's of type 4");
  }
  if (!keys_.insert(key->key).second) {
    return fail(ErrorCode::kMalformed, "a public key is there twice");
  }
  return key;
}

Result<Done> PolicyReader::add(LogPolicy::Voter voter) {
  if (voter.name == "none") return fail(ErrorCode::kMalformed, "nothing may be named none");
  if (find(voter.name)) return fail(ErrorCode::kMalformed, "a name is defined twice");
  if (policy_.voters_.size() == 2 * kMaxPolicyNames) {
    return fail(ErrorCode::kTooLarge, "a policy has too many names");
  }
  policy_.voters_.push_back(std::move(voter));
  return Done{};
}

std::optional<std::size_t> PolicyReader::find(std::string_view name) const {
  const auto found = std::ranges::find(policy_.voters_, name, &LogPolicy::Voter::name);
  if (found == policy_.voters_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - policy_.voters_.begin());
}

Result<LogPolicy> PolicyReader::read(std::string_view text, std::size_t& line_number) {
  PolicyReader reader;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || has_control_character(text.substr(0, end))) {
      return fail(ErrorCode::kMalformed, "a policy is lines of text, each with its end");
    }
    const auto taken = reader.line(text.substr(0, end));
    if (!taken) return taken.error();
    text.remove_prefix(end + 1);
    ++line_number;
  }
  return std::move(reader).finish();
}

Result<LogPolicy> LogPolicy::parse(std::string_view text, std::size_t* bad_line) {
  std::size_t line_number = 1;
  auto policy = text.size() <= kMaxPolicy
                    ? PolicyReader::read(text, line_number)
                    : Result<LogPolicy>(fail(ErrorCode::kTooLarge, "a policy is too large"));
  if (bad_line != nullptr) *bad_line = line_number;
  return policy;
}

bool LogPolicy::is_quorum(std::span<const note::Cosignature> cosignatures) const {
  if (!quorum_) return true;
  std::set<crypto::PublicKey> cosigned;
  for (const note::Cosignature& cosignature : cosignatures)
    cosigned.insert(cosignature.witness.key);

  // A group comes after its members, so one pass settles all.
  std::vector<std::size_t> votes(voters_.size());
  for (std::size_t i = 0; i < voters_.size(); ++i) {
    const Voter& voter = voters_[i];
    if (voter.witness) {
      votes[i] = cosigned.contains(*voter.witness) ? 1 : 0;
      continue;
    }
    std::size_t have = 0;
    for (const std::size_t member : voter.members) have += votes[member];
    votes[i] = have >= voter.threshold ? 1 : 0;
  }
  return votes[*quorum_] == 1;
}

std::string policy_text(const note::VerifierKey& log,
                        std::span<const note::VerifierKey> witnesses) {
  std::string text = "log " + note::to_text(log) + "\n";
  if (witnesses.empty()) return text + "quorum none\n";
  std::string group = "group witnesses " + std::string(witnesses.size() < 3 ? "1" : "2");
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    const std::string name = "w" + std::to_string(i + 1);
    text += "witness " + name + " " + note::to_text(witnesses[i]) + "\n";
    group += " " + name;
  }
  return text + group + "\nquorum witnesses\n";
}

Result<VerifiedHead> verify_head(std::string_view note, const LogPolicy& policy,
                                 ExtensionLines extensions) {
  const auto parsed = note::parse_note(note, kMaxCheckpoint);
  if (!parsed) return parsed.error();
  std::vector<note::VerifierKey> known(policy.logs().begin(), policy.logs().end());
  known.insert(known.end(), policy.witnesses().begin(), policy.witnesses().end());
  auto verified = note::verify(*parsed, known);
  if (!verified) return verified.error();
  auto checkpoint = parse_checkpoint(verified->text, extensions);
  if (!checkpoint) return checkpoint.error();
  const auto log =
      std::ranges::find(verified->signers, checkpoint->origin, &note::VerifierKey::name);
  if (log == verified->signers.end()) {
    return fail(ErrorCode::kUnauthenticated, "no known log signed under its own origin");
  }
  const bool is_witnessed = policy.is_quorum(verified->cosignatures);
  return VerifiedHead{*std::move(checkpoint), *log, std::move(verified->cosignatures),
                      is_witnessed};
}

}  // namespace gateway::audit
