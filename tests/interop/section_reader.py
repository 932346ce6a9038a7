"""Reads one opened section of a message after gateway/kinds/FORMAT.md, schemas/README.md,
schemas/field_map/README.md and the encoding page of Cap'n Proto. The layout of a struct is computed from
the text of its schema; nothing is generated and no Cap'n Proto library is used."""

import csv
import datetime
import pathlib
import re
import struct

from bundle_formats import Malformed, demand

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"
BITS = {"Bool": 1, "Int32": 32, "UInt32": 32, "UInt64": 64, "UInt16": 16, "UInt8": 8}
MAX_LIST, MAX_TEXT, MAX_NESTING = 1000, 15000, 16


class Schema:
    """All structs and enums of the interchange kinds. A name means what it means in its own file."""

    def __init__(self):
        self.structs, self.enums = {}, {}
        for file in SCHEMAS.glob("*.capnp"):
            if file.stem in ("envelope", "wire"):
                continue
            text = re.sub("#[^\n]*", "", file.read_text())
            for what, name, body in re.findall(r"^(struct|enum) (\w+) \{(.*?)^\}", text, re.M | re.S):
                if what == "enum":
                    found = re.findall(r"(\w+) @(\d+)([^;]*);", body)
                    words = {int(number): re.findall('"([^"]*)"', rest) for _, number, rest in found}
                    self.enums[name] = {number: word[0] for number, word in words.items() if word}
                else:
                    self.structs[name] = re.findall(r"(\w+) @(\d+) :([\w.()]+);", body)
        self.layouts = {}

    @staticmethod
    def plain(kind):
        return kind.removeprefix("Common.")

    def layout(self, name):
        """Fields by name: (ordinal, type, place); place counts pointers, or bits of the data."""
        if name in self.layouts:
            return self.layouts[name]
        holes, words, pointers, fields = {}, 0, 0, {}
        for field, ordinal, kind in sorted(self.structs[name], key=lambda each: int(each[1])):
            kind = self.plain(kind)
            bits = 16 if kind in self.enums else BITS.get(kind)
            if bits is None:
                fields[field] = (int(ordinal), kind, pointers)
                pointers += 1
                continue
            size = bits
            while size < 64 and not holes.get(size):
                size *= 2
            if size == 64:
                at, words = words * 64, words + 1
            else:
                at = holes.pop(size)
            while size > bits:  # What is left of a larger hole.
                size //= 2
                holes[size] = at + size
            fields[field] = (int(ordinal), kind, at)
        self.layouts[name] = fields
        return fields


SCHEMA = Schema()


