#include "gateway/bundle/cover.h"

#include "gateway/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::bundle {
namespace {

using audit::LeafType;
using envelope::ReceiptStage;
using page::Document;
using page::Heading;
using page::Paragraph;
using page::Quotation;
using page::Rows;

std::string time_text(base::Time time) {
  std::string text = base::to_text(time);  // "2026-01-12T18:05:00Z"
  text[10] = ' ';
  text.pop_back();
  return text + " UTC";
}

std::string partner_name(const Story& story, model::PartnerNumber number) {
  const auto* const partner = story.directory().partner(number);
  if (partner != nullptr) return partner->name;
  return "number " + std::to_string(static_cast<std::uint32_t>(number));
}

std::string unit_text(const Story& story, const model::UnitRef& unit) {
  return partner_name(story, unit.partner) + "/" + unit.unit;
}

std::string recipient_text(const Story& story, std::size_t row) {
  const envelope::Row& entry = story.rows.at(row);
  return std::string(model::to_text(entry.role)) + " at " + unit_text(story, entry.recipient);
}

// The words of the sections whose bits are set.
std::string sections_text(const Story& story, std::uint32_t bits) {
  std::string text;
  const auto& sections = story.message->head.sections;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (((bits >> i) & 1U) == 0) continue;
    text += (text.empty() ? "" : ", ") + std::string(model::to_text(sections[i].section));
  }
  return text;
}

std::uint32_t opened_bits(const Story& story, std::size_t row) {
  std::uint32_t bits = 0;
  for (const envelope::Receipt& receipt : story.receipts) {
    const auto& commitment = story.message->head.row_commitments[row];
    if (receipt.row_commitment == commitment) bits |= receipt.sections;
  }
  return bits;
}

std::string stage_text(std::uint16_t stage) {
  switch (static_cast<ReceiptStage>(stage)) {
    case ReceiptStage::kFetched:
      return " had it on its own machine, unopened";
    case ReceiptStage::kOpened:
      return " opened it";
    case ReceiptStage::kActed:
      return " acted on it";
    case ReceiptStage::kRejected:
      return " rejected it";
    case ReceiptStage::kNone:
      break;
  }
  return " reported stage " + std::to_string(stage);
}

// What a leaf about a row says of its recipient.
struct RowEventText {
  LeafType type;
  std::string_view before;
  std::string_view after;
};
constexpr std::array<RowEventText, 7> kRowEventTexts{{
    {LeafType::kDeliver, "handed, still sealed, to ", ""},
    {LeafType::kRelease, "", " was given the second half of the keys"},
    {LeafType::kQuarantine, "withheld from ", ""},
    {LeafType::kExpired, "expired before ", " took it"},
    {LeafType::kEraseSection, "a section for ", " was erased"},
    {LeafType::kBreakGlass, "a lock for ", " was lifted in an emergency"},
    {LeafType::kApproval, "trustees approved a section for ", ""},
}};

std::string row_event_text(const Story& story, const Event& event) {
  const std::string who = recipient_text(story, *event.row);
  if (event.leaf.type == LeafType::kOpened) {
    const std::string sections = sections_text(story, opened_bits(story, *event.row));
    return who + " opened it" + (sections.empty() ? "" : ": " + sections);
  }
  const auto* const text = std::ranges::find(kRowEventTexts, event.leaf.type, &RowEventText::type);
  if (text == kRowEventTexts.end()) return who + stage_text(event.leaf.basis);
  return std::string(text->before) + who + std::string(text->after);
}

std::string event_text(const Story& story, const Event& event) {
  if (event.row) return row_event_text(story, event);
  if (event.leaf.type == LeafType::kAccept) {
    return "accepted by the gateway from " + partner_name(story, event.leaf.actor);
  }
  if (event.leaf.type == LeafType::kPolicy) return "the policies in these papers were in force";
  const auto named = std::ranges::find_if(
      story.directories, [&](const auto& each) { return each->hash() == event.leaf.subject; });
  return "version " +
         (named == story.directories.end()
              ? std::string("?")
              : std::to_string(static_cast<std::uint32_t>((*named)->version()))) +
         " of the directory was in force";
}

void add_message(const Story& story, Document& out) {
  const envelope::Head& head = story.message->head;
  out.blocks.emplace_back(Heading{"1. The message"});
  Rows rows{{{"message", model::to_text(head.message_id)},
             {"envelope", base::to_hex(story.message->id.bytes())},
             {"kind", std::string(model::to_text(head.kind))},
             {"sent by", unit_text(story, head.sender)},
             {"created", time_text(head.created)},
             {"urgency", std::string(model::to_text(head.urgency))},
             {"marking", std::string(model::to_text(head.marking))},
             {"handling code", std::string(model::to_text(head.handling_code))}}};
  if (!head.topic.empty()) rows.rows.emplace_back("topic", head.topic);
  if (story.gateway_row) {
    rows.rows.emplace_back("purpose", model::to_text(story.gateway_row->purpose));
    rows.rows.emplace_back("legal basis", model::to_text(story.gateway_row->art6));
    rows.rows.emplace_back("article 9", model::to_text(story.gateway_row->art9));
  }
  rows.rows.emplace_back(
      "directory", "version " + std::to_string(static_cast<std::uint32_t>(head.directory_version)));
  out.blocks.emplace_back(std::move(rows));
}

void add_recipients(const Story& story, Document& out) {
  out.blocks.emplace_back(Heading{"2. Who is shown to have been sent it"});
  if (story.rows.empty()) {
    out.blocks.emplace_back(Paragraph{"No recipient is shown."});
  } else {
    Rows rows;
    for (const auto& [index, row] : story.rows) {
      rows.rows.emplace_back(recipient_text(story, index),
                             "may open " + sections_text(story, row.granted));
    }
    out.blocks.emplace_back(std::move(rows));
  }
  out.blocks.emplace_back(
      Paragraph{"Whether the message had other recipients, these papers do not say."});
}

