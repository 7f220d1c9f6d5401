"""Requests that cannot be answered: each gets a clear problem document, none a crash or a guess."""

from __future__ import annotations

import socket

import httpx
import pytest

ITEMS = "/collections/community/items"

BAD = [
    # path, status, code
    (f"{ITEMS}?bbox=", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=1,2,3", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=1,2,3,4,5", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=a,b,c,d", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=nan,30,114,31", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=inf,30,114,31", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=114,31,115,30", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=-181,30,114,31", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=114,30,115,91", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=1_1,30,115,31", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=１１４,30,115,31", 400, "parameter-invalid"),
    (f"{ITEMS}?bbox=114,30,115,31&bbox=114,30,115,31", 400, "parameter-twice"),
    (f"{ITEMS}?limit=0", 400, "parameter-invalid"),
    (f"{ITEMS}?limit=-1", 400, "parameter-invalid"),
    (f"{ITEMS}?limit=1e3", 400, "parameter-invalid"),
    (f"{ITEMS}?limit=ten", 400, "parameter-invalid"),
    (f"{ITEMS}?limit=", 400, "parameter-invalid"),
    (f"{ITEMS}?limit={'9' * 400}", 400, "parameter-invalid"),
    (f"{ITEMS}?cursor=", 400, "cursor-invalid"),
    (f"{ITEMS}?cursor=abc", 400, "cursor-invalid"),
    (f"{ITEMS}?cursor=AAAAAAAAAAAAAAAAAAAAAA", 400, "cursor-invalid"),
    (f"{ITEMS}?cursor=游标", 400, "cursor-invalid"),
    (f"{ITEMS}?colour=red", 400, "parameter-unknown"),
    (f"{ITEMS}?stret_id=1", 400, "parameter-unknown"),
    (f"{ITEMS}?street_id=abc", 400, "parameter-invalid"),
    (f"{ITEMS}?street_id=1.5", 400, "parameter-invalid"),
    (f"{ITEMS}?street_id=99999999999999999999", 400, "parameter-invalid"),
    (f"{ITEMS}?kind=palace", 400, "parameter-invalid"),
    (f"{ITEMS}?properties=code,secret", 400, "parameter-unknown"),
    (f"{ITEMS}?count=yes", 400, "parameter-invalid"),
    (f"{ITEMS}?as_of=2026-02-30", 400, "parameter-invalid"),
    (f"{ITEMS}?as_of=yesterday", 400, "parameter-invalid"),
    (f"{ITEMS}?as_of=20260101", 400, "parameter-invalid"),
    ("/collections/incident/items?reported_at=2026-06-01", 400, "parameter-invalid"),
    ("/collections/incident/items?description=secret", 400, "parameter-unknown"),
    ("/collections/unit/items?household_id=1", 400, "parameter-unknown"),
    ("/collections/nothing/items", 404, "layer-unknown"),
    ("/collections/household", 404, "layer-unknown"),
    ("/collections/household/items", 404, "layer-unknown"),
    ("/collections/社区/items", 404, "layer-unknown"),
    (f"{ITEMS}/abc", 400, "parameter-invalid"),
    (f"{ITEMS}/1.0", 400, "parameter-invalid"),
    (f"{ITEMS}/一", 400, "parameter-invalid"),
    (f"{ITEMS}/999", 404, "feature-unknown"),
    (f"{ITEMS}/-9223372036854775807", 404, "feature-unknown"),
    (f"{ITEMS}/99999999999999999999", 400, "parameter-invalid"),
    ("/collections/unit/items/2", 404, "feature-unknown"),
    ("/collections?x=1", 400, "parameter-unknown"),
    ("/locate", 400, "parameter-missing"),
    ("/locate?lon=114", 400, "parameter-missing"),
    ("/locate?lon=inf&lat=30", 400, "parameter-invalid"),
    ("/locate?lon=nan&lat=30", 400, "parameter-invalid"),
    ("/locate?lon=181&lat=30", 400, "parameter-invalid"),
    ("/locate?lon=90000000&lat=90000000&crs=EPSG:4547", 400, "point-impossible"),
    ("/locate?lon=114&lat=30&crs=EPSG:9", 400, "parameter-invalid"),
    ("/locate?lon=114&lat=30&crs=auto", 400, "parameter-invalid"),
    ("/locate?lon=114&lat=30&crs=%2Bproj%3Dlonglat", 400, "parameter-invalid"),
    ("/locate?lon=114&lat=30&crs=", 400, "parameter-invalid"),
    ("/locate?lon=114&lat=30&srs=gcj02", 400, "parameter-unknown"),
    ("/locate?lon=114&lon=115&lat=30", 400, "parameter-twice"),
    ("/search", 400, "parameter-missing"),
    ("/search?q=", 400, None),
    ("/search?q=a&limit=0", 400, "parameter-invalid"),
    ("/search?q=a&limit=1000", 400, "parameter-invalid"),
    (f"/search?q={'长' * 700}", None, None),
    ("/styles/nothing.json", 404, None),
    ("/styles/planner.json?theme=nothing", None, None),
    ("/styles/planner.json?lang=fr", 400, "parameter-invalid"),
    ("/imports/abc", 404, "import-unknown"),
    ("/imports/..%2F..%2Fetc", 404, None),
    (f"/imports/{'0' * 32}", 404, "import-unknown"),
    (f"/imports/{'0' * 32}/report.json", 404, "import-unknown"),
    (f"/imports/{'0' * 32}/events", 404, "import-unknown"),
    ("/assets/../../api/settings.py", 404, "path-unknown"),
    ("/assets/%2e%2e/%2e%2e/etc/passwd", 404, "path-unknown"),
    ("/..%2f..%2fetc%2fpasswd", 404, "path-unknown"),
    ("/%00", 404, "path-unknown"),
    ("/nothing", 404, "path-unknown"),
    ("/collections/", 404, "path-unknown"),
    ("/ready?x=1", 400, "parameter-unknown"),
]


