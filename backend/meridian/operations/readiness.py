"""Whether this process can serve: each check in words."""

from functools import cache

import asyncpg
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import State

from meridian.kernel.db import migrate
from meridian.operations import queries

OK = "ok"


@cache
def _revisions() -> tuple[str | None, frozenset[str]]:
    """The newest revision this code knows, and all of them."""
    scripts = ScriptDirectory.from_config(migrate.config(""))
    return scripts.get_current_head(), frozenset(script.revision for script in scripts.walk_revisions())


def schema_verdict(found: str | None) -> str:
    """A schema newer than the code is fine: that is how an upgrade goes, migrations first."""
    head, known = _revisions()
    if found == head or (found is not None and found not in known):
        return OK
    return f"at revision {found or 'none'}, needs {head}: run `meridian migrate`"


async def checks(state: State) -> dict[str, str]:
    """`ok` or what is wrong, for the database, its schema, the notifications, and whether the process is ending."""
    found = {"database": OK, "schema": "unknown", "notifications": OK, "process": OK}
    try:
        async with state.db.read() as session:
            found["schema"] = schema_verdict(await queries.revision(session))
    except (SQLAlchemyError, asyncpg.PostgresError, OSError):
        found["database"] = "cannot be reached"
    if not state.listener.connected:
        found["notifications"] = "not heard: reconnecting"
    if state.hub.closing:
        found["process"] = "is ending"
    return found
