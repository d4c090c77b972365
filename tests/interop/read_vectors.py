#!/usr/bin/env python3
"""Checks docs/protocol-vectors.json without any of our own code: a second implementation of just enough of the protocol.

    pip install cbor2 cryptography zstandard pyrage
    python3 tests/interop/read_vectors.py
"""

import hashlib
import hmac
import io
import json
import pathlib
import sys
import uuid

import cbor2
import pyrage
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VECTORS = pathlib.Path(__file__).parents[2] / "docs" / "protocol-vectors.json"
V = json.loads(VECTORS.read_text())
checked = 0


def same(what, ours, published):
    global checked
    checked += 1
    if ours != published:
        sys.exit(f"{what}: {ours} is not {published}")


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def key(name):
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(V["keys"][f"{name}_signing_secret"]))


def signature(name, signed):
    return key(name).sign(bytes.fromhex(signed)).hex()


def uuid8(digest):
    raw = bytearray(digest[:16])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


def keyed(*parts):
    return hmac.new(bytes.fromhex(V["keys"]["deployment_key"]), b"".join(parts), hashlib.sha256).digest()


def ids():
    i = V["ids"]
    number = lambda kind, at, digits: uuid8(keyed(b"rantau document id v1\0", bytes([kind]), at.to_bytes(4, "big"), digits.encode()))
    same("worker", number(1, 0, i["worker"]["nik"]), i["worker"]["id"])
    same("household", number(2, 0, i["household"]["family_card"]), i["household"]["id"])
    worker = uuid.UUID(i["worker"]["id"]).bytes
    for kind, name in ((8, "standing"), (6, "confidential")):
        same(name, uuid8(keyed(b"rantau companion id v1\0", bytes([kind]), worker)), i[name]["id"])
    file = sha(bytes.fromhex(i["file"]["bytes"]))[:16]
    same("file", file.hex(), i["file"]["id"].replace("-", ""))
    row = keyed(b"rantau row id v1\0", b"\1", file, i["row"]["row"].to_bytes(4, "big"))
    same("row", uuid8(row), i["row"]["id"])
    a = i["actor"]
    actor = sha(b"rantau actor\0", uuid.UUID(a["lineage"]).bytes, uuid.UUID(a["officer"]).bytes)[:16]
    same("actor", actor.hex(), a["actor"])


def invitation():
    i = V["invitation"]
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    code = i["code"].replace("-", "")
    bits = "".join(f"{alphabet.index(c):05b}" for c in code)
    raw = bytes(int(bits[at : at + 8], 2) for at in range(0, 28 * 8, 8))
    crc = 0xFFFF  # CRC-16/IBM-3740
    for byte in raw[:26]:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    same("code's checksum", raw[26:].hex(), f"{crc:04x}")
    same("code's id", raw[:8].hex(), i["id"])
    same("code's secret", raw[8:18].hex(), i["secret"])
    same("code's province", raw[18:26], sha(bytes.fromhex(V["keys"]["province_signing_public"]))[:8])
    request = cbor2.loads(bytes.fromhex(i["request"]))
    over = b"rantau enrol v1\0" + cbor2.dumps(request[:5] + [bytes(32)])
    same("mac's input", over.hex(), i["mac_over"])
    same("mac", hmac.new(bytes.fromhex(i["secret"]), over, hashlib.sha256).hexdigest(), i["mac"])
    same("mac in the request", request[5].hex(), i["mac"])
    same("certificate", signature("province", V["certificate"]["signed"]), V["certificate"]["signature"])


def statement():
    change, s = bytes.fromhex(V["change"]["raw"]), V["statement"]
    same("change hash", sha(change[8:]).hex(), V["change"]["hash"])
    same("change seal", change[:8], bytes.fromhex("856f4a83") + sha(change[8:])[:4])
    tag, [push] = cbor2.loads(bytes.fromhex(s["push_frame"]))
    same("push tag", tag, 1)
    device = uuid.UUID(int=int("11" * 16, 16)).bytes
    lineage = uuid.UUID(V["ids"]["actor"]["lineage"]).bytes
    protocol, officer, n, previous, written_at, signed_with, items = push
    named = [[doc, kind, region, sha(raw[8:])] for doc, kind, region, raw in items]
    rebuilt = b"rantau statement v1\0" + cbor2.dumps([protocol, device, lineage, officer, n, previous, written_at, named])
    same("statement", rebuilt.hex(), s["signed"])
    same("statement's hash", sha(rebuilt).hex(), s["hash"])
    same("statement's signature", signature("device", s["signed"]), s["signature"])
    same("push's signature", signed_with.hex(), s["signature"])