@pytest.mark.parametrize(("path", "status", "code"), BAD, ids=[path[:70] for path, _, _ in BAD])
def test_a_bad_address_is_answered_with_a_clear_problem(
    small_client: httpx.Client, path: str, status: int | None, code: str | None
) -> None:
    answer = small_client.get(path)
    assert_problem(answer, status, code)


def assert_problem(answer: httpx.Response, status: int | None, code: str | None) -> None:
    assert 400 <= answer.status_code < 500, answer.text
    assert status is None or answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    assert code is None or document["code"] == code
    assert document["title"]
    assert document["detail"]
    assert "Traceback" not in answer.text
    assert "sqlalchemy" not in answer.text.lower()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/collections"),
        ("PUT", "/collections/street/items/1"),
        ("DELETE", "/collections/street/items/1"),
        ("PATCH", "/registry"),
        ("GET", "/imports"),
        ("POST", "/locate"),
        ("OPTIONS", "/collections"),
    ],
)
def test_a_method_that_an_address_does_not_answer_is_405(small_client: httpx.Client, method: str, path: str) -> None:
    answer = small_client.request(method, path)
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"]


def test_the_remedy_names_the_nearest_parameter(small_client: httpx.Client) -> None:
    document = small_client.get(f"{ITEMS}?stret_id=1").json()
    assert "street_id?" in document["remedy"]


def test_the_problem_speaks_the_readers_language(small_client: httpx.Client) -> None:
    def detail(accept: str) -> str:
        text: str = small_client.get("/nothing", headers={"Accept-Language": accept.encode("latin-1")}).json()["detail"]
        return text

    assert detail("en-GB,en;q=0.9") == "there is nothing at /nothing"
    for chinese in ("zh-CN", "fr", "", "*", "zh;q=x,;;;,q=", "en;q=0", "\xe9\xff", "en;q=0.1,zh-TW;q=0.2", "x" * 5000):
        assert detail(chinese) == "没有这个地址：/nothing", chinese


def test_an_address_that_is_too_long_is_refused(small_client: httpx.Client) -> None:
    assert_problem(small_client.get(f"/search?q={'a' * 9000}"), 414, "address-too-long")


