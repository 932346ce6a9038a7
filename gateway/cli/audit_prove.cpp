#include "gateway/audit/commitments.h"
#include "gateway/audit/proof.h"
#include "gateway/base/text.h"
#include "gateway/cli/audit_commands.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/files.h"
#include "gateway/cli/log_copy.h"
#include "gateway/cli/offline.h"
#include "gateway/client/evidence.h"
#include "gateway/client/held.h"
#include "gateway/directory/keys.h"
#include "gateway/envelope/receipt.h"
#include "gateway/verify/answer.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using std::filesystem::path;

constexpr std::size_t kMaxReceipt = 4096;

struct ProveArguments {
  std::string what;
  std::string log;
  std::string policy;
  std::string out;
};

struct Question : LeafQuery {
  std::vector<client::Held> held;
};

ExitCode nothing(const Console& console) {
  return give_up(console, ExitCode::kUsage, "nothing of that name is known here",
                 "name a message, an envelope or an item of the inbox that this context has, a "
                 "receipt of it, or, with --log, the index of an entry");
}

std::optional<envelope::Receipt> read_receipt(const std::string& what) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(what, failed)) return std::nullopt;
  const auto read = read_file(what, kMaxReceipt);
  const auto* const text = std::get_if<std::string>(&read);
  if (text == nullptr) return std::nullopt;
  const auto receipt = envelope::parse_receipt(base::bytes_of(*text));
  return receipt ? std::optional(*receipt) : std::nullopt;
}

// The leaf that recorded this receipt: about its row, of its stage.
std::function<bool(const audit::Leaf&)> leaf_of(const envelope::Receipt& receipt,
                                                const client::Held& held) {
  std::optional<base::Digest> subject;
  for (const auto& [index, row] : held.rows) {
    if (held.excerpt.head.row_commitments.at(index) == receipt.row_commitment) {
      subject = audit::row_subject(held.excerpt.id, row.salt);
    }
  }
  return [subject, stage = static_cast<std::uint16_t>(receipt.stage)](const audit::Leaf& leaf) {
    const bool is_receipt =
        leaf.type == audit::LeafType::kReceipt || leaf.type == audit::LeafType::kOpened;
    return subject && leaf.subject == *subject && is_receipt && leaf.basis == stage;
  };
}

std::variant<Question, ExitCode> question_of(const Invocation& invocation,
                                             const ProveArguments& arguments, client::Desk* desk) {
  const Console& console = invocation.console;
  Question question;
  if (const auto index = base::parse_decimal(arguments.what); index && !arguments.log.empty()) {
    question.index = *index;
    return question;
  }
  const auto receipt = read_receipt(arguments.what);
  const std::string name = receipt ? base::to_hex(receipt->envelope.bytes()) : arguments.what;
  if (desk != nullptr) {
    auto held = client::find_held(*desk, name);
    if (!held) return give_up(console, arguments.what, held.error());
    question.held = *std::move(held);
  }
  for (const client::Held& each : question.held) question.subjects.merge(each.subjects());
  if (receipt && !question.held.empty()) {
    question.is_wanted = leaf_of(*receipt, question.held.front());
  }
  // Without a context an auditor may still ask for a subject by its hash.
  const auto hash = base::from_hex(name);
  if (question.subjects.empty() && hash && hash->size() == base::Digest::kSize && !receipt) {
    question.subjects.insert(*base::Digest::from(*hash));
  }
  if (question.subjects.empty()) return nothing(console);
  return question;
}

ProofTexts prove_from_kept(const Console& console, const client::Desk& desk,
                           const Question& question) {
  std::vector<std::string> texts;
  for (const client::Held& held : question.held) {
    auto kept = desk.evidence().read(held.excerpt.id);
    if (!kept) return give_up(console, "the kept evidence", kept.error());
    for (std::string& text : kept->proofs) {
      const auto proof = audit::parse_proof(text);
      const auto evidence = proof ? audit::parse_evidence(proof->extra)
                                  : base::Result<audit::Evidence>(proof.error());
      if (!evidence || question.is_wanted(evidence->leaf)) texts.push_back(std::move(text));
    }
  }
  return texts;
}