def fingerprint():
    f = V["fingerprint"]
    total = sum(int(h, 16) for h in f["hashes"]) % 2**256
    same("fingerprint", f"{total:064x}", f["sum"])
    d = V["digest_of_a_document"]
    digest = sha(b"rantau digest v1\0", uuid.UUID(d["document"]).bytes, d["count"].to_bytes(8, "big"), bytes.fromhex(d["sum"]))
    same("document's digest", digest[:16].hex(), d["digest"])


def pull(p=V["pull"]):
    tag, [frame] = cbor2.loads(bytes.fromhex(p["frame"]))
    same("pull tag", tag, 18)
    feed, first_seq, authors, entries, signed_with = frame
    digests = []
    for (kind, fields), label in zip(entries, p["labels"]):
        raw = fields[5] if kind == 0 else None
        ours = cbor2.dumps([kind, fields[:5] + [b""] if kind == 0 else fields])
        same("label", ours.hex(), label)
        digests.append(sha(ours, sha(raw[8:]) if raw else bytes(32)))
    same("digests", [d.hex() for d in digests], p["digests"])
    signed = b"rantau pull v1\0" + uuid.UUID(p["epoch"]).bytes + cbor2.dumps(feed) + first_seq.to_bytes(8, "big")
    signed += sha(cbor2.dumps(authors)) + b"".join(digests)
    same("pull's signed bytes", signed.hex(), p["signed"])
    same("pull's signature", signature("province", p["signed"]), p["signature"])
    same("pull's own signature", signed_with.hex(), p["signature"])


def signed_structures():
    for name, who in (("hello", "device"), ("receipt", "province")):
        same(name, signature(who, V[name]["signed"]), V[name]["signature"])
    tag, [[inner, signed_with]] = cbor2.loads(bytes.fromhex(V["hello"]["frame"]))
    same("hello in its frame", (b"rantau hello v1\0" + inner).hex(), V["hello"]["signed"])
    same("hello's signature in its frame", signed_with.hex(), V["hello"]["signature"])
    receipt = cbor2.loads(bytes.fromhex(V["receipt"]["signed"])[len(b"rantau receipt v1\0") :])
    same("digest of states", sha(cbor2.dumps(sorted(receipt[2]))).hex(), V["receipt"]["digest_of_its_states"])


def digests():
    d, r = V["digest_of_cursors"], V["receipt_of_what_moved"]
    cursors = cbor2.dumps(sorted([c["feed"], c["seq"]] for c in d["cursors"]))
    same("bytes of cursors", cursors.hex(), d["over"])
    same("digest of cursors", sha(cursors).hex(), d["digest"])
    hello = cbor2.loads(bytes.fromhex(d["signed"])[len(b"rantau hello v1\0") :])
    same("cursors in the hello", (hello[7], hello[9].hex()), ([], d["digest"]))
    same("hello with a digest", signature("device", d["signed"]), d["signature"])
    states = sorted([s["feed"], s["seq"], s["count"], bytes.fromhex(s["fingerprint"])] for s in r["states"])
    same("digest of all states", sha(cbor2.dumps(states)).hex(), r["all"])
    receipt = cbor2.loads(bytes.fromhex(r["signed"])[len(b"rantau receipt v1\0") :])
    same("what moved", (receipt[2], receipt[3].hex()), (states[:1], r["all"]))
    same("receipt of what moved", signature("province", r["signed"]), r["signature"])


def frames_of(stream):
    plain = io.BytesIO(zstandard.ZstdDecompressor().stream_reader(io.BytesIO(stream)).read())
    frames = []
    while plain.tell() < len(plain.getvalue()):
        frames.append(cbor2.load(plain))
    return frames


def exchange():
    for side in ("request", "response"):
        frames = frames_of(bytes.fromhex(V["exchange"][side]["stream"]))
        same(f"{side}'s frames", [f.hex() for f in frames], V["exchange"][side]["frames"])


