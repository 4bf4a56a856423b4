"""Signing in and out: cookies, throttling, cross-site requests, revocation that holds at once."""

import asyncio
import json
from collections import Counter
from datetime import timedelta

import pytest
from argon2 import extract_parameters
from fastapi import FastAPI
from sqlalchemy import delete, func, select

from meridian.identity.access import COOKIE
from meridian.identity.credentials import Passwords, digest
from meridian.identity.events import CHANNEL
from meridian.identity.jobs import FORGET_OLD_SESSIONS, SESSIONS_KEPT
from meridian.identity.models import BrowserSession, SignInAttempt, User
from meridian.identity.rules import throttles_of
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.main import create_app
from tests.support.api import Api
from tests.support.identity import PASSWORD, browser, give_password, sign_in
from tests.support.world import World


@pytest.fixture(autouse=True)
async def fresh_attempts(db: Database) -> None:
    async with db.write() as session:
        await session.execute(delete(SignInAttempt))


@pytest.fixture(scope="module", autouse=True)
async def passwords_given(db: Database, settings: Settings, world: World) -> None:
    for who in ("rep", "rep2", "lead"):
        await give_password(db, settings, world.people[who])


async def test_signing_in_sets_a_cookie_scripts_cannot_read_and_signing_out_ends_it(app: FastAPI, world: World) -> None:
    async with browser(app) as client:
        answer = await sign_in(client, "rep")
        assert answer.status_code == 201, answer.text
        assert answer.json()["user"]["id"] == str(world.people["rep"])
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie  # plain http outside production
        me = await client.get("/v1/session")
        assert (me.status_code, me.json()["by"], me.json()["user"]["name"]) == (200, "session", "rep")
        token = client.cookies[COOKIE]
        gone = await client.delete("/v1/session")
        assert gone.status_code == 204
        assert COOKIE not in client.cookies
        again = await client.get("/v1/session", headers={"Cookie": f"{COOKIE}={token}"})
        assert (again.status_code, again.json()["code"]) == (401, "not_signed_in")


async def test_right_passwords_pass_however_many_come_at_once_from_one_address(
    app: FastAPI, settings: Settings, database_url: str, clock: SettableClock, db: Database
) -> None:
    """Only failures count: two processes, one account and several, one address."""
    other = create_app(settings, database_url=database_url, clock=clock)
    async with other.router.lifespan_context(other), browser(app) as here, browser(other) as there:
        everybody = [(client, who) for client in (here, there) for who in ("rep", "rep", "lead", "rep", "rep", "rep2")]
        answers = await asyncio.gather(*(sign_in(client, who) for client, who in everybody * 2))
    assert Counter(answer.status_code for answer in answers) == {201: 24}
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


async def test_who_died_while_looking_at_a_password_counts_as_a_failure(
    app: FastAPI, db: Database, clock: SettableClock
) -> None:
    subject = next(iter(throttles_of("rep@example.com", "127.0.0.1", None)))
    async with db.write() as session:
        session.add_all(SignInAttempt(subject=subject, at=session.now, failed=False) for _ in range(5))
    clock.advance(timedelta(seconds=31))
    async with browser(app) as client:
        assert (await sign_in(client, "rep")).status_code == 201  # five are free; a sixth would have to wait
    async with db.write() as session:
        session.add_all(SignInAttempt(subject=subject, at=session.now, failed=False) for _ in range(9))
    clock.advance(timedelta(seconds=31))
    async with browser(app) as client:  # which nobody knows
        await sign_in(client, "rep", "wrong")
        assert (await sign_in(client, "rep")).status_code == 429


async def test_the_token_is_not_in_the_database(app: FastAPI, db: Database, world: World) -> None:
    async with browser(app) as client:
        await sign_in(client, "rep")
        token = client.cookies[COOKIE]
    async with db.read() as session:
        kept = set(
            await session.scalars(
                select(BrowserSession.token_hash).where(BrowserSession.user_id == world.people["rep"])
            )
        )
    assert digest(token) in kept
    assert token.encode() not in kept


