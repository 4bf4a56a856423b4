"""Workers for tests, as processes that can be killed, and what makes up for their death."""

import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import IO

import anyio
from sqlalchemy import text

from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings

PATIENCE = 90.0  # seconds


class Worker:
    """`meridian work` as a process of its own."""

    def __init__(self, url: str, settings: Settings, stderr: IO[str] | None = None, **more: str) -> None:
        environment = os.environ | {
            "MERIDIAN_DATABASE_URL": url,
            "MERIDIAN_DATA_DIR": str(settings.data_dir),
            "MERIDIAN_LOG_LEVEL": "error",
            **more,
        }
        command = [sys.executable, "-m", "meridian_local.cli", "work"]
        self.process = subprocess.Popen(command, env=environment, stderr=stderr, umask=0)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait(10) == -signal.SIGKILL


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    with anyio.fail_after(PATIENCE):
        while not await condition():  # noqa: ASYNC110 — another process makes it come true
            await anyio.sleep(0.02)


async def revive(db: Database, work: Callable[[], Awaitable[None]]) -> None:
    """What the sweep of stalled jobs does a minute after a worker's last sign of life."""
    async with db.write() as session:
        await session.execute(text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '10 minutes'"))
        await session.execute(
            text(
                "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'worker.revive_stalled', 0, NULL, NULL,"
                " '{}'::jsonb, NULL)::procrastinate_job_to_defer_v1])"
            )
        )
    await work()
    await work()
