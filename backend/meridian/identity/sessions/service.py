"""Signing in and out, oneself and one's password. Guesses are slowed down per account and per address."""

import asyncio
import math
import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, delete, func, or_, select, update

from meridian.identity import queries
from meridian.identity.actor import Actor
from meridian.identity.credentials import Passwords, digest, new_token
from meridian.identity.errors import WrongCredentials
from meridian.identity.events import USER_CHANGED, forget_actors
from meridian.identity.models import BrowserSession, SignInAttempt, User
from meridian.identity.rules import ACCOUNT, ADDRESS, REMEMBERED, Throttle
from meridian.identity.schemas import Me, MeUpdate, SessionRead
from meridian.identity.users.service import check_password, end_sessions, set_password
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import Database, Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.listing.shown import Written, written
from meridian.kernel.patch import assign
from meridian.kernel.problems import Forbidden, Problem, TooManyRequests, check_version, fault

# Signing in and out, and passwords. Guesses are slowed down per account and per address, in every process alike.


MAX_USER_AGENT = 300
UNDER_WAY = timedelta(seconds=30)
"""How long a password may be looked at; after that it counts as a failure."""
PATIENCE_SECONDS, LOOK_SECONDS = 10.0, 0.05


class SignedIn(NamedTuple):
    token: str
    user: User
    expires_at: datetime


async def sign_in(
    db: Database,
    passwords: Passwords,
    *,
    email: str,
    password: str,
    throttles: dict[str, Throttle],
    user_agent: str | None,
    lifetime: timedelta,
    request_id: str,
) -> SignedIn:
    """A new browser session. `WrongCredentials`, or 429 with Retry-After after too many failures.

    The attempt is written before the password is looked at, so that parallel guesses are bounded by the failures that
    are still free; who comes beside them waits for their outcome. No connection is held while the hash is computed.
    throttles: by what it is counted (`rules.throttles_of`).
    """
    async with passwords.turn(next(iter(throttles))):
        attempts = await _begin_attempt(db, throttles, request_id)
    async with db.read(fresh=True) as reading:
        user = await queries.user_by_email(reading, email)
    stored = user.password_hash if user is not None and user.active else None
    verdict = await passwords.verify(stored, password)
    if user is None or not verdict.right:
        async with db.write(request_id=request_id) as session:
            await _note_failure(session, attempts)
        raise WrongCredentials()
    async with db.write(actor_id=user.id, request_id=request_id) as session:
        current = await queries.load(session, User, user.id, lock=True)
        if not current.active or current.password_hash != stored:
            raise WrongCredentials()
        if verdict.rehashed is not None:
            current.password_hash = verdict.rehashed
        await _forget_attempts(session, throttles, attempts)
        token = new_token()
        expires_at = session.now + lifetime
        session.add(
            BrowserSession(
                token_hash=digest(token),
                user_id=user.id,
                created_at=session.now,
                expires_at=expires_at,
                user_agent=user_agent[:MAX_USER_AGENT] if user_agent else None,
            )
        )
    return SignedIn(token, current, expires_at)