async def test_a_production_cookie_is_secure(database_url: str, settings: Settings, clock: SettableClock) -> None:
    secure = create_app(settings.model_copy(update={"cookie_secure": True}), database_url=database_url, clock=clock)
    async with secure.router.lifespan_context(secure), browser(secure) as client:
        answer = await sign_in(client, "rep")
    assert "; secure" in answer.headers["set-cookie"].lower()


async def test_failures_do_not_tell_whether_the_account_exists(
    app: FastAPI, db: Database, settings: Settings, world: World
) -> None:
    await give_password(db, settings, world.people["specialist"])
    async with db.write() as session:
        (await session.get_one(User, world.people["specialist"])).active = False
    async with browser(app) as client:
        answers = [
            await sign_in(client, "rep", "not the password"),
            await sign_in(client, "nobody-by-that-name"),
            await sign_in(client, "auditor"),  # has no password yet
            await sign_in(client, "specialist"),  # has left
        ]
    told = {(a.status_code, a.json()["code"], a.json()["detail"], tuple(sorted(a.headers))) for a in answers}
    assert len(told) == 1
    assert answers[0].status_code == 401
    assert answers[0].json()["code"] == "wrong_credentials"


async def test_an_unknown_account_costs_a_hash_too(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(settings)
    checked: list[str] = []
    hasher = passwords._hasher
    verify = type(hasher).verify

    def counting(self: object, stored: str, password: str) -> bool:
        checked.append(stored)
        return verify(hasher, stored, password)

    monkeypatch.setattr(type(hasher), "verify", counting)
    assert not (await passwords.verify(None, "anything")).right
    assert not (await passwords.verify(None, "nobody signs in with this")).right
    assert len(checked) == 2
    made = extract_parameters(passwords.hash_now("anything"))
    assert [extract_parameters(stored) for stored in checked] == [made, made]  # so that both take as long


async def test_the_wait_doubles_with_each_failure_and_ends(app: FastAPI, clock: SettableClock) -> None:
    async with browser(app) as client:
        for _ in range(5):
            assert (await sign_in(client, "rep", "wrong")).status_code == 401
        waits = []
        for _ in range(4):
            refused = await sign_in(client, "rep")
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
            waits.append(int(refused.headers["retry-after"]))
            clock.advance(timedelta(seconds=waits[-1]))
            assert (await sign_in(client, "rep", "wrong")).status_code == 401
        assert waits == [1, 2, 4, 8]
        assert (await sign_in(client, "rep2")).status_code == 201  # others are not held up
        for _ in range(30):
            clock.advance(timedelta(minutes=15))  # the longest wait there is
            assert (await sign_in(client, "rep", "wrong")).status_code == 401
        clock.advance(timedelta(minutes=15))
        assert (await sign_in(client, "rep")).status_code == 201
        assert (await sign_in(client, "rep", "wrong")).status_code == 401  # and the slate is clean
        assert (await sign_in(client, "rep")).status_code == 201


async def test_unknown_accounts_are_throttled_alike(app: FastAPI) -> None:
    async with browser(app) as client:
        statuses = [(await sign_in(client, "nobody", "wrong")).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


async def test_one_address_cannot_go_through_many_accounts(app: FastAPI, db: Database, clock: SettableClock) -> None:
    async with browser(app, "2001:db8:0:7::1") as client, browser(app, "2001:db8:0:7::ffff") as neighbour:
        statuses = [(await sign_in(client, f"guess{n}", "wrong")).status_code for n in range(100)]
        assert set(statuses) == {401}
        assert (await sign_in(neighbour, "rep")).status_code == 429  # the same /64
    async with browser(app, "192.0.2.9") as elsewhere:
        assert (await sign_in(elsewhere, "rep")).status_code == 201


async def test_strangers_lock_nobody_out(app: FastAPI, clock: SettableClock) -> None:
    """Who guesses is held up himself; the owner signs in from elsewhere, and always from a browser that is known."""
    async with browser(app, "192.0.2.50") as owner, browser(app, "198.51.100.1") as stranger:
        assert (await sign_in(owner, "rep")).status_code == 201  # from now on the browser is known
        statuses = [(await sign_in(stranger, "rep", "guess")).status_code for _ in range(7)]
        assert statuses == [401] * 5 + [429] * 2
        assert (await sign_in(stranger, "rep")).status_code == 429
        async with browser(app, "192.0.2.51") as another_browser:
            assert (await sign_in(another_browser, "rep")).status_code == 201
        for n in range(60):  # from all over the world, until every stranger has to wait
            async with browser(app, f"203.0.113.{n}") as one_of_many:
                await sign_in(one_of_many, "rep", "guess")
        async with browser(app, "203.0.113.200") as one_more:
            assert (await sign_in(one_more, "rep")).status_code == 429
        async with browser(app, "192.0.2.50") as neighbour:  # the colleague's machine behind the same address
            for _ in range(7):
                await sign_in(neighbour, "rep", "guess")
        assert (await sign_in(owner, "rep")).status_code == 201


async def test_a_known_device_is_one_account_s_and_may_not_guess_either(app: FastAPI) -> None:
    async with browser(app, "192.0.2.60") as client:
        await sign_in(client, "rep")
        kept = client.cookies["meridian_device"]
        for _ in range(5):
            assert (await sign_in(client, "lead", "guess")).status_code == 401
        assert (await sign_in(client, "lead")).status_code == 429
        statuses = [(await sign_in(client, "rep", "guess")).status_code for _ in range(7)]
        assert statuses == [401] * 5 + [429] * 2
    forged = [kept[:-1] + ("0" if kept[-1] != "0" else "1"), "x." + kept.partition(".")[2], "", ".", "é.é"]
    for cookie in forged:
        async with browser(app, "192.0.2.61") as client:
            headers = {"Cookie": f"meridian_device={cookie}".encode("latin-1")}
            answer = await sign_in(client, "rep2", "guess", headers=headers)
            assert answer.status_code in (401, 429)
    async with browser(app, "192.0.2.61") as client:
        assert (await sign_in(client, "rep2")).status_code == 429  # they counted for their address


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "//", "http://\\udcff", "x" * 5000])
async def test_what_is_no_origin_is_refused(app: FastAPI, api: Api, origin: str) -> None:
    async with browser(app) as client:
        assert (await sign_in(client, "rep", headers={"Origin": origin})).status_code == 403
    refused = await api.patch("/v1/me", json={"name": "evil"}, version=1, headers={"Origin": origin})
    assert (refused.status_code, refused.json()["reason"]) == (403, "foreign_origin")


