"""Formats that an evidence bundle is made of, read a second time: after gateway/note/FORMAT.md,
gateway/directory/FORMAT.md, gateway/audit/FORMAT.md, gateway/page/FORMAT.md and the zip of
gateway/bundle/FORMAT.md. Ed25519 is libsodium's, by PyNaCl. What breaks a format raises Malformed."""

import base64
import binascii
import datetime
import hashlib
import hmac
import pathlib
import re
import struct

import nacl.exceptions
import nacl.signing

from envelope_reader import digest_of, root_by_path, sha256

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Malformed(Exception):
    pass


FAULTS = (Malformed, AssertionError, ValueError, IndexError, KeyError, struct.error)


def demand(condition, what="not in its form"):
    if not condition:
        raise Malformed(what)


def from_base64(text):
    try:
        data = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Malformed("not base64") from error
    demand(base64.b64encode(data).decode() == text)
    return data


def to_base64(data):
    return base64.b64encode(data).decode()


def decimal(text, bits=64):
    demand(re.fullmatch("0|[1-9][0-9]*", text) and int(text) < 1 << bits)
    return int(text)


def time_of(text):
    """Milliseconds since 1970."""
    demand(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text, re.ASCII))
    moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    demand(1970 <= moment.year <= 2200)
    return int(moment.replace(tzinfo=datetime.timezone.utc).timestamp()) * 1000


def time_text(millis):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=millis // 1000)
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def ed25519_verifies(key, message, signature):
    try:
        nacl.signing.VerifyKey(key).verify(message, signature)
        return True
    except (nacl.exceptions.BadSignatureError, ValueError, TypeError):
        return False


# ── gateway/note/FORMAT.md ──

NOTE_SIZE = 4 << 20


def is_key_name(name):
    return 0 < len(name.encode()) <= 255 and not re.search(r"[\s+\x00-\x20\x7f]", name)


class Note:
    def __init__(self, data, limit=NOTE_SIZE):
        demand(len(data) <= limit)
        text = data.decode()
        demand(not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text) and text.endswith("\n"))
        split = text.rfind("\n\n")
        demand(split >= 0)
        self.text, lines = text[:split + 1], text[split + 2:]
        self.hash = sha256(self.text.encode())
        demand(lines)
        self.lines = []
        for line in lines[:-1].split("\n"):
            demand(line.startswith("— ") and " " in line[2:])
            name, signature = line[2:].split(" ", 1)
            signature = from_base64(signature)
            demand(is_key_name(name) and len(signature) >= 5)
            self.lines.append((name, signature[:4], signature[4:]))
        demand(len(self.lines) <= 64)

    def standing(self, key):
        """None when the key's line is not there, else whether all of them verify."""
        signatures = [each for name, ident, each in self.lines if (name, ident) == (key.name, key.id)]
        return all(key.signed(self.text, each) for each in signatures) if signatures else None

    def signers(self, keys):
        """Distinct public keys that signed; nobody at all when a known one's line does not verify."""
        standings = [(key, self.standing(key)) for key in keys]
        if any(good is False for _, good in standings):
            return set()
        return {key.key for key, good in standings if good}


class Key:
    """A key of signed notes: 1 signs the text, 4 cosigns it with a time."""

    def __init__(self, name, kind, key):
        self.name, self.kind, self.key = name, kind, key
        self.id = sha256(name.encode() + b"\n" + bytes([kind]) + key)[:4]

    @classmethod
    def parse(cls, text):
        name, ident, typed = text.split("+", 2)
        typed = from_base64(typed)
        demand(is_key_name(name) and len(typed) == 33 and typed[0] in (1, 4))
        key = cls(name, typed[0], typed[1:])
        demand(key.id.hex() == ident)
        return key

    def signed(self, text, signature):
        if self.kind == 1:
            return ed25519_verifies(self.key, text.encode(), signature)
        seconds = int.from_bytes(signature[:8], "big")
        message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
        return len(signature) == 72 and ed25519_verifies(self.key, message, signature[8:])


# ── gateway/directory/FORMAT.md ──


def lines_of(text, first):
    lines = text.split("\n")
    demand(lines[0] == first and lines[-1] == "")
    return [line.split(" ") for line in lines[1:-1]]


