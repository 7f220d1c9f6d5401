"""A made-up request for every operation is answered; `make fuzz` sends ten thousand."""

from __future__ import annotations

from pathlib import Path

from api.settings import load_settings
from geo.store import Store
from tests.fuzz.requests import send
from tests.http.server import serving, settings_for
from tests.http.test_work import furnish


def test_a_made_up_request_for_every_operation_ends_in_no_server_error(sqlite_store: Store, tmp_path: Path) -> None:
    furnish(sqlite_store)
    settings = settings_for(tmp_path / "data").model_copy(update={"web_root": load_settings().web_folder})
    with serving(settings, sqlite_store) as address:
        sent = send(address, tmp_path, examples=1, seed=1, phases="fuzzing")
    assert sent.failures == []
    assert sent.operations > 75 and sent.cases >= sent.operations
    assert set(sent.statuses) > {200, 400, 404}
