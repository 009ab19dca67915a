"""Verification codes: what a certificate's QR code carries. Random, not derived from anything, not personal data."""

import re
import secrets

# Crockford's base 32: no I, L, O, U, which are misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 24  # 120 bits: guessing is hopeless at any rate that a server can answer
_FORMAT = re.compile(rf"^[{ALPHABET}]{{20,32}}$")
_MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    """A fresh code."""
    return "".join(secrets.choice(ALPHABET) for _position in range(LENGTH))


def clean_code(typed: str) -> str:
    """The code as stored, from what somebody typed (small letters, groups, O for 0); empty when it can be none."""
    code = re.sub(r"[\s\-—–]", "", typed[:80]).upper().translate(_MISREAD)
    return code if _FORMAT.match(code) else ""


def grouped(text: str, size: int = 4) -> str:
    """In groups, for reading aloud: ABCD EFGH …"""
    return " ".join(text[at : at + size] for at in range(0, len(text), size))