def bundle():
    b = V["bundle"]
    for name, identity in (("up", "province_identity"), ("down", "device_identity")):
        file = io.BytesIO(bytes.fromhex(b[name]))
        magic, protocol, direction, device, lineage, number, size, digest = cbor2.load(file)[:8]
        sealed = cbor2.load(file)
        same("bundle's magic", (magic, protocol, direction), ("rantau-bundle", 1, 0 if name == "up" else 1))
        same("bundle's size", (len(sealed), sha(sealed)), (size, digest))
        opened = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(b[identity])])
        if name == "up":
            same("bundle's frames", [f.hex() for f in frames_of(opened)], V["exchange"]["request"]["frames"])
        else:
            inner, signed_with = cbor2.loads(opened)
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(V["keys"]["province_signing_public"]))
            public.verify(signed_with, b"rantau answer v1\0" + inner)
            same("answer's exchange", cbor2.loads(inner)[2], number)


def loss():
    l = V["loss"]
    for name, who in (("order", "province"), ("confirmation", "device"), ("statement_that_stands_alone", "device")):
        same(name, signature(who, l[name]["signed"]), l[name]["signature"])
    tag, [[inner, signed_with]] = cbor2.loads(bytes.fromhex(l["frame"]))
    same("order in its frame", (b"rantau wipe order v1\0" + inner).hex(), l["order"]["signed"])
    same("order's signature in its frame", signed_with.hex(), l["order"]["signature"])


def erasure():
    e = V["erasure"]
    pull(e)
    entries = cbor2.loads(bytes.fromhex(e["frame"]))[1][0][3]
    worker = uuid.UUID(V["ids"]["worker"]["id"]).bytes
    same("entries", entries, [[2, []], [3, [worker, True]]])
    n = e["next_generation"]
    over = b"rantau document id v1\0" + bytes([1]) + n["generation"].to_bytes(4, "big") + n["nik"].encode()
    same("next generation", uuid8(keyed(over)), n["id"])
    c = e["certificate"]
    same("certificate", key("province").sign(b"rantau erasure v1\0" + c["certificate"].encode()).hex(), c["signature"])


def officer():
    o = V["officer"]
    request = cbor2.loads(bytes.fromhex(o["request"]))
    over = b"rantau officer v1\0" + cbor2.dumps(request[:3] + [bytes(32), bytes(64)])
    same("officer's mac's input", over.hex(), o["mac_over"])
    same("officer's mac", hmac.new(bytes.fromhex(o["secret"]), over, hashlib.sha256).hexdigest(), o["mac"])
    signed = b"rantau officer request v1\0" + cbor2.dumps(request[:4] + [bytes(64)])
    same("officer's request", signed.hex(), o["signed"])
    same("officer's request's signature", (signature("device", o["signed"]), request[4].hex()), (o["signature"],) * 2)
    answer = cbor2.loads(bytes.fromhex(o["answer"]["body"]))
    signed = b"rantau officer answer v1\0" + cbor2.dumps(answer[:4] + [bytes(64)])
    same("officer's answer", signed.hex(), o["answer"]["signed"])
    same("officer's answer's signature", answer[4].hex(), signature("province", o["answer"]["signed"]))


def succession():
    chain = V["succession"]
    keys = [bytes.fromhex(key) for key in chain["keys"]]
    before = None
    for n, statement in enumerate(chain["statements"]):
        signed = bytes.fromhex(statement["signed"])
        separator = b"rantau succession v1\0"
        same("succession's separator", signed[: len(separator)], separator)
        _, number, previous, named, _, following, _, reason = cbor2.loads(signed[len(separator) :])
        Ed25519PublicKey.from_public_bytes(named).verify(bytes.fromhex(statement["signature"]), signed)
        same("succession's number and key", (number, previous, named), (n, before, keys[n]))
        same("succession's commitment", following, sha(b"rantau successor v1\0", keys[n + 1]))
        same("founding", (reason == 0), (n == 0))
        before = named


CHECKS = (ids, invitation, statement, fingerprint, pull, signed_structures, digests, exchange, loss, erasure, officer)
CHECKS += (succession, bundle)
for check in CHECKS:
    check()
print(f"{checked} vectors agree")