class Root:
    def __init__(self, data):
        self.note = Note(data, 64 << 10)
        self.hash, self.thresholds, self.trustees = self.note.hash, {}, []
        lines = lines_of(self.note.text, "safeconduct-root/v1")
        demand([line[0] for line in lines[:3]] == ["version", "previous", "expires"])
        self.version = decimal(lines[0][1], 32)
        self.previous, self.expires = lines[1][1], time_of(lines[2][1])
        for word, *fields in lines[3:]:
            if word == "threshold":
                self.thresholds[fields[0]] = decimal(fields[1], 32)
            else:
                demand(word == "trustee")
                self.trustees.append(Key.parse(fields[0]))
        demand(len({key.key for key in self.trustees}) == len(self.trustees))
        demand(all(0 < k < len(self.trustees) for k in self.thresholds.values()))

    def has_quorum(self, action, note):
        return len(note.signers(self.trustees)) >= self.thresholds[action]

    def follows(self, before):
        return (self.version == before.version + 1 and self.previous == to_base64(before.hash)
                and before.has_quorum("root", self.note) and self.has_quorum("root", self.note))


class Unit:
    def __init__(self):
        self.keys = []  # (key, from, until)


class Directory:
    def __init__(self, data):
        self.note = Note(data, NOTE_SIZE)
        self.hash, self.logs, self.policy = self.note.hash, [], []
        self.partners, self.units = {}, {}
        lines = lines_of(self.note.text, "safeconduct-directory/v1")
        demand([line[0] for line in lines[:5]] == ["version", "previous", "root", "created", "expires"])
        self.version, self.root = decimal(lines[0][1], 32), decimal(lines[2][1], 32)
        self.previous = lines[1][1]
        self.created, self.expires = time_of(lines[3][1]), time_of(lines[4][1])
        number, unit = 0, None
        for word, *fields in lines[5:]:
            if word == "log":
                self.logs.append(Key.parse(fields[0]))
            elif word == "policy":
                self.policy.append(" ".join(fields))
            elif word == "partner":
                number = decimal(fields[0], 32)
                self.partners[number] = (fields[1], fields[2], time_of(fields[3]), time_of(fields[4]))
            elif word == "unit":
                unit = self.units[number, fields[0]] = Unit()
            elif word == "sign":
                demand(fields[0].startswith("sc-sign-pub:"))
                unit.keys.append((from_base64(fields[0].split(":")[1]), time_of(fields[1]),
                                  time_of(fields[2])))

    def log_policy(self):
        logs = [f"log {key.name}+{key.id.hex()}+{to_base64(bytes([1]) + key.key)}" for key in self.logs]
        return "".join(line + "\n" for line in logs + (self.policy or ["quorum none"]))

    def keys_of(self, number, unit, at):
        name, state, since, until = self.partners.get(number, ("", "", 0, 0))
        entry = self.units.get((number, unit))
        if entry is None or state != "active" or not since <= at < until:
            return []
        return [key for key, begin, end in entry.keys if begin <= at < end]

    def follows(self, before):
        names = {number: entry[0] for number, entry in self.partners.items()}
        return (self.version == before.version + 1 and self.previous == to_base64(before.hash)
                and self.created >= before.created and self.root >= before.root
                and all(names.get(number) == entry[0] for number, entry in before.partners.items()))


def policy_digest(notes):
    return digest_of("safeconduct policy set v1", b"".join(struct.pack(">I", len(n)) + n for n in notes))


# ── gateway/audit/FORMAT.md: policy, proof, leaf ──

LEAF_TYPES = dict(enumerate(
    "LOG_START ACCEPT DELIVER RECEIPT REFUSE OPENED ERASE_SECTION ERASE_CASEKEY DIRECTORY FREEZE PREKEY "
    "KEY_EPOCH AUDIT_QUERY HOLD RELEASE EXPORT HEARTBEAT WITNESS_GAP CONFIG POLICY SUBSCRIPTION CONSENT "
    "QUARANTINE EXPIRED BREAK_GLASS REFUSE_SUMMARY APPROVAL".split(), 1))


class Leaf:
    def __init__(self, data):
        demand(len(data) == 152)
        version, kind, self.basis, self.actor, self.peer, _, self.time = struct.unpack(">BBHIIIQ", data[:24])
        self.subject, self.detail, self.data = data[24:56], data[56:88], data
        demand(version == 1 and kind in LEAF_TYPES and self.time < 1 << 63)
        self.type = LEAF_TYPES[kind]


def row_subject(envelope, salt):
    return sha256(b"row leaf v1" + envelope + salt)


class LogPolicy:
    def __init__(self, text):
        self.logs, self.witnesses, self.groups, self.quorum = [], {}, {}, None
        for word, *fields in (line.split() for line in text.splitlines()):
            if word == "log":
                self.logs.append(Key.parse(fields[0]))
            elif word == "witness":
                self.witnesses[fields[0]] = Key.parse(fields[1])
            elif word == "group":
                needed = {"any": 1, "all": len(fields) - 2}.get(fields[1]) or decimal(fields[1])
                self.groups[fields[0]] = (needed, fields[2:])
            elif word == "quorum":
                self.quorum = fields[0]

    def is_met(self, name, signers):
        if name == "none":
            return True
        if name in self.witnesses:
            return self.witnesses[name].key in signers
        needed, members = self.groups[name]
        return sum(self.is_met(member, signers) for member in members) >= needed


