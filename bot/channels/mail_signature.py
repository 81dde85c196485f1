"""Whether a channel's mail is signed (DKIM) and with what: its settings, and what `embargo doctor` says of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.channels.correspondence import mailbox
from bot.channels.letters import Sign
from bot.channels.options import Options
from bot.core.delivery import Check, Trouble
from bot.core.rendition import Mail
from bot.core.world import Transport


@dataclass(frozen=True)
class Signature:
    """`dkim_selector`, `dkim_domain` (the sender's if it is missing), and the key's `dkim_key_env` or `dkim_key_file`.

    `dkim_dns` is the resolver that is asked whether the public key is in the DNS, where it is not the machine's own.
    """

    selector: str
    domain: str
    variable: str
    file: str
    key: str
    resolver: str

    @classmethod
    def of(cls, options: Options, secrets: Mapping[str, str]) -> Signature:
        """As the office configured it; without a selector nothing is signed. Raises ConfigurationError."""
        selector, domain = options.text("dkim_selector", ""), options.text("dkim_domain", "")
        variable, file = options.variable("dkim_key_env", ""), options.text("dkim_key_file", "")
        if bool(selector) != (bool(variable) != bool(file)):
            raise options.wrong("dkim_selector", "set it together with dkim_key_env or dkim_key_file, one of the two")
        if not domain:
            sender = mailbox(options.text("sender", ""))
            domain = sender.domain if sender else ""
        if selector and not domain:
            raise options.wrong("dkim_domain", "say whose domain signs, or set sender")
        if file and not Path(file).is_file():
            raise options.wrong("dkim_key_file", f'there is no file "{file}"')
        key = Path(file).read_text(encoding="utf-8") if file else secrets.get(variable, "")
        resolver = options.text("dkim_dns", "")
        if not re.fullmatch(r"[\w.:-]*", resolver):
            raise options.wrong("dkim_dns", "give a resolver's address, like 192.0.2.53")
        return cls(selector, domain, variable, file, key, resolver)

    @property
    def where(self) -> str:
        """Where the key is."""
        return self.variable or self.file

    def missing(self) -> list[str]:
        """The environment variable that is not set, by name."""
        return [self.variable] if self.variable and not self.key.strip() else []

    def signer(self) -> Sign | None:
        """What signs letters; None where nothing is signed. Raises ValueError for what is no key."""
        if not self.selector:
            return None
        from bot.channels.dkim import Signer  # takes a tenth of a second, and few offices sign by themselves

        return Signer(self.key, self.selector, self.domain)

    def doubts(self, mail: Mail) -> list[str]:
        """What would make receivers think less of the signature than of none."""
        if not self.selector:
            return []
        try:
            self.signer()
        except ValueError as error:
            return [f"{self.where} can't be used to sign: {error}."]
        sender = mailbox(mail.sender)
        domain = sender.domain.lower() if sender else ""
        if not (domain == self.domain.lower() or domain.endswith(f".{self.domain.lower()}")):
            return [f"dkim_domain is {self.domain}, but the mail is from {domain}: DMARC asks for the same domain."]
        return []

    def checks(self, channel: str, wire: Transport) -> list[Check]:
        """Whether the DNS has the record that receivers look for, or why there can be none."""
        if not self.selector:
            return []
        from bot.channels.dkim import Signer
        from bot.channels.dns_text import NotAsked, texts

        title = f"{channel}: DKIM"
        try:
            name, content = Signer(self.key, self.selector, self.domain).record
            there = texts(wire, name, self.resolver)
        except ValueError as error:
            return [Check(title, False, f"{self.where}: {error}", Trouble.REFUSED)]
        except NotAsked as error:
            return [Check(title, None, f'the DNS was not asked: {error}. This has to be there: {name} TXT "{content}"')]
        if any(_same(content, one) for one in there):
            testing = any(_same(content, one) and "y" in _tags(one).get("t", "") for one in there)
            said = "; take t=y out of it, by which receivers let every mail pass as unsigned" if testing else ""
            return [Check(title, None if testing else True, f"mail is signed, and {name} has its key{said}")]
        missing = "there is none" if not there else "another is there"
        because = (
            f'mail is signed, but receivers will not find its key in the DNS: {missing}. Put in: {name} TXT "{content}"'
        )
        return [Check(title, False, because, Trouble.REFUSED)]


def _same(ours: str, theirs: str) -> bool:
    """Whether a record has the same key (RFC 6376, section 3.6.1: of kind rsa unless it says otherwise)."""
    one, other = _tags(ours), _tags(theirs)
    return (one.get("k"), one.get("p")) == (other.get("k", "rsa"), other.get("p"))


def _tags(record: str) -> dict[str, str]:
    """A list of tags (RFC 6376, section 3.2), without the white space that may stand anywhere in a key."""
    parts = (part.partition("=") for part in record.split(";"))
    return {name.strip(): re.sub(r"\s", "", value) for name, sign, value in parts if sign}
