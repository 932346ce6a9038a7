"""cover.txt of an evidence bundle, after gateway/bundle/FORMAT.md."""

from bundle_formats import page_text, time_text, to_base64, visible, words

# Who acts in a leaf about a row; what it says of RECIPIENT.
EVENTS_OF_ROWS = {"DELIVER": "sender", "QUARANTINE": "sender", "EXPIRED": "sender", "RECEIPT": "recipient",
                  "OPENED": "recipient", "RELEASE": "recipient", "ERASE_SECTION": "any", "BREAK_GLASS": "any",
                  "APPROVAL": "any"}
SENTENCES = {"DELIVER": "handed, still sealed, to {}", "RELEASE": "{} was given the second half of the keys",
             "QUARANTINE": "withheld from {}", "EXPIRED": "expired before {} took it",
             "ERASE_SECTION": "a section for {} was erased",
             "BREAK_GLASS": "a lock for {} was lifted in an emergency",
             "APPROVAL": "trustees approved a section for {}"}
STAGES = {1: "had it on its own machine, unopened", 2: "opened it", 3: "acted on it", 4: "rejected it"}

INTRODUCTION = """These papers show one message between organisations: who sent it, when the gateway accepted it,
who received it and when it was opened. Chapters 1 to 4 follow from signatures and from the gateway's log, which
nobody can change unseen. Chapter 5 says what rests on the word of the organisation that made these papers.
README.txt says how to check all of it without trusting whoever handed it over."""
OTHERS = "Whether the message had other recipients, these papers do not say."
TIMES = """The first time is the sender's, who signed it; all others are those that the gateway wrote into its log.
Entries are numbered in the order they were written."""
NOTHING = "No section is disclosed: these papers show that the message was sent, not what it said."
SEALED = "All other sections stay sealed; these papers hold no key to them."
MAKER = """The maker signed the list of all files and answers for it. The printed cover should say what cover.txt
says; only cover.txt is checked."""
TRUST = """All of this holds if the trustees of the network are who they should be. Their first root note has the
hash below. Compare it with the one that a trustee or the auditor tells you, and give it to the program that checks
these papers."""


class Cover:
    def __init__(self, found):
        self.found = found

    def partner(self, number):
        return self.found.directory.partners.get(number, (f"number {number}",))[0]

    def unit(self, number, unit):
        return f"{self.partner(number)}/{unit}"

    def recipient(self, index):
        row = self.found.rows[index]
        return f"{row['role_word']} at {self.unit(row['partner'], row['unit'])}"

    def sections(self, bits):
        entries = enumerate(self.found.head["sections"])
        return ", ".join(self.found.section_words[entry[0]] for i, entry in entries if bits >> i & 1)

    def event(self, proof):
        leaf = proof.leaf
        if proof.row is not None:
            who = self.recipient(proof.row)
            if leaf.type == "OPENED":
                bits = 0
                for receipt in self.found.receipts:
                    bits |= receipt["sections"] if receipt["row"] == proof.row else 0
                return f"{who} opened it" + (f": {self.sections(bits)}" if bits else "")
            if leaf.type == "RECEIPT":
                return f"{who} {STAGES.get(leaf.basis, f'reported stage {leaf.basis}')}"
            return SENTENCES[leaf.type].format(who)
        if leaf.type == "ACCEPT":
            return f"accepted by the gateway from {self.partner(leaf.actor)}"
        if leaf.type == "POLICY":
            return "the policies in these papers were in force"
        version = [each.version for each in self.found.directories if each.hash == leaf.subject][0]
        return f"version {version} of the directory was in force"

    def message(self):
        head, found = self.found.head, self.found
        rows = [("message", found.message), ("envelope", found.id.hex()), ("kind", head["kind_word"]),
                ("sent by", self.unit(head["partner"], head["unit"])), ("created", time_text(head["created"]))]
        rows += [(label, words("handling.h", enum)[head[field]]) for label, enum, field in (
            ("urgency", "Urgency", "urgency"), ("marking", "Marking", "marking"),
            ("handling code", "HandlingCode", "handling"))]
        if head["topic"]:
            rows.append(("topic", head["topic"]))
        if found.gateway_row:
            rows += zip(("purpose", "legal basis", "article 9"), found.gateway_row)
        return rows + [("directory", f"version {head['directory']}")]

    def recipients(self):
        if not self.found.rows:
            return "paragraph", "No recipient is shown."
        return "rows", [(self.recipient(index), f"may open {self.sections(row['granted'])}")
                        for index, row in self.found.rows.items()]

    def events(self):
        head, given = self.found.head, self.found.manifest
        sealed = f"sealed and signed by {self.unit(head['partner'], head['unit'])}"
        if given.sender_file != "-":
            sealed += ", from the file named in chapter 5"
        rows = [(time_text(head["created"]), sealed)]
        for proof in self.found.events:
            rows.append((time_text(proof.leaf.time),
                         f"{self.event(proof)} (entry {proof.index} of {proof.origin})"))
        return rows

    def disclosed(self):
        for index, texts in sorted(self.found.sections.items()):
            word = self.found.section_words[self.found.head["sections"][index][0]]
            yield "paragraph", f"Section {word}, word for word:"
            lines = []
            for at, text in texts:
                first, *more = text.split("\n")
                lines.append(f"{visible(at)}: {visible(first)}")
                lines += [f"    {visible(line)}" for line in more]
            yield "quotation", lines
        yield "paragraph", SEALED if self.found.sections else NOTHING

    def maker(self):
        given = self.found.manifest
        rows = [("made by", f"{given.partner}/{given.unit}, the {given.role}"), ("made at", time_text(given.made))]
        if given.sender_file != "-":
            rows.append(("made of a file with SHA-256", given.sender_file))
        return rows


def cover_text(found):
    """`found`: a verifier after all its other checks."""
    cover = Cover(found)
    trust = [("root note", to_base64(found.roots[0].hash)),
             ("policies", f"{len(found.policies)}, digest {found.policy_digest.hex()}")]
    return page_text("Evidence of one message", [
        ("paragraph", INTRODUCTION),
        ("heading", "1. The message"), ("rows", cover.message()),
        ("heading", "2. Who is shown to have been sent it"), cover.recipients(), ("paragraph", OTHERS),
        ("heading", "3. What happened to it"), ("rows", cover.events()), ("paragraph", TIMES),
        ("heading", "4. What it said"), *cover.disclosed(),
        ("heading", "5. What rests on the maker's word"), ("rows", cover.maker()), ("paragraph", MAKER),
        ("heading", "6. Where trust begins"), ("paragraph", TRUST), ("rows", trust)])
