#include "gateway/verify/answer.h"

#include "gateway/audit/proof.h"
#include "gateway/base/text.h"
#include "gateway/bundle/verify_bundle.h"
#include "gateway/verify/bundle_files.h"
#include "gateway/verify/folder.h"

#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace gateway::verify {
namespace {

using audit::LogPolicy;
using std::filesystem::path;

// What Answer promises of them.
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kVerificationFailed = 4;
constexpr int kBadConfiguration = 78;

constexpr std::string_view kProofBegins = "c2sp.org/tlog-proof@";

Answer no_answer(int exit_status, base::Diagnostic wrong) {
  return {{}, {std::move(wrong)}, exit_status};
}

std::variant<std::string, Answer> read_text(const path& file, std::size_t limit) {
  const auto bytes = read_whole(file, limit);
  if (bytes) return std::string(base::text_of(*bytes));
  return no_answer(kFailed, {file.string(), 0, 0, "cannot be read or is too large",
                             "check that the right file is named"});
}

// Logs and proofs are believed by a policy, which nobody may forget to give.
bool is_of_a_log(const path& what) {
  std::error_code failed;
  if (std::filesystem::is_directory(what, failed)) {
    return std::filesystem::exists(what / audit::kCheckpointPath, failed) ||
           std::filesystem::exists(what / "tile", failed);
  }
  const auto bytes = read_whole(what, audit::kMaxProof);
  return bytes && base::text_of(*bytes).starts_with(kProofBegins);
}

std::optional<base::Digest> parse_root(std::string_view text) {
  constexpr std::size_t kHexDigits = 2 * base::Digest::kSize;
  const auto bytes = text.size() == kHexDigits ? base::from_hex(text) : base::from_base64(text);
  const auto digest =
      bytes ? base::Digest::from(*bytes) : base::Result<base::Digest>(bytes.error());
  return digest ? std::optional(*digest) : std::nullopt;
}

Answer answer_bundle(const Question& question) {
  bundle::VerifyOptions options;
  if (!question.root.empty()) {
    options.root = parse_root(question.root);
    if (!options.root) {
      return no_answer(kUsage, {"--root", 0, 0, "is not the hash of a root note",
                                "it is 32 bytes in base64 or hex; a trustee or the auditor tells"});
    }
  }
  const auto files = read_bundle(question.what);
  if (!files && files.error().code == base::ErrorCode::kUnavailable) {
    return no_answer(kFailed, {question.what.string(), 0, 0, std::string(files.error().what.view()),
                               "check its permissions"});
  }
  const bundle::Report report = files ? bundle::verify_bundle(*files, options) : unread_bundle();
  return {statements_of(report), {}, exit_status(report.verdict)};
}

Answer answer_proof(const path& file, const LogPolicy& policy) {
  const auto text = read_text(file, audit::kMaxProof);
  if (const auto* const wrong = std::get_if<Answer>(&text)) return *wrong;
  const auto proof = audit::verify_leaf_proof(std::get<std::string>(text), policy);
  return {statements_of(proof), {}, exit_status(verdict_of(proof))};
}

// A head that somebody kept counts only when the log signed it, too.
Answer answer_log(const Question& question, const LogPolicy& policy) {
  audit::VerifyOptions options;
  options.format = question.entries;
  if (!question.since.empty()) {
    const auto text = read_text(question.since, audit::kMaxCheckpoint);
    if (const auto* const wrong = std::get_if<Answer>(&text)) return *wrong;
    const auto head = audit::verify_head(std::get<std::string>(text), policy);
    if (!head) {
      return no_answer(
          head.error().code == base::ErrorCode::kUnauthenticated ? kVerificationFailed : kFailed,
          {question.since.string(), 0, 0, std::string(head.error().what.view()),
           "do not use it; ask whoever sent it by another way"});
    }
    options.earlier.push_back(head->checkpoint);
  }
  options.files = partial_files_below(question.what);
  const auto found = audit::verify_log(files_below(question.what), policy, options);
  return {statements_of(found), {}, exit_status(found.verdict)};
}

}  // namespace

std::variant<LogPolicy, Answer> read_policy(const path& file) {
  const auto text = read_text(file, audit::kMaxPolicy);
  if (const auto* const wrong = std::get_if<Answer>(&text)) return *wrong;
  std::size_t line = 0;
  auto policy = LogPolicy::parse(std::get<std::string>(text), &line);
  if (policy) return *std::move(policy);
  return no_answer(kBadConfiguration,
                   {file.string(), line, 0, std::string(policy.error().what.view()),
                    "it is a C2SP tlog-policy: log, witness, group and quorum lines"});
}

Answer answer(const Question& question) {
  std::error_code failed;
  const bool is_file = std::filesystem::is_regular_file(question.what, failed);
  if (!is_file && !std::filesystem::is_directory(question.what, failed)) {
    return no_answer(kFailed, {question.what.string(), 0, 0, "is neither a file nor a folder",
                               "name a bundle, the folder of a log, or a .tlog-proof"});
  }
  if (question.policy.empty() && !is_of_a_log(question.what)) return answer_bundle(question);
  if (question.policy.empty()) {
    return no_answer(kUsage, {question.what.string(), 0, 0, "whose log is to be believed?",
                              "give --policy log-policy.txt"});
  }
  const auto policy = read_policy(question.policy);
  if (const auto* const wrong = std::get_if<Answer>(&policy)) return *wrong;
  const auto& believed = std::get<LogPolicy>(policy);
  return is_file ? answer_proof(question.what, believed) : answer_log(question, believed);
}

}  // namespace gateway::verify
