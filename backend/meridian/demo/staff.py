"""The people who own seeded customers: teams of reps who cannot sign in."""

import hashlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from meridian.demo.company import TEAMS, assortment, countries_of
from meridian.demo.geography import countries
from meridian.demo.scene import Owner, Scene
from meridian.identity.models import Department, Team, User
from meridian.identity.roles import Role
from meridian.kernel.db import WriteSession

TEAM_SIZE = 10
LINES_PER_CUSTOMERS = 4_000
FEWEST_LINES, MOST_LINES = 6, 48


def tag_of(run: str) -> str:
    """Tells the people of one run from those of others."""
    return hashlib.sha256(run.encode()).hexdigest()[:8]


async def hire(session: WriteSession, run: str, reps: int) -> None:
    """Writes so many reps in teams of ten with a lead each; teams divide the world once there are enough of them."""
    tag = tag_of(run)
    department_id = await _sales(session)
    count = max(1, reps // TEAM_SIZE)
    teams = [
        Team(
            name=f"Seed {tag} {number:03}",
            name_zh=f"数据组 {tag} {number:03}",
            department_id=department_id,
            region_countries=_region(number, count),
        )
        for number in range(count)
    ]
    session.add_all(teams)
    await session.flush()
    leads = [_user(f"lead{number:03}", tag, Role.TEAM_LEAD, team) for number, team in enumerate(teams)]
    session.add_all(leads)
    session.add_all(_user(f"rep{number:04}", tag, Role.REP, teams[number % count]) for number in range(reps))
    await session.flush()
    for team, lead in zip(teams, leads, strict=True):
        team.lead_id = lead.id
    await session.flush()


async def scene_of(session: WriteSession, run: str, now: datetime, customers: int) -> Scene:
    """The scene of a run whose people have been hired; the same every time."""
    reps = (
        select(User, Team)
        .join(Team, Team.id == User.team_id)
        .where(User.role == Role.REP, User.email.like(f"%.{tag_of(run)}@seed.example"))
        .order_by(User.email)
    )
    owners: dict[str, list[Owner]] = {}
    for user, team in await session.execute(reps):
        assert team.lead_id is not None  # `hire` gave it one
        for country in team.region_countries:
            owners.setdefault(country, []).append(Owner(user.id, team.id, team.department_id, team.lead_id))
    articles, markets = await assortment(session)
    lines = min(MOST_LINES, max(FEWEST_LINES, customers // LINES_PER_CUSTOMERS))
    return Scene(now, {country: tuple(people) for country, people in owners.items()}, articles, markets, lines)


async def _sales(session: WriteSession) -> object:
    """The sales department, made where there is none."""
    there = insert(Department).values(code="sales", name="Sales", name_zh="销售部").on_conflict_do_nothing()
    await session.execute(there)
    return await session.scalar(select(Department.id).where(func.lower(Department.code) == "sales"))


def _region(number: int, count: int) -> list[str]:
    if count < len(TEAMS):
        return sorted(countries())
    _, _, _, markets, _ = TEAMS[number % len(TEAMS)]
    return [country for market in markets for country in countries_of(market)]


def _user(mailbox: str, tag: str, role: Role, team: Team) -> User:
    return User(
        email=f"{mailbox}.{tag}@seed.example",
        name=f"{mailbox} {tag}",
        role=role,
        department_id=team.department_id,
        team_id=team.id,
    )
