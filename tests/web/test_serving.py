"""The interface beside the API: files, pages, copies, caching; and what is told where there is none."""

import os
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import generate_latest

from meridian.kernel.settings import Settings
from meridian.main import create_app
from tests.web.conftest import HTML, INDEX, SCRIPT, client, write_build

ASSET = "/assets/index-1a2b.js"


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/customers", "/customers/0199d3a4-c5f2?view=mine", "/v10", "/a/b/c"]
)
async def test_every_address_of_the_interface_is_its_page(browser: httpx.AsyncClient, path: str) -> None:
    page = await browser.get(path, headers=HTML)
    assert (page.status_code, page.content) == (200, INDEX)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    assert "accept-encoding" in page.headers["vary"].lower()


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/v1", HTML),
        ("GET", "/v1/nothing", HTML),
        ("GET", "/customers", {"Accept": "*/*"}),
        ("GET", "/customers", {"Accept": "application/json, text/html;q=0"}),
        ("GET", "/assets/index-of-yesterday.js", HTML),
        ("GET", "/.vite/manifest.json", {}),
        ("GET", "/assets/index-1a2b.js.br", {}),
        ("POST", "/customers", HTML),
    ],
)
async def test_everything_else_is_a_problem(
    browser: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]
) -> None:
    refused = await browser.request(method, path, headers=headers)
    assert refused.status_code == 404
    assert refused.headers["content-type"] == "application/problem+json"


async def test_the_api_answers_as_before(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/healthz", headers=HTML)).json() == {"status": "ok"}
    assert (await browser.get("/v1/me", headers=HTML)).status_code == 401
    wrong_method = await browser.put("/healthz", headers=HTML)
    assert (wrong_method.status_code, wrong_method.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", ASSET, "/icon.svg"])
async def test_files_are_only_read(browser: httpx.AsyncClient, path: str) -> None:
    refused = await browser.post(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert refused.headers["content-type"] == "application/problem+json"


async def test_only_what_is_named_by_its_content_is_kept_for_ever(browser: httpx.AsyncClient) -> None:
    assert (await browser.get(ASSET)).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await browser.get("/icon.svg")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=nonsense", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_the_best_copy_that_the_browser_reads(
    browser: httpx.AsyncClient, dist: Path, accepted: str, chosen: str | None
) -> None:
    suffix = {"br": ".br", "gzip": ".gz", None: ""}[chosen]
    async with browser.stream("GET", ASSET, headers={"Accept-Encoding": accepted}) as answer:
        body = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == chosen
    assert body == (dist / f"{ASSET[1:]}{suffix}").read_bytes()
    assert answer.headers["content-length"] == str(len(body))
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert {part.strip() for part in answer.headers["vary"].split(",")} == {"Accept-Encoding"}


async def test_a_copy_in_hand_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    tags = {
        encoding: (await browser.get(ASSET, headers={"Accept-Encoding": encoding})).headers["etag"]
        for encoding in ("gzip", "identity")
    }
    assert len(set(tags.values())) == 2, "each copy has a tag of its own"
    for known in (tags["gzip"], f"W/{tags['gzip']}", f'"other", {tags["gzip"]}', "*"):
        same = await browser.get(ASSET, headers={"Accept-Encoding": "gzip", "If-None-Match": known})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tags["gzip"])
        assert "content-encoding" not in same.headers
    other = await browser.get(ASSET, headers={"If-None-Match": tags["gzip"]})
    assert (other.status_code, other.content) == (200, SCRIPT)


async def test_the_tag_follows_from_the_content_alone(dist: Path, settings: Settings) -> None:
    async def tag() -> str:
        async with client(create_app(settings, interface=dist)) as browser:
            return str((await browser.get("/", headers=HTML)).headers["etag"])

    first = await tag()
    os.utime(dist / "index.html", (1, 1))
    assert await tag() == first
    (dist / "index.html").write_bytes(INDEX.replace(b"M", b"N"))
    os.utime(dist / "index.html", (1, 1))
    assert await tag() != first


@pytest.mark.parametrize("path", ["/", "/customers", ASSET])
async def test_head_tells_what_get_would(browser: httpx.AsyncClient, path: str) -> None:
    get, head = [await browser.request(method, path, headers=HTML) for method in ("GET", "HEAD")]
    own = {"x-trace-id"}
    assert (head.status_code, head.content) == (200, b"")
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in get.headers.items() if k not in own
    }


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/assets/../../secret",
        "//secret",
        "/..\\secret",
        "/%2e%2e/secret",
        "/assets/\x00",
        "/./index.html",
    ],
)
async def test_nothing_beside_the_build_can_be_asked_for(site: FastAPI, dist: Path, path: str) -> None:
    (dist.parent / "secret").write_text("secret")
    status, body = await _ask(site, path)
    assert status == 404
    assert b"secret" not in body.replace(path.encode(), b"")


async def _ask(site: FastAPI, path: str) -> tuple[int, bytes]:
    """As a client asks that does not tidy its paths."""
    sent: list[Any] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "scheme": "http",
        "http_version": "1.1",
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await site(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


async def test_without_a_build_it_is_said_how_to_make_one(settings: Settings, tmp_path: Path) -> None:
    async with client(create_app(settings, interface=tmp_path / "none")) as browser:
        page = await browser.get("/customers", headers=HTML)
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert page.text.count("make web-build") == 2
        problem = await browser.get("/")
        assert problem.headers["content-type"] == "application/problem+json"
        assert "make web-build" in problem.json()["detail"]
        assert (await browser.get("/healthz")).status_code == 200


async def test_a_build_made_meanwhile_is_served(settings: Settings, tmp_path: Path) -> None:
    where = tmp_path / "dist"
    async with client(create_app(settings, interface=where)) as browser:
        assert (await browser.get("/", headers=HTML)).status_code == 404
        write_build(where)
        assert (await browser.get("/", headers=HTML)).content == INDEX
        assert (await browser.get(ASSET)).content == SCRIPT
        (where / "index.html").write_text("newer")
        assert (await browser.get("/customers", headers=HTML)).text == "newer"
        shutil.rmtree(where)
        assert (await browser.get("/", headers=HTML)).status_code == 404


async def test_visits_are_counted_by_kind_not_by_address(browser: httpx.AsyncClient, site: FastAPI) -> None:
    await browser.get("/customers/of-somebody", headers=HTML)
    await browser.get(ASSET)
    text = generate_latest().decode()
    assert 'meridian_http_requests_total{method="GET",route="/{page}",status="200"}' in text
    assert 'route="/{file}"' in text
    assert "of-somebody" not in text
