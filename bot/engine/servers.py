"""What servers say of the time: by NTP, and by the Date header of a web server."""

from __future__ import annotations

import re
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import ntplib
import requests

from bot.engine.asking import NoAnswer
from bot.engine.opinions import Opinion
from bot.engine.timekeeping import uptime

WIDEST = timedelta(seconds=3)  # an answer that took longer says too little
NO_LEAP_KNOWN, FIRST_STRATUM, LAST_STRATUM = 3, 1, 15  # RFC 5905, section 7.3: outside of these it keeps no time itself


class Ntp:
    """A time server (RFC 5905), asked as rarely as its owners like to be: RFC 8633, section 3, is the manners."""

    every = 64.0
    timeout = 2.0

    def __init__(self, place: str) -> None:
        self.name = f"NTP {place}"
        match = re.fullmatch(r"(.*?)(?::(\d+))?", place)
        assert match is not None
        self._host, self._port = match[1].strip("[]"), int(match[2] or 123)

    def ask(self) -> Opinion:
        """The server had the question before it answered, and both between our two looks at the uptime. Raises NoAnswer."""
        sent_at, before = time.time(), uptime()
        try:
            told = ntplib.NTPClient().request(self._host, version=4, port=self._port, timeout=self.timeout)
        except (ntplib.NTPException, socket.gaierror, OSError) as error:
            raise NoAnswer(source=self.name, problem=str(error)) from None
        after = uptime()
        # The server repeats the time that we sent: what answers another question, or none, is not for us.
        echo = ntplib.ntp_to_system_time(told.orig_timestamp)
        if abs(echo - sent_at) > WIDEST.total_seconds():
            raise NoAnswer(source=self.name, problem="it answers another question")
        if told.leap == NO_LEAP_KNOWN or not FIRST_STRATUM <= told.stratum <= LAST_STRATUM:
            raise NoAnswer(source=self.name, problem="it is not synchronised itself")
        own_error = timedelta(seconds=told.root_delay / 2 + told.root_dispersion)
        low = _instant(told.tx_time) - after - own_error
        high = _instant(told.recv_time) - before + own_error
        return _narrow(Opinion(self.name, low, high, after, timedelta(seconds=5 * self.every)))


class HttpsDate:
    """The Date header of a web server, to the second (RFC 9110, section 6.6.1): coarse, but signed by nobody else's key."""

    every = 300.0
    timeout = 3.0

    def __init__(self, address: str) -> None:
        self.name = re.sub(r"^https://", "HTTPS ", address.rstrip("/"))
        self._address = address

    def ask(self) -> Opinion:
        """Raises NoAnswer."""
        try:
            with requests.Session() as session:
                self._head(session)  # opens the connection, so that the second question is answered in one round
                before = uptime()
                answer = self._head(session)
                after = uptime()
        except requests.RequestException as error:
            raise NoAnswer(source=self.name, problem=type(error).__name__) from None
        if answer.headers.get("Age", "0") != "0":
            raise NoAnswer(source=self.name, problem="a cache answers for it")
        try:
            date = parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
        except (KeyError, ValueError):
            raise NoAnswer(source=self.name, problem="its answer has no date") from None
        low, high = date - after, date + timedelta(seconds=1) - before
        return _narrow(Opinion(self.name, low, high, after, timedelta(seconds=5 * self.every)))

    def _head(self, session: requests.Session) -> requests.Response:
        headers = {"Cache-Control": "no-cache"}
        return session.head(self._address, headers=headers, timeout=self.timeout, allow_redirects=False)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _narrow(opinion: Opinion) -> Opinion:
    """A server's times may contradict each other, and a slow answer says too little."""
    if not timedelta(0) <= opinion.high - opinion.low <= WIDEST:
        raise NoAnswer(source=opinion.source, problem="it answers too slowly, or contradicts itself")
    return opinion
