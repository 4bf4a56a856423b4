"""The commands. Each is a few lines: what they do lives in the domains and in `runtime`."""

import asyncio
import gc
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from meridian.exports.rules import ExportFormat
from meridian.kernel.problems import Problem
from meridian.kernel.settings import Settings, get_settings
from meridian_local import supervisor
from meridian_local.demo.production import InventedDataError, refuse_in_production
from meridian_local.listening import PortInUseError
from meridian_local.postgres import database as postgres_database
from meridian_local.postgres.cluster import DatabaseError
from meridian_local.postgres.database import database
from meridian_local.supervisor import Child, StartError, Supervisor

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

# What a command needs beyond that it imports itself: `run` stays small for as long as it runs, and `serve` is quick.


class Commands(typer.Typer):
    """Failures we foresaw are told in words, without a traceback."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except Exception as error:
            words = _in_words(error)
            if words is None:
                raise
            fail(words)


app = Commands(
    help="Meridian, a CRM for companies that sell overseas by telephone.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run() -> None:
    """Start everything: database, migrations, demo company on the first start, API and worker. Ctrl-C stops it."""
    api = Child("API", [*_COMMAND, "serve"])
    work = Child("worker", [*_COMMAND, "work"])
    sign_ins: list[tuple[str, str]] = []

    def prepare(url: str) -> None:
        """In a process of its own, which gives its memory back."""
        environment = os.environ | {"MERIDIAN_DATABASE_URL": url}
        prepared = subprocess.run(  # noqa: S603 — our own command
            [*_COMMAND, "prepare"], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False
        )
        if prepared.returncode:
            raise typer.Exit(1)  # it has said why
        sign_ins.extend(map(tuple, json.loads(prepared.stdout)))

    Supervisor(get_settings(), api, (work,), say).run(prepare, lambda base: announce(base, sign_ins))


_COMMAND = (sys.executable, "-m", "meridian_local.cli")


@app.command(hidden=True)
def prepare() -> None:
    """What `run` does before it starts the API: migrations, the mark of the file store, the demo company."""
    from meridian.kernel.db import migrate as migrations

    settings = get_settings()
    with redirect_stdout(sys.stderr), database(settings, say) as url:  # only the answer goes to stdout
        refuse_in_production(settings, url)
        say("bringing the database up to date")
        migrations.upgrade(url)
        claim_store(settings, url)
        sign_ins = load_demo(settings, url)
    typer.echo(json.dumps(sign_ins))


@app.command()
def serve() -> None:
    """Serve the API (MERIDIAN_HOST, MERIDIAN_PORT, MERIDIAN_API_PROCESSES)."""
    gc.disable()  # until all is loaded, which stays: to look for cycles in it takes a quarter of the start
    from meridian_local import serving

    supervisor.end_with_parent()
    with database_url():
        serving.serve(get_settings())


@app.command()
def work() -> None:
    """Run queued jobs and the clock."""
    gc.disable()  # as in `serve`
    from meridian import worker

    supervisor.end_with_parent()
    with database_url() as url:
        asyncio.run(worker.work(url, get_settings()))


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from meridian.kernel.db import migrate as migrations

    with database_url() as url:
        migrations.upgrade(url)
        say("the database is up to date")
        claim_store(get_settings(), url)


@app.command()
def backup(
    to: Annotated[
        Path | None, typer.Argument(help="Directory to make; default: meridian-<time> in the present one.")
    ] = None,
) -> None:
    """Save database and files together. Others may go on working meanwhile."""
    from meridian import wiring
    from meridian_local import backup as backups

    target = to or Path(f"meridian-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    settings = get_settings()
    with database(settings, say) as url, for_us_alone():
        made = backups.backup(url, settings, wiring.FILE_PATHS, target, say)
    rows = sum(made.rows.values())
    say(f"saved {rows} rows and {len(made.files)} files in {target}: keep it where only you can read it")
    if lost := [*made.missing, *made.damaged]:
        fail(f"the backup is whole, but the store lacks files that rows name, or has them damaged: {', '.join(lost)}")


@app.command()
def restore(source: Annotated[Path, typer.Argument(help="What `meridian backup` has made.")]) -> None:
    """Restore a backup into an empty database and an empty file store."""
    from meridian import wiring
    from meridian_local import backup as backups

    settings = get_settings()
    with database(settings, say) as url, for_us_alone():
        made = backups.restore(url, settings, wiring.FILE_PATHS, source, say)
    say(f"restored what was saved at {made.made_at:%Y-%m-%d %H:%M:%S} UTC: now run `meridian migrate`")


@app.command()
def doctor() -> None:
    """Say in words what this machine lacks; status 1 when something needed is missing."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from meridian_local import doctor as doctors

    marks = {
        doctors.Verdict.OK: "[green]✓[/]",
        doctors.Verdict.NOTE: "[yellow]•[/]",
        doctors.Verdict.MISSING: "[red]✗[/]",
    }
    report = Table("", "", box=None, header_style="dim")
    for heading in ("found", "what to do"):
        report.add_column(heading, overflow="fold")  # addresses are for copying: never cut
    lacking = False
    for name, finding in doctors.examine(get_settings()):
        lacking |= finding.verdict is doctors.Verdict.MISSING
        report.add_row(marks[finding.verdict], name, escape(finding.found), escape(finding.remedy))
    Console(highlight=False).print(report)
    raise typer.Exit(int(lacking))


