"""What is decided in one place is spelled nowhere else: scopes, actors, the company's date. A second is another."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import meridian

PRODUCT = Path(meridian.__file__).parent
SOURCES = [*PRODUCT.rglob("*.py"), *(PRODUCT.parent / "meridian_local").rglob("*.py")]
# What only the modules named may say: the permission matrix, the actor who holds it, the builder of conditions.
SCOPES = {"identity/permissions.py", "identity/actor.py", "identity/visibility.py"}
ACTORS = {"identity/actor.py"}
# Whose teams these are, for the answer that shows them.
# Those of a dial plan, whose teams it plans for.
PLANNED = {f"planner/dial_plans/{name}.py" for name in ("service", "queries", "computing/queries")}
CAMPAIGNS = {f"campaigns/{name}.py" for name in ("queries", "service", "jobs")}
"""The teams that call for a campaign are a column of its own."""
TEAMS = {*SCOPES, "identity/queries.py", *PLANNED, *CAMPAIGNS}
RULES = {
    "imports `Scope`": SCOPES,
    "asks how far a permission reaches": {"identity/actor.py", "identity/visibility.py"},
    "reads `grants`": {"identity/actor.py", "identity/sessions/service.py"},
    "compares `team_ids`": TEAMS,
    "builds an `Actor`": ACTORS,
    "takes an advisory lock": {"kernel/db/locks.py"},
    "sets an ETag": {
        "kernel/http/route.py",
        "policies/router.py",  # a setting's revision: it has no version
    },
    "documents a list by hand": {
        "kernel/listing/router.py",
        "opportunities/board/router.py",  # filters without pages
    },
    "makes a model without a look": {  # of an answer: without hiding what is masked
        "kernel/listing/page.py",
        "exports/queries.py",  # what these three make was sent, or kept, as such before
        "views/queries.py",
        "opportunities/board/service.py",
    },
    "sets columns by name": {"kernel/patch.py", "kernel/workflow/service.py"},
    "makes a date of now": {
        "calendars/queries.py",
        "plans/service.py",  # the day of who submits
        "plans/jobs.py",  # the last place on earth where it is so
        "plans/changes.py",  # a bound with a day to spare
        "records/context.py",  # the same
        "planner/windows/queries.py",  # the day at the customer, and of the rep
        "planner/dial_plans/computing/queries.py",  # the day of each rep
        "dial_queue/queries.py",  # the same
        "dial_queue/service.py",  # the day at the customer
        "identity/jobs.py",  # the day of Greenwich, which uses are counted by
        "team_days/queries.py",  # the day of who looks at the team
    },
}


def spellings(code: str) -> Iterator[str]:
    """What of `RULES` the code does."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.ImportFrom(module="meridian.identity.permissions", names=names) if any(
                name.name in ("Scope", "*") for name in names
            ):
                yield "imports `Scope`"
            case ast.Attribute(value=ast.Name(id="permissions"), attr="Scope"):
                yield "imports `Scope`"
            case ast.Call(func=ast.Attribute(attr="scope")):
                yield "asks how far a permission reaches"
            case ast.Attribute(attr="grants"):
                yield "reads `grants`"
            case ast.Constant(value=str(words)) | ast.Attribute(attr=words) if "advisory" in words and "lock" in words:
                yield "takes an advisory lock"
            case ast.Attribute(attr="team_ids"):
                yield "compares `team_ids`"
            case ast.Call(func=ast.Attribute(value=moment, attr="date"), args=[]) if "session.now" in ast.unparse(
                moment
            ):
                yield "makes a date of now"
            case (
                ast.Call(func=ast.Name(id="set_etag"))
                | ast.Subscript(value=ast.Attribute(attr="headers"), slice=ast.Constant(value="ETag"), ctx=ast.Store())
            ):
                yield "sets an ETag"
            case ast.Attribute(attr="model_construct"):
                yield "makes a model without a look"
            case ast.Call(func=ast.Name(id="setattr")):
                yield "sets columns by name"
            case ast.Call(func=ast.Name(id="query_parameters")):
                yield "documents a list by hand"
            case ast.Call(func=ast.Name(id="Actor") | ast.Attribute(attr="Actor")):
                yield "builds an `Actor`"


def test_nobody_else_compares_scopes_or_builds_actors() -> None:
    found = {
        (path.relative_to(PRODUCT).as_posix(), spelling)
        for path in SOURCES
        if path.is_relative_to(PRODUCT)
        for spelling in spellings(path.read_text("utf-8"))
    }
    assert {(name, spelling) for name, spelling in found if name not in RULES[spelling]} == set()
    assert {spelling for _, spelling in found} == RULES.keys()


def test_the_local_machine_asks_for_none_of_it() -> None:
    local = [path for path in SOURCES if not path.is_relative_to(PRODUCT)]
    assert local
    assert {(path.name, spelling) for path in local for spelling in spellings(path.read_text("utf-8"))} == set()


@pytest.mark.parametrize(
    ("code", "spelling"),
    [
        ("from meridian.identity.permissions import Permission, Scope", "imports `Scope`"),
        ("from meridian.identity import permissions\nwide = permissions.Scope.COMPANY", "imports `Scope`"),
        ("if actor.scope(READ) is not None: ...", "asks how far a permission reaches"),
        ("held = actor.grants[READ]", "reads `grants`"),
        ("mine = Customer.team_id.in_(actor.team_ids)", "compares `team_ids`"),
        ("await session.scalar(select(func.pg_advisory_xact_lock(7)))", "takes an advisory lock"),
        ("await session.execute(text('SELECT pg_try_advisory_lock(7)'))", "takes an advisory lock"),
        ("today = session.now.astimezone(ZoneInfo(zone)).date()", "makes a date of now"),
        ("set_etag(response, read.version)", "sets an ETag"),
        ('response.headers["ETag"] = etag(read.version)', "sets an ETag"),
        (
            'router.get("", openapi_extra={"parameters": query_parameters(PLANS)})(list_plans)',
            "documents a list by hand",
        ),
        ("return CustomerRead.model_construct(**row)", "makes a model without a look"),
        ("for name, value in sent.items():\n    setattr(plan, name, value)", "sets columns by name"),
        ("me = Actor(user_id=me, principal_id=me, role=role, grants={})", "builds an `Actor`"),
    ],
)
def test_a_second_spelling_is_found(code: str, spelling: str) -> None:
    assert spelling in list(spellings(code))