class Struct:
    """A struct in a flat message; fields beyond what was written have no value."""

    def __init__(self, words, at, data_words, pointers, depth):
        demand(depth <= MAX_NESTING and 0 <= at and at + 8 * (data_words + pointers) <= len(words))
        self.words, self.at, self.depth = words, at, depth
        self.data_size, self.pointers = data_words * 8, pointers

    def bits(self, at, bits):
        if (at + bits + 7) // 8 > self.data_size:
            return 0
        byte = self.words[self.at + at // 8:self.at + (at + bits + 7) // 8]
        return int.from_bytes(byte, "little") >> at % 8 & (1 << bits) - 1

    def pointer(self, index):
        """None for a null pointer, else (kind, address of what it points to, upper half)."""
        if index >= self.pointers:
            return None
        return read_pointer(self.words, self.at + self.data_size + 8 * index)


def read_pointer(words, at):
    low, high = struct.unpack("<iI", words[at:at + 8])
    if low == 0 and high == 0:
        return None
    return low & 3, at + 8 + (low >> 2) * 8, high


def struct_at(words, found, depth):
    if found is None:
        return Struct(words, 0, 0, 0, depth)
    kind, at, high = found
    demand(kind == 0)
    return Struct(words, at, high & 0xFFFF, high >> 16, depth)


def text_at(words, found):
    if found is None:
        return ""
    kind, at, high = found
    demand(kind == 1 and high & 7 == 2 and high >> 3 and 0 <= at and at + (high >> 3) <= len(words))
    data = words[at:at + (high >> 3)]
    demand(data[-1] == 0 and 0 not in data[:-1])
    text = data[:-1].decode()
    demand(len(text) <= MAX_TEXT)
    return text


class Place:
    """A row of a field map with the rows below it."""

    def __init__(self):
        self.type, self.presence, self.section, self.below = "object", "required", "", {}

    def is_in(self, section):
        if self.below:
            return any(each.is_in(section) for each in self.below.values())
        return self.section == section


def field_map(kind):
    file = SCHEMAS / "field_map" / f"{kind}.csv"
    if not re.fullmatch(r"[a-z_.]+", kind) or not file.exists():
        return None
    root = Place()
    with open(file, encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            place = root
            for part in row["path"].split("/")[1:]:
                place = place.below.setdefault(part, Place())
            place.type, place.presence = row["type"], row["presence"]
            place.section = row["section"]
    return root


TEXTS = {
    "name": "[a-z0-9-]{1,64}", "word": r"[A-Za-z0-9_./-]{1,64}", "sha256": "[0-9a-f]{64}", "version": "1[.]0",
    "uuid": "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", "party": "[a-z0-9-]{1,64}([/:][A-Za-z0-9_-]{1,64})?",
}


def check_text(kind, text):
    if kind in ("date", "time"):
        form = "%Y-%m-%d" if kind == "date" else "%Y-%m-%dT%H:%M:%SZ"
        datetime.datetime.strptime(text, form)
        demand(len(text) == (10 if kind == "date" else 20))
    elif kind in TEXTS:
        demand(re.fullmatch(TEXTS[kind], text))


def read_list(place, kind, found, words, section, at, depth, out):
    element = place.below["*"]
    if found is None:
        out.append((at, "[]"))
        return
    tag, start, high = found
    size, count = high & 7, high >> 3
    demand(tag == 1 and start >= 0)
    if size == 7:
        demand(start + 8 <= len(words))
        number, sizes = struct.unpack("<iI", words[start:start + 8])
        count, step = number >> 2, 8 * ((sizes & 0xFFFF) + (sizes >> 16))
        demand(number & 3 == 0 and 0 <= count <= MAX_LIST)
        if count == 0:
            out.append((at, "[]"))
        for i in range(count):
            each = Struct(words, start + 8 + i * step, sizes & 0xFFFF, sizes >> 16, depth + 1)
            read_object(element, kind, each, section, f"{at}/{i}", out)
        return
    demand(count <= MAX_LIST)
    if count == 0:
        out.append((at, "[]"))
    for i in range(count):
        if size == 6:
            read_text(element, text_at(words, read_pointer(words, start + 8 * i)), f"{at}/{i}", out)
        else:
            width = {2: 1, 3: 2, 4: 4, 5: 8}[size]
            number = int.from_bytes(words[start + i * width:start + (i + 1) * width], "little")
            out.append((f"{at}/{i}", SCHEMA.enums[kind][number] if kind in SCHEMA.enums else str(number)))


def read_text(place, text, at, out):
    check_text(place.type, text)
    out.append((at, text))


def read_object(place, name, value, section, at, out):
    layout = SCHEMA.layout(name)
    present, nulls = value.bits(0, 64), value.bits(64, 64)
    members = sorted((layout[key][0], key, below) for key, below in place.below.items()
                     if key in layout and below.is_in(section))
    allowed = sum(1 << ordinal - 2 for ordinal, _, _ in members)
    nullable = sum(1 << ordinal - 2 for ordinal, _, below in members if below.presence == "nullable")
    demand(not present & ~allowed and not nulls & ~nullable and not present & nulls)
    if not present | nulls:
        out.append((at, "{}"))
    for ordinal, key, below in members:
        here, (_, kind, where) = f"{at}/{key}", layout[key]
        if nulls >> ordinal - 2 & 1:
            out.append((here, "null"))
        elif present >> ordinal - 2 & 1:
            read_member(below, kind, where, value, section, here, out)


def read_member(place, kind, where, value, section, at, out):
    if kind in SCHEMA.structs:
        inner = struct_at(value.words, value.pointer(where), value.depth + 1)
        read_object(place, kind, inner, section, at, out)
    elif kind.startswith("List("):
        read_list(place, SCHEMA.plain(kind[5:-1]), value.pointer(where), value.words, section, at,
                  value.depth, out)
    elif kind in SCHEMA.enums:
        out.append((at, SCHEMA.enums[kind][value.bits(where, 16)]))
    elif kind == "Bool":
        out.append((at, "true" if value.bits(where, 1) else "false"))
    elif kind == "Int32":
        number = value.bits(where, 32)
        demand(number <= 1000000)
        out.append((at, str(number)))
    elif kind == "Text":
        read_text(place, text_at(value.words, value.pointer(where)), at, out)
    else:
        raise Malformed(f"a field of type {kind}")


def section_texts(kind, section, data):
    """[(place, text)] of an opened section; None for a kind that has no schema here."""
    places = field_map(kind)
    if places is None:
        return None
    demand(len(data) >= 16 and struct.unpack("<II", data[:8]) == (0, len(data) // 8 - 1) and len(data) % 8 == 0)
    words, out = data[8:], []
    root = struct_at(words, read_pointer(words, 0), 1)
    name = "".join(part.capitalize() for part in re.split("[._]", kind))
    read_object(places, name, root, section, "", out)
    return out
