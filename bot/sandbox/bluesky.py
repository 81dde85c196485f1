"""A stand-in of a Bluesky server (PDS): log-in, records by their key. https://docs.bsky.app/docs/api/

The reference server puts a record's repeat under the same key without a trace when it is identical; so does this.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from bot.sandbox.bluesky_asking import Refused, body_of, counted, limits
from bot.sandbox.bluesky_blobs import Blobs, TooLarge
from bot.sandbox.bluesky_rules import MAX_GRAPHEMES, TID, Invalid, card_of, checked, cid_of, graphemes
from bot.sandbox.bluesky_tokens import claims_of, token
from bot.sandbox.exchange import Answer, Refusal, Request, answer_json, request_line
from bot.sandbox.posting import Posting, Window

COLLECTION = "app.bsky.feed.post"
# What a server says of an account that it takes no more: packages/pds/src/auth-verifier.ts
STANDINGS = {
    "taken down": (401, "AccountTakedown", "Account has been taken down"),
    "deactivated": (401, "AccountDeactivated", "Account is deactivated"),
    "second factor": (401, "AuthFactorTokenRequired", "A sign in code has been sent to your email address"),
}

# The same, asked by anybody: packages/pds/src/api/com/atproto/sync/util.ts
REPOS = {
    "taken down": ("RepoTakendown", "Repo has been takendown"),
    "deactivated": ("RepoDeactivated", "Repo has been deactivated"),
}


@dataclass(frozen=True)
class BlueskyAccount:
    """A handle and one of its app passwords."""

    handle: str
    password: str = field(repr=False)

    @property
    def did(self) -> str:
        return "did:plc:" + base64.b32encode(hashlib.sha256(self.handle.encode()).digest()).decode().lower()[:24]


@dataclass
class Record(Posting):
    """One post; `id` and `in_reply_to` are its and its parent's address (at://…)."""

    network: ClassVar[str] = "Bluesky"
    limit: ClassVar[int] = MAX_GRAPHEMES

    value: Mapping[str, Any] = field(default_factory=dict, kw_only=True, repr=False)
    cid: str = field(default="", kw_only=True)