def test_every_foreign_host_name_is_refused(small_client: httpx.Client) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example:80", "[::1", ""):
        assert_problem(small_client.get("/collections", headers={"Host": host}), 421, "host-unknown")
    for host in ("localhost", "localhost:9999", "127.0.0.1", "[::1]:8000", "LOCALHOST"):
        assert small_client.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
    ],
)
def test_a_foreign_page_cannot_write(small_client: httpx.Client, headers: dict[str, str]) -> None:
    files = {"files": ("a.geojson", b"{}")}
    assert_problem(small_client.post("/imports", files=files, headers=headers), 403, "foreign-page")
    assert_problem(small_client.delete(f"/imports/{'0' * 32}", headers=headers), 403, "foreign-page")


def test_our_own_page_may_write(small_client: httpx.Client) -> None:
    own = str(small_client.base_url).rstrip("/")
    for headers in ({"Origin": own}, {"Sec-Fetch-Site": "same-origin"}, {}):
        assert_problem(small_client.delete(f"/imports/{'0' * 32}", headers=headers), 404, "import-unknown")


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"", "application/json", 400, "upload-not-a-form"),
        (b"{}", "text/plain", 400, "upload-not-a-form"),
        (b"files=1", "application/x-www-form-urlencoded", 400, "upload-not-a-form"),
        (b"no boundary", "multipart/form-data", 400, None),
        (b"broken", "multipart/form-data; boundary=x", 400, None),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x", 400, None),
        (b'--x\r\nContent-Disposition: form-data; name="layer"\r\n\r\nstreet\r\n--x--\r\n', "multipart/form-data; boundary=x", 400, "upload-without-files"),
        (b'--x\r\nContent-Disposition: form-data; name="colour"\r\n\r\nred\r\n--x--\r\n', "multipart/form-data; boundary=x", 400, "parameter-unknown"),
        (b'--x\r\nContent-Disposition: form-data; name="files"; filename=".."\r\n\r\nx\r\n--x--\r\n', "multipart/form-data; boundary=x", 400, "upload-name-unusable"),
        (b'--x\r\nContent-Disposition: form-data; name="files"; filename=".bashrc"\r\n\r\nx\r\n--x--\r\n', "multipart/form-data; boundary=x", 400, "upload-name-unusable"),
    ],
)  # fmt: skip
def test_a_bad_upload_is_refused(
    small_client: httpx.Client, body: bytes, content_type: str, status: int, code: str | None
) -> None:
    answer = small_client.post("/imports", content=body, headers={"Content-Type": content_type})
    assert_problem(answer, status, code)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(small_client: httpx.Client) -> None:
    announced = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(10**12)}
    assert_problem(_raw(small_client, "POST /imports", announced), 413, "body-too-large")


def test_a_body_that_grows_too_large_is_cut_off(small_client: httpx.Client) -> None:
    def endless() -> object:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
        for _ in range(64):
            yield b"0" * 65536

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    try:
        answer = small_client.post("/imports", content=endless(), headers=headers)
    except (httpx.WriteError, httpx.ReadError):
        return  # the service closed the connection while we were still sending
    assert_problem(answer, 413, "body-too-large")


def test_a_body_that_stops_coming_is_given_up(small_client: httpx.Client) -> None:
    announced = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": "1000"}
    assert_problem(_raw(small_client, "POST /imports", announced, b"--x\r\n"), 408, "body-stalled")


def _raw(client: httpx.Client, line: str, headers: dict[str, str], body: bytes = b"") -> httpx.Response:
    """What the service answers to bytes that no client library would send."""
    host, port = client.base_url.host, client.base_url.port
    head = f"{line} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: en\r\nConnection: close\r\n"
    with socket.create_connection((host, port), timeout=20) as connection:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        connection.sendall(f"{head}{lines}\r\n".encode() + body)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    start, _, content = answer.partition(b"\r\n\r\n")
    status, *fields = start.decode().split("\r\n")
    pairs = [tuple(field.split(": ", 1)) for field in fields]
    return httpx.Response(int(status.split()[1]), headers=pairs, content=content)


def test_every_answer_carries_the_security_headers(small_client: httpx.Client) -> None:
    for path in ("/", "/collections", "/nothing", "/tiles/street/1/0/0.mvt", "/tiles/street/99/0/0.mvt", "/docs"):
        headers = small_client.get(path).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers
