"""Who is asking, and what for: the dependencies every route declares.

`Acting` gives the actor of any signed-in request; `allow(P.X)` gives an actor that holds permission X (else 403);
`Reading` and `Writing` give the unit of work, which commits before the answer leaves.
"""

import uuid
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from starlette.datastructures import State
from starlette.types import Scope

from meridian.identity.actor import Actor, CachedActor, Credential, load_actor
from meridian.identity.credentials import KEY_PREFIX, Passwords, digest
from meridian.identity.errors import OwnPasswordNeeded
from meridian.identity.permissions import Permission, needs
from meridian.kernel.db.session import Database, Opening, ReadSession, WriteSession
from meridian.kernel.http import idempotency
from meridian.kernel.http.direct import opening
from meridian.kernel.http.route import ReplayedAnswer, database, trace_id
from meridian.kernel.language import LANGUAGE, SOURCE, asked, by_tag, msg
from meridian.kernel.listing.spec import READER
from meridian.kernel.problems import Forbidden, NotSignedIn, TooManyRequests

COOKIE = "meridian_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ActorCache:
    """Authenticated principals by credential; emptied by notification whenever identity or policy changes.

    Without a live listener nothing is cached, so that a revocation is never overlooked.
    """

    LIFETIME = timedelta(seconds=60)
    MAX = 10_000

    def __init__(self) -> None:
        self._entries: dict[Credential, CachedActor] = {}
        self.generation = 0

    def get(self, credential: Credential, now: datetime) -> CachedActor | None:
        entry = self._entries.get(credential)
        fresh = entry is not None and now < entry.expires_at and now - entry.read_at < self.LIFETIME
        return entry if fresh else None

    def put(self, credential: Credential, entry: CachedActor, generation: int) -> None:
        """`generation` as it was before the entry was read: what a change has overtaken meanwhile is not kept."""
        if generation != self.generation:
            return
        if len(self._entries) >= self.MAX:
            self._entries.clear()
        self._entries[credential] = entry

    def clear(self, _payload: str = "") -> None:
        self.generation += 1
        self._entries.clear()


def credential_of(request: Request) -> Credential:
    """The key when there is one, else the cookie; 401 when there is neither. Never from the query string."""
    authorization = request.headers.get("authorization")
    if authorization:
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() != "bearer" or not value.startswith(KEY_PREFIX):
            raise NotSignedIn(msg("Authorization must be: Bearer mk_…"), headers={"WWW-Authenticate": "Bearer"})
        return Credential(True, digest(value))
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise NotSignedIn(headers={"WWW-Authenticate": "Bearer"})
    return Credential(False, digest(cookie))


def refuse_foreign_origin(request: Request) -> None:
    """Cookies travel by themselves, so a changing request must come from our own pages (CSRF).

    Browsers say where a request comes from in Sec-Fetch-Site or Origin; programs that say neither carry no ambient
    credentials of a victim.
    """
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("origin")
    if origin is not None and origin in request.app.state.settings.trusted_origins:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Forbidden(msg("this request comes from another site"), reason="foreign_origin")
    elif origin is not None and _host_of(origin) != request.headers.get("host"):
        raise Forbidden(msg("this request comes from another site"), reason="foreign_origin")


