"""The API process: `create_app()` puts the house together."""

import asyncio
import contextlib
import gc
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.datastructures import State
from starlette_compress import CompressMiddleware, remove_compress_type

from meridian import wiring
from meridian.identity.access import ActorCache
from meridian.identity.credentials import Passwords
from meridian.identity.events import CHANNEL
from meridian.identity.jobs import KeyUses
from meridian.kernel import logs
from meridian.kernel.blobs import clear_leftovers
from meridian.kernel.clock import Clock
from meridian.kernel.db import replica
from meridian.kernel.db.notify import Listener
from meridian.kernel.db.session import Database
from meridian.kernel.http import handlers, middleware
from meridian.kernel.http import openapi as http_openapi
from meridian.kernel.http.idempotency import CrossedRequests
from meridian.kernel.http.middleware import Limiter, RequestLayer
from meridian.kernel.http.reading import Head
from meridian.kernel.http.route import Route, locations
from meridian.kernel.listing.cursor import sign_with
from meridian.kernel.listing.openapi import GRAMMAR
from meridian.kernel.openapi.tidy import render
from meridian.kernel.settings import Settings, get_settings
from meridian.operations import router as operations_router
from meridian.operations.readiness import FileStore
from meridian.operations.service import watch
from meridian.policies.queries import masked_groups
from meridian.reference import router as reference
from meridian.reference.pages import contract_path
from meridian.refusals.problems import REFUSALS, Problem
from meridian.stream.hub import Hub
from meridian.web import build, serving
from meridian.web.serving import Interface

# Being told that the process is asked to end, before its server begins to wait for open connections.


SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def on_shutdown_signal(callback: Callable[[], None]) -> Iterator[None]:
    """Runs `callback` in the running loop on SIGINT or SIGTERM, then whatever the server does about them.

    Only where a server handles these signals, and only in the main thread, which alone hears them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        server = before[signal.Signals(number)]
        if callable(server):
            server(number, frame)

    handled = [number for number in SIGNALS if callable(before[number])]
    for number in handled:
        signal.signal(number, heard)
    try:
        yield
    finally:
        for number in handled:
            if signal.getsignal(number) is heard:
                signal.signal(number, before[number])


class Members(State):
    """What the process holds, found as any object's attributes are: a request asks for a dozen of them."""

    def __setattr__(self, key: Any, value: Any) -> None:
        object.__setattr__(self, key, value)

    def __delattr__(self, key: Any) -> None:
        object.__delattr__(self, key)


CONTRACT = contract_path()
JSON_LIMIT = 2 * 1024 * 1024
FORM_OVERHEAD = 64 * 1024
ONE_PACKET = 1400  # bytes of an answer; compressing less saves nobody any time
NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""The framework's own would say what people typed (faults with their values), and asks for itself at each request."""
remove_compress_type("text/event-stream")  # events are sent one by one, as they happen


def create_app(
    settings: Settings | None = None,
    *,
    database_url: str | None = None,
    clock: Clock | None = None,
    interface: Path | None = None,
) -> FastAPI:
    """The application. Its database is reached when it starts serving, not when it is made.

    interface: a directory with a build of the browser interface; default: where this installation's own would be.
    """
    settings = settings or get_settings()
    logs.configure(settings.log_level)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        url = database_url or settings.database_url
        if url is None:
            raise RuntimeError("no database: set MERIDIAN_DATABASE_URL, or start with `meridian run`")
        sign_with(settings.signing_key())
        await asyncio.to_thread(clear_leftovers, settings)
        app.state.db = Database(url, settings, clock)
        app.state.listener = Listener(url)
        app.state.listener.subscribe(CHANNEL, app.state.actors.clear)
        for process_cache in wiring.CACHES:
            process_cache.attach(app.state.db, app.state.listener)
        app.state.hub = Hub(app.state.db, app.state.listener)
        if app.state.db.replica is not None:
            app.state.listener.subscribe(replica.CHANNEL, app.state.db.replica.heard_of_write)
            app.state.db.replica.start()
        await app.state.listener.start()
        app.state.hub.start()
        tasks = [
            asyncio.create_task(watch(app.state.db), name="watch"),
            asyncio.create_task(app.state.key_uses.keep_writing(app.state.db), name="key uses"),
        ]
        # What start-up made lives as long as the process: keep the collector off it (p99 74 ms → 12 ms, measured).
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        gc.enable()
        with on_shutdown_signal(app.state.hub.close):
            yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(Exception):
            await app.state.key_uses.write(app.state.db)
        await app.state.hub.stop()
        await app.state.listener.stop()
        await app.state.db.dispose()
        app.state.passwords.close()

    app = FastAPI(
        title="Meridian",
        version="1.0.0",
        summary="CRM for companies that sell overseas by telephone.",
        description=(
            "Every list is a keyset page, every refusal an RFC 9457 problem document, every POST repeatable with an "
            "Idempotency-Key, every update guarded by If-Match. Records outside your scope answer 404.\n\n" + GRAMMAR
        ),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url=None,  # the document is served from memory (meridian/reference)
        telemetry=NO_TELEMETRY,
    )
    app.router.route_class = Route
    app.state = Members()
    app.state.settings = settings
    app.state.actors = ActorCache()
    app.state.key_uses = KeyUses()
    app.state.passwords = Passwords(settings)
    app.state.limiter = Limiter(settings.api_processes)
    app.state.masked_groups = masked_groups
    app.state.event_types = frozenset(event.name for event in wiring.EVENTS)
    app.state.file_store = FileStore(settings, wiring.FILE_PATHS)
    app.state.locations = locations(wiring.ROUTERS)
    app.state.file_subjects = wiring.FILE_SUBJECTS
    app.state.before_customers = wiring.BEFORE_CUSTOMERS
    app.state.duties = wiring.DUTIES
    app.state.after_logging = wiring.AFTER_LOGGING
    middleware.mount(app, (*wiring.ROUTERS, *((operations_router.test_clock_router,) if settings.test_clock else ())))
    if settings.test_clock:
        app.state.jobs_of_the_clock = tuple(job for job in wiring.JOBS if job.every is not None)
    reference.install(app)
    handlers.install(app, handlers.IntegrityRules(wiring.INTEGRITY))
    app.add_middleware(CrossedRequests)
    app.add_middleware(CompressMiddleware, minimum_size=ONE_PACKET)
    # A form around a file adds its boundaries and headers.
    uploads = {"/v1/files": min(settings.max_file_bytes + FORM_OVERHEAD, settings.max_upload_bytes)}
    app.add_middleware(
        RequestLayer,
        json_limit=JSON_LIMIT,
        upload_limit=settings.max_upload_bytes,
        upload_limits=uploads,
        headers=serving.common_headers(production=settings.production),
    )
    app.add_middleware(Head)
    serving.allow(app, settings.trusted_origins)
    built = build.Build(interface or build.directory(), watch=not settings.production)
    app.router.default = Interface(built, app.router.default)

    @cache
    def openapi() -> dict[str, Any]:
        tags = [{"name": name, "description": text} for name, text in wiring.TAGS]
        codes = {code: refused.status for code, refused in REFUSALS.items()}
        return http_openapi.document(app, wiring.ROUTERS, wiring.EVENTS, tags, problem=Problem, codes=codes)

    app.openapi = openapi  # type: ignore[method-assign]
    return app


def contract_text() -> str:
    """The OpenAPI document as it is committed: the same code always gives the same text."""
    document = create_app(Settings(env="test", test_clock=False)).openapi()
    return render(document) + "\n"