@pytest.mark.parametrize("half", ["\\ud800", "a\\udfffb"])
async def test_halves_of_characters_are_no_password(app: FastAPI, half: str) -> None:
    headers = {"Content-Type": "application/json"}
    long = "a quite different sentence"
    async with browser(app) as client:
        body = f'{{"email": "rep@example.com", "password": "{half}"}}'
        assert (await client.post("/v1/session", content=body, headers=headers)).status_code == 422
        await sign_in(client, "rep2")
        for old, new in ((half, long), (PASSWORD, f"{half} {long}")):
            body = f'{{"old_password": "{old}", "new_password": "{new}"}}'
            assert (await client.post("/v1/me/password", content=body, headers=headers)).status_code == 422


async def test_parallel_guesses_count(app: FastAPI, db: Database) -> None:
    async with browser(app) as client:
        answers = await asyncio.gather(*(sign_in(client, "lead", f"guess number {n}") for n in range(12)))
    assert sorted(a.status_code for a in answers) == [401] * 5 + [429] * 7


async def test_other_processes_see_the_failures(
    app: FastAPI, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    other = create_app(settings, database_url=database_url, clock=clock)
    async with other.router.lifespan_context(other), browser(app) as here, browser(other) as there:
        for client in (here, there, here, there, here):
            assert (await sign_in(client, "rep2", "wrong")).status_code == 401
        assert (await sign_in(there, "rep2")).status_code == 429


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://meridian.test.evil.example"},
        {"Origin": "http://meridian.test", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
async def test_requests_from_other_sites_are_refused(app: FastAPI, api: Api, headers: dict[str, str]) -> None:
    async with browser(app) as client:
        assert (await sign_in(client, "rep", headers=headers)).status_code == 403
    refused = await api.patch("/v1/me", json={"name": "evil"}, version=1, headers=headers)
    assert (refused.status_code, refused.json()["reason"]) == (403, "foreign_origin")
    await api.get("/v1/me", headers=headers, expect=200)  # what changes nothing may be linked to


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://meridian.test"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://meridian.test"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
async def test_own_pages_and_programs_are_not(app: FastAPI, headers: dict[str, str]) -> None:
    async with browser(app) as client:
        assert (await sign_in(client, "rep", headers=headers)).status_code == 201


async def test_trusted_origins_may_send(database_url: str, settings: Settings, clock: SettableClock) -> None:
    trusting = create_app(
        settings.model_copy(update={"trusted_origins": ("https://desk.example",)}),
        database_url=database_url,
        clock=clock,
    )
    headers = {"Origin": "https://desk.example", "Sec-Fetch-Site": "cross-site"}
    async with trusting.router.lifespan_context(trusting), browser(trusting) as client:
        assert (await sign_in(client, "rep", headers=headers)).status_code == 201


async def test_a_form_post_is_not_json(app: FastAPI) -> None:
    async with browser(app) as client:
        body = json.dumps({"email": "rep@example.com", "password": PASSWORD})
        answer = await client.post("/v1/session", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


async def test_sessions_expire(app: FastAPI, clock: SettableClock, settings: Settings) -> None:
    async with browser(app) as client:
        await sign_in(client, "rep")
        clock.advance(timedelta(hours=settings.session_hours) - timedelta(seconds=1))
        assert (await client.get("/v1/session")).status_code == 200
        clock.advance(timedelta(seconds=1))
        assert (await client.get("/v1/session")).status_code == 401


async def test_signing_out_everywhere_holds_at_once(app: FastAPI, clock: SettableClock) -> None:
    async with browser(app) as desk, browser(app) as laptop, browser(app) as colleague:
        for client in (desk, laptop):
            await sign_in(client, "rep")
            assert (await client.get("/v1/session")).status_code == 200  # and now cached
        await sign_in(colleague, "rep2")
        answer = await desk.post("/v1/session/sign-out-everywhere")
        assert answer.status_code == 200
        assert answer.json()["sessions_ended"] >= 2
        assert (await laptop.get("/v1/session")).status_code == 401
        assert (await desk.get("/v1/session")).status_code == 401
        assert (await colleague.get("/v1/session")).status_code == 200


async def test_signing_out_is_heard_by_other_processes(
    app: FastAPI, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    other = create_app(settings, database_url=database_url, clock=clock)
    async with other.router.lifespan_context(other), browser(app) as here, browser(other) as there:
        await sign_in(here, "rep")
        token = {"Cookie": f"{COOKIE}={here.cookies[COOKIE]}"}
        assert (await there.get("/v1/session", headers=token)).status_code == 200
        heard = asyncio.Event()
        other.state.listener.subscribe(CHANNEL, lambda _: heard.set())
        assert (await here.delete("/v1/session")).status_code == 204
        await asyncio.wait_for(heard.wait(), 5)
        assert (await there.get("/v1/session", headers=token)).status_code == 401


async def test_what_was_read_before_a_revocation_is_not_cached_after_it(app: FastAPI, world: World) -> None:
    cache = app.state.actors
    async with browser(app) as client:
        await sign_in(client, "rep")
        masked_groups = app.state.masked_groups
        reading = asyncio.Event()
        go_on = asyncio.Event()

        async def slow(*args: object) -> frozenset[str]:
            reading.set()
            await go_on.wait()
            return frozenset(await masked_groups(*args))

        app.state.masked_groups = slow
        token = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
        late = asyncio.create_task(client.get("/v1/session", headers=token))
        try:
            await reading.wait()
            cache.clear()  # as a revocation does at this very moment
        finally:
            app.state.masked_groups = masked_groups
            go_on.set()
        await late
        assert not cache._entries


async def test_changing_the_password_ends_the_other_sessions(
    app: FastAPI, db: Database, settings: Settings, world: World
) -> None:
    new = "a quite different sentence"
    async with browser(app) as desk, browser(app) as laptop:
        await sign_in(desk, "lead")
        await sign_in(laptop, "lead")
        wrong = await desk.post("/v1/me/password", json={"old_password": "guess", "new_password": new})
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/old_password")
        right = await desk.post("/v1/me/password", json={"old_password": PASSWORD, "new_password": new})
        assert right.status_code == 204, right.text
        assert (await desk.get("/v1/session")).status_code == 200
        assert (await laptop.get("/v1/session")).status_code == 401
        assert (await sign_in(laptop, "lead")).status_code == 401
        assert (await sign_in(laptop, "lead", new)).status_code == 201
    await give_password(db, settings, world.people["lead"])


async def test_guessing_the_old_password_is_slowed_down_too(app: FastAPI) -> None:
    async with browser(app) as client:
        await sign_in(client, "lead")
        body = {"old_password": "guess", "new_password": "a quite different sentence"}
        statuses = [(await client.post("/v1/me/password", json=body)).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_length"),
        ("x" * 257, "password_length"),
        ("abababababab", "password_simple"),
        ("password1234", "password_guessable"),
        ("lead@example.com", "password_guessable"),
    ],
)
async def test_guessable_passwords_are_refused(app: FastAPI, password: str, code: str) -> None:
    async with browser(app) as client:
        await sign_in(client, "lead")
        answer = await client.post("/v1/me/password", json={"old_password": PASSWORD, "new_password": password})
    fault = answer.json()["errors"][0]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, "/new_password", code)
    assert password not in answer.text or len(password) < 6


async def test_a_password_kept_at_other_costs_is_hashed_anew(
    app: FastAPI, db: Database, settings: Settings, world: World
) -> None:
    cheap = settings.model_copy(update={"argon2_time_cost": 2})
    await give_password(db, cheap, world.people["rep2"])

    async def stored() -> str:
        async with db.read() as session:
            user = await session.get_one(User, world.people["rep2"])
            assert user.password_hash is not None
            return user.password_hash

    assert "t=2" in await stored()
    async with browser(app) as client:
        await sign_in(client, "rep2")
        assert "t=1" in await stored()
        assert (await sign_in(client, "rep2")).status_code == 201


async def test_passwords_typed_on_different_keyboards_are_the_same(settings: Settings) -> None:
    passwords = Passwords(settings)
    hashed = await passwords.hash("Ｐａｓｓ word ３２１ ①")
    assert (await passwords.verify(hashed, "Pass word 321 1")).right


async def test_no_failed_attempt_keeps_what_was_typed(app: FastAPI, db: Database) -> None:
    async with browser(app) as client:
        await sign_in(client, "somebody.private", "wrong")
    async with db.read() as session:
        subjects = (await session.scalars(select(SignInAttempt.subject))).all()
        count = await session.scalar(select(func.count()).select_from(SignInAttempt))
    assert count == 3
    assert not any("private" in subject for subject in subjects)


async def test_failures_are_forgotten_after_a_day_and_ended_sessions_after_a_month(
    app: FastAPI, db: Database, settings: Settings, clock: SettableClock, world: World
) -> None:
    async def kept() -> tuple[int, int]:
        await FORGET_OLD_SESSIONS.run(JobContext(db, settings))
        async with db.read() as session:
            attempts = await session.scalar(select(func.count()).select_from(SignInAttempt))
            sessions = await session.scalar(
                select(func.count()).where(
                    BrowserSession.user_id == world.people["lead"], BrowserSession.user_agent == "x"
                )
            )
        return attempts or 0, sessions or 0

    async with browser(app) as client:
        await sign_in(client, "lead", headers={"User-Agent": "x"})
        await sign_in(client, "rep", "wrong")
    clock.advance(timedelta(hours=23))
    assert await kept() == (3, 1)
    clock.advance(timedelta(hours=1))
    assert await kept() == (0, 1)
    clock.advance(timedelta(hours=settings.session_hours) + SESSIONS_KEPT)
    assert await kept() == (0, 0)
