#!/usr/bin/env python3
"""A second verifier of evidence bundles, written from gateway/bundle/FORMAT.md and the pages it names. It
shares no code with safeconduct-verify and must agree with it. Needs python3 and python3-nacl, and lies in a
checkout of the project, where the schemas are.

    verify_bundle.py [--json] [--root HASH] FOLDER_OR_ZIP        exit 0 PASS, 4 FAIL, 5 INDETERMINATE
"""

import argparse
import hashlib
import json
import pathlib
import re
import sys
import uuid

import nacl.bindings
import nacl.exceptions

import envelope_reader as envelope
from bundle_cover import EVENTS_OF_ROWS, cover_text
from bundle_formats import (FAULTS, Directory, Key, LogPolicy, Malformed, Note, Proof, Root, decimal, demand,
                            ed25519_verifies, from_base64, from_zip, policy_digest, row_subject, time_of,
                            to_base64, words)
from section_reader import section_texts

PASS, FAIL, INDETERMINATE, NOTE = "PASS", "FAIL", "INDETERMINATE", "NOTE"
EXIT = {PASS: 0, FAIL: 4, INDETERMINATE: 5}

NAMES = [
    ("manifest", "MANIFEST"), ("readme", r"README\.txt"), ("cover", r"cover\.txt"), ("pdf", r"cover\.pdf"),
    ("head", "message/head"), ("digests", "message/digests"), ("signature", "message/signature"),
    ("gateway-row", "message/gateway-row"), ("row", r"message/row-(\d{2})"),
    ("sealed", r"message/section-(\d{2})\.sealed"), ("key", r"message/section-(\d{2})\.key"),
    ("root", r"trust/root-(\d{6})\.note"), ("directory", r"trust/directory-(\d{6})\.note"),
    ("policy", r"policy/(\d{4})\.note"), ("log-policy", r"log-policy\.txt"),
    ("proof", r"proofs/(\d{4})\.tlog-proof"), ("receipt", r"receipts/(\d{4})\.receipt"),
    ("receipt-signature", r"receipts/(\d{4})\.signature"), ("export", r"export\.tlog-proof"),
]
GROUNDS = {"court": 1, "police": 2, "subject-access": 3, "regulator": 4, "complaint": 5, "internal": 6}
README_HASH = "eaf1eace29103a5c68d739419d557eb0892638f48933e5e37c9512b00a8b5905"


def part_of(name):
    for part, pattern in NAMES:
        found = re.fullmatch(pattern, name, re.ASCII)
        if found:
            return part, int(found[1]) if found.groups() else 0
    return None, 0


class Manifest:
    def __init__(self, data):
        self.note = Note(data, 1 << 20)
        lines = self.note.text.split("\n")
        demand(lines[0] == "safeconduct-bundle/v1" and lines[-1] == "" and 10 <= len(lines) <= 4096 + 9)
        head = [line.split(" ") for line in lines[1:8]]
        demand([line[0] for line in head] == ["made", "maker", "as", "message", "envelope", "sender-file", "export"])
        demand([len(line) for line in head] == [2, 4, 2, 2, 2, 2, 2])
        self.made = time_of(head[0][1])
        self.number, self.partner, self.unit = decimal(head[1][1], 32), head[1][2], head[1][3]
        demand(self.number and all(re.fullmatch("[a-z0-9-]{1,64}", each) for each in head[1][2:]))
        self.role, self.message = head[2][1], head[3][1]
        demand(self.role in ("sender", "recipient") and str(uuid.UUID(self.message)) == self.message)
        self.envelope, self.sender_file, self.export = head[4][1], head[5][1], head[6][1]
        demand(re.fullmatch("[0-9a-f]{64}", self.envelope))
        demand(re.fullmatch("[0-9a-f]{64}|-", self.sender_file))
        demand(self.export == "none" or self.export in GROUNDS)
        self.files, last, before = {}, {}, b""
        for line in lines[8:-1]:
            word, size, digest, name = line.split(" ")
            part, number = part_of(name)
            demand(word == "file" and decimal(size) <= 64 << 20 and re.fullmatch("[0-9a-f]{64}", digest))
            demand(part not in (None, "manifest", "export") and name.encode() > before)
            before = name.encode()
            if part in ("root", "directory", "policy", "proof"):
                follows = number == last[part] + 1 if part in last else number == 1 or part == "directory" and number
                demand(follows)
                last[part] = number
            self.files[name] = (int(size), digest)


