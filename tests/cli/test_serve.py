"""The service as people start it: says its address when it can answer, refuses clearly, stops cleanly."""

from __future__ import annotations

import logging
import signal
import socket
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.cli.serve import server_config, without_query
from api.settings import load_settings
from geo.errors import BadInput
from tests.cli.program import call, served


def test_an_empty_city_is_served_and_stops_cleanly_on_both_signals(tmp_path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with served("--data", tmp_path) as service:
            with httpx.Client(base_url=service.address, trust_env=False) as client:
                assert client.get("/ready").json()["features"] == 0
                assert client.get("/collections").json()["collections"][0]["count"] == 0
                assert client.get("/tiles/street/1/0/0.mvt").content == b""
            assert service.stop(number) == 0
            assert service.process.stderr is not None
            assert service.process.stderr.read() == ""


def test_a_port_in_use_is_said_before_anything_else(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = call("serve", "--data", tmp_path, "--port", port, "--language", "en")
    assert ended.code == 3
    assert f"port {port} of 127.0.0.1 is in use" in ended.err
    assert "--port" in ended.err
    assert "Traceback" not in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_only_a_service_of_this_machine_may_trust_its_user(tmp_path: Path, host: str) -> None:
    ended = call("serve", "--data", tmp_path, "--host", host, "--trust-local", "--language", "en")
    assert ended.code == 2
    assert "trust_local" in ended.err and "loopback" in ended.err


def test_the_server_believes_the_proxies_that_are_named_and_logs_no_question(tmp_path: Path) -> None:
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    def trusted(**given: str) -> ProxyHeadersMiddleware:
        config = server_config(FastAPI(), load_settings(data=tmp_path, **given))
        config.load()
        assert isinstance(config.loaded_app, ProxyHeadersMiddleware)
        return config.loaded_app

    named = trusted(proxies="10.1.0.0/16, 192.0.2.7").trusted_hosts
    assert "10.1.2.3" in named and "192.0.2.7" in named and "127.0.0.1" not in named
    assert "127.0.0.1" in trusted().trusted_hosts and "10.1.2.3" not in trusted().trusted_hosts
    with pytest.raises(BadInput, match="proxies"):
        load_settings(data=tmp_path, proxies="*")
    line = '%s - "%s %s HTTP/%s" %d'
    record = logging.LogRecord("uvicorn.access", 20, "", 0, line, ("::1", "GET", "/geocode?q=3号楼", "1.1", 200), None)
    assert without_query(record) and record.getMessage() == '::1 - "GET /geocode HTTP/1.1" 200'


def test_a_service_for_other_machines_answers_to_its_own_names(tmp_path: Path) -> None:
    settings = {"JINGWEI_ALLOWED_HOSTS": "grid.example"}
    with served("--data", tmp_path, "--host", "0.0.0.0", **settings) as service:
        own_name = httpx.get(f"{service.address}/health", headers={"Host": "grid.example"}, trust_env=False)
        assert own_name.status_code == 200
        other = httpx.get(f"{service.address}/health", headers={"Host": "evil.example"}, trust_env=False)
        assert other.status_code == 421


def test_an_address_that_is_not_ours_cannot_be_listened_on(tmp_path: Path) -> None:
    ended = call("serve", "--data", tmp_path, "--host", "192.0.2.1", "--language", "en")
    assert ended.code == 3
    assert "cannot listen" in ended.err
