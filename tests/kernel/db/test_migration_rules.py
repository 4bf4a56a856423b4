"""What a migration may say: nothing of today's product code, and nothing that stops people who work on a table."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

from meridian.campaigns import triggers as campaigns_triggers
from meridian.complaints.analysis import triggers as complaints_triggers
from meridian.customers.computed_fields import triggers as computed_fields_triggers
from meridian.customers.opt_outs import triggers as refused_points
from meridian.duties import triggers as duties_triggers
from meridian.kernel.db import migrate, times
from meridian.kernel.history import triggers
from meridian.opportunities.results import triggers as results_triggers
from meridian.records import triggers as records_triggers

LAST_RELEASE = "0014"
"""The first databases in use stand here: from it on tables hold rows, and people work while the schema changes."""
IMPORTED = {"alembic", "sqlalchemy", "procrastinate", "migrations"} | sys.stdlib_module_names


def imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def alive(source: str) -> list[str]:
    """What a migration imports that can change under it."""
    return [name for name in imports(source) if name.split(".")[0] not in IMPORTED]


def test_migrations_import_no_code_that_lives_on() -> None:
    files = [path for path in migrate.SCRIPTS.rglob("*.py") if path.name != "env.py"]
    assert len(files) > 15
    assert {path.name: names for path in files if (names := alive(path.read_text()))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "import meridian",
        "from meridian.kernel.history import triggers",
        "from meridian_local import seed",
        "def upgrade():\n    from meridian.customers.models import Customer",
    ],
)
def test_an_import_of_living_code_would_be_seen(line: str) -> None:
    assert alive(line)


_TABLE = r'(?:IF (?:NOT )?EXISTS )?(?:ONLY )?(?:public\.)?"?(?P<table>\w+)"?'
_CREATED = re.compile(rf"CREATE TABLE {_TABLE}", re.IGNORECASE)
_ALTERED = re.compile(rf"ALTER TABLE {_TABLE}", re.IGNORECASE)
_INDEX = re.compile(rf"CREATE (?:UNIQUE )?INDEX (?P<concurrently>CONCURRENTLY )?.*?\bON {_TABLE}", re.IGNORECASE)
_DROPPED = re.compile(r"DROP INDEX (?!CONCURRENTLY)", re.IGNORECASE)
_BUILDS = re.compile(r"ADD (CONSTRAINT|COLUMN)? ?.*\b(UNIQUE|PRIMARY KEY|EXCLUDE)\b(?! USING INDEX)", re.IGNORECASE)
_SCANS = re.compile(r"ADD CONSTRAINT \S+ (CHECK|FOREIGN KEY)\b(?!.*NOT VALID)", re.IGNORECASE)


def harms(statements: Iterable[str]) -> list[str]:
    """The statements of one migration that hold up whoever works on a table that was there before it."""
    said = [" ".join(statement.split()) for script in statements for statement in script.split(";")]
    new = {found["table"] for statement in said if (found := _CREATED.search(statement))}
    return [statement for statement in said if _harms(statement, new)]


def _harms(statement: str, new: set[str]) -> bool:
    if index := _INDEX.search(statement):
        return not index["concurrently"] and index["table"] not in new
    if altered := _ALTERED.search(statement):
        return altered["table"] not in new and bool(_BUILDS.search(statement) or _SCANS.search(statement))
    return bool(_DROPPED.search(statement))


def test_since_the_last_release_nothing_is_built_or_proven_under_a_lock(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations_concurrent")
    url = server_url.replace("/postgres?", "/migrations_concurrent?", 1)
    migrate.upgrade(url, LAST_RELEASE)
    said: defaultdict[str, list[str]] = defaultdict(list)
    revision = ""

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said[revision].append(statement)

    script = ScriptDirectory.from_config(migrate.config(url))
    later = [step.revision for step in script.iterate_revisions("head", LAST_RELEASE)][::-1]
    event.listen(Engine, "before_cursor_execute", listen)
    try:
        for revision in later:
            migrate.upgrade(url, revision)
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    assert any("CREATE INDEX CONCURRENTLY" in statement for each in said.values() for statement in each)
    assert {revision: found for revision in later if (found := harms(said[revision]))} == {}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX customer_city_idx ON customer (city)",
        "CREATE UNIQUE INDEX IF NOT EXISTS customer_city_idx ON public.customer USING btree (city)",
        "SELECT 1; CREATE INDEX ON customer (city)",
        "DROP INDEX customer_city_idx",
        "ALTER TABLE customer ADD CONSTRAINT customer_city_key UNIQUE (city)",
        "ALTER TABLE customer ADD COLUMN code text UNIQUE",
        "ALTER TABLE customer ADD CONSTRAINT city CHECK (city <> '')",
        "ALTER TABLE phone ADD CONSTRAINT owner FOREIGN KEY (owner_id) REFERENCES app_user (id)",
    ],
)
def test_a_statement_that_holds_people_up_would_be_seen(statement: str) -> None:
    assert harms(["CREATE TABLE need (id uuid)", statement]) == [statement.removeprefix("SELECT 1; ")]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX CONCURRENTLY customer_city_idx ON customer (city)",
        "CREATE INDEX need_kind_idx ON need (kind)",
        "DROP INDEX CONCURRENTLY IF EXISTS customer_city_idx",
        "ALTER TABLE customer ADD CONSTRAINT customer_city_key UNIQUE USING INDEX customer_city_key",
        "ALTER TABLE customer ADD COLUMN city text",
        "ALTER TABLE customer ADD CONSTRAINT city CHECK (city <> '') NOT VALID",
        "ALTER TABLE need ADD CONSTRAINT kind CHECK (kind <> '')",
    ],
)
def test_what_holds_nobody_up_is_left_alone(statement: str) -> None:
    assert harms(["CREATE TABLE need (id uuid)", statement]) == []


FUNCTIONS = """
SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
   AND proname IN ('meridian_now', 'meridian_actor', 'touch_row', 'refuse_change', 'keep_history',
                   'customer_category', 'derive_customer_category', 'phone_point', 'keep_refused_points',
                   'refused_channels', 'policy_in_force', 'duty_settings', 'owed_days', 'least_owed_days', 'owed_rule',
                   'derive_next_contact', 'opportunity_campaign', 'twice_due_at', 'note_duty_change', 'forget_duties',
                   'duty_counts', 'take_in_duties', 'recount_duties', 'keep_first_order', 'note_call_change',
                   'note_calls_of_customer', 'forget_calls', 'call_counts', 'take_in_calls', 'recount_calls',
                   'source_facts', 'note_source_change', 'note_every_source', 'source_counts', 'take_in_source',
                   'recount_source', 'time_bin', 'parts_of', 'funnel_facts', 'note_funnel_change', 'note_every_funnel',
                   'funnel_counts', 'funnel_facts_now', 'take_in_funnel', 'recount_funnel', 'stay_facts',
                   'note_stay_change', 'note_every_stay', 'stay_counts', 'stay_facts_now', 'take_in_stay',
                   'recount_stay')
