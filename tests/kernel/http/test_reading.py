"""HEAD wherever GET, 304 for whoever has the answer, compressed for whoever can read it."""

import gzip
import json
from uuid import uuid4

import brotli
import httpx
import pytest
import zstandard

from meridian.identity.access import COOKIE
from meridian.kernel.db.session import Database
from meridian.main import ONE_PACKET
from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation
from tests.support.customers import create_customer
from tests.support.specimens import Ids, create_specimens

# The stream has its own test, and the metrics count this very request.
READS = [each for each in OPERATIONS if each.method == "GET" and each.name not in ("stream_events", "metrics")]
CONTENT = ("content-type", "content-length", "content-disposition", "content-language", "etag", "location", "allow")
WHO = ("director", "administrator", "rep")
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
async def ids(api: Api, db: Database) -> Ids:
    return await create_specimens(api, db)


async def read(api: Api, operation: Operation, ids: Ids) -> tuple[str, httpx.Response]:
    """By the first who may."""
    for who in WHO:
        answer = await api.get(operation.url(ids), who=who, headers=PLAIN)
        if answer.status_code not in (403, 404):
            break
    return who, answer


async def test_head_answers_wherever_get_does(api: Api, ids: Ids) -> None:
    walked = 0
    for operation in READS:
        who, got = await read(api, operation, ids)
        head = await api.request("HEAD", operation.url(ids), who=who, headers=PLAIN)
        assert (head.status_code, head.content) == (got.status_code, b""), operation.name
        for name in CONTENT:
            if name == "content-length" and name not in got.headers:
                continue  # of what is streamed
            assert head.headers.get(name) == got.headers.get(name), (operation.name, name)
        walked += got.status_code == 200
    assert walked > 60


async def test_head_of_the_stream_ends(api: Api) -> None:
    head = await api.request("HEAD", "/v1/events/stream", expect=200)
    assert (head.headers["content-type"].partition(";")[0], head.content) == ("text/event-stream", b"")


async def test_head_of_what_only_takes_posts(api: Api) -> None:
    refused = await api.request("HEAD", f"/v1/complaints/{uuid4()}/moves/agree", expect=405)
    assert refused.headers["allow"] == "POST"
    allowed = (await api.delete("/v1/customers", expect=405)).headers["allow"]
    assert allowed == "GET, HEAD, POST"


async def test_every_read_is_not_repeated_to_who_has_it(api: Api, ids: Ids) -> None:
    walked = 0
    for operation in READS:
        who, got = await read(api, operation, ids)
        if got.status_code != 200 or not got.headers["content-type"].startswith("application/json"):
            continue
        tag = got.headers["etag"]
        again = await api.get(operation.url(ids), who=who, headers=PLAIN | {"If-None-Match": f'"x", W/{tag}'})
        if again.status_code == 200:  # what is told differs by now: the tag says so
            assert again.headers["etag"] != tag, operation.name
            assert again.content != got.content, operation.name
            continue
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), operation.name
        assert "content-type" not in again.headers
        assert again.headers["x-trace-id"]
        walked += 1
    assert walked > 60


async def test_a_records_tag_tells_more_than_its_version(api: Api) -> None:
    """What others may see or do changes an answer without a new version of the record: it is no 304."""
    customer = await create_customer(api)
    path = f"/v1/customers/{customer['id']}"
    mine = (await api.get(path, expect=200)).headers["etag"]
    assert mine.startswith('"1.')
    await api.get(path, headers={"If-None-Match": mine}, expect=304)
    await api.get(path, headers={"If-None-Match": "*"}, expect=304)
    await api.get(path, headers={"If-None-Match": '"1"'}, expect=200)
    changed = await api.patch(path, json={"city": "Hamburg"}, headers={"If-Match": mine}, expect=200)
    assert changed.headers["etag"] == '"2"'
    stale = await api.patch(path, json={"city": "Bremen"}, headers={"If-Match": mine}, expect=412)
    assert stale.json()["current_version"] == 2
    assert (await api.get(path, headers={"If-None-Match": mine}, expect=200)).headers["etag"].startswith('"2.')


@pytest.mark.parametrize("coding", ["br", "gzip", "zstd"])
async def test_answers_are_compressed(api: Api, coding: str) -> None:
    readers = {"br": brotli.decompress, "gzip": gzip.decompress, "zstd": _unzstd}
    path = "/v1/policies"
    plain = await api.get(path, headers=PLAIN, expect=200)
    assert len(plain.content) > ONE_PACKET
    async with api.client.stream("GET", path, headers={"Accept-Encoding": coding, "Cookie": _cookie(api)}) as packed:
        raw = b"".join([piece async for piece in packed.aiter_raw()])
    assert packed.headers["content-encoding"] == coding
    assert int(packed.headers["content-length"]) == len(raw) < len(plain.content) / 2
    assert {"accept-encoding"} <= {each.strip().lower() for each in packed.headers["vary"].split(",")}
    assert json.loads(readers[coding](raw)) == plain.json()
    assert packed.headers["etag"] != plain.headers["etag"]
    tag = {"If-None-Match": packed.headers["etag"], "Accept-Encoding": coding}
    assert "content-encoding" not in (await api.get(path, headers=tag, expect=304)).headers


async def test_what_is_small_and_what_nobody_can_read_is_not(api: Api) -> None:
    every = {"Accept-Encoding": "br, gzip, zstd"}
    assert "content-encoding" not in (await api.get("/healthz", headers=every, expect=200)).headers
    other = {"Accept-Encoding": "compress, br;q=0"}
    assert "content-encoding" not in (await api.get("/v1/policies", headers=other, expect=200)).headers


async def test_events_are_not_compressed(api: Api) -> None:
    head = await api.request("HEAD", "/v1/events/stream", headers={"Accept-Encoding": "br, gzip"}, expect=200)
    assert "content-encoding" not in head.headers


def _unzstd(raw: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(raw)


def _cookie(api: Api) -> str:
    return f"{COOKIE}={api.world.tokens['director']}"