class Verifier:
    def __init__(self, files, root):
        self.files, self.pinned, self.findings = files, root, []
        self.unlisted = set()
        self.roots, self.directories = [], []
        self.log_policy, self.policies = None, []
        self.gateway_row, self.rows, self.sections, self.events, self.receipts = None, {}, {}, [], []

    def add(self, check, name, outcome):
        if outcome in (True, False):
            outcome = PASS if outcome else FAIL
        self.findings.append((check, name, outcome))
        return outcome == PASS

    def get(self, name):
        return None if name in self.unlisted else self.files.get(name)

    def all(self, part):
        found = ((part_of(name), name) for name in sorted(self.files, key=str.encode))
        return [(number, name) for (each, number), name in found if each == part and name not in self.unlisted]

    @property
    def directory(self):
        return self.directories[-1]

    def verdict(self):
        outcomes = [outcome for _, _, outcome in self.findings]
        return FAIL if not outcomes or FAIL in outcomes else INDETERMINATE if INDETERMINATE in outcomes else PASS

    def run(self):
        if self.check_list() and self.check_roots() and self.check_directories():
            self.check_list_signature()
            self.check_policies()
            if self.check_message():
                for check in (self.check_sender, self.check_rows, self.check_sections, self.check_maker,
                              self.check_proofs, self.check_receipts, self.check_custody, self.check_export,
                              self.check_words):
                    check()

    # ── the list ──

    def check_list(self):
        data = self.get("MANIFEST")
        if data is None:
            return self.add("list", "MANIFEST", INDETERMINATE)
        try:
            self.manifest = Manifest(data)
        except FAULTS:
            return self.add("list", "MANIFEST", FAIL)
        self.add("list", "MANIFEST", PASS)
        before = len(self.findings)
        for name in self.files:
            if name not in self.manifest.files and name not in ("MANIFEST", "export.tlog-proof"):
                self.add("listed", name, FAIL)
                self.unlisted.add(name)
        for name, (size, digest) in self.manifest.files.items():
            data = self.files.get(name)
            if data is None:
                self.add("file", name, INDETERMINATE)
            elif len(data) != size or hashlib.sha256(data).hexdigest() != digest:
                self.add("file", name, FAIL)
        if len(self.findings) == before:
            self.add("files", "", PASS)
        return True

    # ── trust ──

    def check_roots(self):
        for number, name in self.all("root"):
            try:
                root = Root(self.get(name))
                holds = root.version == number and (
                    root.follows(self.roots[-1]) if self.roots else root.has_quorum("root", root.note))
            except FAULTS:
                holds = False
            if not self.add("root-signed", name, holds):
                break
            self.roots.append(root)
        first = "trust/root-000001.note"
        if self.get(first) is None:
            return self.add("root-signed", first, INDETERMINATE)
        if not self.roots:
            return False
        same = INDETERMINATE if self.pinned is None else self.roots[0].hash == self.pinned
        self.add("root-pinned", first, same)
        return True

    def check_directories(self):
        newest = ""
        for number, name in self.all("directory"):
            try:
                directory = Directory(self.get(name))
                named = [root for root in self.roots if root.version == directory.root]
                holds = (directory.version == number and bool(named)
                         and named[0].has_quorum("directory", directory.note)
                         and (not self.directories or directory.follows(self.directory)))
            except FAULTS:
                holds = False
            if not self.add("directory-signed", name, holds):
                break
            self.directories.append(directory)
            newest = name
        if not self.directories:
            return self.add("directory-signed", "trust/", INDETERMINATE)
        root, made = self.roots[-1], self.manifest.made
        self.add("trust-fresh", newest, self.directory.root == root.version and made < root.expires
                 and made < self.directory.expires)
        return True

    def keys_of(self, number, unit, at):
        return [key for directory in self.directories for key in directory.keys_of(number, unit, at)]

    def check_list_signature(self):
        given = self.manifest
        name = f"{given.partner}/{given.unit}"
        keys = self.keys_of(given.number, given.unit, given.made)
        from_maker = any(given.note.standing(Key(name, 1, key)) for key in keys)
        is_named = self.directory.partners.get(given.number, ("",))[0] == given.partner
        self.add("list-signed", "MANIFEST", bool(from_maker) and is_named)

    def check_policies(self):
        text = self.directory.log_policy()
        try:
            self.log_policy = LogPolicy(text)
        except FAULTS:
            pass
        given = self.get("log-policy.txt")
        if given is not None:
            self.add("log-policy", "log-policy.txt", self.log_policy is not None and given == text.encode())
        for _, name in self.all("policy"):
            self.policies.append(self.get(name))
            try:
                holds = self.roots[-1].has_quorum("policy", Note(self.get(name)))
            except FAULTS:
                holds = False
            self.add("policy-signed", name, holds)
        self.policy_digest = policy_digest(self.policies)

    # ── the message ──

    def check_message(self):
        head, digests = self.get("message/head"), self.get("message/digests")
        if head is None or digests is None:
            return self.add("message", "message/head", INDETERMINATE)
        try:
            self.head = envelope.read_head(head)
            self.head["kind_word"] = words("kind.h", "Kind")[self.head["kind"]]
            for header, enum, field in (("handling.h", "Urgency", "urgency"), ("handling.h", "Marking", "marking"),
                                        ("handling.h", "HandlingCode", "handling")):
                demand(self.head[field] in words(header, enum))
            self.section_words = words("section.h", "Section")
            demand(all(entry[0] in self.section_words for entry in self.head["sections"]))
            wraps, self.section_roots, halves = envelope.read_digests(digests)
            released = any(entry[1] == 2 for entry in self.head["sections"])
            rows = len(self.head["rows"])
            demand(len(digests) <= 16384 and len(wraps) == rows and len(halves) == (rows if released else 0))
            demand(len(self.section_roots) == len(self.head["sections"]))
        except FAULTS:
            return self.add("message", "message/head", FAIL)
        self.add("message", "message/head", PASS)
        self.id = envelope.digest_of("safeconduct envelope v1", head, digests)
        self.message = str(uuid.UUID(bytes=self.head["message_id"]))
        self.add("envelope", "message/head",
                 self.id.hex() == self.manifest.envelope and self.message == self.manifest.message)
        return True

    def check_sender(self):
        head = self.head
        named = [each for each in self.directories if each.version == head["directory"]]
        if not named:
            self.add("sender-directory", "message/head", INDETERMINATE)
        else:
            self.add("sender-directory", "message/head", named[0].hash == head["directory_hash"])
            signature = self.get("message/signature")
            if signature is not None:
                context = f"safeconduct-batch/v1\nsender {head['partner']} {head['unit']} {head['key_id'].hex()}"
                keys = named[0].keys_of(head["partner"], head["unit"], head["created"])
                self.add("sender-signature", "message/signature",
                         batch_verifies(self.id, signature, context, head["key_id"], keys))
        row = self.get("message/gateway-row")
        if row is not None:
            try:
                demand(envelope.digest_of("safeconduct gateway row v1", row) == head["gateway_row"])
                read = envelope.read_gateway_row(row)
                self.gateway_row = (words("legal.h", "Purpose")[read["purpose"]],
                                    words("legal.h", "LegalBasis")[read["art6"]],
                                    words("legal.h", "LegalBasis")[read["art9"]])
            except FAULTS:
                pass
            self.add("gateway-row", "message/gateway-row", self.gateway_row is not None)

    def check_rows(self):
        for index, name in self.all("row"):
            try:
                data = self.get(name)
                demand(envelope.digest_of("safeconduct row v1", data) == self.head["rows"][index])
                row = envelope.read_row(data)
                demand(row["partner"] and row["granted"] and not row["granted"] >> len(self.head["sections"]))
                row["role_word"] = words("role.h", "Role")[row["role"]]
                self.rows[index] = row
            except FAULTS:
                pass
            self.add("row", name, index in self.rows)

    def check_sections(self):
        sealed, keys = {}, {}
        for index, name in self.all("sealed"):
            data = self.get(name)
            holds = index < len(self.section_roots) and len(data) == sealed_size(self.head["sections"][index][2])
            holds = holds and envelope.merkle_root(envelope.section_chunks(data)) == self.section_roots[index]
            if self.add("section", name, holds):
                sealed[index] = data
        for index, name in self.all("key"):
            key = self.get(name)
            holds = (index < len(self.head["sections"]) and len(key) == 32
                     and self.derive(index, key)[56:] == self.head["sections"][index][3]
                     and f"message/section-{index:02}.sealed" in self.manifest.files)
            if self.add("section-key", name, holds):
                keys[index] = key
        for index, name in self.all("sealed"):
            if f"message/section-{index:02}.key" not in self.manifest.files:
                self.add("section-content", name, FAIL)
            elif index in sealed and index in keys:
                self.check_content(index, name, keys[index], sealed[index])

    def derive(self, index, key):
        info = b"safeconduct section v1" + self.head["message_id"] + bytes([index, self.head["sections"][index][0]])
        return envelope.hkdf_expand(key, info, 88)

    def check_content(self, index, name, key, sealed):
        try:
            word = self.section_words[self.head["sections"][index][0]]
            texts = section_texts(self.head["kind_word"], word, self.open_section(index, key, sealed))
        except (*FAULTS, nacl.exceptions.CryptoError):
            self.add("section-content", name, FAIL)
            return
        self.add("section-content", name, INDETERMINATE if texts is None else PASS)
        if texts is not None:
            self.sections[index] = texts

    def open_section(self, index, key, sealed):
        derived = self.derive(index, key)
        chunks, plain = envelope.section_chunks(sealed), b""
        for j, chunk in enumerate(chunks):
            nonce = derived[32:48] + (int.from_bytes(derived[48:56], "big") ^ j).to_bytes(8, "big")
            extra = self.head["hash"] + bytes([index]) + j.to_bytes(8, "big") + bytes([j == len(chunks) - 1])
            plain += nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(chunk, extra, nonce, derived[:32])
        size, padded = int.from_bytes(plain[:8], "big"), self.head["sections"][index][2]
        demand(len(plain) == padded == max(64, envelope.padme(8 + size)) and not any(plain[8 + size:]))
        return plain[8:8 + size]

    def check_maker(self):
        given, head = self.manifest, self.head
        maker = (given.number, given.unit)
        parties = ([(head["partner"], head["unit"])] if given.role == "sender"
                   else [(row["partner"], row["unit"]) for row in self.rows.values()])
        self.add("maker", "MANIFEST", maker in parties)

    # ── the log ──

    def row_of(self, leaf):
        sender = self.head["partner"]
        for index, row in self.rows.items():
            if leaf.subject != row_subject(self.id, row["salt"]):
                continue
            parties = {"sender": (sender, row["partner"]), "recipient": (row["partner"], sender)}
            actor = EVENTS_OF_ROWS.get(leaf.type)
            if actor == "any" or actor and (leaf.actor, leaf.peer) == parties[actor]:
                return index
        return None

    def is_about(self, leaf, row):
        return (row is not None
                or leaf.type == "ACCEPT" and (leaf.subject, leaf.actor) == (self.id, self.head["partner"])
                or leaf.type == "POLICY" and leaf.subject == self.policy_digest
                or leaf.type == "DIRECTORY" and leaf.subject in [each.hash for each in self.directories])

    def read_proof(self, data):
        try:
            return Proof(data, self.log_policy)
        except FAULTS:
            return None

    def check_proofs(self):
        before, heads = None, {}
        size, root, key, _ = self.head["gossip"]
        for _, name in self.all("proof"):
            proof = self.read_proof(self.get(name))
            if not self.add("proof", name, proof is not None):
                continue
            if not proof.is_witnessed:
                self.add("witnessed", name, INDETERMINATE)
            known = heads.setdefault((proof.origin, proof.size), proof.root)
            if known != proof.root or (size, key) == (proof.size, proof.key.id) and root != proof.root:
                self.add("one-history", name, FAIL)
            if before is not None and proof.place <= before:
                self.add("proof-order", name, FAIL)
            before = proof.place
            proof.row = self.row_of(proof.leaf)
            if self.add("proof-about", name, self.is_about(proof.leaf, proof.row)):
                self.events.append(proof)
        self.events.sort(key=lambda event: event.place)

    def has_stage(self, row, stage):
        wanted = "OPENED" if stage == 2 else "RECEIPT"
        return any((each.row, each.leaf.type, each.leaf.basis) == (row, wanted, stage) for each in self.events)

    def check_receipts(self):
        for number, name in self.all("receipt"):
            signature_name = f"receipts/{number:04}.signature"
            signature = self.get(signature_name)
            if signature is None and signature_name in self.manifest.files:
                continue
            receipt = self.read_receipt(self.get(name), signature)
            if not self.add("receipt", name, receipt is not None):
                continue
            if not self.has_stage(receipt["row"], receipt["stage"]):
                self.add("receipt-logged", name, INDETERMINATE)
            self.receipts.append(receipt)
        for number, name in self.all("receipt-signature"):
            if f"receipts/{number:04}.receipt" not in self.manifest.files:
                self.add("receipt", name, FAIL)

    def read_receipt(self, data, signature):
        try:
            demand(signature is not None)
            receipt = envelope.read_receipt(data)
            demand(receipt["envelope"] == self.id and receipt["partner"] and receipt["stage"] in (1, 2, 3, 4))
            demand(receipt["sections"] < 1 << 16 and receipt["time"] <= 0xFFFFFFFF * 60000)
            unit = (receipt["partner"], receipt["unit"])
            rows = [index for index, row in self.rows.items() if (row["partner"], row["unit"]) == unit
                    and self.head["rows"][index] == receipt["commitment"]]
            receipt["row"] = rows[0]
            context = f"safeconduct-receipt/v1\nunit {unit[0]} {unit[1]} {receipt['key_id'].hex()}"
            demand(batch_verifies(envelope.digest_of("safeconduct receipt v1", data), signature, context,
                                  receipt["key_id"], self.keys_of(*unit, receipt["time"])))
            return receipt
        except FAULTS:
            return None

    def check_custody(self):
        places = lambda kind, row: [each.place for each in self.events if (each.leaf.type, each.row) == (kind, row)]
        accepts = places("ACCEPT", None)
        delivered = any(each.leaf.type == "DELIVER" for each in self.events)
        self.add("accepted", "", {0: NOTE if delivered else INDETERMINATE, 1: PASS}.get(len(accepts), FAIL))
        for index, row in self.rows.items():
            deliver = places("DELIVER", index)[:1]
            later = [each.place for each in self.events if each.row == index
                     and EVENTS_OF_ROWS[each.leaf.type] == "recipient"]
            ordered = not deliver or (accepts[:1] < deliver and all(deliver[0] < place for place in later))
            must_open = (self.manifest.role == "recipient" and self.sections
                         and (row["partner"], row["unit"]) == (self.manifest.number, self.manifest.unit))
            gap = later and not deliver or must_open and not self.has_stage(index, 2)
            self.add("custody", f"message/row-{index:02}", not ordered and FAIL or gap and INDETERMINATE or PASS)
        policy = places("POLICY", None)
        in_force = policy and accepts and policy[0] < accepts[0]
        self.add("policy-in-force", "", PASS if in_force else NOTE)

    def check_export(self):
        name, given = "export.tlog-proof", self.manifest.export
        data = self.get(name)
        if given == "none":
            self.add("export", name, NOTE if data is None else FAIL)
        elif data is None:
            self.add("export", name, INDETERMINATE)
        else:
            proof = self.read_proof(data)
            about = (GROUNDS[given], self.manifest.number, hashlib.sha256(self.files["MANIFEST"]).digest())
            self.add("export", name, proof is not None and proof.leaf.type == "EXPORT"
                     and (proof.leaf.basis, proof.leaf.actor, proof.leaf.subject) == about)
            if proof is not None and not proof.is_witnessed:
                self.add("witnessed", name, INDETERMINATE)

    def check_words(self):
        said = self.get("README.txt")
        if said is not None:
            self.add("readme", "README.txt", hashlib.sha256(said).hexdigest() == README_HASH)
        broken = any(outcome == FAIL or (check, outcome) == ("file", INDETERMINATE)
                     for check, _, outcome in self.findings)
        cover = self.get("cover.txt")
        if cover is not None and not broken:
            self.add("cover", "cover.txt", cover == cover_text(self).encode())
        self.add("made", "MANIFEST", NOTE)
        if self.manifest.sender_file != "-":
            self.add("sender-file", "MANIFEST", NOTE)
        if self.get("cover.pdf") is not None:
            self.add("pdf", "cover.pdf", NOTE)