// Only what verifies is given away; in the order of the log.
ExitCode write_proofs(const Console& console, const ProveArguments& arguments,
                      const std::vector<std::string>& texts, const audit::LogPolicy& policy) {
  if (texts.empty()) {
    return give_up(console, ExitCode::kFailed, "there is no such entry",
                   "ask with --log and a copy of the log, or wait until the gateway has answered");
  }
  std::map<std::uint64_t, std::pair<audit::VerifiedLeaf, std::string_view>> proofs;
  for (const std::string& text : texts) {
    auto proof = audit::verify_leaf_proof(text, policy);
    if (!proof) return give_up(console, "a proof", proof.error());
    const std::uint64_t index = proof->index;
    proofs.emplace(index, std::pair(*std::move(proof), std::string_view(text)));
  }
  std::vector<std::vector<std::string>> rows = {{"entry", "type", "time", "file"}};
  ExitCode code = ExitCode::kOk;
  for (const auto& [index, proof] : proofs) {
    const audit::Leaf& leaf = proof.first.evidence.leaf;
    const bool is_witnessed = proof.first.head.is_witnessed;
    const path file = path(arguments.out) / (std::to_string(index) + ".tlog-proof");
    const auto written = write_new_file(file, proof.second);
    if (!written) return give_up(console, file, written.error());
    if (!is_witnessed) code = ExitCode::kIndeterminate;
    rows.push_back({std::to_string(index), std::string(audit::to_text(leaf.type)),
                    base::to_text(leaf.time), file.string()});
    console.object({{"index", index},
                    {"type", audit::to_text(leaf.type)},
                    {"time", base::to_text(leaf.time)},
                    {"file", file.string()},
                    {"witnessed", is_witnessed}});
  }
  console.table(rows);
  return code;
}

std::variant<audit::LogPolicy, ExitCode> policy_of(const Console& console,
                                                   const ProveArguments& arguments,
                                                   const client::Desk* desk) {
  if (!arguments.policy.empty()) {
    auto read = verify::read_policy(arguments.policy);
    if (const auto* const wrong = std::get_if<verify::Answer>(&read)) {
      console.diagnostics(wrong->wrong);
      return static_cast<ExitCode>(wrong->exit_status);
    }
    return std::get<audit::LogPolicy>(std::move(read));
  }
  if (desk == nullptr) {
    return give_up(console, ExitCode::kUsage, "whose log is to be believed?",
                   "give --policy log-policy.txt, or --context");
  }
  const auto policy =
      audit::LogPolicy::parse(directory::log_policy_text(desk->directory().data().gateway));
  if (!policy) return give_up(console, "the directory", policy.error());
  return *policy;
}

ExitCode prove(const Invocation& invocation, const ProveArguments& arguments) {
  const Console& console = invocation.console;
  std::unique_ptr<client::Desk> desk;
  if (!invocation.context.empty() || arguments.log.empty()) {
    auto opened = open_desk(invocation);
    if (const auto* const code = std::get_if<ExitCode>(&opened)) return *code;
    desk = std::get<std::unique_ptr<client::Desk>>(std::move(opened));
  }
  const auto policy = policy_of(console, arguments, desk.get());
  if (const auto* const code = std::get_if<ExitCode>(&policy)) return *code;
  const auto question = question_of(invocation, arguments, desk.get());
  if (const auto* const code = std::get_if<ExitCode>(&question)) return *code;
  const auto texts = arguments.log.empty()
                         ? prove_from_kept(console, *desk, std::get<Question>(question))
                         : prove_from_copy(console, arguments.log, std::get<Question>(question));
  if (const auto* const code = std::get_if<ExitCode>(&texts)) return *code;
  return write_proofs(console, arguments, std::get<std::vector<std::string>>(texts),
                      std::get<audit::LogPolicy>(policy));
}

}  // namespace

void add_audit_prove(CLI::App& auditing, Action& chosen) {
  CLI::App* const proving = auditing.add_subcommand(
      "prove", "Proof files for entries of the log about one message, or for any entry");
  const auto arguments = std::make_shared<ProveArguments>();
  proving
      ->add_option(
          "what", arguments->what,
          "a message or envelope id, an item of the inbox, a receipt file; with --log also "
          "an entry's index")
      ->required();
  proving->add_option("--log", arguments->log,
                      "a copy of the log; without it from what this unit has kept");
  proving->add_option("--policy", arguments->policy,
                      "log-policy.txt: whom to believe; without it as the directory says");
  proving->add_option("--out", arguments->out, "folder for the proof files")->required();
  choose(*proving, chosen, arguments, prove);
}

}  // namespace gateway::cli
