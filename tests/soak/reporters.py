"""Clients that report over bad connections, and go on with the same id until the report is acknowledged."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

from tests.incident_world import photo

GIVE_UP_S = 900.0
PATIENCE_S = 0.1


def report_all(
    address: str, reports: list[dict[str, Any]], rng: random.Random, acknowledged: Callable[[str, bool], None]
) -> None:
    """Send each report until it is acknowledged; ``acknowledged`` is told its id and whether it was new."""
    with httpx.Client(base_url=address, trust_env=False, verify=False, timeout=60) as client:
        for sent in reports:
            deadline = time.monotonic() + GIVE_UP_S
            while True:
                assert time.monotonic() < deadline, f"{sent['client_id']} was never acknowledged"
                answer = _tried(client, address, sent, rng)
                if answer is None or answer.status_code == 503:
                    time.sleep(PATIENCE_S * rng.random())
                    continue
                assert answer.status_code in (200, 201), answer.text
                acknowledged(sent["client_id"], not answer.json()["again"])
                break


def _tried(client: httpx.Client, address: str, sent: dict[str, Any], rng: random.Random) -> httpx.Response | None:
    """One attempt; ``None`` where the connection broke, on purpose or not."""
    fate = rng.random()
    if fate < 0.12:
        _cut_off(address, sent, rng)
        return None
    try:
        if fate < 0.24:
            return _doubled(client, address, sent)
        if fate < 0.32:
            form = {"report": (None, json.dumps(sent)), "photo": ("a.jpg", photo())}
            return client.post("/incidents", files=form)
        return client.post("/incidents", json=sent)
    except httpx.TransportError:
        return None


def _cut_off(address: str, sent: dict[str, Any], rng: random.Random) -> None:
    """The line breaks: in the middle of the request, or after it and before the answer."""
    body = json.dumps(sent).encode()
    host, port = address.removeprefix("http://").split(":")
    head = f"POST /incidents HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    whole = head.encode() + body
    cut = len(whole) if rng.random() < 0.5 else rng.randrange(1, len(whole))
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(whole[:cut])


def _doubled(client: httpx.Client, address: str, sent: dict[str, Any]) -> httpx.Response:
    """The same report twice at the same moment; the answer to one of them."""
    other = threading.Thread(target=_quietly, args=(address, sent))
    other.start()
    try:
        return client.post("/incidents", json=sent)
    finally:
        other.join()


def _quietly(address: str, sent: dict[str, Any]) -> None:
    with contextlib.suppress(httpx.TransportError):
        httpx.post(f"{address}/incidents", json=sent, trust_env=False, verify=False, timeout=60)
