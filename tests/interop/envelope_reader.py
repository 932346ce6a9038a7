#!/usr/bin/env python3
"""A second reader of envelopes, written from gateway/envelope/FORMAT.md and gateway/crypto/FORMAT.md
alone, with nothing but Python's standard library. Opens the golden envelope as the gateway, as a
recipient and as the holder of the release key. Slow, not constant-time: for checking, never for use.

    envelope_reader.py FOLDER_OF_GOLDEN_FILES
"""

import hashlib
import hmac
import json
import pathlib
import re
import struct
import sys

# ── gateway/crypto/FORMAT.md ──


def sha256(data):
    return hashlib.sha256(data).digest()


def digest_of(context, *parts):
    return sha256(context.encode() + b"\0" + b"".join(struct.pack(">I", len(p)) + p for p in parts))


def merkle_root(leaves):
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0])
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1" + merkle_root(leaves[:split]) + merkle_root(leaves[split:]))


def root_by_path(leaf, index, size, path):
    node, last, rest = sha256(b"\0" + leaf), size - 1, list(path)
    while last:
        if index & 1:
            node = sha256(b"\1" + rest.pop(0) + node)
        elif index < last:
            node = sha256(b"\1" + node + rest.pop(0))
        index, last = index >> 1, last >> 1
    assert not rest, "the path is as long as index and size demand"
    return node


