"""The demo company: complete, consistent, loaded once."""

import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from meridian.customers.rules import name_keys
from meridian.identity.credentials import Passwords
from meridian.identity.permissions import Role
from meridian.identity.rules import password_faults
from meridian.kernel.clock import SettableClock
from meridian.kernel.db import migrate
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.plans.rules import due_window
from meridian_local import cli
from meridian_local.demo import company, loading
from meridian_local.demo.loading import Size, ensure_loaded
from meridian_local.demo.production import refuse_in_production

NOW = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)  # a Wednesday
CUSTOMERS, CALLS = 400, 1500


@pytest.fixture(scope="module")
def empty_url(server_url: str) -> Iterator[str]:
    """A migrated database without users."""
    name = f"demo_{os.getpid()}"
    url = server_url.replace("/postgres?", f"/{name}?", 1)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        migrate.upgrade(url)
        yield url
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


small = partial(ensure_loaded, size=Size(CUSTOMERS, CALLS, 3, 3), clock=SettableClock(NOW))


async def load(url: str, settings: Settings) -> list[tuple[str, str]]:
    return list(await small(settings, url))


async def prepare(url: str, settings: Settings) -> list[list[str]]:
    """What `meridian run` does before it serves, but for the size of the company; the sign-ins it then shows."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as said:
        patch.setattr(cli, "get_settings", lambda: settings.model_copy(update={"database_url": url}))
        patch.setattr(loading, "ensure_loaded", small)
        await asyncio.to_thread(cli.prepare)
    found: list[list[str]] = json.loads(said.getvalue())
    return found


@pytest.fixture(scope="module")
async def users_after_interruption(empty_url: str, settings: Settings) -> int:
    """How many users a first start leaves that is killed when nearly all is written."""

    async def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "add_specials", killed)
        with pytest.raises(KeyboardInterrupt):
            await load(empty_url, settings)
    with psycopg.connect(empty_url) as connection:
        found = connection.execute("SELECT count(*) FROM app_user").fetchone()
    assert found is not None
    return int(found[0])


@pytest.fixture(scope="module")
async def demo(
    users_after_interruption: int, empty_url: str, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Database]:
    """The company of a start after one that was interrupted."""
    own = settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("started")})
    assert next(email for email, _ in await prepare(empty_url, own)) == f"{company.SHOWN[0]}@{company.DOMAIN}"
    db = Database(empty_url, settings, SettableClock(NOW))
    yield db
    await db.dispose()


async def rows(db: Database, sql: str) -> list[Any]:
    async with db.read() as session:
        return list((await session.execute(text(sql))).all())


async def value(db: Database, sql: str) -> Any:
    return (await rows(db, sql))[0][0]


async def test_a_second_start_changes_nothing(demo: Database, empty_url: str, settings: Settings) -> None:
    before = await rows(demo, "SELECT (SELECT count(*) FROM history), (SELECT count(*) FROM customer)")
    shown = await load(empty_url, settings)
    assert [email for email, _ in shown] == [f"{mailbox}@{company.DOMAIN}" for mailbox in company.SHOWN]
    assert await rows(demo, "SELECT (SELECT count(*) FROM history), (SELECT count(*) FROM customer)") == before


async def test_a_company_at_work_gets_no_demo(database_url: str, settings: Settings) -> None:
    assert await load(database_url, settings) == []


def test_production_gets_none(empty_url: str) -> None:
    production = Settings(
        env="production", secret="a secret that is long enough for production", data_dir=Path("/srv/meridian")
    )
    assert loading.load(production, empty_url) == ()


async def test_forty_countries_and_every_role(demo: Database) -> None:
    assert await value(demo, "SELECT count(*) FROM customer") >= CUSTOMERS
    assert await value(demo, "SELECT count(DISTINCT country) FROM customer") >= 36
    found = {role for (role,) in await rows(demo, "SELECT DISTINCT role FROM app_user")}
    assert found == set(Role)
    assert {role for (role,) in await rows(demo, "SELECT role FROM app_user WHERE name_en IS NULL")} == set()


async def test_owners_work_in_their_team_and_their_teams_region(demo: Database) -> None:
    assert not await rows(
        demo,
        "SELECT 1 FROM customer c JOIN app_user u ON u.id = c.owner_id JOIN team t ON t.id = c.team_id"
        " WHERE u.team_id IS DISTINCT FROM c.team_id OR u.department_id IS DISTINCT FROM c.department_id"
        " OR NOT c.country = ANY (t.region_countries)",
    )


async def test_nobody_verified_what_they_entered(demo: Database) -> None:
    assert await value(demo, "SELECT count(*) FROM customer WHERE verification = 'verified'") > 20
    assert not await rows(demo, "SELECT 1 FROM customer WHERE verified_by IN (created_by, edited_by, submitted_by)")


async def test_an_interrupted_start_leaves_nothing_and_the_next_one_makes_it(
    users_after_interruption: int, demo: Database
) -> None:
    assert users_after_interruption == 0
    assert await value(demo, "SELECT count(*) FROM app_user") > len(company.PEOPLE)


async def test_shown_people_sign_in(demo: Database, settings: Settings) -> None:
    passwords = Passwords(settings)
    (stored,) = {
        hashed for (hashed,) in await rows(demo, "SELECT password_hash FROM app_user WHERE role <> 'api_client'")
    }
    assert (await passwords.verify(stored, company.PASSWORD)).right
    assert not password_faults(company.PASSWORD, pointer="/password")
    passwords.close()


async def test_every_rep_has_a_running_plan_with_contacts_of_these_days(demo: Database) -> None:
    reps = await value(demo, "SELECT count(*) FROM app_user WHERE role = 'rep'")
    assert await value(demo, "SELECT count(*) FROM contact_plan WHERE standing AND state = 'active'") == reps
    items = await rows(
        demo,
        "SELECT i.zone, i.due_on, i.due_at, i.due_from, i.missed_after, i.assignee_id, c.owner_id, p.kind, c.zone,"
        " i.state"
        " FROM planned_contact i JOIN contact_plan p ON p.id = i.plan_id JOIN customer c ON c.id = i.customer_id",
    )
    assert len({item.assignee_id for item in items}) >= reps * 0.8
    for zone, due_on, due_at, due_from, missed_after, assignee_id, owner_id, kind, own_zone, _ in items:
        window = due_window(zone, due_on, due_at)
        assert (window.due_from, window.missed_after) == (due_from, missed_after)
        assert kind == "care" or assignee_id == owner_id
        assert zone == (own_zone or "Asia/Shanghai")
    assert {"planned", "done"} <= {item.state for item in items}


async def test_every_rep_and_team_has_targets_of_this_month_and_the_last_set_by_their_manager(demo: Database) -> None:
    found = await rows(
        demo,
        "SELECT m.month, count(*), bool_and(h.actor_id = t.manager_id), bool_and(h.at::date = m.month)"
        " FROM month_target m LEFT JOIN app_user u ON u.id = m.user_id JOIN team t ON t.id IN (m.team_id, u.team_id)"
        " JOIN history h ON h.entity_id = m.id GROUP BY m.month ORDER BY m.month",
    )
    wanted = await value(
        demo, "SELECT (SELECT count(*) FROM app_user WHERE role = 'rep') + (SELECT count(*) FROM team)"
    )
    assert found == [(date(2026, 2, 1), wanted, True, True), (date(2026, 3, 1), wanted, True, True)]


async def test_done_contacts_have_their_call(demo: Database) -> None:
    assert await value(demo, "SELECT count(*) FROM planned_contact WHERE state = 'done'") > 0
    assert not await rows(
        demo,
        "SELECT 1 FROM planned_contact i LEFT JOIN contact_record r ON r.id = i.done_record_id"
        " WHERE (i.state = 'done') <> (r.planned_item_id IS NOT DISTINCT FROM i.id AND r.id IS NOT NULL)"
        " OR (r.id IS NOT NULL AND (r.customer_id <> i.customer_id OR r.started_at <> i.done_at))",
    )


async def test_nobody_who_refused_is_called(demo: Database) -> None:
    assert await value(demo, "SELECT count(*) FROM customer WHERE do_not_call") > 0
    assert not await rows(
        demo,
        "SELECT 1 FROM customer c LEFT JOIN opt_out o ON o.customer_id = c.id AND o.channel = 'phone'"
        " WHERE c.do_not_call <> (o.id IS NOT NULL)"
        " UNION ALL SELECT 1 FROM planned_contact i JOIN customer c ON c.id = i.customer_id"
        " WHERE c.do_not_call AND i.state = 'planned' AND i.method = 'phone'",
    )


async def test_revisits_stand_at_each_step_beyond_their_lead_time(demo: Database) -> None:
    states = {state for (state,) in await rows(demo, "SELECT state FROM contact_plan WHERE kind = 'revisit'")}
    assert states == {"draft", "submitted", "returned", "approved"}
    first = await value(
        demo, "SELECT min(due_on) FROM planned_contact i JOIN contact_plan p ON p.id = plan_id WHERE kind = 'revisit'"
    )
    assert (first - NOW.date()).days >= 7


async def test_there_is_something_to_decide(demo: Database) -> None:
    assert await value(demo, "SELECT count(*) FROM customer WHERE is_key AND verification = 'pending'") == 3
    assert await value(demo, "SELECT count(*) FROM customer WHERE zone_state = 'ambiguous'") > 0
    assert await value(demo, "SELECT count(*) FROM handoff WHERE state = 'open'") == 8
    twice = await rows(
        demo,
        "SELECT 1 FROM customer a JOIN customer b USING (name_key, website_domain) JOIN phone p ON p.customer_id = a.id"
        " JOIN phone q ON q.customer_id = b.id AND q.e164 = p.e164 WHERE a.id < b.id AND a.owner_id <> b.owner_id",
    )
    assert twice


async def test_a_change_of_policy_waits_for_a_second_person(demo: Database) -> None:
    assert await rows(
        demo,
        "SELECT p.key, p.state, u.role FROM policy_proposal p JOIN app_user u ON u.id = p.proposed_by",
    ) == [("compensation_approval_limits", "proposed", Role.ADMINISTRATOR)]
    assert await rows(demo, "SELECT key, value FROM policy_version") == [
        ("policy_second_person", ["compensation_approval_limits"])
    ]


async def test_every_column_the_product_derives_is_as_it_derives_it(demo: Database) -> None:
    found = await rows(demo, "SELECT name, legal_name, short_name, name_key, name_search, name_terms FROM customer")
    assert all(tuple(row[3:]) == tuple(name_keys(*row[:3])) for row in found)
    categories = await rows(
        demo,
        "SELECT DISTINCT category = customer_category(is_key, last_order_on, intent_level, first_contact_at)"
        " FROM customer",
    )
    assert [tuple(row) for row in categories] == [(True,)]
    assert not await rows(
        demo,
        "SELECT 1 FROM customer c LEFT JOIN market m ON c.country = ANY (m.countries)"
        " WHERE m.id IS DISTINCT FROM market_id",
    )
    assert not await rows(
        demo,
        "SELECT 1 FROM customer c WHERE last_order_on IS DISTINCT FROM"
        " (SELECT max(ordered_on) FROM customer_order o WHERE o.customer_id = c.id)",
    )


@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_production_refuses_a_database_with_the_demo_in_it(demo: Database, empty_url: str, command: str) -> None:
    environment = os.environ | {
        "MERIDIAN_ENV": "production",
        "MERIDIAN_SECRET": "s" * 40,
        "MERIDIAN_DATA_DIR": "/srv/meridian",
        "MERIDIAN_DATABASE_URL": empty_url,
        "MERIDIAN_PORT": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "meridian_local.cli", command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "holds the demo company" in " ".join(done.stderr.split())


def test_production_takes_a_database_without_it(database_url: str) -> None:
    refuse_in_production(Settings(env="production", secret="s" * 40, data_dir=Path("/srv/meridian")), database_url)


async def test_two_campaigns_have_results(demo: Database) -> None:
    sql = """
        SELECT c.state, count(DISTINCT m.customer_id) AS customers, count(r.id) AS calls
          FROM campaign c JOIN campaign_customer m ON m.campaign_id = c.id
          LEFT JOIN contact_record r ON r.customer_id = m.customer_id AND r.direction = 'outbound'
           AND r.started_at >= m.joined_at AND r.started_at < coalesce(m.left_at, 'infinity')
         GROUP BY c.id ORDER BY c.state
    """
    found = await rows(demo, sql)
    assert [row.state for row in found] == ["ended", "running"]
    assert all(row.customers > 3 and row.calls > 3 for row in found), found


async def test_a_week_is_planned_and_grades_are_proposed(demo: Database) -> None:
    """What the worker would have worked out by the first morning is there to look at."""
    async with demo.read() as session:
        plans = (
            await session.execute(text("SELECT state, first_day, planned, owner_id, progress FROM dial_plan"))
        ).all()
        slots = await session.scalar(text("SELECT count(*) FROM dial_slot"))
        lead = await session.scalar(text("SELECT id FROM app_user WHERE email LIKE 'lead@%'"))
        proposed = await session.scalar(text("SELECT count(*) FROM grade_proposal WHERE state = 'open'"))
        runs = (
            await session.execute(text("SELECT evaluated, proposed FROM grade_run WHERE finished_at IS NOT NULL"))
        ).all()
    assert [(plan.state, plan.first_day, plan.owner_id, plan.progress) for plan in plans] == [
        ("ready", NOW.date(), lead, 100)
    ]
    assert plans[0].planned == slots > 0
    assert [run.proposed for run in runs] == [proposed]
    assert runs[0].evaluated > proposed > 0
