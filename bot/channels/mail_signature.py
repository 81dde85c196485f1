"""Whether a channel's mail is signed (DKIM) and with what: its settings, and what `embargo doctor` says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.channels.correspondence import mailbox
from bot.channels.letters import Sign
from bot.channels.options import Options
from bot.core.delivery import Check, Trouble
from bot.core.rendition import Mail


@dataclass(frozen=True)
class Signature:
    """`dkim_selector`, `dkim_domain` (the sender's if it is missing), and the key's `dkim_key_env` or `dkim_key_file`."""

    selector: str
    domain: str
    variable: str
    file: str
    key: str

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
        return cls(selector, domain, variable, file, key)

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

    def checks(self, channel: str) -> list[Check]:
        """The record that has to be in the DNS, or why there can be none."""
        if not self.selector:
            return []
        from bot.channels.dkim import Signer

        try:
            name, content = Signer(self.key, self.selector, self.domain).record
        except ValueError as error:
            return [Check(f"{channel}: DKIM", False, f"{self.where}: {error}", Trouble.REFUSED)]
        return [Check(f"{channel}: DKIM", True, f'mail is signed; this has to be in the DNS: {name} TXT "{content}"')]
