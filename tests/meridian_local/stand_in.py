"""A supervisor whose children are stand-ins: `python -m tests.meridian_local.stand_in api worker`."""

import sys

from meridian.kernel.settings import Settings
from meridian_local.supervisor import Child, Supervisor

COMMANDS = {
    "api": ["-m", "tests.meridian_local.stand_in_child", "api"],
    "worker": ["-m", "tests.meridian_local.stand_in_child", "worker"],
    "broken": ["-c", "raise SystemExit(7)"],
}


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    api, *others = (Child(role, [sys.executable, *COMMANDS[role]]) for role in sys.argv[1:])
    Supervisor(Settings(), api, tuple(others), say).run(lambda _url: None, lambda base: say(f"ready {base}"))