def sealed_size(padded):
    return padded + 16 * max(1, -(-padded // 65536))


def batch_verifies(digest, signature, context, key_id, keys):
    """gateway/crypto/FORMAT.md: batch signature, by the key of that id."""
    try:
        size, index = int.from_bytes(signature[:2], "big"), int.from_bytes(signature[2:4], "big")
        path = envelope.split_hashes(signature[21:-64])
        demand(1 <= size <= 256 and index < size and len(signature) == 85 + 32 * len(path))
        demand(signature[20] == len(path))
        root = envelope.root_by_path(digest + signature[4:20], index, size, path)
    except FAULTS:
        return False
    text = f"{context}\nsize {size}\nroot {to_base64(root)}\n".encode()
    return any(envelope.digest_of("safeconduct key id v1", key)[:8] == key_id
               and ed25519_verifies(key, text, signature[-64:]) for key in keys)


def read_files(path):
    path = pathlib.Path(path)
    if not path.is_dir():
        return from_zip(path.read_bytes())
    files, size = {}, 0
    for entry in sorted(path.rglob("*")):
        if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
            raise Malformed("something that is no file")
        if entry.is_file():
            files[entry.relative_to(path).as_posix()] = entry.read_bytes()
            size += len(files[entry.relative_to(path).as_posix()])
            demand(len(files) <= 4096 and size <= 64 << 20)
    return files


def verify(path, root=None):
    """(verdict, [(check, file, outcome)])."""
    try:
        files = read_files(path)
    except FAULTS:
        return FAIL, [("list", "", FAIL)]
    verifier = Verifier(files, root)
    verifier.run()
    return verifier.verdict(), verifier.findings


def parse_root(text):
    root = bytes.fromhex(text) if len(text) == 64 else from_base64(text)
    demand(len(root) == 32)
    return root


def main():
    if not __debug__:
        sys.exit("error: python -O leaves out checks")
    options = argparse.ArgumentParser(description="Verifies an evidence bundle.")
    options.add_argument("bundle")
    options.add_argument("--root", type=parse_root, help="hash of the trustees' first root note, base64 or hex")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    verdict, findings = verify(given.bundle, given.root)
    for check, name, outcome in findings:
        print(json.dumps({"check": check, "file": name, "outcome": outcome}) if given.json
              else f"  {outcome}  {check}  {name}".rstrip())
    print(json.dumps({"verdict": verdict}) if given.json else verdict)
    return EXIT[verdict]


if __name__ == "__main__":
    sys.exit(main())
