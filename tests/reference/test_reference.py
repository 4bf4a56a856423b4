"""The contract and its pages: from memory, cached, compressed; nothing from elsewhere, nothing inline."""

import asyncio
import base64
import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from fastapi import FastAPI

from meridian.kernel.http import openapi
from meridian.main import CONTRACT
from meridian.reference import pages
from tests.support.api import Api

DOCUMENT = "/v1/openapi.json"


@pytest.fixture(autouse=True)
def never_made(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Making the document takes seconds in which nobody else is answered: no request does."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the document is made only to be committed")

    monkeypatch.setattr(openapi, "document", refuse)


async def test_the_document_is_the_committed_one_for_everybody(api: Api) -> None:
    answer = await api.get(DOCUMENT, who=None, headers={"Accept-Encoding": "identity"}, expect=200)
    assert answer.content == CONTRACT.read_bytes()
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-cache"
    assert "content-encoding" not in answer.headers


UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": lambda raw: zstandard.ZstdDecompressor().decompressobj().decompress(raw),
    "gzip": gzip.decompress,
}


async def fetched(api: Api, coding: str) -> tuple[str | None, bytes]:
    """The coding that the answer came in, and the bytes that went over the wire."""
    async with api.client.stream("GET", DOCUMENT, headers={"Accept-Encoding": coding}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.status_code == 200
    assert "Accept-Encoding" in answer.headers["vary"]
    return answer.headers.get("content-encoding"), raw


@pytest.mark.parametrize(
    ("takes", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
    ],
)
async def test_it_is_compressed_for_whoever_takes_that(api: Api, takes: str, coding: str) -> None:
    came, packed = await fetched(api, takes)
    assert came == coding
    assert UNPACK[coding](packed) == CONTRACT.read_bytes()
    assert len(packed) < len(CONTRACT.read_bytes()) / 5


class Counting:
    """How often what costs time was done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: Counter[str] = Counter()
        for owner, name in (
            (Path, "read_bytes"),
            (gzip, "compress"),
            (gzip, "GzipFile"),
            (brotli, "compress"),
            (brotli, "Compressor"),
            (zstandard, "ZstdCompressor"),
        ):
            monkeypatch.setattr(owner, name, self._counted(f"{owner.__name__}.{name}", getattr(owner, name)))

    def _counted(self, name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.done[name] += 1
            return do(*arguments, **named)

        return counted


async def test_twenty_at_once_have_it_read_and_compressed_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever coding they take it, and never again for the next twenty."""
    made = Counting(monkeypatch)
    monkeypatch.setattr(pages, "contract", pages.made_once(pages.contract.__wrapped__))  # type: ignore[attr-defined]  # a new process
    everybody = [coding for coding in ("identity", "gzip", "br", "zstd", "gzip, br, zstd") for _ in range(4)]
    for _ in range(2):
        came = await asyncio.gather(*(fetched(api, coding) for coding in everybody))
        assert [coding for coding, _ in came] == [None] * 4 + ["gzip"] * 4 + ["br"] * 4 + ["zstd"] * 4 + ["br"] * 4
        assert made.done.keys() >= {"Path.read_bytes", "brotli.compress", "zstandard.ZstdCompressor", "gzip.compress"}
        assert set(made.done.values()) == {1}, made.done


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("path", [DOCUMENT, "/docs", "/docs/swagger-ui-bundle.js"])
async def test_who_has_it_is_told_so(api: Api, path: str, coding: str) -> None:
    asked = {"Accept-Encoding": coding}
    first = await api.get(path, who=None, headers=asked, expect=200)
    again = await api.get(path, who=None, headers=asked | {"If-None-Match": first.headers["etag"]}, expect=304)
    assert (again.content, again.headers["etag"]) == (b"", first.headers["etag"])
    assert (await api.get(path, who=None, headers=asked | {"If-None-Match": '"other"'})).status_code == 200
    head = await api.request("HEAD", path, who=None, headers=asked, expect=200)
    assert (head.content, head.headers["etag"]) == (b"", first.headers["etag"])


async def test_the_copies_of_a_file_have_tags_of_their_own(api: Api) -> None:
    plain, packed = [
        (await api.get(DOCUMENT, who=None, headers={"Accept-Encoding": coding})).headers["etag"]
        for coding in ("identity", "gzip")
    ]
    assert plain != packed


async def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing_inline(api: Api) -> None:
    page = await api.get("/docs", who=None, expect=200)
    policy = dict(directive.split(" ", 1) for directive in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]* src=)|<style|\bstyle=|\bon[a-z]+=", page.text)
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert named
    assert all(path.startswith("/") and not path.startswith("//") for path in named)
    for path in named:
        await api.get(path, who=None, expect=200)


async def test_the_page_names_each_file_by_what_it_holds(api: Api) -> None:
    page = await api.get("/docs", who=None)
    named = re.findall(r'(?:src|href)="([^"]+)" integrity="sha256-([^"]+)"', page.text)
    assert {Path(path).name for path, _ in named} == {"swagger-ui.css", "swagger-ui-bundle.js", "reference.js"}
    for path, integrity in named:
        content = (await api.get(path, who=None, expect=200)).content
        assert base64.b64encode(hashlib.sha256(content).digest()).decode() == integrity


async def test_there_is_no_other_file(api: Api) -> None:
    for path in ("/docs/other.js", "/docs/..%2Fpages.py", "/docs/swagger-ui-bundle.js/x"):
        answer = await api.get(path, who=None, expect=404)
        assert answer.json()["code"] == "not_found"