@app.command()
def create_admin(
    email: Annotated[str, typer.Argument(help="Whose account it is.")],
    name: Annotated[str, typer.Option(help="The person's name; default: the email.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Make an administrator, who can make everybody else. Nothing changes when the email has an account already."""
    from meridian.identity.users.service import ensure_administrator
    from meridian.kernel.db import migrate as migrations

    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    with database_url() as url:
        migrations.upgrade(url)
        made = asyncio.run(
            ensure_administrator(get_settings(), url, email=email, name=name or email, password=password)
        )
    say(f"{email} is an administrator" if made else f"{email} has an account already; nothing was changed")


@app.command()
def seed(
    customers: Annotated[int, typer.Option(min=1, help="How many customers.")],
    calls: Annotated[int, typer.Option(min=0, help="How many calls, spread over them.")] = 0,
    seed: Annotated[int, typer.Option(help="Another number, other customers.")] = 1,
    users: Annotated[int | None, typer.Option(min=1, help="How many reps own them; default: by the customers.")] = None,
    complaints: Annotated[int, typer.Option(min=0, help="How many complaints, most of them heard in the calls.")] = 0,
    opportunities: Annotated[int, typer.Option(min=0, help="How many opportunities, at every stage.")] = 0,
) -> None:
    """Write realistic customers and calls. Interrupted or run again, the same command goes on with what is missing.

    A thousand lives are told, the others are copies; until a large run has ended the database lacks indexes.
    """
    from meridian.kernel.db import migrate as migrations
    from meridian_local import seed as seed_

    people = users or min(300, max(5, customers // 2_000))
    plan = seed_.Plan(customers, calls, people, seed, complaints, opportunities)
    with database_url() as url:
        migrations.upgrade(url)
        with seed_progress() as progress:
            bar = progress.add_task("customers", total=customers)
            written = seed_.seed(get_settings(), url, plan, lambda ready: progress.advance(bar, ready))
    say("done" if written else "they were there already")


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="File to write.")],
    person: Annotated[str, typer.Option("--as", help="Email of the person who answers for it.")],
    purpose: Annotated[str, typer.Option(help="What the file is for.")],
    selection: Annotated[
        str | None, typer.Option("--filter", help='As in the search: {"field": "country", "value": "DE"}')
    ] = None,
    columns: Annotated[str, typer.Option(help="Columns in order, with commas.")] = "name,country,city,owner",
    kind: Annotated[ExportFormat, typer.Option("--format", help="Kind of file.")] = ExportFormat.CSV,
) -> None:
    """Write the whole company's customers to a file; logged, with what is masked for that person left empty."""
    from meridian.exports import jobs

    wanted = jobs.Wanted(person, selection, tuple(columns.split(",")), kind, purpose, out)
    with database_url() as url, seed_progress() as progress:
        bar = progress.add_task("rows", total=None)
        written = asyncio.run(
            jobs.export(
                get_settings(),
                url,
                wanted,
                lambda total: progress.update(bar, total=total),
                lambda rows: progress.advance(bar, rows),
            )
        )
    say(f"wrote {written} customers to {out}")


@app.command()
def reset_demo(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete the embedded database with everything in it, so that the next start begins with a fresh demo company."""
    settings = get_settings()
    if settings.production or settings.database_url:
        fail("only the embedded database of a demo is reset, never production or the one MERIDIAN_DATABASE_URL names")
    home = postgres_database.status(settings.data_dir).home
    if not yes:
        typer.confirm(f"Delete {home} with every customer and call in it?", abort=True, err=True)
    gone = postgres_database.remove(settings.data_dir)
    if settings.file_store_url is None:
        shutil.rmtree(settings.data_dir / "files", ignore_errors=True)  # they were that database's
    say("the database is gone" if gone else "there was no database")


@app.command()
def openapi(
    path: Annotated[Path | None, typer.Argument(help="File to write; default: the committed document.")] = None,
) -> None:
    """Write the contract. It is made from the code alone: no database is needed."""
    from meridian.main import CONTRACT, contract_text

    target = path or CONTRACT
    target.write_text(contract_text(), encoding="utf-8")
    say(f"wrote {target}")


@app.command()
def workflows(
    path: Annotated[Path | None, typer.Argument(help="File to write; default: printed.")] = None,
) -> None:
    """Draw every workflow as a Mermaid state diagram with its moves, in Markdown."""
    from meridian import wiring
    from meridian_local.papers import workflows_page

    write_or_print(workflows_page(wiring.WORKFLOWS), path)


@app.command()
def problems(
    path: Annotated[Path | None, typer.Argument(help="File to write; default: printed.")] = None,
) -> None:
    """List every code that a refusal can have, with its meaning and cure, in Markdown."""
    from meridian.refusals.faults import FAULTS
    from meridian.refusals.problems import REFUSALS
    from meridian.refusals.problems import page as problems_page

    write_or_print(problems_page(REFUSALS, FAULTS), path)


@app.command()
def permissions(
    path: Annotated[Path | None, typer.Argument(help="File to write; default: printed.")] = None,
) -> None:
    """List what each permission opens and who holds it, in Markdown."""
    from meridian.main import contract_text
    from meridian.reference.pages import reference_page as permissions_page

    write_or_print(permissions_page(json.loads(contract_text())), path)


@app.command()
def messages() -> None:
    """Bring the catalogues of what the product says up to date; what has no translation yet stands there empty."""
    from meridian_local import messages as catalogues

    for path in catalogues.paths():
        renewed = catalogues.updated(catalogues.catalogue(path), catalogues.entries())
        catalogues.write(path, renewed)
        empty = sum(not message.string for message in renewed if message.id)
        say(f"wrote {path}" + (f": {empty} to be translated" if empty else ""))


def write_or_print(text: str, path: Path | None) -> None:
    if path is None:
        typer.echo(text)
    else:
        path.write_text(text, encoding="utf-8")
        say(f"wrote {path}")


@app.command()
def requirements(path: Annotated[Path, typer.Argument(help="The paper to bring up to date.")]) -> None:
    """Write beside each rule of docs/requirements.md which modules and tests cite it."""
    from meridian_local import papers

    text = papers.updated(path.read_text(encoding="utf-8"), path.resolve().parents[1])
    path.write_text(text, encoding="utf-8")
    say(f"wrote {path}")


def seed_progress() -> "Progress":
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console(),
    )


@contextmanager
def database_url() -> Iterator[str]:
    """The database of this process: MERIDIAN_DATABASE_URL, or the embedded one, kept running while the block lasts."""
    from meridian.kernel.db import migrate as migrations

    with database(get_settings(), say) as url:
        refuse_in_production(get_settings(), url)
        if later := migrations.later_version(url):
            say(f"the schema is of a later version ({later}): replace this one by it soon")
        # API processes that uvicorn starts read their own settings.
        os.environ["MERIDIAN_DATABASE_URL"] = url
        get_settings.cache_clear()
        with for_us_alone():
            yield url


@contextmanager
def for_us_alone() -> Iterator[None]:
    """Whatever is put down meanwhile, for a moment or for good, no other account of the machine reads.

    Not sooner than the database runs: its account may be another one.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def claim_store(settings: Settings, url: str) -> None:
    """From the first migration on the file store says whose it is; one that is another's is refused."""
    from meridian.kernel import installation
    from meridian.kernel.blobs import StoreUnavailable
    from meridian_local import doctor as doctors

    try:
        wrong = asyncio.run(doctors.about_store(settings, url, installation.claim_store))
    except StoreUnavailable as error:
        say(f"{error}: whether it is this database's was not looked at")
        return
    if wrong:
        fail(f"the file store {wrong}: set MERIDIAN_DATA_DIR or MERIDIAN_FILE_STORE_URL to the one of this database")


def load_demo(settings: Settings, url: str) -> Sequence[tuple[str, str]]:
    """The demo company on the first start only; the sign-ins to show."""
    from meridian_local.demo import loading as demo

    if settings.demo_allowed:
        say("looking after the demo company (made on the first start only)")
    return demo.load(settings, url)


def announce(base: str, sign_ins: Sequence[tuple[str, str]]) -> None:
    """Where the product answers and who may sign in."""
    from rich.panel import Panel
    from rich.table import Table

    from meridian.web.build import directory as build_directory
    from meridian.web.build import is_built

    table = Table.grid(padding=(0, 2))
    there = is_built(build_directory())
    table.add_row("Open", base if there else "(the browser interface is not built here: `make web-build`)")
    table.add_row("API", f"{base}/v1")
    if sign_ins:
        table.add_row("Sign in as", "with the password", style="dim")
    for who, password in sign_ins:
        table.add_row(who, password)
    table.add_row("Stop", "Ctrl-C")
    console().print(Panel(table, title="Meridian is ready", expand=False))


@cache
def console() -> "Console":
    """What a command answers goes to stdout, what it says while at it here."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def say(message: str) -> None:
    console().print(f"meridian: {message}", markup=False)


def fail(message: str) -> None:
    """Say why and end with status 1."""
    console().print(f"meridian: {message}", style="red", markup=False)
    sys.exit(1)


def _in_words(error: Exception) -> str | None:
    """A failure that we foresaw, without a traceback; None for any other."""
    if isinstance(error, Problem):
        return "; ".join(f"{each.pointer.removeprefix('/')} {each.detail}" for each in error.errors) or error.detail
    if isinstance(error, ValidationError):
        return "; ".join(_of_setting(fault["loc"], fault["msg"]) for fault in error.errors())
    if isinstance(error, _OURS):
        return str(error)
    return str(error) if isinstance(error, _others()) else None


_OURS = (DatabaseError, InventedDataError, PortInUseError, StartError)


def _others() -> tuple[type[Exception], ...]:
    from meridian.kernel.blobs import StoreUnavailable
    from meridian.kernel.db.migrate import BusyDatabaseError, LaterVersionError
    from meridian_local.backup import BackupError
    from meridian_local.seed import SeedError

    return StoreUnavailable, BusyDatabaseError, LaterVersionError, BackupError, SeedError


def _of_setting(location: tuple[int | str, ...], fault: str) -> str:
    """A fault of one setting begins with its variable, a fault of the whole speaks for itself."""
    variable = "".join(f"_{part}" for part in location).upper()
    return f"MERIDIAN{variable}: {fault}" if location else fault.removeprefix("Value error, ")


if __name__ == "__main__":
    app()