class Proof:
    """A C2SP tlog-proof with evidence, verified."""

    def __init__(self, data, policy):
        demand(policy is not None and len(data) <= 512 << 10)
        parts = data.decode().split("\n\n", 1)
        first, *lines = parts[0].split("\n")
        demand(first == "c2sp.org/tlog-proof@v1" and lines[0].startswith("extra "))
        evidence = from_base64(lines[0][6:])
        demand(lines[1].startswith("index ") and len(evidence) <= 64 << 10)
        self.index, path = decimal(lines[1][6:]), [from_base64(line) for line in lines[2:]]
        demand(all(len(each) == 32 for each in path) and len(path) <= 64)
        self.leaf = Leaf(evidence[:152])
        opening = evidence[152:]
        demand(opening[:1] == b"\0" and len(opening) == 1 or opening[:1] == b"\1" and len(opening) >= 33)
        if len(opening) > 1:
            demand(hmac.new(opening[1:33], opening[33:], hashlib.sha256).digest() == self.leaf.detail)
        note = Note(parts[1].encode(), 256 << 10)
        signers = note.signers([*policy.logs, *policy.witnesses.values()])
        self.origin, size, root = note.text[:-1].split("\n")
        self.size, self.root = decimal(size), from_base64(root)
        logs = [(at, key) for at, key in enumerate(policy.logs)
                if key.name == self.origin and key.key in signers]
        demand(logs and len(self.root) == 32 and self.index < self.size)
        self.log, self.key = logs[0]
        demand(root_by_path(self.leaf.data, self.index, self.size, path) == self.root)
        self.place = (self.log, self.index)
        self.is_witnessed = policy.is_met(policy.quorum, signers)


# ── gateway/page/FORMAT.md ──

UNSEEN = ("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def visible(text):
    text = text.replace("\\", "\\\\")
    return re.sub(UNSEEN, lambda found: f"\\u{ord(found[0]):04x}", text)


def filled(text):
    lines = [""]
    for word in re.split("[ \n]+", text.strip(" \n")):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > 78:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return lines


def page_text(title, blocks):
    """blocks: ("heading", text), ("paragraph", text), ("rows", [(label, value)]), ("quotation", [line])."""
    lines = [title, "=" * len(title)]
    for what, content in blocks:
        lines.append("")
        if what == "heading":
            lines += [content, "-" * len(content)]
        elif what == "paragraph":
            lines += filled(content)
        elif what == "rows":
            widest = max(len(label) for label, _ in content)
            lines += [f"  {label:<{widest}}  {value}".rstrip(" ") for label, value in content]
        else:
            lines += [f"  | {line}".rstrip(" ") for line in content]
    return "".join(line + "\n" for line in lines)


# ── gateway/bundle/FORMAT.md: zip ──


def to_zip(files):
    out, central = b"", b""
    for name, data in sorted((name.encode(), data) for name, data in files.items()):
        common = bytes.fromhex("0a000000000000002100") + struct.pack(
            "<IIIHH", binascii.crc32(data), len(data), len(data), len(name), 0)
        central += (struct.pack("<I", 0x02014B50) + bytes.fromhex("1403") + common + bytes(6)
                    + bytes.fromhex("0000a481") + struct.pack("<I", len(out)) + name)
        out += struct.pack("<I", 0x04034B50) + common + name + data
    end = struct.pack("<IIHHIIH", 0x06054B50, 0, len(files), len(files), len(central), len(out), 0)
    return out + central + end


def from_zip(data):
    demand(22 <= len(data) <= 64 << 20)
    count, = struct.unpack("<H", data[-12:-10])
    at, = struct.unpack("<I", data[-6:-2])
    demand(count <= 4096)
    files = {}
    for _ in range(count):
        demand(at + 46 <= len(data))
        size, length = struct.unpack("<IH", data[at + 24:at + 30])
        local, = struct.unpack("<I", data[at + 42:at + 46])
        name = data[at + 46:at + 46 + length].decode()
        files[name] = data[local + 30 + length:local + 30 + length + size]
        at += 46 + length
    demand(to_zip(files) == data)
    return files


def words(header, enum):
    """Numbers and words of an enumeration in gateway/model."""
    text = (ROOT / "gateway" / "model" / header).read_text()
    body = re.search(rf"enum class {enum} [^{{]*{{(.*?)}};", text, re.S)[1]
    numbers = dict(re.findall(r"^\s*(k\w+) = (\d+),", body, re.M))
    found = re.findall(rf'{{{enum}::(k\w+), "([^"]*)"}}', text)
    return {int(numbers[name]): word for name, word in found}
