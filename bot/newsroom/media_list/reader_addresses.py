"""Addresses of readers: what mail can reach, in the form in which every provider takes it, or one sentence why not."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What most addresses look like; whatever else there is goes through the library whole (RFC 5322 §3.2.3, RFC 5321 §4.5.3.1.1).
_PLAIN_LOCAL = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*")
# Unicode's categories Cc, and Zl and Zp, which break lines too.
_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Alphabets whose letters look like each other's; a domain in one of them alone is somebody's own.
_ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_LOCAL = 64  # RFC 5321 §4.5.3.1.1
_WHOLE = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets


class BadAddress(ValueError):
    """Why an address is none, as half a sentence."""


def mail_address(text: str) -> str:
    """The address in lower case, its domain in ASCII (IDNA). No name server is asked. Raises BadAddress.

    Case matters to nobody's mailbox in practice; two spellings of one address would get two mails.
    """
    address = text.lower() if text.isascii() else unicodedata.normalize("NFC", text).lower()
    local, at, domain = address.rpartition("@")
    plain = len(local) <= _LOCAL and len(address) <= _WHOLE and address.isascii() and _PLAIN_LOCAL.fullmatch(local)
    if at and plain and not _domain_fault(domain):
        return address
    return _looked_at(text, address)


def _looked_at(text: str, address: str) -> str:
    if _BREAK.search(text):
        raise BadAddress("the address has a line break or a control character")
    if "," in text or ";" in text:
        raise BadAddress("the address has a comma or a semicolon; give one address a row")
    if mixed := _two_scripts(address):
        raise BadAddress(f'"{text}" has letters of two scripts in one word ({mixed}): it may be somebody else\'s')
    try:
        return _in_ascii(address).lower()
    except ValueError as error:
        raise BadAddress(f'"{text}" is not an email address: {_half(str(error))}') from None


@lru_cache(20_000)
def _domain_fault(domain: str) -> bool:
    """Asked once of each domain: the library takes some 40 µs, which is most of a minute for a million."""
    try:
        _in_ascii(f"a@{domain}")
    except ValueError:
        return True
    return False


def _in_ascii(address: str) -> str:
    """As it goes over the wire. Raises a ValueError that says what is wrong."""
    from email_validator import validate_email  # its tables take a while to load, and most commands read no address

    return str(validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email)


def _half(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _two_scripts(address: str) -> str:
    """`Latin and Cyrillic "а"`, where letters that look alike stand in one word of an address; else ""."""
    if address.isascii():
        return ""
    for word in re.split(r"[@.]", address):
        scripts: dict[str, str] = {}
        for letter in word:
            script = unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
            if script in _ALIKE:
                scripts.setdefault(script.capitalize(), letter)
        if len(scripts) > 1:
            return " and ".join(f'{script} "{letter}"' for script, letter in scripts.items())
    return ""
