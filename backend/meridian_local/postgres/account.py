"""The operating-system account the embedded database runs under. PostgreSQL refuses root, so root needs another one."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ACCOUNT_NAME = "meridian"
MACOS_ACCOUNT = "_postgres"  # every macOS has it; creating accounts there needs a directory service


class AccountError(RuntimeError):
    """No account could be found or made for the database; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """Who runs the database: `uid` and `gid` are None for "whoever runs this process"."""

    name: str
    uid: int | None
    gid: int | None

    def run(
        self, command: Sequence[str | Path], env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account from the root directory; never raises for its exit status."""
        return subprocess.run(  # noqa: S603 — callers pass their own commands
            [str(part) for part in command],
            cwd="/",
            env=env,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def can_run(self, command: Sequence[str | Path]) -> bool:
        """Whether the command is reachable and ends well for this account."""
        try:
            return self.run(command).returncode == 0
        except OSError:
            return False

    def can_enter(self, directory: Path) -> bool:
        """Whether this account can traverse every step down to the directory: asked of the system, not of mode bits."""
        return self.uid is None or self.can_run(["/bin/sh", "-c", 'cd -- "$1"', "sh", directory.absolute()])

    def own(self, path: Path) -> None:
        """Hand a directory to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    @property
    def effective_uid(self) -> int:
        return os.geteuid() if self.uid is None else self.uid


def database_account(existing_data: Path) -> Account:
    """The account for a cluster: ourselves, or for root the owner of existing data, or an unprivileged account.

    Raises AccountError when root has no such account and cannot make one.
    """
    if os.geteuid() != 0:
        return Account("", None, None)
    if existing_data.exists() and (owner := existing_data.stat().st_uid) != 0:
        return _account(pwd.getpwuid(owner))
    return _account(find(ACCOUNT_NAME) or _create() or find(MACOS_ACCOUNT) or _refuse())


def useradd() -> str | None:
    """The program that makes accounts; a user's PATH often lacks its directory."""
    return shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def find(name: str) -> pwd.struct_passwd | None:
    """The system's entry for an account, None when there is no such account."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd | None:
    """Make a system account without home or shell; another process may win, so look again whatever the outcome."""
    program = useradd()
    if program is None:
        return None
    arguments = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run(  # noqa: S603 — fixed arguments
        [program, *arguments, "--shell", "/usr/sbin/nologin", ACCOUNT_NAME], capture_output=True, check=False
    )
    return find(ACCOUNT_NAME)


def _refuse() -> pwd.struct_passwd:
    raise AccountError(
        "PostgreSQL does not run as root, and no account for it could be made here. Create one "
        f"(useradd --system {ACCOUNT_NAME}), run Meridian as an ordinary user, or set MERIDIAN_DATABASE_URL."
    )
