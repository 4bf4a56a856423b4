"""The contract and its pages: from memory, cached, compressed; nothing from elsewhere, nothing inline."""

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from meridian.kernel.http import openapi
from meridian.main import CONTRACT
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


async def test_it_is_compressed_for_whoever_takes_that(api: Api) -> None:
    async with api.client.stream("GET", DOCUMENT, headers={"Accept-Encoding": "gzip, br"}) as answer:
        packed = b"".join([part async for part in answer.aiter_raw()])
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed) == CONTRACT.read_bytes()
    assert len(packed) < len(CONTRACT.read_bytes()) / 5


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
