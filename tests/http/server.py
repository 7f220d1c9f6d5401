"""The real service on a free port of this machine, in a thread of the test's own process."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import uvicorn.server

from api.cli.serve import listening, server_over
from api.settings import Settings, load_settings
from geo.store import Store


def settings_for(folder: Path, **given: Any) -> Settings:
    """Settings that touch nothing outside the folder; this machine's user is staff unless that is said otherwise."""
    given = {"measure_ahead": False, "trust_local": "host" not in given} | given
    # no deployment may have both; a test asks as this machine's user by one name and as the public by another
    names = given.pop("allowed_hosts", ()) if given["trust_local"] else ()
    settings = load_settings(data=folder, port=0, web_root=folder / "web", stop_timeout_s=2, **given)
    return (
        settings.model_copy(update={"allowed_hosts": (names,) if isinstance(names, str) else names})
        if names
        else settings
    )


class _Prompt(types.ModuleType):
    """``asyncio`` for uvicorn, which looks only every tenth of a second whether it should end, and then rests as long
    before it does: more than most tests of a service take.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(delay_s: float) -> None:
        await asyncio.sleep(delay_s / 10)


@contextmanager
def serving(settings: Settings, store: Store) -> Iterator[str]:
    """The base address of a running service."""
    sock = listening(settings)
    server = server_over(settings, store)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    with mock.patch.object(uvicorn.server, "asyncio", _Prompt("asyncio")):
        yield from _while_serving(server, thread, sock)


def _while_serving(server: uvicorn.Server, thread: threading.Thread, sock: socket.socket) -> Iterator[str]:
    thread.start()
    try:
        deadline = time.monotonic() + 60
        while not server.started:
            assert time.monotonic() < deadline, "the service did not start"
            assert thread.is_alive(), "the service ended at once"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        sock.close()
        assert not thread.is_alive(), "the service did not stop"


@contextmanager
def asking(address: str, language: str = "en") -> Iterator[httpx.Client]:
    """A client that follows nothing and trusts no proxy settings of the machine. Addresses are plain HTTP: without
    ``verify=False`` each client would read the machine's certificates first, which takes longer than most tests.
    """
    headers = {"Accept-Language": language}
    with httpx.Client(base_url=address, trust_env=False, verify=False, timeout=30, headers=headers) as client:
        yield client
