"""Brings a database to the newest schema, or back, by Alembic's commands."""

import re
import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import psycopg.errors
from sqlalchemy.exc import OperationalError

from meridian.kernel.settings import libpq_url

if TYPE_CHECKING:  # the API asks for revisions alone
    from alembic.config import Config

PACKAGED = Path(__file__).resolve().parents[2] / "migrations"  # as a wheel carries them
SCRIPTS = PACKAGED if PACKAGED.is_dir() else Path(__file__).resolve().parents[4] / "migrations"


class BusyDatabaseError(RuntimeError):
    """Others held a table longer than a migration waits. The next try takes up the step it stopped at."""


class LaterVersionError(RuntimeError):
    """The schema was made by a later version than this one."""


PATIENCE = 60.0
"""Seconds that a migration tries to get hold of a table that others use."""
LOCK_TIMEOUT = "500ms"
"""How long it waits at a time: whoever asks for the table meanwhile waits behind it."""
PAUSE_SECONDS = 2.0


def config(url: str, patience: float = PATIENCE) -> "Config":
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", _option(SCRIPTS))
    if str(SCRIPTS.parent) not in sys.path:  # migrations import what stands beside them
        made.set_main_option("prepend_sys_path", _option(SCRIPTS.parent))
        made.set_main_option("path_separator", "newline")
    made.attributes.update(url=url, moment=LOCK_TIMEOUT, patience=f"{patience * 1000:.0f}ms")
    return made


def _option(path: Path) -> str:
    return str(path).replace("%", "%%")  # the file format interpolates


def upgrade(url: str, revision: str = "head", *, patience: float = PATIENCE) -> None:
    """Step by step, each as soon as it gets hold of its tables. Nobody waits for one that waits longer than a moment.

    patience: seconds. BusyDatabaseError when a table stays in use, LaterVersionError for a schema of a later version.
    """
    if later := later_version(url):
        raise LaterVersionError(
            f"the schema is of a later version ({later}): install that version. There is no way back but to restore"
            " the backup made before the upgrade"
        )
    deadline = time.monotonic() + patience
    while not _upgraded(config(url, patience), revision):
        if time.monotonic() >= deadline:
            raise BusyDatabaseError(
                "the schema was not brought up to date, because a table it changes is in use all the time: stop long"
                " imports or other writers, or repeat `meridian migrate` at a quieter time"
            )
        time.sleep(min(PAUSE_SECONDS, patience))


def _upgraded(settings: "Config", revision: str) -> bool:
    from alembic import command

    try:
        command.upgrade(settings, revision)
    except OperationalError as error:
        if isinstance(error.orig, psycopg.errors.LockNotAvailable):
            return False
        raise
    return True


class Revisions(NamedTuple):
    """Those that this version knows, and the newest of them."""

    known: frozenset[str]
    head: str


_SAID = re.compile(r"""^(revision|down_revision) = ["'](.+)["']$""", re.MULTILINE)


@cache
def revisions() -> Revisions:
    """Read from what the migrations say of themselves, so that who only asks needs no Alembic."""
    said = [dict(_SAID.findall(path.read_text("utf-8"))) for path in (SCRIPTS / "versions").glob("*.py")]
    known = frozenset(each["revision"] for each in said)
    (head,) = known - {each.get("down_revision") for each in said}
    return Revisions(known, head)


def later_version(url: str) -> str | None:
    """The schema's revision, where only a later version than this one can have made it."""
    with psycopg.connect(libpq_url(url)) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row is not None and row[0] not in revisions().known else None


def downgrade(url: str, revision: str = "-1") -> None:
    from alembic import command

    command.downgrade(config(url), revision)


def check(url: str) -> None:
    """Raises when models and migrations disagree."""
    from alembic import command

    command.check(config(url))
