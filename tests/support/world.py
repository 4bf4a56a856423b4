"""The test company: two sales teams, the other departments, and one person of every role (two reps and leads).

People are named by what they do: `rep`, `rep2` (same team), `other_rep` and `other_lead` (another team of the same
department), `foreign_rep` (another sales department), and one name per other role.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from sqlalchemy import select

from meridian.identity.credentials import digest
from meridian.identity.models import ApiKey, BrowserSession, Department, Team, User
from meridian.identity.permissions import GRANTS, Role
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings

DEPARTMENTS = {
    "sales": "销售部",
    "sales_south": "南方销售部",
    "marketing": "营销部",
    "market_research": "市场调研部",
    "product": "产品部",
    "customer_service": "客服部",
    "technical": "技术部",
    "management": "管理层",
}
TEAMS = {"team": "sales", "other_team": "sales", "foreign_team": "sales_south"}
PEOPLE: dict[str, tuple[Role, str, str | None]] = {
    "rep": (Role.REP, "sales", "team"),
    "rep2": (Role.REP, "sales", "team"),
    "lead": (Role.TEAM_LEAD, "sales", "team"),
    "other_rep": (Role.REP, "sales", "other_team"),
    "other_lead": (Role.TEAM_LEAD, "sales", "other_team"),
    "foreign_rep": (Role.REP, "sales_south", "foreign_team"),
    "manager": (Role.SALES_MANAGER, "sales", None),
    "deputy": (Role.DEPUTY_DIRECTOR, "sales", None),
    "director": (Role.DIRECTOR, "management", None),
    "service": (Role.SERVICE_AGENT, "customer_service", None),
    "analyst": (Role.MARKET_ANALYST, "market_research", None),
    "specialist": (Role.PRODUCT_SPECIALIST, "product", None),
    "administrator": (Role.ADMINISTRATOR, "management", None),
    "auditor": (Role.AUDITOR, "management", None),
    "program": (Role.API_CLIENT, "management", None),
}
BY_ROLE = {role: next(name for name, (r, _, _) in PEOPLE.items() if r is role) for role in Role}


def migrated_at(url: str, at: datetime) -> None:
    """Migrations were run then, says the history of what they wrote: by the machine's own time it would be news to each
    look of a company whose time is long before."""
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")  # rows of history are never changed
        connection.execute("UPDATE history SET at = %s", (at,))


async def create_world(url: str, settings: Settings, now: datetime) -> None:
    """Writes the company into an empty, migrated database. `manager` manages both teams of `sales`."""
    db = Database(url, settings, SettableClock(now))
    async with db.write() as session:
        departments = {code: Department(code=code, name=code, name_zh=zh) for code, zh in DEPARTMENTS.items()}
        session.add_all(departments.values())
        await session.flush()
        teams = {name: Team(name=name, name_zh=name, department_id=departments[d].id) for name, d in TEAMS.items()}
        session.add_all(teams.values())
        await session.flush()
        people = {
            name: User(
                email=f"{name}@example.com",
                name=name,
                role=role,
                department_id=departments[department].id,
                team_id=teams[team].id if team else None,
            )
            for name, (role, department, team) in PEOPLE.items()
        }
        session.add_all(people.values())
        await session.flush()
        teams["team"].lead_id = people["lead"].id
        teams["other_team"].lead_id = people["other_lead"].id
        teams["team"].manager_id = teams["other_team"].manager_id = people["manager"].id
    await db.dispose()


@dataclass(frozen=True)
class World:
    """Ids of the company's people, teams and departments by name, and a browser session token per person."""

    people: dict[str, uuid.UUID]
    teams: dict[str, uuid.UUID]
    departments: dict[str, uuid.UUID]
    tokens: dict[str, str]

    @classmethod
    async def load(cls, db: Database) -> "World":
        async with db.write() as session:
            people = {u.name: u.id for u in await session.scalars(select(User))}
            teams = {t.name: t.id for t in await session.scalars(select(Team))}
            departments = {d.code: d.id for d in await session.scalars(select(Department))}
            tokens = {name: secrets.token_urlsafe(32) for name in people}
            session.add_all(
                BrowserSession(
                    token_hash=digest(token),
                    user_id=people[name],
                    created_at=session.now,
                    expires_at=session.now + timedelta(days=3650),
                )
                for name, token in tokens.items()
            )
        return cls(people, teams, departments, tokens)

    async def api_key(self, db: Database, who: str = "program", permissions: tuple[str, ...] | None = None) -> str:
        """A fresh key of that person with these permissions (default: all that the person's role has)."""
        role = PEOPLE[who][0]
        secret = "mk_" + secrets.token_urlsafe(32)
        async with db.write() as session:
            session.add(
                ApiKey(
                    user_id=self.people[who],
                    name="test",
                    prefix=secret[:10],
                    key_hash=digest(secret),
                    permissions=list(permissions if permissions is not None else map(str, GRANTS[role])),
                    expires_at=session.now + timedelta(days=365),
                )
            )
        return secret
