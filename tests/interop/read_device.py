#!/usr/bin/env python3
"""Opens a device's store with software that is not ours, and scans its raw bytes.

    pip install sqlcipher3-binary argon2-cffi pynacl cbor2 pyrage
    RANTAU_PASSPHRASE='...' tests/interop/read_device.py DIR

Opens the first slot of `rantau.key` as its documentation says (CBOR; the officer's age identity behind Argon2id and
XChaCha20-Poly1305, the database's key sealed to it), opens `rantau.db` with SQLCipher 4 and its defaults under that raw key, counts what is inside, and looks for every name and number of it in the raw bytes of all
files of the store. Prints counts only. Ends with 1 where anything readable lies on the disk.
"""

import os
import sys
import unicodedata
from pathlib import Path

import cbor2
import pyrage
import sqlcipher3
from argon2.low_level import Type, hash_secret_raw
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt

DOMAIN = b"rantau lock v1\0"
PASSPHRASE = 0


def database_key(folder: Path, passphrase: str) -> bytes:
    version, slots = cbor2.loads((folder / "rantau.key").read_bytes())
    assert version == 2
    _officer, _handle, recipient, sealed, _next, _tag, doors = slots[0]
    (lock,) = next(fields for kind, fields in doors if kind == PASSPHRASE)
    (memory, passes, lanes), salt, nonce, locked = lock
    secret = unicodedata.normalize("NFC", passphrase).encode()
    stretched = hash_secret_raw(secret, salt, passes, memory, lanes, 32, Type.ID)
    identity = crypto_aead_xchacha20poly1305_ietf_decrypt(locked, DOMAIN + recipient.encode(), nonce, stretched)
    return pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity.decode())])


def readable(folder: Path, secrets: set[str]) -> list[str]:
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        raw = file.read_bytes()
        hits = sum(1 for secret in secrets if secret.encode() in raw or secret.encode("utf-16-le") in raw)
        print(f"{file.name}: {len(raw)} bytes, {hits} of {len(secrets)} names and numbers readable")
        if hits:
            found.append(file.name)
    return found


def main() -> int:
    folder = Path(sys.argv[1])
    key = database_key(folder, os.environ["RANTAU_PASSPHRASE"])
    db = sqlcipher3.connect(f"file:{folder / 'rantau.db'}?mode=ro", uri=True)
    db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    print("SQLCipher", db.execute("PRAGMA cipher_version").fetchone()[0], "opens it:",
          db.execute("PRAGMA integrity_check").fetchone()[0])
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        print(f"  {table}: {db.execute(f'SELECT count(*) FROM {table}').fetchone()[0]} rows")
    secrets = {number for (number,) in db.execute("SELECT number FROM claim")}
    secrets |= {name for (name,) in db.execute("SELECT name FROM projection") if len(name) > 7}
    return 1 if readable(folder, secrets) or not secrets else 0


if __name__ == "__main__":
    sys.exit(main())