async def _begin_attempt(db: Database, throttles: dict[str, Throttle], request_id: str) -> Sequence[uuid.UUID]:
    """Ids of the attempts written, one per subject, once so many are not under way already."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        async with db.write(request_id=request_id) as session:
            if (attempts := await _note_attempt(session, throttles)) is not None:
                return attempts
        if time.monotonic() > until:
            raise TooManyRequests(msg("too many sign-ins at once"), headers={"Retry-After": "1"})
        await asyncio.sleep(LOOK_SECONDS)


async def _note_attempt(session: WriteSession, throttles: dict[str, Throttle]) -> Sequence[uuid.UUID] | None:
    """Ids of the attempts written, one per subject; None while those under way might use up what is free.

    429 when a subject must wait. Only failures count, and what has been under way for long: whoever looked at it died.
    """
    await one_at_a_time(session, *throttles)
    now = await session.read_clock()  # whoever had the turn before may have written later than this transaction began
    failed = or_(SignInAttempt.failed, SignInAttempt.at <= now - UNDER_WAY)
    counted = await session.execute(
        select(
            SignInAttempt.subject,
            func.count().filter(failed),
            func.count().filter(~failed),
            func.max(SignInAttempt.at).filter(failed),
        )
        .where(SignInAttempt.subject.in_(throttles), SignInAttempt.at > now - REMEMBERED)
        .group_by(SignInAttempt.subject)
    )
    crowded = False
    for subject, failures, under_way, last in counted:
        throttle = throttles[subject]
        wait = throttle.wait(failures)
        if wait and (seconds := math.ceil((last + wait - now).total_seconds())) > 0:
            raise TooManyRequests(
                msg("too many failed attempts; try again in {seconds} s", seconds=seconds),
                headers={"Retry-After": str(seconds)},
            )
        crowded |= under_way >= max(1, throttle.free - failures)
    if crowded:
        return None
    attempts = [SignInAttempt(subject=subject, at=now, failed=False) for subject in throttles]
    session.add_all(attempts)
    await session.flush()
    return [attempt.id for attempt in attempts]


async def _note_failure(session: WriteSession, attempts: Sequence[uuid.UUID]) -> None:
    await session.execute(update(SignInAttempt).where(SignInAttempt.id.in_(attempts)).values(failed=True))


async def _forget_attempts(
    session: WriteSession, throttles: dict[str, Throttle], attempts: Sequence[uuid.UUID]
) -> None:
    """The right password wipes the slate; of the address only this attempt is taken back."""
    wiped = [subject for subject, throttle in throttles.items() if throttle is not ADDRESS]
    of_account = and_(SignInAttempt.subject.in_(wiped), SignInAttempt.failed)
    await session.execute(delete(SignInAttempt).where(or_(of_account, SignInAttempt.id.in_(attempts))))


def require_person(actor: Actor) -> uuid.UUID:
    """The browser session's id; 403 for a program: what concerns a person's own account is done by the person."""
    if actor.session_id is None:
        raise Forbidden(msg("this is for people signed in with a browser, not for API keys"), reason="not_a_session")
    return actor.session_id


async def sign_out(session: WriteSession, actor: Actor) -> None:
    await end_sessions(session, actor.user_id, only=require_person(actor))


async def change_password(
    session: WriteSession, actor: Actor, passwords: Passwords, *, old_password: str, new_password: str
) -> Problem | None:
    """Sets the actor's own password and ends their other sessions.

    A wrong old password is returned, not raised: the attempt is then kept, and guesses are slowed down as at sign-in.
    """
    kept = require_person(actor)
    user = await queries.load(session, User, actor.user_id, lock=True)
    check_password(new_password, user)
    throttles = {f"password:{user.id}": ACCOUNT}  # strangers who guess at the sign-in do not count here
    attempts = await _note_attempt(session, throttles)
    if attempts is None:
        raise TooManyRequests(msg("somebody is signing in"), headers={"Retry-After": "1"})
    if not (await passwords.verify(user.password_hash, old_password)).right:
        await _note_failure(session, attempts)
        return fault("/old_password", "wrong", msg("is not the present password"))
    await _forget_attempts(session, throttles, attempts)
    if user.password_given and new_password == old_password:
        return fault("/new_password", "unchanged", msg("is the password you were given; choose another"))
    await set_password(session, passwords, user, new_password, given=False, kept=kept)
    return None


# Oneself: who I am, what I may do, and the little I may change about it.


async def session_read(session: Session, actor: Actor) -> SessionRead:
    """Who is signed in, by what, until when."""
    return SessionRead.model_validate(
        {
            "user": await queries.load(session, User, actor.user_id),
            "by": "api_key" if actor.is_program else "session",
            "expires_at": await queries.expires_at(session, actor),
        }
    )


async def me(session: Session, actor: Actor) -> Written[Me]:
    """The profile with everything that decides what the actor may do and see."""
    rights = {"grants": actor.reach.grants, "masked": sorted(actor.masked)}
    return written(Me, await queries.profile(session, actor) | rights, masked=frozenset())


async def change_me(session: WriteSession, actor: Actor, body: MeUpdate, version: int) -> Written[Me]:
    """Changes one's own name, zone or language; 412 when the record has moved on."""
    require_person(actor)
    user = await queries.load(session, User, actor.user_id, lock=True)
    check_version(user.version, version)
    changed = body.model_dump()
    assign(user, changed)
    await publish(session, USER_CHANGED, user, fields=sorted(changed))
    await forget_actors(session)
    return await me(session, actor)
