"""Brings a database to the newest schema, or back, by Alembic's commands."""

import sys
from pathlib import Path

import psycopg.errors
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError

PACKAGED = Path(__file__).resolve().parents[2] / "migrations"  # as a wheel carries them
SCRIPTS = PACKAGED if PACKAGED.is_dir() else Path(__file__).resolve().parents[4] / "migrations"


class BusyDatabaseError(RuntimeError):
    """Others held a table longer than a migration waits. The next try takes up the step it stopped at."""


PATIENCE = "10s"
"""How long a migration waits for a table that others use."""


def config(url: str, patience: str = PATIENCE) -> Config:
    made = Config()
    made.set_main_option("script_location", _option(SCRIPTS))
    if str(SCRIPTS.parent) not in sys.path:  # migrations import what stands beside them
        made.set_main_option("prepend_sys_path", _option(SCRIPTS.parent))
        made.set_main_option("path_separator", "newline")
    made.attributes.update(url=url, patience=patience)
    return made


def _option(path: Path) -> str:
    return str(path).replace("%", "%%")  # the file format interpolates


def upgrade(url: str, revision: str = "head", *, patience: str = PATIENCE) -> None:
    """Raises BusyDatabaseError when a table it changes stays in use."""
    try:
        command.upgrade(config(url, patience), revision)
    except OperationalError as error:
        if isinstance(error.orig, psycopg.errors.LockNotAvailable):
            raise BusyDatabaseError(
                "the schema was not brought up to date, because a table it changes is in use all the time: stop long"
                " imports or other writers, or repeat `meridian migrate` at a quieter time"
            ) from error
        raise


def downgrade(url: str, revision: str = "-1") -> None:
    command.downgrade(config(url), revision)


def check(url: str) -> None:
    """Raises when models and migrations disagree."""
    command.check(config(url))