P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def point_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = point_add(result, point)
        point, scalar = point_add(point, point), scalar >> 1
    return result


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - xx) % P == 0, "a point on the curve"
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def ed25519_verifies(public, message, signature):
    base = decompress(bytes.fromhex("58" + "66" * 31))
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left = point_multiply(s, base)
    right = point_add(decompress(signature[:32]), point_multiply(h, decompress(public)))
    same = (left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P
    return s < L and not same


def x25519(secret, public):
    k = int.from_bytes(secret, "little") & ~7 & ~(128 << 248) | 64 << 248
    u = int.from_bytes(public, "little") & ((1 << 255) - 1)
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb = d * a % P, c * b % P
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        e = a * a - b * b
        x2, z2 = a * a * b * b % P, e * (a * a + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def hkdf_extract(salt, key):
    return hmac.new(salt or bytes(32), key, "sha256").digest()


def hkdf_expand(key, info, size):
    block, out = b"", b""
    while len(out) < size:
        block = hmac.new(key, block + info + bytes([len(out) // 32 + 1]), "sha256").digest()
        out += block
    return out[:size]


def chacha_rounds(state):
    x = list(state)

    def quarter(a, b, c, d):
        for p, q, r, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            x[p] = x[p] + x[q] & 0xFFFFFFFF
            mixed = x[r] ^ x[p]
            x[r] = (mixed << bits | mixed >> 32 - bits) & 0xFFFFFFFF

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return x


CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")


def chacha_stream(key, nonce, size):
    out, counter = b"", 0
    while len(out) < size + 64:
        state = CONSTANTS + struct.unpack("<8I", key) + (counter,) + struct.unpack("<3I", nonce)
        mixed = chacha_rounds(state)
        out += struct.pack("<16I", *(a + b & 0xFFFFFFFF for a, b in zip(state, mixed)))
        counter += 1
    return out[:32], out[64 : 64 + size]


def chacha20poly1305_open(key, nonce, aad, sealed):
    ciphertext, tag = sealed[:-16], sealed[-16:]
    one_time, stream = chacha_stream(key, nonce, len(ciphertext))
    r = int.from_bytes(one_time[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    text = aad + bytes(-len(aad) % 16) + ciphertext + bytes(-len(ciphertext) % 16)
    text += struct.pack("<QQ", len(aad), len(ciphertext))
    total = 0
    for i in range(0, len(text), 16):
        total = (total + int.from_bytes(text[i : i + 16] + b"\1", "little")) * r % (2**130 - 5)
    total = (total + int.from_bytes(one_time[16:], "little")) % 2**128
    assert total.to_bytes(16, "little") == tag, "the seal is whole"
    return bytes(a ^ b for a, b in zip(ciphertext, stream))


def xchacha20poly1305_open(key, nonce, aad, sealed):
    state = CONSTANTS + struct.unpack("<8I", key) + struct.unpack("<4I", nonce[:16])
    mixed = chacha_rounds(state)
    subkey = struct.pack("<8I", *mixed[:4], *mixed[12:])
    return chacha20poly1305_open(subkey, bytes(4) + nonce[16:], aad, sealed)


def hpke_open(secret, enc, info, aad, sealed):
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x03"

    def extract(which, label, salt, key):
        return hkdf_extract(salt, b"HPKE-v1" + which + label + key)

    def expand(which, label, key, text, size):
        return hkdf_expand(key, struct.pack(">H", size) + b"HPKE-v1" + which + label + text, size)

    public = x25519(secret, (9).to_bytes(32, "little"))
    agreed = extract(kem, b"eae_prk", b"", x25519(secret, enc))
    shared = expand(kem, b"shared_secret", agreed, enc + public, 32)
    context = b"\0" + extract(suite, b"psk_id_hash", b"", b"") + extract(suite, b"info_hash", b"", info)
    secret = extract(suite, b"secret", shared, b"")
    key, nonce = expand(suite, b"key", secret, context, 32), expand(suite, b"base_nonce", secret, context, 12)
    return chacha20poly1305_open(key, nonce, aad, sealed)


def padme(size):
    if size < 2:
        return size
    e = size.bit_length() - 1
    mask = (1 << e - e.bit_length()) - 1
    return size + mask & ~mask


# ── gateway/envelope/FORMAT.md: encoding of the four structs ──


class Message:
    """Reads one flat message in pre-order; what is not there when its turn comes breaks the rules."""

    def __init__(self, data):
        assert data[:4] == bytes(4) and struct.unpack("<I", data[4:8])[0] * 8 == len(data) - 8
        self.words, self.next = data[8:], 8

    def take(self, size):
        start, self.next = self.next, self.next + size + -size % 8
        assert self.words[start + size : self.next] == bytes(self.next - start - size), "zero padding"
        return self.words[start : start + size]

    def pointer(self, at):
        """(kind, rest) of a pointer, which must lead to the next object in order; None for null."""
        (value,) = struct.unpack("<Q", self.words[at : at + 8])
        if value == 0:
            return None
        assert at + 8 + (value >> 2 & 0x3FFFFFFF) * 8 == self.next, "objects in pre-order"
        return value & 3, value >> 32

    def struct_at(self, at, data_words, pointers):
        kind, sizes = self.pointer(at)
        assert kind == 0 and sizes == data_words | pointers << 16, "the full size of this schema"
        start = self.next
        data = self.take(data_words * 8)
        self.take(pointers * 8)
        return data, [start + data_words * 8 + 8 * i for i in range(pointers)]

    def structs_at(self, at, data_words, pointers):
        found = self.pointer(at)
        if found is None:
            return []
        kind, rest = found
        tag = struct.unpack("<II", self.take(8))
        assert kind == 1 and rest & 7 == 7 and tag[1] == data_words | pointers << 16
        count, start, size = tag[0] >> 2, self.next, (data_words + pointers) * 8
        assert rest >> 3 == count * size // 8
        self.next += count * size
        at = [start + i * size for i in range(count)]
        return [(self.words[a : a + data_words * 8],
                 [a + data_words * 8 + 8 * i for i in range(pointers)]) for a in at]

    def data_at(self, at, size=None):
        found = self.pointer(at)
        data = b"" if found is None else self.take(found[1] >> 3)
        assert found is None or (found[0] == 1 and found[1] & 7 == 2 and data)
        assert size is None or len(data) == size
        return data

    def text_at(self, at):
        data = self.data_at(at)
        assert data == b"" or (data[-1] == 0 and len(data) > 1)
        return data[:-1].decode()

    def done(self):
        assert self.next == len(self.words), "no word behind the last object"


def split_hashes(data):
    assert len(data) % 32 == 0
    return [data[i : i + 32] for i in range(0, len(data), 32)]


def read_head(data):
    message = Message(data)
    values, at = message.struct_at(0, 4, 11)
    head = {"bytes": data, "hash": digest_of("safeconduct head v1", data)}
    (version, suite, head["partner"], created, expires, head["directory"], head["kind"],
     head["marking"], head["handling"], head["urgency"]) = struct.unpack("<HHIIIIHBBB7x", values)
    assert version == 3 and suite == 1 and values[25:] == bytes(7) and head["partner"]
    assert created < expires <= created + (2880 if head["urgency"] == 5 else 20160)
    head["created"] = created * 60000
    head["message_id"], head["salt"] = message.data_at(at[0], 16), message.data_at(at[1], 32)
    head["unit"], head["key_id"] = message.text_at(at[2]), message.data_at(at[3], 8)
    head["directory_hash"], head["topic"] = message.data_at(at[4], 32), message.text_at(at[5])
    assert re.fullmatch("[a-z0-9-]{1,64}", head["unit"])
    assert re.fullmatch("[a-z0-9_./-]{0,128}", head["topic"])
    values, gossip = message.struct_at(at[6], 1, 3)
    parts = [message.data_at(pointer, size) for pointer, size in zip(gossip, (32, 4, 64))]
    head["gossip"] = (*struct.unpack("<Q", values), *parts)
    assert head["gossip"][0] or not any(b"".join(parts))
    head["sections"] = []
    for values, pointers in message.structs_at(at[7], 2, 1):
        section, mode, padded = struct.unpack("<BB6xQ", values)
        assert mode in (1, 2) and 64 <= padded <= 768 * 1024 and padme(padded) == padded
        head["sections"].append((section, mode, padded, message.data_at(pointers[0], 32)))
    head["rows"] = split_hashes(message.data_at(at[8]))
    head["gateway_row"] = message.data_at(at[9], 32)
    head["reason"] = message.data_at(at[10])
    assert head["reason"] == b"" or (len(head["reason"]) == 32 and any(head["reason"]))
    message.done()
    numbers = [entry[0] for entry in head["sections"]]
    assert 1 <= len(numbers) <= 16 and numbers == sorted(set(numbers)) and len(data) <= 16384
    assert head["rows"] == sorted(set(head["rows"])) and len(head["rows"]) in (2, 4, 8, 16, 32, 64)
    return head


def read_row(data):
    message = Message(data)
    values, at = message.struct_at(0, 2, 9)
    partner, role, granted = struct.unpack("<IB3xI4x", values)
    row = {"bytes": data, "partner": partner, "role": role, "granted": granted}
    row["salt"] = message.data_at(at[0], 32)
    row["unit"], row["prekey_id"] = message.text_at(at[1]), message.data_at(at[2], 8)
    for pointer, size in zip(at[3:7], (16, 32, 16, 16)):
        message.data_at(pointer, size)
    row["half_hashes"] = split_hashes(message.data_at(at[7]))
    promises = message.data_at(at[8])
    row["promises"] = [struct.unpack(">HBH", promises[i : i + 5]) for i in range(0, len(promises), 5)]
    for i, (keep, flags, days) in enumerate(row["promises"]):
        assert flags in (0, 1) and (granted >> i & 1 or (keep, flags, days) == (0, 0, 0))
    message.done()
    return row


def read_gateway_row(data):
    message = Message(data)
    values, at = message.struct_at(0, 3, 8)
    purpose, art6, art9, flags, log_size, withdrawn = struct.unpack("<BBBxIQI4x", values)
    assert purpose and art6 and art9 and flags < 32 and withdrawn < 1 << 15 and withdrawn & 1 == 0
    message.data_at(at[0], 32)
    split_hashes(message.data_at(at[1]))
    reason = b""
    if message.pointer(at[2]):
        for pointer, size in zip(message.struct_at(at[2], 1, 3)[1], (32, 64, 32)):
            reason = message.data_at(pointer, size)
    approvals = message.pointer(at[3])
    if approvals:
        assert approvals[0] == 1 and approvals[1] & 7 == 6
        start, count = message.next, approvals[1] >> 3
        message.take(count * 8)
        for i in range(count):
            message.text_at(start + 8 * i)
    if message.pointer(at[4]):
        for pointer in message.struct_at(at[4], 0, 2)[1]:
            message.data_at(pointer, 32)
    message.data_at(at[5])
    for _, pointers in message.structs_at(at[6], 2, 1):
        message.data_at(pointers[0], 32)
    assert message.data_at(at[7], 32) != bytes(32)
    message.done()
    return {"purpose": purpose, "art6": art6, "art9": art9, "log_size": log_size, "reason": reason}


def read_digests(data):
    message = Message(data)
    _, at = message.struct_at(0, 0, 3)
    lists = [split_hashes(message.data_at(pointer)) for pointer in at]
    message.done()
    return lists


# ── the rest of gateway/envelope/FORMAT.md ──


def sized_parts(data):
    parts = []
    while data:
        size = struct.unpack(">I", data[:4])[0]
        assert len(data) >= 4 + size
        parts.append(data[4 : 4 + size])
        data = data[4 + size :]
    return parts


def check_batch(digest, signature, context, public):
    size, index = struct.unpack(">HH", signature[:4])
    path = split_hashes(signature[21:-64])
    assert 0 < size <= 256 and index < size and signature[20] == len(path)
    root = root_by_path(digest + signature[4:20], index, size, path)
    from base64 import b64encode
    text = f"{context}\nsize {size}\nroot {b64encode(root).decode()}\n"
    assert ed25519_verifies(public, text.encode(), signature[-64:]), "the batch is signed"


def check_envelope(head, digests, signature, public):
    identity = digest_of("safeconduct envelope v1", head["bytes"], digests)
    assert digest_of("safeconduct key id v1", public)[:8] == head["key_id"]
    context = f"safeconduct-batch/v1\nsender {head['partner']} {head['unit']} {head['key_id'].hex()}"
    check_batch(identity, signature, context, public)
    return identity


def section_chunks(data):
    return [data[i : i + 65552] for i in range(0, len(data), 65552)]


def open_container(data, public):
    assert data[:4] == b"SCE1" and len(data) <= 768 * 1024
    rows, halves, sections = data[4:7]
    parts = sized_parts(data[7:])
    signature, head, digests, gateway_row = parts[:4]
    head = read_head(head)
    assert len(parts) == 4 + 2 * rows + halves + sections
    assert rows == len(head["rows"]) and sections == len(head["sections"])
    at = 4
    row_parts, wraps = parts[at : at + rows], parts[at + rows : at + 2 * rows]
    halves_parts = parts[at + 2 * rows : at + 2 * rows + halves]
    section_parts = parts[at + 2 * rows + halves :]
    wrap_hashes, roots, halves_hashes = read_digests(digests)
    assert digest_of("safeconduct gateway row v1", gateway_row) == head["gateway_row"]
    assert read_gateway_row(gateway_row)["reason"] == head["reason"]
    assert [digest_of("safeconduct row v1", r) for r in row_parts] == head["rows"]
    assert [digest_of("safeconduct wrap digest v1", w) for w in wraps] == wrap_hashes
    assert [digest_of("safeconduct halves digest v1", h) for h in halves_parts] == halves_hashes
    assert [merkle_root(section_chunks(s)) for s in section_parts] == roots
    identity = check_envelope(head, digests, signature, public)
    return {"id": identity, "head": head, "rows": [read_row(r) for r in row_parts],
            "halves": halves_parts}


def open_wrap(head, row, wrap, prekey):
    assert wrap[0] == 0 and len(wrap) == 569
    public = x25519(prekey, (9).to_bytes(32, "little"))
    assert digest_of("safeconduct prekey id v1", public)[:8] == row["prekey_id"]
    plain = hpke_open(prekey, wrap[1:33], b"safeconduct wrap v1" + head["hash"], row["bytes"], wrap[33:])
    slots = split_hashes(plain[:512])
    for i, slot in enumerate(slots):
        assert (slot != bytes(32)) == bool(row["granted"] >> i & 1), "what the row grants"
    return slots, struct.unpack(">Q", plain[512:])[0]


def open_halves(head, row, halves, release_secret):
    slots = split_hashes(hpke_open(release_secret, halves[:32], b"safeconduct release v1" + head["hash"],
                                   row["bytes"], halves[32:]))
    for half, expected in zip(slots, row["half_hashes"]):
        found = bytes(32) if half == bytes(32) else digest_of("safeconduct release half v1", half)
        assert found == expected
    return slots


def open_section(head, index, content_key, ciphertext):
    section, _, padded, commitment = head["sections"][index]
    info = b"safeconduct section v1" + head["message_id"] + bytes([index, section])
    derived = hkdf_expand(content_key, info, 88)
    key, nonce = derived[:32], derived[32:56]
    assert derived[56:] == commitment, "the key that the head commits to"
    chunks, plain = section_chunks(ciphertext), b""
    for j, chunk in enumerate(chunks):
        last = int.from_bytes(nonce[16:], "big") ^ j
        aad = head["hash"] + struct.pack(">BQB", index, j, j == len(chunks) - 1)
        plain += xchacha20poly1305_open(key, nonce[:16] + last.to_bytes(8, "big"), aad, chunk)
    size = struct.unpack(">Q", plain[:8])[0]
    assert len(plain) == padded == max(64, padme(8 + size)) and not any(plain[8 + size :])
    return plain[8 : 8 + size]


def open_view(data, public, prekey):
    assert data[:4] == b"SCV1"
    row_index, included = struct.unpack(">BI", data[4:9])
    signature, head, digests, row, wrap, *sections = sized_parts(data[9:])
    head, row = read_head(head), read_row(row)
    wrap_hashes, roots, _ = read_digests(digests)
    assert digest_of("safeconduct row v1", row["bytes"]) == head["rows"][row_index]
    assert digest_of("safeconduct wrap digest v1", wrap) == wrap_hashes[row_index]
    assert included & ~row["granted"] == 0
    present = [i for i in range(len(head["sections"])) if included >> i & 1]
    found = dict(zip(present, sections))
    assert len(found) == len(sections)
    for i, section in found.items():
        assert merkle_root(section_chunks(section)) == roots[i]
    check_envelope(head, digests, signature, public)
    slots, counter = open_wrap(head, row, wrap, prekey)
    return {"head": head, "row": row, "slots": slots, "counter": counter, "sections": found}


def read_receipt(receipt):
    version, = struct.unpack(">H", receipt[:2])
    stage, millis, sections, partner, length = struct.unpack(">BQIII", receipt[66:87])
    unit, key_id = receipt[87 : 87 + length].decode(), receipt[87 + length :]
    assert version == 1 and len(key_id) == 8 and (sections != 0) == (stage == 2) and millis
    return {"envelope": receipt[2:34], "commitment": receipt[34:66], "stage": stage, "time": millis,
            "sections": sections, "partner": partner, "unit": unit, "key_id": key_id}


def check_receipt(receipt, signature, public):
    read = read_receipt(receipt)
    context = f"safeconduct-receipt/v1\nunit {read['partner']} {read['unit']} {read['key_id'].hex()}"
    check_batch(digest_of("safeconduct receipt v1", receipt), signature, context, public)


def main():
    folder = pathlib.Path(sys.argv[1])
    known = json.loads((folder / "golden-v3.json").read_text())
    public = bytes.fromhex(known["signer"])

    envelope = open_container((folder / "golden-v3.container").read_bytes(), public)
    assert envelope["id"].hex() == known["envelope"]
    open_container((folder / "golden-v3-batch-of-3.container").read_bytes(), public)

    view = open_view((folder / "golden-v3.view").read_bytes(), public, bytes.fromhex(known["prekey"]))
    content = open_section(view["head"], 0, view["slots"][0], view["sections"][0])
    assert content.decode() == known["content"] and view["counter"] == 43

    blind = hkdf_expand(view["slots"][0], b"safeconduct override reason v1", 32)
    told = [known[name].encode() for name in ("basis", "decidedBy", "decidedAt", "reason")]
    assert view["head"]["reason"] == digest_of("safeconduct override reason v1", blind, *told)

    row = next(i for i, r in enumerate(envelope["rows"]) if r["bytes"] == view["row"]["bytes"])
    halves = open_halves(envelope["head"], envelope["rows"][row], envelope["halves"][row],
                         bytes.fromhex(known["release"]))
    content_key = bytes(a ^ b for a, b in zip(view["slots"][1], halves[1]))
    identity = open_section(view["head"], 1, content_key, view["sections"][1])
    assert identity.decode() == known["identity"]
    assert halves[1] == (folder / "golden-v3.half").read_bytes()

    check_receipt((folder / "golden-v3.receipt").read_bytes(),
                  (folder / "golden-v3.receipt-signature").read_bytes(), public)
    print("the golden files open as the format says")


if __name__ == "__main__":
    main()
