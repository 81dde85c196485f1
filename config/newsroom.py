"""Puts a newsroom together: settings, keys, secrets and the real world."""

from __future__ import annotations

import os
import socket
import uuid
from importlib import import_module

from django.conf import settings
from django.db import connection

from bot.core.configuration import Configuration
from bot.engine.local import LocalWorld
from bot.newsroom.newsroom import Newsroom
from bot.store.sealing import Keyring, load_keyring
from bot.store.spool import Spool
from config.identity import identity
from config.office import load


def configuration() -> Configuration:
    """The office's settings. Raises ConfigurationError."""
    return load(settings.CONFIG_FILE)


def keyring() -> Keyring:
    """The office's keys. Raises KeyMissing, KeyTooOpen or KeyUnreadable."""
    return load_keyring(os.environ.get("EMBARGO_KEY"), settings.KEY_FILE)


def open_newsroom() -> Newsroom:
    """Django must be set up. Raises ConfigurationError or one of the key's errors."""
    config = configuration()
    templates = settings.OFFICE_TEMPLATES if settings.OFFICE_TEMPLATES.is_dir() else None
    shared = connection.vendor == "postgresql"
    keys = keyring()
    return Newsroom(
        config,
        keys,
        dict(os.environ),
        LocalWorld(config),
        templates,
        identity=identity(),
        machine=socket.gethostname()[:64] if shared else "",
        process=str(uuid.uuid4()) if shared else "",
        hand_over=import_module("bot.engine.fleet").hand_over if shared else None,
        anchors=settings.ANCHORS,
        spool=Spool(settings.HOME / "spool", keys),
    )
