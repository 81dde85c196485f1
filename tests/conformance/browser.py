"""A browser without a window, driven by WebDriver (https://www.w3.org/TR/webdriver2/) through its own driver."""

from __future__ import annotations

import base64
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

WAIT = 20  # seconds until the driver must answer


@dataclass(frozen=True, slots=True)
class Browser:
    """One window. What a page loads from elsewhere does not load: the network is off."""

    session: str
    http: requests.Session

    @classmethod
    @contextmanager
    def started(cls, driver: str, chromium: str) -> Iterator[Browser]:
        """A driver and a browser, both ended afterwards."""
        with tempfile.TemporaryDirectory() as folder:
            port = Path(folder) / "log"
            process = subprocess.Popen([driver, "--port=0", f"--log-path={port}"], stdout=subprocess.PIPE, text=True)
            try:
                http = requests.Session()
                http.trust_env = False
                url = f"http://127.0.0.1:{_port(process)}/session"
                made = http.post(url, json={"capabilities": _wanted(chromium, folder)}, timeout=WAIT).json()["value"]
                browser = cls(f"{url}/{made['sessionId']}", http)
                browser.devtools("Network.enable")
                offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
                browser.devtools("Network.emulateNetworkConditions", **offline)
                try:
                    yield browser
                finally:
                    http.delete(browser.session, timeout=WAIT)
            finally:
                process.terminate()
                process.wait(WAIT)

    def show(self, file: Path, width: int, scheme: str = "light") -> None:
        """Open a file in a viewport `width` pixels wide, in the colours ("light", "dark") that the reader prefers."""
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500
        )
        self._ask("url", url=file.as_uri())

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns; a promise is waited for."""
        return self._ask("execute/sync", script=script, args=list(arguments))

    def picture(self) -> bytes:
        """The whole page as PNG."""
        shot = self.devtools("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def devtools(self, command: str, **parameters: Any) -> Any:
        """A command of Chromium's own protocol."""
        return self._ask("goog/cdp/execute", cmd=command, params=parameters)

    def _ask(self, path: str, **body: Any) -> Any:
        answer = self.http.post(f"{self.session}/{path}", json=body, timeout=WAIT)
        value = answer.json()["value"]
        assert answer.ok, value
        return value


def _wanted(chromium: str, folder: str) -> dict[str, Any]:
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
    options = {"binary": chromium, "args": [*flags, f"--user-data-dir={folder}/profile"]}
    return {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}


def _port(process: subprocess.Popen[str]) -> int:
    """The port that the driver chose, from the line that says it is ready."""
    assert process.stdout is not None
    end = time.monotonic() + WAIT
    while time.monotonic() < end and (line := process.stdout.readline()):
        if "successfully on port" in line:
            return int(line.rstrip(". \n").rsplit(" ", 1)[-1])
    raise AssertionError("the driver did not start")