void add_events(const Story& story, Document& out) {
  out.blocks.emplace_back(Heading{"3. What happened to it"});
  std::string sealed = "sealed and signed by " + unit_text(story, story.message->head.sender);
  if (story.manifest.sender_file) sealed += ", from the file named in chapter 5";
  Rows rows{{{time_text(story.message->head.created), std::move(sealed)}}};
  const auto& logs = story.directory().data().gateway.logs;
  for (const Event& event : story.events) {
    const std::string log = event.log < logs.size() ? logs[event.log].name : "?";
    rows.rows.emplace_back(
        time_text(event.leaf.time),
        event_text(story, event) + " (entry " + std::to_string(event.index) + " of " + log + ")");
  }
  out.blocks.emplace_back(std::move(rows));
  out.blocks.emplace_back(Paragraph{
      "The first time is the sender's, who signed it; all others are those that the "
      "gateway wrote into its log. Entries are numbered in the order they were written."});
}

void add_sections(const Story& story, Document& out) {
  out.blocks.emplace_back(Heading{"4. What it said"});
  if (story.sections.empty()) {
    out.blocks.emplace_back(Paragraph{
        "No section is disclosed: these papers show that the message was sent, not what it said."});
    return;
  }
  for (const auto& [index, texts] : story.sections) {
    const auto section = story.message->head.sections.at(index).section;
    out.blocks.emplace_back(
        Paragraph{"Section " + std::string(model::to_text(section)) + ", word for word:"});
    Quotation quotation;
    for (const kinds::PlacedText& each : texts) {
      bool is_first = true;
      for (const std::string_view line : base::split(each.text, '\n')) {
        quotation.lines.push_back((is_first ? page::visible(each.at) + ": " : "    ") +
                                  page::visible(line));
        is_first = false;
      }
    }
    out.blocks.emplace_back(std::move(quotation));
  }
  out.blocks.emplace_back(
      Paragraph{"All other sections stay sealed; these papers hold no key to them."});
}

void add_makers_word(const Story& story, Document& out) {
  const Manifest& manifest = story.manifest;
  out.blocks.emplace_back(Heading{"5. What rests on the maker's word"});
  Rows rows{{{"made by", manifest.partner + "/" + manifest.maker.unit + ", the " +
                             std::string(to_text(manifest.as))},
             {"made at", time_text(manifest.made)}}};
  if (manifest.sender_file) {
    rows.rows.emplace_back("made of a file with SHA-256",
                           base::to_hex(manifest.sender_file->bytes()));
  }
  out.blocks.emplace_back(std::move(rows));
  out.blocks.emplace_back(
      Paragraph{"The maker signed the list of all files and answers for it. The printed cover "
                "should say what cover.txt says; only cover.txt is checked."});
}

void add_trust(const Story& story, Document& out) {
  out.blocks.emplace_back(Heading{"6. Where trust begins"});
  out.blocks.emplace_back(
      Paragraph{"All of this holds if the trustees of the network are who they should be. Their "
                "first root note has the hash below. Compare it with the one that a trustee or the "
                "auditor tells you, and give it to the program that checks these papers."});
  out.blocks.emplace_back(Rows{{{"root note", base::to_base64(story.roots.front().hash.bytes())},
                                {"policies", std::to_string(story.policies) + ", digest " +
                                                 base::to_hex(story.policy_digest.bytes())}}});
}

}  // namespace

Document cover_of(const Story& story) {
  Document out{"Evidence of one message", {}};
  out.blocks.emplace_back(
      Paragraph{"These papers show one message between organisations: who sent it, when the "
                "gateway accepted it, who received it and when it was opened. Chapters 1 to 4 "
                "follow from signatures and from the gateway's log, which nobody can change "
                "unseen. Chapter 5 says what rests on the word of the organisation that made these "
                "papers. README.txt says how to check all of it without trusting whoever handed it "
                "over."});
  add_message(story, out);
  add_recipients(story, out);
  add_events(story, out);
  add_sections(story, out);
  add_makers_word(story, out);
  add_trust(story, out);
  return out;
}

std::string_view readme() {
  return R"(How to check this bundle
========================

What is here: evidence of one message that went through a Safeconduct gateway.
cover.txt (printed: cover.pdf) tells the story in plain words. Believe it only
after checking.

1. Get the hash of the trustees' first root note from a trustee or the auditor
   of the network, not from whoever gave you this folder.

2. Check everything with either program, or with both; they were written
   independently. ROOT is that hash, and . is this folder or the zip of it:

     safeconduct-verify --root ROOT .
     python3 verify_bundle.py --root ROOT .

   PASS: everything holds. FAIL: something was changed or does not fit.
   INDETERMINATE: something is missing, for example the hash.
   Each finding names its file. Exit codes: 0, 4, 5.

3. With common tools alone you can check
   - that files are as the maker listed them: sha256sum FILE, against MANIFEST;
   - each file in proofs/: it is a C2SP tlog-proof, log-policy.txt its policy;
   - each note in trust/, policy/ and MANIFEST: they are C2SP signed notes.

The formats are public: gateway/bundle/FORMAT.md of the Safeconduct project.

message/  what was sealed, byte by byte     trust/     who vouches for whom
proofs/   entries of the gateway's log      policy/    what was allowed
receipts/ what recipients signed            MANIFEST   all files, signed
)";
}

}  // namespace gateway::bundle