def _host_of(origin: str) -> str | None:
    """None for what is no origin at all, such as `http://[`: it is nobody's."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


async def authenticate(state: State, credential: Credential) -> CachedActor:
    """The principal as of now, from the cache while a live listener keeps it true; 401."""
    db: Database = state.db
    cache: ActorCache = state.actors
    caching = state.listener.connected and not state.settings.test_clock
    entry = cache.get(credential, db.clock.now()) if caching else None
    if entry is None:
        generation = cache.generation
        async with db.read(fresh=True) as session:
            entry = await load_actor(session, credential, state.masked_groups)
        if caching:
            cache.put(credential, entry, generation)
    return entry


E = TypeVar("E", bound=Callable[..., Any])


def before_own_password(endpoint: E) -> E:
    """Marks what is open to somebody who has yet to replace the password that was given to them."""
    endpoint.__dict__["before_own_password"] = True
    return endpoint


async def current_actor(request: Request) -> Actor:
    """The signed-in principal, rate-limited. 401, 403 for a foreign origin and before a given password is replaced,
    429. Counted once a request."""
    known: Actor | None = request.scope.get("meridian.actor")
    if known is not None:
        return known
    scope, state = request.scope, request.app.state
    credential = credential_of(request)
    if not credential.is_key:
        refuse_foreign_origin(request)
    entry = await authenticate(state, credential)
    actor = entry.actor
    if asked(request.headers.get("accept-language")) is None:
        LANGUAGE.set(by_tag(actor.locale) or SOURCE)
    principal = scope["meridian.principal"] = str(actor.principal_id)
    _limit(scope, state, entry, principal)
    if credential.is_key:
        address = scope["client"][0] if scope["client"] else "unknown"
        state.key_uses.note(actor.principal_id, address, state.db.clock.now())
    if actor.owes_password and not hasattr(scope["endpoint"], "before_own_password"):
        raise OwnPasswordNeeded()
    scope["meridian.actor"] = actor
    READER.set(actor.user_id)
    return actor


def _limit(scope: Scope, state: State, entry: CachedActor, principal: str) -> None:
    general: int = state.settings.rate_limit_per_minute
    limit = min(entry.limit_per_minute or general, general)
    verdict = state.limiter.hit(principal, limit)
    scope["meridian.headers"] = [
        (b"ratelimit-policy", b'"minute";q=%d;w=60' % limit),
        (b"ratelimit", b'"minute";r=%d;t=%d' % (verdict.remaining, verdict.reset_seconds)),
    ]
    if not verdict.allowed:
        raise TooManyRequests(
            msg("{limit} a minute", limit=limit), headers={"Retry-After": str(max(1, verdict.reset_seconds))}
        )


Acting = Annotated[Actor, Depends(current_actor)]


def allow(permission: Permission) -> Any:
    """Dependency: the actor, if it holds `permission`, and the one to read what is written or moved, which the answer
    shows; 403 naming what is missing otherwise. `allow.permission` is read by the matrix test."""
    read = needs(permission)

    async def permitted(actor: Acting) -> Actor:
        actor.require(permission)
        if read is not None:
            actor.require(read)
        return actor

    permitted.__dict__["permission"] = permission
    return Depends(permitted)


@opening
def read_session(request: Request, actor: Acting) -> Opening:
    return database(request).read(user_id=actor.user_id)


async def write_session(request: Request, actor: Acting) -> AsyncIterator[WriteSession]:
    """The request's transaction. A repeated Idempotency-Key is answered here, before the work begins."""
    key = request.headers.get(idempotency.HEADER) if request.method == "POST" else None
    claim = "" if key is None else idempotency.claim(actor.principal_id, key)
    writing = database(request).write(actor_id=actor.user_id, request_id=trace_id(request), asked=claim)
    async with writing as session:
        if key is not None:
            await _answer_repeat(request, session, actor.principal_id, key)
        yield session
    # Others hear of it from the server; this process must know before its own answer leaves.
    for channel in session.notified:
        request.app.state.listener.call(channel)


async def _answer_repeat(request: Request, session: WriteSession, principal_id: uuid.UUID, key: str) -> None:
    passing: idempotency.Passing = request.state.passing
    hashed = await passing.digest()
    answer = await idempotency.find_answer(session, principal_id, key, hashed)
    if answer is not None:
        headers = {**answer.headers, "Idempotency-Replayed": "true"}
        raise ReplayedAnswer(Response(answer.body, status_code=answer.status, headers=headers))
    request.state.idempotency = (session, principal_id, key, hashed)


write_session.__dict__["writes"] = True
"""Read by the contract: only what writes can be repeated under an Idempotency-Key."""
Reading = Annotated[ReadSession, Depends(read_session, scope="function")]
Writing = Annotated[WriteSession, Depends(write_session, scope="function")]


async def password_hasher(request: Request) -> Passwords:
    """The process's hasher."""
    found: Passwords = request.app.state.passwords
    return found


Hasher = Annotated[Passwords, Depends(password_hasher)]
