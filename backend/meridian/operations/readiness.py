"""Whether this process can serve, and what else is not as it should be: each check in words."""

import asyncio
import shutil
import time
from pathlib import Path
from typing import NamedTuple

import asyncpg
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import State

from meridian.kernel import installation
from meridian.kernel.blobs import Blobs, StoreUnavailable
from meridian.kernel.db import migrate
from meridian.kernel.db.session import ReadSession
from meridian.kernel.http.handlers import outage
from meridian.kernel.installation import Workers
from meridian.kernel.settings import Settings
from meridian.operations import queries

OK = "ok"
PATIENCE_SECONDS = 3.0
DISK_NEEDED = 256 * 1024 * 1024
NEEDED = frozenset({"database", "schema", "notifications", "process"})


class Report(NamedTuple):
    """Each check with `ok` or what is wrong in words, and whether the process can serve.

    It cannot without what is `NEEDED`, nor with another database's files. All else is told and keeps nobody from being
    served: another process would be no better off.
    """

    checks: dict[str, str]
    can_serve: bool


def schema_is_newer(found: str | None) -> bool:
    """Whether a later version made it: the code should follow, and goes on until then."""
    return found is not None and found not in migrate.revisions().known


def schema_verdict(found: str | None) -> str:
    """A schema newer than the code is fine: that is how an upgrade goes, migrations first."""
    head = migrate.revisions().head
    if found == head or schema_is_newer(found):
        return OK
    return f"at revision {found or 'none'}, needs {head}: run `meridian migrate`"


def worker_verdict(workers: Workers) -> str:
    if workers.running:
        return OK
    return f"none runs since {workers.last_beat:%Y-%m-%dT%H:%M:%SZ}" if workers.last_beat else "none has run yet"


class FileStore:
    """Whether the file store can be used and is this database's; looked at every few seconds at most."""

    KEPT_SECONDS = 5.0

    def __init__(self, settings: Settings, named: tuple[installation.FilePaths, ...]) -> None:
        self._settings = settings
        self._named = named
        self._looked_at = float("-inf")
        self.fits = True
        self.verdict = OK

    async def look(self, session: ReadSession) -> None:
        """Brings `fits` and `verdict` up to date. A store that cannot be reached now is taken for the right one."""
        if time.monotonic() - self._looked_at < self.KEPT_SECONDS:
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                misfit = await installation.misfit(session, Blobs(self._settings), self._named)
            self.fits, self.verdict = misfit is None, misfit or OK
        except (StoreUnavailable, TimeoutError) as error:
            self.fits, self.verdict = True, f"cannot be reached ({getattr(error, 'kind', 'no answer')})"
        self._looked_at = time.monotonic()


async def report(state: State) -> Report:
    """Every check."""
    store: FileStore = state.file_store
    found = {"database": OK, "schema": "unknown", "notifications": OK, "process": OK}
    try:
        async with asyncio.timeout(2 * PATIENCE_SECONDS), state.db.read(fresh=True) as session:
            revision = await queries.revision(session)
            found["schema"] = schema_verdict(revision)
            if schema_is_newer(revision):
                found["version"] = f"older than the schema ({revision}): restart with the new version"
            if found["schema"] == OK:
                found["worker"] = worker_verdict(await installation.workers(session))
                await store.look(session)
                found["files"] = store.verdict
    except TimeoutError:
        found["database"] = "does not answer"
    except (SQLAlchemyError, asyncpg.PostgresError, OSError) as error:
        cause = getattr(getattr(error, "orig", None), "__cause__", None)
        found["database"] = outage(cause or error).detail.removeprefix("the database ")
    if not state.listener.connected:
        found["notifications"] = "not heard: reconnecting"
    if state.hub.closing:
        found["process"] = "is ending"
    if state.db.replica is not None:
        found["replica"] = state.db.replica.verdict
    found["disk"] = _disk_verdict(state.settings.data_dir)
    can_serve = store.fits and all(found[name] == OK for name in NEEDED)
    return Report(found | _met_lately(state, found), can_serve)


def _met_lately(state: State, found: dict[str, str]) -> dict[str, str]:
    """What requests met that a look at the moment does not show: a full disk is full only for who writes."""
    met: dict[str, str] = state.outages.lately()
    hidden = {name: words for name, words in met.items() if found.get(name, OK) == OK}
    return {f"{name}_lately": words for name, words in hidden.items()}


def _disk_verdict(data_dir: Path) -> str:
    free = shutil.disk_usage(_nearest(data_dir)).free
    return OK if free >= DISK_NEEDED else f"only {free >> 20} MiB free in MERIDIAN_DATA_DIR"


def _nearest(path: Path) -> Path:
    """The directory itself, or the closest one above it that exists already."""
    path = path.absolute()
    return next(place for place in (path, *path.parents) if place.is_dir())
