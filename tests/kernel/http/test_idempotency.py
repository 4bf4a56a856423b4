"""Same key and body, same answer; whatever happens in between, the work is done once."""

import asyncio
import contextlib
import itertools
import json
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from meridian.identity.models import Department
from meridian.identity.organisation import service
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.http.idempotency import FORGET_OLD_KEYS, IdempotencyKey, Passing, claim, find_answer, keep_answer
from meridian.kernel.jobs import JobContext
from meridian.kernel.problems import RequestInFlight
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.world import World

ADMIN = "administrator"


def code() -> str:
    return f"d{uuid.uuid4().hex[:12]}"


async def found(api: Api, key: str, *, who: str = ADMIN, **values: Any) -> httpx.Response:
    """Founds a department under that key: it commits a row, so doing it twice would show."""
    body = {"code": "x", "name": "Name", "name_zh": "名", **values}
    return await api.post("/v1/departments", who=who, json=body, headers={"Idempotency-Key": key})


async def count(db: Database, department_code: str) -> int:
    async with db.read() as session:
        return (
            await session.scalar(select(func.count()).select_from(Department).where(Department.code == department_code))
            or 0
        )


async def test_the_same_request_gets_the_same_answer(api: Api, db: Database) -> None:
    key, name = str(uuid.uuid4()), code()
    first = await found(api, key, code=name)
    again = await found(api, key, code=name)
    assert first.status_code == again.status_code == 201
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["content-type"] == first.headers["content-type"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await count(db, name) == 1


async def test_who_just_missed_the_answer_does_nothing_twice(db: Database) -> None:
    """The second request comes while the first runs, and looks for its answer when it has ended."""
    body, headers = b'{"a": "\\\\\' \xc3\xa9"}', {"etag": '"1"'}
    who, key, digest = uuid.uuid4(), "a 'key\\", b"digest"
    async with db.write(asked=claim(who, key)) as first, db.write(asked=claim(who, key)) as second:
        assert await find_answer(first, who, key, digest) is None
        with pytest.raises(RequestInFlight):
            await find_answer(second, who, key, digest)
        keep_answer(first, who, key, digest, status=201, headers=headers, body=body)
    async with db.write(asked=claim(who, key)) as third:
        assert await find_answer(third, who, key, digest) == (201, headers, body)


async def test_what_failed_leaves_its_key_free(db: Database) -> None:
    who, key, digest = uuid.uuid4(), "a key", b"digest"
    for _ in range(2):
        with contextlib.suppress(ZeroDivisionError):
            async with db.write(asked=claim(who, key)) as session:
                assert await find_answer(session, who, key, digest) is None
                keep_answer(session, who, key, digest, status=201, headers={}, body=b"{}")
                raise ZeroDivisionError


async def test_another_request_under_the_key_is_refused(api: Api, db: Database) -> None:
    key, name, other = str(uuid.uuid4()), code(), code()
    await found(api, key, code=name)
    elsewhere = await api.post("/v1/teams", who=ADMIN, json={}, headers={"Idempotency-Key": key})
    for refused in (await found(api, key, code=other), elsewhere):
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_mismatch")
    assert await count(db, other) == 0


async def test_while_the_first_still_runs_the_second_is_told_so(api: Api, db: Database) -> None:
    key, name = str(uuid.uuid4()), code()
    async with db.write() as session:
        await service.lock_organisation(session)  # holds the first one up in the middle of its work
        first = asyncio.create_task(found(api, key, code=name))
        await asyncio.sleep(0.2)
        second = await found(api, key, code=name)
        assert (second.status_code, second.json()["code"]) == (409, "request_in_flight")
        assert int(second.headers["retry-after"]) > 0
        assert not first.done()
    assert (await first).status_code == 201
    third = await found(api, key, code=name)
    assert (third.status_code, third.headers["idempotency-replayed"]) == (201, "true")
    assert await count(db, name) == 1


async def test_however_many_come_at_once_the_work_is_done_once(api: Api, db: Database) -> None:
    key, name = str(uuid.uuid4()), code()
    answers = await asyncio.gather(*(found(api, key, code=name) for _ in range(8)))
    statuses = {answer.status_code for answer in answers}
    assert 201 in statuses
    assert statuses <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert await count(db, name) == 1


async def test_what_failed_is_not_kept(api: Api, db: Database) -> None:
    key, name = str(uuid.uuid4()), code()
    assert (await found(api, key, code=name, name="")).status_code == 422
    assert (await found(api, key, code="sales")).status_code == 409
    done = await found(api, key, code=name)
    assert (done.status_code, "idempotency-replayed" in done.headers) == (201, False)


async def test_keys_of_others_are_their_own(api: Api, db: Database, world: World) -> None:
    key = str(uuid.uuid4())
    headers = {"Idempotency-Key": key}
    body = {"name": "Same name", "source_channel": "sales", "allow_duplicate": True, "reason": "three firms"}
    program = await world.api_key(db, "rep")
    answers = [
        await api.post("/v1/customers", who="rep", json=body, headers=headers, expect=201),
        await api.post("/v1/customers", who="rep2", json=body, headers=headers, expect=201),
        await api.post("/v1/customers", key=program, json=body, headers=headers, expect=201),
    ]
    assert len({answer.json()["id"] for answer in answers}) == 3
    assert all("idempotency-replayed" not in answer.headers for answer in answers)


@pytest.mark.parametrize("key", ["", "x" * 201, "schlüssel", "tab\there"])
async def test_malformed_keys_are_refused(api: Api, key: str) -> None:
    body = {"code": code(), "name": "x", "name_zh": "x"}
    headers = [(b"Idempotency-Key", key.encode()), (b"Cookie", f"meridian_session={api.world.tokens[ADMIN]}".encode())]
    answer = await api.client.post("/v1/departments", json=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/header/Idempotency-Key"


async def test_a_lost_session_answers_401_before_any_replay(api: Api) -> None:
    key, name = str(uuid.uuid4()), code()
    await found(api, key, code=name)
    body = {"code": name, "name": "Name", "name_zh": "名"}
    await api.post("/v1/departments", who=None, json=body, headers={"Idempotency-Key": key}, expect=401)


async def test_the_kept_hash_cannot_be_guessed_without_the_servers_secret(
    api: Api, db: Database, settings: Settings
) -> None:
    """A body may hold a password: whoever reads the database must not be able to try guesses on its hash."""
    key, name = str(uuid.uuid4()), code()
    await found(api, key, code=name)
    body = json.dumps({"code": name, "name": "Name", "name_zh": "名"}, ensure_ascii=False, separators=(",", ":"))

    async def sent() -> dict[str, Any]:
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    async def hashed(secret: bytes) -> bytes:
        return await Passing(sent, secret, "POST", "/v1/departments", "", "application/json").digest()

    async with db.read() as session:
        kept = (await session.scalars(select(IdempotencyKey.request_hash).where(IdempotencyKey.key == key))).one()
    assert kept == await hashed(settings.signing_key())
    assert kept != await hashed(b"")


@given(st.lists(st.integers(1, 400), max_size=20), st.data())
async def test_a_form_is_the_same_however_it_comes_and_whatever_parts_it(cuts: list[int], data: st.DataObject) -> None:
    """Pieces and boundaries are the client's affair; everything else tells two requests apart."""
    content = data.draw(st.text("-Bx", max_size=60))

    async def hashed(boundary: str, cuts: list[int], content: str = content) -> bytes:
        body = f"--{boundary}\r\n\r\n{content}\r\n--{boundary}--\r\n".encode()
        places = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
        pieces = iter([body[start:end] for start, end in itertools.pairwise(places)])

        async def receive() -> dict[str, Any]:
            piece = next(pieces, b"")
            return {"type": "http.request", "body": piece, "more_body": piece != b""}

        kind = f"multipart/form-data; boundary={boundary}"
        return await Passing(receive, b"secret", "POST", "/v1/files", "", kind).digest()

    whole = await hashed("ABoundaryOfOne", [])
    assert await hashed("ABoundaryOfOne", cuts) == whole
    assert await hashed("another-boundary", cuts) == whole
    assert await hashed("ABoundaryOfOne", cuts, content + "!") != whole


async def test_answers_are_forgotten_after_a_week(
    api: Api, db: Database, settings: Settings, clock: SettableClock
) -> None:
    key, name = str(uuid.uuid4()), code()
    await found(api, key, code=name)
    clock.advance(timedelta(days=6))
    await FORGET_OLD_KEYS.run(JobContext(db, settings))
    assert (await found(api, key, code=name)).status_code == 201
    clock.advance(timedelta(days=1, seconds=1))
    await FORGET_OLD_KEYS.run(JobContext(db, settings))
    assert (await found(api, key, code=name)).status_code == 409  # done anew, and the code is taken
