"""Server settings sized to the machine. Pure: a description of the machine goes in, PostgreSQL settings come out."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

MIB = 1024 * 1024
GIB = 1024 * MIB
SHARED_MEMORY_NEEDED = 256 * MIB  # for parallel queries
CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 — looked at, not written to


@dataclass(frozen=True)
class Machine:
    """What the settings depend on; sizes in bytes. `shared_memory` is None where the system has no such file system."""

    memory: int
    processors: int
    disk_free: int
    shared_memory: int | None

    @classmethod
    def here(cls, directory: Path) -> "Machine":
        """This machine, or the share of it that a container may use."""
        return cls(
            memory=min([psutil.virtual_memory().total, *_cgroup_limits()]),
            processors=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
            disk_free=shutil.disk_usage(directory).free,
            shared_memory=shutil.disk_usage(SHARED_MEMORY).total if SHARED_MEMORY.is_dir() else None,
        )


def _cgroup_limits() -> list[int]:
    limits = []
    for path in CGROUP_LIMITS:
        try:
            limits.append(int(path.read_text()))
        except (OSError, ValueError):  # absent, unreadable, or the word "max"
            continue
    return limits


def _between(low: int, value: int, high: int) -> str:
    """A size in whole megabytes, as PostgreSQL writes it."""
    return f"{max(low, min(value, high)) // MIB}MB"


COMMON = {
    "listen_addresses": "",  # the socket only: nothing is opened to any network
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "cluster_name": "meridian",
    "jit": "off",  # short queries; compiling them costs more than it saves
    "random_page_cost": "1.1",
    "log_line_prefix": "%m [%p] ",
}


def lasting(machine: Machine, connections: int) -> dict[str, str]:
    """Settings of a cluster that keeps data: durable, and using the machine."""
    parallel = max(1, machine.processors // 2)
    return (
        COMMON
        | {
            "max_connections": str(connections),
            "shared_buffers": _between(64 * MIB, machine.memory // 4, 8 * GIB),
            "effective_cache_size": _between(128 * MIB, machine.memory * 6 // 10, 256 * GIB),
            "work_mem": _between(4 * MIB, machine.memory // 512, 64 * MIB),
            "maintenance_work_mem": _between(64 * MIB, machine.memory // 16, GIB),
            "min_wal_size": _between(80 * MIB, machine.disk_free // 100, 512 * MIB),
            "max_wal_size": _between(256 * MIB, machine.disk_free // 20, 8 * GIB),
            "checkpoint_timeout": "15min",
            # The one method built in takes two fifths of what a call costs the server, to write 90 kB instead of 163.
            "wal_compression": "off",
            "max_worker_processes": str(max(8, machine.processors)),
            "max_parallel_workers": str(max(2, machine.processors)),
            "max_parallel_workers_per_gather": str(min(4, parallel)),
            "max_parallel_maintenance_workers": str(min(4, parallel)),
            "log_startup_progress_interval": "5s",
            # Statements and details of errors would carry customers' data into the log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        | _dynamic_shared_memory(machine)
    )


def throwaway(fsync: bool) -> dict[str, str]:
    """Settings of a server for tests: small, and nothing survives a power cut unless `fsync` asks for it."""
    safe = "on" if fsync else "off"
    return COMMON | {
        "max_connections": "100",
        "shared_buffers": "64MB",
        "fsync": safe,
        "synchronous_commit": safe,
        "full_page_writes": safe,
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "1GB",
        "autovacuum": "on",
    }


def _dynamic_shared_memory(machine: Machine) -> dict[str, str]:
    """Containers often get 64 MB of /dev/shm, which parallel queries outgrow: files in the data directory then."""
    cramped = machine.shared_memory is not None and machine.shared_memory < SHARED_MEMORY_NEEDED
    return {"dynamic_shared_memory_type": "mmap"} if cramped else {}


def as_text(settings: dict[str, str]) -> str:
    """The settings as lines of a configuration file."""
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
