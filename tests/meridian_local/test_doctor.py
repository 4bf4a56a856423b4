"""`meridian doctor` and `meridian reset-demo`, as a person calls them."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from meridian.kernel.settings import Settings, get_settings
from meridian.web import build
from meridian_local import doctor
from meridian_local.cli import app
from meridian_local.doctor import Finding, Verdict
from meridian_local.postgres import database, tuning
from meridian_local.postgres.database import State
from meridian_local.postgres.server import Server, temporary_server


@pytest.fixture
def server() -> Iterator[Server]:
    with temporary_server() as running:
        running.create_database()
        yield running


Command = Callable[..., Result]


def report(settings: Settings) -> dict[str, Finding]:
    return dict(doctor.examine(settings))


@pytest.fixture
def meridian(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    """The command line with settings as variables, in this process: starting another takes a second."""

    def call(*arguments: str, answer: str = "", **settings: str) -> Result:
        for name, value in settings.items():
            monkeypatch.setenv(f"MERIDIAN_{name.upper()}", value)
        get_settings.cache_clear()
        return CliRunner().invoke(app, arguments, input=answer)

    yield call
    get_settings.cache_clear()


def test_a_sound_machine_lacks_nothing(empty_dir: Path) -> None:
    findings = report(Settings(data_dir=empty_dir, port=_free_port()))
    assert {name: found for name, found in findings.items() if found.verdict is Verdict.MISSING} == {}
    assert findings["embedded PostgreSQL"].found.startswith("postgres (PostgreSQL) 18")
    assert findings["database"].found == "absent"


def test_it_says_whether_there_is_an_interface(
    empty_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "directory", lambda: tmp_path)
    absent = report(Settings(data_dir=empty_dir))["interface"]
    assert (absent.verdict, absent.remedy) == (Verdict.NOTE, "`make web-build`")
    (tmp_path / build.INDEX).touch()
    assert report(Settings(data_dir=empty_dir))["interface"] == Finding(Verdict.OK, str(tmp_path))


def test_it_says_how_to_reach_the_running_database(data_dir: Path, meridian: Command) -> None:
    with database.start(data_dir) as running:
        running.create_database()
        found = report(Settings(data_dir=data_dir, port=_free_port()))["database"].found
        said = meridian("doctor", data_dir=str(data_dir), port=str(_free_port())).stdout
    state, _, url = found.partition(": ")
    assert (state, url) == ("running", running.uri())
    assert "…" not in said


def test_it_only_looks(empty_dir: Path) -> None:
    report(Settings(data_dir=empty_dir))
    assert not empty_dir.exists()


def test_a_port_in_use_is_missing_and_says_what_to_do(empty_dir: Path, meridian: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = meridian("doctor", data_dir=str(empty_dir), port=str(port))
    assert done.exit_code == 1
    assert "in use" in done.stdout


def test_an_external_server_that_does_not_answer_is_missing(empty_dir: Path) -> None:
    url = f"postgresql://nobody@127.0.0.1:{_free_port()}/nothing"
    findings = report(Settings(data_dir=empty_dir, port=_free_port(), database_url=url))
    assert findings["database"].verdict is Verdict.MISSING
    assert "embedded PostgreSQL" not in findings


def test_pending_migrations_are_missing_until_applied(empty_dir: Path, server: Server, meridian: Command) -> None:
    settings = Settings(data_dir=empty_dir, port=_free_port(), database_url=server.uri())
    assert report(settings)["schema"].remedy == "meridian migrate"
    assert meridian("migrate", database_url=server.uri(), data_dir=str(empty_dir)).exit_code == 0
    assert report(settings)["schema"].verdict is Verdict.OK


def test_files_of_another_installation_are_missing(
    empty_dir: Path, tmp_path: Path, server: Server, meridian: Command
) -> None:
    assert meridian("migrate", database_url=server.uri(), data_dir=str(empty_dir)).exit_code == 0
    settings = Settings(data_dir=empty_dir, port=_free_port(), database_url=server.uri())
    assert report(settings)["files"].verdict is Verdict.OK
    (empty_dir / "files" / "installation").write_text("0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f")
    found = report(settings)["files"]
    assert found.verdict is Verdict.MISSING
    assert "another installation" in found.found
    refused = meridian("migrate", database_url=server.uri(), data_dir=str(empty_dir))
    assert refused.exit_code == 1
    assert "another installation" in refused.output


def test_an_old_version_on_a_newer_schema_says_so_wherever_it_starts(
    empty_dir: Path, server: Server, meridian: Command
) -> None:
    place = {"database_url": server.uri(), "data_dir": str(empty_dir)}
    assert meridian("migrate", **place).exit_code == 0
    with psycopg.connect(server.uri(), autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'of_the_next_release'")
    found = report(Settings(data_dir=empty_dir, port=_free_port(), database_url=server.uri()))["schema"]
    assert (found.verdict, "later version" in found.found) == (Verdict.NOTE, True)
    told = "the schema is of a later version (of_the_next_release)"
    started = meridian("create-admin", "admin@example.com", "--password-stdin", answer="correct horse battery", **place)
    assert told in " ".join(started.output.split())
    refused = meridian("migrate", **place)
    assert (refused.exit_code, told in " ".join(refused.output.split())) == (1, True)


def test_a_disk_nearly_full_and_little_shared_memory_are_told(empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cramped = tuning.Machine(memory=tuning.GIB, processors=1, disk_free=0, shared_memory=64 * tuning.MIB)
    monkeypatch.setattr(tuning.Machine, "here", lambda _directory: cramped)
    findings = report(Settings(data_dir=empty_dir, port=_free_port()))
    assert findings["shared memory"].verdict is Verdict.NOTE
    assert findings["memory"].verdict is Verdict.NOTE
    assert findings["disk"].verdict is Verdict.MISSING


def test_reset_asks_first_and_then_leaves_nothing(empty_dir: Path, meridian: Command) -> None:
    with database.start(empty_dir):
        pass
    assert meridian("reset-demo", answer="n\n", data_dir=str(empty_dir)).exit_code == 1
    assert database.status(empty_dir).state is State.STOPPED
    (empty_dir / "files").mkdir()
    (empty_dir / "files" / "installation").write_text("this one")
    assert meridian("reset-demo", "--yes", data_dir=str(empty_dir)).exit_code == 0
    assert database.status(empty_dir).state is State.ABSENT
    assert not (empty_dir / "files").exists(), "they would be another installation's"


def test_reset_refuses_production(data_dir: Path, meridian: Command) -> None:
    with database.start(data_dir):
        pass
    done = meridian("reset-demo", "--yes", data_dir=str(data_dir), env="production", secret="x" * 40)
    assert done.exit_code == 1
    assert "never production" in done.stderr
    assert database.status(data_dir).state is State.STOPPED


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
