"""Brings a database to the newest schema, or back, by Alembic's commands."""

from pathlib import Path

from alembic import command
from alembic.config import Config

SCRIPTS = Path(__file__).resolve().parents[3] / "migrations"


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))  # the file format interpolates
    made.attributes["url"] = url
    return made


def upgrade(url: str, revision: str = "head") -> None:
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str = "-1") -> None:
    command.downgrade(config(url), revision)


def check(url: str) -> None:
    """Raises when models and migrations disagree."""
    command.check(config(url))
