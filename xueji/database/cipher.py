"""Identity numbers at rest: AES-GCM for the number, a keyed HMAC for finding it again, a mask for showing it.

The keys are derived from XUEJI_FIELD_KEY; whoever holds a dump without that key holds no numbers.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


def encrypt(text: str) -> bytes:
    """Nonce and ciphertext of a number."""
    return encrypt_bytes(text.encode())


def encrypt_all(texts: Sequence[str]) -> list[bytes]:
    """`encrypt` of each: what they share is done once for ten thousand numbers."""
    seal, nonces = _cipher().encrypt, os.urandom(_NONCE * len(texts))
    sealed = []
    for at, text in enumerate(texts):
        nonce = nonces[at * _NONCE : (at + 1) * _NONCE]
        sealed.append(nonce + seal(nonce, text.encode(), None))
    return sealed


def decrypt(data: bytes | memoryview) -> str:
    """The number again; cryptography's InvalidTag when the key or the bytes are wrong."""
    return decrypt_bytes(data).decode()


def encrypt_bytes(data: bytes, *, bound_to: bytes | None = None) -> bytes:
    """Nonce and ciphertext of a whole file; what it is bound to (its name) has to be said again to open it."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher().encrypt(nonce, data, bound_to)


def decrypt_bytes(data: bytes | memoryview, *, bound_to: bytes | None = None) -> bytes:
    """The file again; cryptography's InvalidTag when the key, the bytes or the name are wrong."""
    raw = bytes(data)
    return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], bound_to)


def blind_index(text: str) -> bytes:
    """32 bytes that are the same for the same number and tell nothing without the key; upper case, no spaces."""
    begun = _index().copy()  # taking the key in anew costs as much as the number
    begun.update(text.strip().upper().encode())
    return begun.digest()


def index_array(indexes: Iterable[bytes]) -> str:
    """Blind indexes for `%s::bytea[]`: thousands are written out together, the driver would quote them one by one."""
    return "{" + ",".join([f'"\\\\x{index.hex()}"' for index in indexes]) + "}"


@cache
def _index() -> hmac.HMAC:
    return hmac.new(_key(b"index"), digestmod="sha256")


@cache
def _cipher() -> AESGCM:
    return AESGCM(_key(b"cipher"))


@cache
def _key(purpose: bytes) -> bytes:
    return hmac.new(settings.FIELD_KEY.encode(), b"xueji " + purpose, hashlib.sha256).digest()
