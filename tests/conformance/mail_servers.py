"""Mail servers of Debian's: Postfix's smtp-sink, which takes what comes, and Exim, which delivers into maildirs.

Neither is installed: their packages lie unpacked in a folder, and they run without rights, from a folder of their own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.processes import NOBODY, as_nobody, free_port, listening, open_folder, running

DOMAIN = "paper.example.test"
PEOPLE = ("ann", "ben", "cem", "dora", "office")
EXIM = """
primary_hostname = mx.{domain}
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
exim_path = {folder}/exim4
pid_file_path = {folder}/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts =
dsn_advertise_hosts = *
keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
add_environment =
deliver_drop_privilege
host_lookup =
rfc1413_hosts =
acl_smtp_rcpt = accept
acl_smtp_data = accept
smtp_accept_max = 50
smtp_accept_queue_per_connection = 0
smtp_accept_max_per_connection = 2000

begin routers
known:
  driver = accept
  domains = {domain}
  local_parts = {people}
  local_part_suffix = +*
  local_part_suffix_optional
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = {folder}/mail/$local_part_data
  maildir_format
  create_directory
  return_path_add
  envelope_to_add
"""


@dataclass(frozen=True)
class MailServer:
    """Somebody's mail server: its port, and the folder with what it took."""

    port: int
    folder: Path

    def mails(self, name: str) -> list[bytes]:
        """What lies in a person's maildir."""
        return [file.read_bytes() for file in sorted((self.folder / "mail" / name).glob("new/*"))]

    def taken(self) -> list[bytes]:
        """What smtp-sink wrote down of each mail: the envelope as X-… headers, then the mail."""
        return [file.read_bytes() for file in sorted((self.folder / "sink").glob("*"))]


@contextmanager
def smtp_sink(unpacked: Path, *options: str) -> Iterator[MailServer]:
    """`options` as in smtp-sink(1)."""
    port = free_port()
    with open_folder() as folder:
        # It wants to be told whom it is to be, where it could be root.
        who = ["-u", "nobody"] if os.getuid() == 0 else []
        command = [unpacked / "usr/sbin/smtp-sink", *who, "-d", f"{folder}/sink/%H%M%S.", *options]
        libraries = {"LD_LIBRARY_PATH": f"{unpacked}/usr/lib/postfix"}
        with running([*command, f"127.0.0.1:{port}", "100"], libraries, cwd=folder) as process:
            listening(port, process)
            yield MailServer(port, folder)


@contextmanager
def exim(unpacked: Path, people: Sequence[str] = PEOPLE) -> Iterator[MailServer]:
    """Exim, for a domain with these people. It asks for its own user by name, who is here whoever runs it."""
    port = free_port()
    with open_folder() as folder:
        library = _copied(unpacked, folder)
        (folder / "exim.conf").write_text(
            EXIM.format(domain=DOMAIN, folder=folder, port=port, people=" : ".join(people)), encoding="utf-8"
        )
        for made in ("spool", "mail"):
            (folder / made).mkdir()
            if os.getuid() == 0:
                os.chown(folder / made, NOBODY, NOBODY)
        command = [folder / "exim4", "-C", folder / "exim.conf", "-bdf", "-q10s"]
        with running(command, library, **as_nobody()) as process:
            listening(port, process)
            yield MailServer(port, folder)


def _copied(unpacked: Path, folder: Path) -> dict[str, str]:
    """The program where nobody can reach it, and the environment in which it finds its libraries and its user."""
    shutil.copyfile(unpacked / "usr/sbin/exim4", folder / "exim4")
    (folder / "exim4").chmod(0o755)
    (folder / "lib").mkdir()
    for file in unpacked.glob("usr/lib/*/lib*.so*"):
        shutil.copyfile(file, folder / "lib" / file.name)
    user, group = (NOBODY, NOBODY) if os.getuid() == 0 else (os.getuid(), os.getgid())
    (folder / "passwd").write_text(f"root:x:0:0::/:/bin/false\nDebian-exim:x:{user}:{group}::/:/bin/false\n")
    (folder / "group").write_text(f"root:x:0:\nDebian-exim:x:{group}:\nmail:x:8:\n")
    return {
        "LD_LIBRARY_PATH": f"{folder}/lib",
        "LD_PRELOAD": f"{folder}/lib/libnss_wrapper.so",
        "NSS_WRAPPER_PASSWD": f"{folder}/passwd",
        "NSS_WRAPPER_GROUP": f"{folder}/group",
    }
