"""A second reader of the published log, after c2sp.org/tlog-tiles, tlog-checkpoint and RFC 6962
alone. It shares no code with the gateway."""

import base64
import hashlib
import pathlib
import shutil
import subprocess
import tempfile


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def root_of(hashes):
    """RFC 6962 section 2.1, by folding a stack of full subtrees."""
    stack = []
    for hashed in hashes:
        size = 1
        while stack and stack[-1][1] == size:
            hashed = hashlib.sha256(b"\1" + stack.pop()[0] + hashed).digest()
            size *= 2
        stack.append((hashed, size))
    if not stack:
        return hashlib.sha256(b"").digest()
    root = stack.pop()[0]
    while stack:
        root = hashlib.sha256(b"\1" + stack.pop()[0] + root).digest()
    return root


def tile_path(index):
    text = f"{index % 1000:03}"
    while index >= 1000:
        index //= 1000
        text = f"x{index % 1000:03}/" + text
    return text


def bundles(folder, name, size):
    """The files tile/NAME/... that hold `size` items, each with how many of its items count."""
    for index in range((size + 255) // 256):
        width = min(256, size - 256 * index)
        path = pathlib.Path(folder) / "tile" / name / tile_path(index)
        partial = path.with_name(path.name + ".p") / str(width)
        yield (partial if width < 256 else path).read_bytes(), width


def entries_of(folder, size):
    entries = []
    for data, width in bundles(folder, "entries", size):
        at = 0
        for _ in range(width):
            length = int.from_bytes(data[at:at + 2], "big")
            entry = data[at + 2:at + 2 + length]
            if len(entry) != length:
                raise ValueError("an entry is cut off")
            entries.append(entry)
            at += 2 + length
        if at != len(data):
            raise ValueError("a bundle goes on after its last entry")
    return entries


def parse_policy(text):
    """Name and Ed25519 key of the log in a tlog-policy."""
    for line in text.splitlines():
        if line.startswith("log "):
            name, _, encoded = line.split()[1].split("+", 2)
            key = base64.b64decode(encoded, validate=True)
            if key[0] != 1:
                raise ValueError("not an Ed25519 key")
            return name, key[1:]
    raise ValueError("no log in the policy")


def openssl_verify(public_key, message, signature):
    """True or false; None where there is no openssl."""
    if shutil.which("openssl") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        own = pathlib.Path(folder)
        prefix = bytes.fromhex("302a300506032b6570032100")  # RFC 8410
        (own / "key").write_bytes(prefix + public_key)
        (own / "message").write_bytes(message)
        (own / "signature").write_bytes(signature)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", own / "key",
             "-rawin", "-in", own / "message", "-sigfile", own / "signature"],
            capture_output=True, check=False)
    return done.returncode == 0


def read_log(folder, policy_text):
    """Reads everything: (entries, whether the signature is good or None). Raises on any fault."""
    name, key = parse_policy(policy_text)
    note = (pathlib.Path(folder) / "checkpoint").read_bytes()
    text, signatures = note.rsplit(b"\n\n", 1)
    text += b"\n"
    origin, size, root = text.decode().splitlines()[:3]
    if origin != name:
        raise ValueError("the checkpoint is of another log")
    entries = entries_of(folder, int(size))
    hashes = [leaf_hash(entry) for entry in entries]
    if b"".join(data for data, _ in bundles(folder, "0", int(size))) != b"".join(hashes):
        raise ValueError("tiles and entries disagree")
    if root_of(hashes) != base64.b64decode(root, validate=True):
        raise ValueError("the root is not that of the entries")
    key_id = hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]
    for line in signatures.decode().splitlines():
        dash, signer, encoded = line.split(" ")
        blob = base64.b64decode(encoded, validate=True)
        if dash == "\u2014" and signer == name and blob[:4] == key_id:
            return entries, openssl_verify(key, text, blob[4:])
    raise ValueError("the log has not signed its checkpoint")
