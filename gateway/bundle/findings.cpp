#include "gateway/bundle/findings.h"

#include <algorithm>

namespace gateway::bundle {
namespace {

// A check's word, and what it says when it holds and when it does not.
struct CheckText {
  Check check;
  std::string_view word;
  std::string_view holds;
  std::string_view fails;
  std::string_view open;  // When it is open, or a note.
};

constexpr std::array<CheckText, 37> kCheckTexts{{
    {Check::kList, "list", "the list of files can be read", "the list of files is damaged",
     "there is no list of files"},
    {Check::kListed, "listed", "", "the file is not in the list", ""},
    {Check::kFile, "file", "", "the file is not the one that was listed", "the file is missing"},
    {Check::kFiles, "files", "all files are there, as listed, and no others", "", ""},
    {Check::kRootSigned, "root-signed", "the trustees are set by enough of themselves",
     "too few trustees signed, or it does not follow the one before", "there is no root note"},
    {Check::kRootPinned, "root-pinned", "trust begins with the root that you named",
     "trust begins with another root than the one you named",
     "you did not say which root you trust"},
    {Check::kDirectorySigned, "directory-signed", "enough trustees signed the directory",
     "too few trustees signed, or it does not follow the one before",
     "there is no directory to believe"},
    {Check::kTrustFresh, "trust-fresh", "the directory was in force when the bundle was made",
     "the directory or its root had expired when the bundle was made", ""},
    {Check::kListSigned, "list-signed", "the maker signed the list of files",
     "no key of the maker signed the list of files", ""},
    {Check::kLogPolicy, "log-policy", "it names the logs and witnesses of the directory",
     "it names others than the directory does", ""},
    {Check::kPolicySigned, "policy-signed", "enough trustees signed the policy",
     "too few trustees signed the policy", ""},
    {Check::kMessage, "message", "head and digests can be read", "head or digests are damaged",
     "head or digests are missing"},
    {Check::kEnvelope, "envelope", "it is the message that the list names",
     "it is another message than the list names", ""},
    {Check::kSenderDirectory, "sender-directory", "the sender acted under a directory of the chain",
     "the sender names a directory that there never was",
     "the directory that the sender acted under is not here"},
    {Check::kSenderSignature, "sender-signature", "the sender signed exactly this message",
     "the sender did not sign this message", ""},
    {Check::kGatewayRow, "gateway-row", "purpose and legal basis are those that were sealed",
     "purpose and legal basis are not those that were sealed", ""},
    {Check::kRow, "row", "the recipient is one that was sealed in",
     "the recipient is not one that was sealed in", ""},
    {Check::kSection, "section", "the ciphertext is the one that was signed",
     "the ciphertext is not the one that was signed", ""},
    {Check::kSectionKey, "section-key", "the key is the only one that fits",
     "the key is not the one that the sender committed to", ""},
    {Check::kSectionContent, "section-content", "the section opens to what the cover says",
     "the section does not open to a message of its kind",
     "this program does not know messages of this kind"},
    {Check::kMaker, "maker", "the maker is a party to the message",
     "the maker is no party to the message", ""},
    {Check::kProof, "proof", "the entry is in the log", "the entry is not in the log", ""},
    {Check::kWitnessed, "witnessed", "", "",
     "too few witnesses have cosigned this head of the log"},
    {Check::kProofAbout, "proof-about", "the entry is about this message",
     "the entry is about something else", ""},
    {Check::kProofOrder, "proof-order", "", "the entry does not come after the one before it", ""},
    {Check::kOneHistory, "one-history", "", "the log has signed two different histories", ""},
    {Check::kReceipt, "receipt", "the recipient signed this receipt",
     "the recipient did not sign this receipt", ""},
    {Check::kReceiptLogged, "receipt-logged", "", "",
     "there is no entry of the log for this receipt"},
    {Check::kAccepted, "accepted", "the log shows that the gateway accepted the message",
     "the log shows that the gateway accepted it more than once",
     "no entry of the log shows the acceptance itself"},
    {Check::kCustody, "custody", "every step to this recipient is there, in order",
     "the steps to this recipient are out of order", "a step to this recipient is missing"},
    {Check::kPolicyInForce, "policy-in-force",
     "the log shows these policies in force before the message was accepted", "",
     "that these policies were in force is the maker's word"},
    {Check::kExport, "export", "the log shows that this bundle was made",
     "the entry about the making of this bundle does not fit it",
     "no entry of the log shows that this bundle was made"},
    {Check::kReadme, "readme", "it says what every bundle's says", "it is not what it should be",
     ""},
    {Check::kCover, "cover", "it says what the rest of the bundle shows",
     "it says something else than the rest of the bundle shows", ""},
    {Check::kMade, "made", "", "", "when the bundle was made is the maker's word"},
    {Check::kSenderFile, "sender-file", "", "",
     "which file the message was made of is the maker's word"},
    {Check::kPdf, "pdf", "", "", "it should say what cover.txt says; nobody can prove that"},
}};

const CheckText& text_of(Check check) {
  const auto* const found = std::ranges::find(kCheckTexts, check, &CheckText::check);
  return found == kCheckTexts.end() ? kCheckTexts.front() : *found;
}

}  // namespace

std::string_view to_text(Check check) { return text_of(check).word; }

std::string_view explain(Check check, Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass:
      return text_of(check).holds;
    case Outcome::kFail:
      return text_of(check).fails;
    case Outcome::kIndeterminate:
    case Outcome::kNote:
      return text_of(check).open;
  }
  return "";
}

Outcome verdict_of(const Findings& findings) {
  if (findings.empty()) return Outcome::kFail;
  Outcome worst = Outcome::kPass;
  for (const Finding& finding : findings) worst = std::min(worst, finding.outcome);
  return worst;
}

}  // namespace gateway::bundle
