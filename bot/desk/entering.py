"""How people come in: django-allauth as this desk uses it. Nobody signs up by themselves, and no address is given away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context, ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.http import HttpRequest
from django.urls import reverse

from bot.desk import postbox
from bot.desk.models import Person
from bot.desk.opening import newsroom
from bot.newsroom.newsroom import Newsroom

PLACE = "second-factor"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Links lead to the desk's own address, mail goes by the desk's own server, and there is no open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are invited."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """By the address in the settings: what a browser says of its host is anybody's word."""
        uid, _, token = key.partition("-")
        return postbox.address(
            newsroom(), reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """By the desk's mail server; where there is none, an administrator makes the link and hands it over."""
        if postbox.open_for(newsroom()):
            made = self.render_mail(template_prefix, email, context)
            postbox.send(newsroom(), email, str(made.subject), str(made.body))

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None) -> Any:
        """With the office's name, which the letter greets with."""
        return super().render_mail(template_prefix, email, context | {"office": newsroom().config.office}, headers)

    def format_email_subject(self, subject: str) -> str:
        """Says whose desk it is."""
        return f"{newsroom().config.office.name}: {subject}"

    def reauthenticate(self, user: Person, password: str) -> bool:
        """By the one address that a person has here."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """What an authenticator shows of us."""

    def get_totp_issuer(self) -> str:
        """The office's name."""
        return newsroom().config.office.name

    def encrypt(self, text: str) -> str:
        """Sealed like all that nobody may read in a copy of the ledger: an app's secret, the seed of recovery codes."""
        return newsroom().keyring.seal(text.encode(), PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The inverse. Raises WrongKey or SealBroken."""
        return newsroom().keyring.open(bytes.fromhex(encrypted_text), PLACE).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The office's name, and the host that passkeys are for."""
        return {**super().get_public_key_credential_rp_entity(), "name": newsroom().config.office.name}


class _Counted:
    """Wrong codes are counted by person: whoever comes so far has the password, and may not try codes from many places."""

    def clean_code(self) -> str:
        person: Person = self.user  # type: ignore[attr-defined]
        if not ratelimit.consume(context.request, action="second_factor", key=f"code-{person.pk}"):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        ratelimit.clear(context.request, action="second_factor", key=f"code-{person.pk}")
        return code


class Code(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The code of an app, or a recovery code, after the password."""


class CodeAgain(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The same, before something that needs it once more."""


def name_tried(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Whose password is being tried, for django-axes: an address is one person, however it is written."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()[:254]


def reset_link(room: Newsroom, person: Person) -> str:
    """A link by which this person gives themselves a new password: once, and within a day."""
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    return postbox.address(room, path)


def around(request: HttpRequest) -> dict[str, Any]:
    """For allauth's own pages, which stand in our frame (a context processor of Django's)."""
    return {"office": newsroom().config.office, "here": request.path}