"""
TRIGGERS = """
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger
 WHERE tgname LIKE 'customer_category%' OR tgname LIKE 'customer_next_contact%' OR tgname LIKE '%_refused_points_%'
    OR tgname = 'opportunity_campaign' OR tgname LIKE 'customer_duty_%' OR tgname LIKE 'customer_order_first%'
    OR tgname LIKE 'contact_record_call_%' OR tgname LIKE 'customer_calls_%' OR tgname LIKE '%_source_%'
    OR tgname LIKE '%_funnel_%' OR tgname LIKE '%_stay_%'
"""


def test_the_functions_of_the_product_are_those_of_a_migrated_database(server_url: str, template: str) -> None:
    """Migrations keep their own copies; what the product's text says is what they come to."""
    url = server_url.replace("/postgres?", f"/{template}?", 1)
    with psycopg.connect(url) as connection:

        def kept() -> dict[str, str]:
            found: list[tuple[str, str]] = [*connection.execute(FUNCTIONS), *connection.execute(TRIGGERS)]
            return dict(found)

        migrated = kept()
        for name in sorted(migrated, reverse=True):
            connection.execute(f"DROP ROUTINE IF EXISTS {name} CASCADE")
        assert kept() == {}
        for statements in (
            triggers.FUNCTIONS,
            *computed_fields_triggers.STATEMENTS,
            *refused_points.STATEMENTS,
            *computed_fields_triggers.CADENCE_STATEMENTS,
            *computed_fields_triggers.FIRST_ORDER_STATEMENTS,
            *campaigns_triggers.STATEMENTS,
            *duties_triggers.STATEMENTS,
            *records_triggers.STATEMENTS,
            *times.FUNCTIONS,
            *results_triggers.STATEMENTS,
            *complaints_triggers.STATEMENTS,
        ):
            connection.execute(statements)
        assert kept() == migrated
        assert len(migrated) == 111
        connection.rollback()


def test_revisions_are_read_as_alembic_reads_them() -> None:
    scripts = ScriptDirectory.from_config(migrate.config(""))
    known = frozenset(script.revision for script in scripts.walk_revisions())
    assert migrate.revisions() == (known, scripts.get_current_head())