class Bluesky:
    """Takes posts for its accounts. https://docs.bsky.app/docs/advanced-guides/rate-limits has its limits."""

    name = "bluesky"

    def __init__(self, accounts: Iterable[BlueskyAccount]) -> None:
        self._accounts = {one.handle.lower(): one for one in accounts}
        self.forget()

    def forget(self) -> None:
        """Empties what arrived: posts, pictures and the count of requests; all is well with the accounts again.

        `standings`: handle → one of STANDINGS.
        """
        self.standings: dict[str, str] = {}
        self.blobs = Blobs()
        self.received: list[Record] = []
        self.refused: list[Refusal] = []
        self._entries, self._daily_entries = Window(30, 5 * 60), Window(300, 24 * 60 * 60)
        self._uploads = Window(1000, 24 * 60 * 60)
        self._writes, self._daily_writes = Window(5000, 60 * 60), Window(35_000, 24 * 60 * 60)

    def answer(self, request: Request, now: datetime) -> Answer:
        """Answers the methods that a press office needs; whatever else is not implemented."""
        headers: dict[str, str] = {}
        try:
            match (request.method, request.path.removeprefix("/xrpc/")):
                case ("POST", "com.atproto.server.createSession"):
                    return self._enter(request, now, headers)
                case ("GET", "com.atproto.server.getSession"):
                    return answer_json(200, self._told(self._account(request, now)))
                case ("POST", "com.atproto.repo.uploadBlob"):
                    return self._take(request, self._writing(request, now), now, headers)
                case ("POST", "com.atproto.repo.putRecord"):
                    return self._put(request, self._writing(request, now), now, headers)
                case ("POST", "com.atproto.repo.deleteRecord"):
                    return self._delete(request, self._writing(request, now), now, headers)
                case ("GET", "com.atproto.repo.getRecord"):
                    return self._get(request)
                case ("GET", "com.atproto.repo.describeRepo"):
                    return self._describe(request)
            raise Refused(501, "MethodNotImplemented", "Method Not Implemented")
        except Refused as refused:
            return self._refuse(request, now, refused, headers)
        except Invalid as invalid:
            return self._refuse(request, now, Refused(400, invalid.name, str(invalid)), headers)

    def failure(self, request: Request, now: datetime, status: int, retry_after: float | None) -> Answer:
        """Accepts nothing; a 429 says by its reset when to come back."""
        names = {401: "AccountTakedown", 429: "RateLimitExceeded", 502: "UpstreamFailure", 503: "NotEnoughResources"}
        said = {401: "Account has been taken down", 429: "Rate Limit Exceeded"}
        reset = int(now.timestamp() + (retry_after if retry_after is not None else 60))
        headers = limits(30, 0, reset) if status == 429 else {}
        refused = Refused(status, names.get(status, "InternalServerError"), said.get(status, "Internal Server Error"))
        return self._refuse(request, now, refused, headers)

    def _enter(self, request: Request, now: datetime, headers: dict[str, str]) -> Answer:
        given = body_of(request)
        for key in ("identifier", "password"):
            if not isinstance(given.get(key), str):
                raise Refused(400, "InvalidRequest", f'Missing required key "{key}" at $')
        handle = str(given["identifier"]).lower()
        counted((self._entries, self._daily_entries), handle, now, 1, headers)
        account = self._accounts.get(handle)
        password = str(given["password"])
        right = account is not None and hmac.compare_digest(password.encode(), account.password.encode())
        # An account that was taken down has no app passwords any more: it is told no more than that.
        if account is None or not right or self.standings.get(handle) == "taken down":
            raise Refused(401, "AuthenticationRequired", "Invalid identifier or password")
        if self.standings.get(handle) == "second factor":
            raise Refused(*STANDINGS["second factor"])
        base = request.url.partition("/xrpc/")[0]
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": base}
        tokens = {
            "accessJwt": token(account.did, now, "com.atproto.appPass"),
            "refreshJwt": token(account.did, now, "refresh"),
        }
        return answer_json(
            200, {**self._told(account), **tokens, "didDoc": {"id": account.did, "service": [service]}}, headers
        )

    def _account(self, request: Request, now: datetime) -> BlueskyAccount:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise Refused(401, "AuthMissing", "Authentication Required")
        claims = claims_of(given)
        account = next((one for one in self._accounts.values() if one.did == claims.get("sub")), None)
        if account is None or claims.get("scope") != "com.atproto.appPass":
            raise Refused(400, "InvalidToken", "Token could not be verified")
        if now.timestamp() >= claims["exp"]:
            raise Refused(400, "ExpiredToken", "Token has expired")
        return account

    def _told(self, account: BlueskyAccount) -> dict[str, object]:
        told: dict[str, object] = {"did": account.did, "handle": account.handle, "active": True}
        if self.standings.get(account.handle.lower()) == "deactivated":
            told |= {"active": False, "status": "deactivated"}
        return told

    def _writing(self, request: Request, now: datetime) -> BlueskyAccount:
        """Whose token it is, if the account may write."""
        account = self._account(request, now)
        if standing := self.standings.get(account.handle.lower()):
            raise Refused(*STANDINGS[standing])
        return account

    def _take(self, request: Request, account: BlueskyAccount, now: datetime, headers: dict[str, str]) -> Answer:
        counted((self._uploads,), account.did, now, 1, headers)
        kind = request.headers.get("Content-Type", "")
        if not kind:
            raise Refused(400, "InvalidRequest", "Request encoding (Content-Type) required but not provided")
        try:
            blob = self.blobs.take(request.body, kind, account.did, now)
        except TooLarge as error:
            raise Refused(413, "PayloadTooLarge", str(error)) from error
        return answer_json(200, {"blob": blob}, headers, self.blobs.pictures[account.did, blob["ref"]["$link"]])

    def _put(self, request: Request, account: BlueskyAccount, now: datetime, headers: dict[str, str]) -> Answer:
        given = body_of(request)
        counted((self._writes, self._daily_writes), account.did, now, 2, headers)
        key = self._key(given, account)
        value = checked(given.get("record"))
        uri, cid = f"at://{account.did}/{COLLECTION}/{key}", cid_of(value)
        known = {record.id: record for record in self.received if record.deleted_at is None}
        answer = {"uri": uri, "cid": cid, "validationStatus": "valid"}
        if uri in known and known[uri].cid == cid:
            return answer_json(200, answer, headers)
        if uri in known:
            raise Refused(400, "InvalidRequest", "this stand-in lets no post be overwritten: the record differs")
        record = self._record(uri, cid, value, account, known, now)
        self.received.append(record)
        return answer_json(200, {**answer, "commit": {"cid": cid, "rev": key}}, headers, record)

    def _delete(self, request: Request, account: BlueskyAccount, now: datetime, headers: dict[str, str]) -> Answer:
        """ "Delete a repository record, or ensure it doesn't exist": com.atproto.repo.deleteRecord, one point."""
        given = body_of(request)
        counted((self._writes, self._daily_writes), account.did, now, 1, headers)
        uri = f"at://{account.did}/{COLLECTION}/{self._key(given, account)}"
        for record in self.received:
            if record.id == uri and record.deleted_at is None:
                record.deleted_at = now
                return answer_json(200, {"commit": {"cid": record.cid, "rev": given["rkey"]}}, headers)
        return answer_json(200, {}, headers)

    def _key(self, given: Mapping[str, Any], account: BlueskyAccount) -> str:
        """The record key that a write names, in the account's own repository. Raises Refused."""
        if given.get("repo") not in (account.did, account.handle):
            if given.get("repo") not in {name for one in self._accounts.values() for name in (one.did, one.handle)}:
                raise Refused(403, "AccountNotFound", "Account not found")
            raise Refused(401, "AuthenticationRequired", "Authentication Required")
        if given.get("collection") != COLLECTION:
            raise Refused(400, "InvalidRequest", f"this stand-in keeps {COLLECTION} only")
        key = given.get("rkey")
        if not isinstance(key, str) or not TID.fullmatch(key):
            raise Refused(400, "InvalidRequest", "Invalid record key: a post's is a TID")
        return key

    def _record(
        self,
        uri: str,
        cid: str,
        value: Mapping[str, Any],
        account: BlueskyAccount,
        known: Mapping[str, Record],
        now: datetime,
    ) -> Record:
        root, parent = (_reference(value, name, known) for name in ("root", "parent"))
        if parent is not None and (root is None or root.id != parent.conversation_id):
            raise Invalid(
                "Invalid app.bsky.feed.post record: Record/reply/root is not where the parent's thread begins"
            )
        return Record(
            now,
            id=uri,
            author=account.handle,
            author_id=account.did,
            text=value["text"],
            weight=graphemes(value["text"]),
            in_reply_to=parent.id if parent else None,
            conversation_id=parent.conversation_id if parent else uri,
            media=self.blobs.show(value.get("embed"), account.did, now),
            language=next(iter(value.get("langs", [])), None),
            card=card_of(value),
            value=value,
            cid=cid,
        )

    def _get(self, request: Request) -> Answer:
        repo = request.query.get("repo", "")
        account = self._accounts.get(repo.lower())
        uri = f"at://{account.did if account else repo}/{request.query.get('collection')}/{request.query.get('rkey')}"
        for record in self.received:
            if record.id == uri and record.deleted_at is None:
                return answer_json(200, {"uri": uri, "cid": record.cid, "value": record.value})
        return answer_json(400, {"error": "RecordNotFound", "message": f"Could not locate record: {uri}"})

    def _describe(self, request: Request) -> Answer:
        repo = request.query.get("repo", "").lower()
        account = next((one for one in self._accounts.values() if repo in (one.handle.lower(), one.did)), None)
        if account is None:
            return answer_json(400, {"error": "RepoNotFound", "message": f"Could not find repo: {repo}"})
        if (standing := self.standings.get(account.handle.lower())) in ("taken down", "deactivated"):
            name, said = REPOS[str(standing)]
            return answer_json(400, {"error": name, "message": f"{said}: {repo}"})
        told = {"handle": account.handle, "did": account.did, "didDoc": {"id": account.did}}
        return answer_json(200, told | {"collections": [COLLECTION], "handleIsCorrect": True})

    def _refuse(self, request: Request, now: datetime, refused: Refused, headers: Mapping[str, str]) -> Answer:
        note = Refusal(now, self.name, request_line(request), refused.status, str(refused))
        self.refused.append(note)
        return answer_json(refused.status, {"error": refused.name, "message": str(refused)}, headers, note)


def _reference(value: Mapping[str, Any], name: str, known: Mapping[str, Record]) -> Record | None:
    if "reply" not in value:
        return None
    given = value["reply"].get(name) if isinstance(value["reply"], dict) else None
    if not isinstance(given, dict) or not {"uri", "cid"} <= set(given):
        raise Invalid(f"Invalid app.bsky.feed.post record: Record/reply/{name} must have uri and cid")
    record = known.get(given["uri"])
    if record is None or record.cid != given["cid"]:
        raise Invalid(f"Invalid app.bsky.feed.post record: Record/reply/{name} is no post of this server")
    return record
