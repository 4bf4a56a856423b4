"""The demo company: an exporter of pumps and valves, its departments, teams and people, what it sells and where."""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import Role
from meridian.kernel.db.session import WriteSession
from meridian.policies import service as policies
from meridian.policies.definitions.registry import COMPENSATION_APPROVAL_LIMITS, POLICY_SECOND_PERSON
from meridian.policy_proposals import service as policy_proposals
from meridian.policy_proposals.schemas import PolicyProposalCreate
from meridian.products.models import Market, Product
from meridian_local.demo import names
from meridian_local.demo.scene import MARKETS, Article, Owner, actors, countries, live

DOMAIN = "orient-pumps.example"
PASSWORD = "demo-calls-overseas"  # noqa: S105 — of a demo, printed at every start
REPS_PER_TEAM = 4

# code, English, Chinese, its manager
DEPARTMENTS = (
    ("sales", "Sales", "销售部", "deputy"),
    ("marketing", "Marketing", "营销部", "marketing"),
    ("market_research", "Market Research", "市场调研部", "analyst"),
    ("product", "Product", "产品部", "product_head"),
    ("customer_service", "Customer Service", "客服部", "service_head"),
    ("technical", "Technical", "技术部", "chief_engineer"),
    ("management", "Management", "管理层", "director"),
)
# code, English, Chinese, the markets of its region, its manager
TEAMS = (
    ("europe", "Europe", "欧洲组", ("western_europe",), "manager"),
    ("cis", "Eastern Europe and Central Asia", "东欧中亚组", ("eastern_europe",), "manager"),
    ("mea", "Middle East and Africa", "中东非洲组", ("middle_east_africa",), "manager"),
    ("asia", "Asia and Oceania", "亚太组", ("south_asia", "east_asia", "oceania"), "manager2"),
    ("americas", "Americas", "美洲组", ("north_america", "latin_america"), "manager2"),
)
# mailbox, role, Chinese name, English name, department, team
PEOPLE = (
    ("director", Role.DIRECTOR, "周建国", "James Zhou", "management", None),
    ("deputy", Role.DEPUTY_DIRECTOR, "吴敏", "Minnie Wu", "sales", None),
    ("manager", Role.SALES_MANAGER, "郑凯", "Kevin Zheng", "sales", None),
    ("manager2", Role.SALES_MANAGER, "冯雪", "Sherry Feng", "sales", None),
    ("lead", Role.TEAM_LEAD, "陈浩", "Howard Chen", "sales", "europe"),
    ("lead2", Role.TEAM_LEAD, "褚颖", "Ying Chu", "sales", "cis"),
    ("lead3", Role.TEAM_LEAD, "卫强", "Jack Wei", "sales", "mea"),
    ("lead4", Role.TEAM_LEAD, "蒋琳", "Lynn Jiang", "sales", "asia"),
    ("lead5", Role.TEAM_LEAD, "沈涛", "Tony Shen", "sales", "americas"),
    ("rep", Role.REP, "王芳", "Fiona Wang", "sales", "europe"),
    ("rep2", Role.REP, "李雷", "Leo Li", "sales", "americas"),
    ("service_head", Role.SERVICE_AGENT, "唐莉", "Lily Tang", "customer_service", None),
    ("service", Role.SERVICE_AGENT, "韩梅", "May Han", "customer_service", None),
    ("service2", Role.SERVICE_AGENT, "许晴", "Sunny Xu", "customer_service", None),
    ("analyst", Role.MARKET_ANALYST, "杨帆", "Frank Yang", "market_research", None),
    ("product_head", Role.PRODUCT_SPECIALIST, "曹阳", "Yang Cao", "product", None),
    ("product", Role.PRODUCT_SPECIALIST, "朱静", "Jenny Zhu", "product", None),
    ("chief_engineer", Role.PRODUCT_SPECIALIST, "严峰", "Feng Yan", "technical", None),
    ("engineer", Role.PRODUCT_SPECIALIST, "秦岭", "Lin Qin", "technical", None),
    ("marketing", Role.MARKET_ANALYST, "尤佳", "Gina You", "marketing", None),
    ("admin", Role.ADMINISTRATOR, "许诺", "Noah Xu", "management", None),
    ("auditor", Role.AUDITOR, "何清", "Claire He", "management", None),
    ("telephony", Role.API_CLIENT, "话务接口", "Telephony Integration", "technical", None),
)
SHOWN = ("rep", "rep2", "lead", "manager", "deputy", "director", "service", "analyst", "product", "admin", "auditor")
# code, English, Chinese, line, model, unit, US dollars, selling points
PRODUCTS = (
    ("CP-100", "Chemical Centrifugal Pump", "化工离心泵", "pumps", "CP-100", "set", 2800, "耐强酸强碱，可空转三十分钟"),
    ("CP-200", "Magnetic Drive Pump", "磁力泵", "pumps", "CP-200", "set", 4200, "无泄漏，适合易挥发介质"),
    ("SP-50", "Submersible Pump", "潜水泵", "pumps", "SP-50", "set", 950, "IP68, 40 m head"),
    ("DP-10", "Dosing Pump", "计量泵", "pumps", "DP-10", "set", 620, "Accuracy ±1 %"),
    ("BV-80", "Ball Valve DN80", "球阀 DN80", "valves", "BV-80", "piece", 180, "316L, fire safe"),
    ("GV-150", "Gate Valve DN150", "闸阀 DN150", "valves", "GV-150", "piece", 340, "API 600"),
    ("CV-40", "Control Valve DN40", "调节阀 DN40", "valves", "CV-40", "piece", 1250, "HART positioner"),
    ("MS-7", "Mechanical Seal", "机械密封", "spare_parts", "MS-7", "piece", 75, "碳化硅密封面"),
    ("IM-9", "Impeller", "叶轮", "spare_parts", "IM-9", "piece", 130, "Duplex steel"),
    ("SV-1", "Commissioning Service", "安装调试服务", "service", "SV-1", "day", 480, "Engineer on site"),
)


@dataclass(frozen=True, slots=True)
class Company:
    """The company as it was written; people by mailbox, departments and teams by code."""

    departments: dict[str, Department]
    teams: dict[str, Team]
    people: dict[str, User]
    owners: dict[str, tuple[Owner, ...]]
    articles: tuple[Article, ...]
    markets: dict[str, uuid.UUID]

    def reps(self) -> list[User]:
        return [user for user in self.people.values() if user.role == Role.REP]


async def found(session: AsyncSession, password_hash: str) -> Company:
    """Writes the company into an empty database. All its people have the same password."""
    departments = {code: Department(code=code, name=en, name_zh=zh) for code, en, zh, _ in DEPARTMENTS}
    session.add_all(departments.values())
    await session.flush()
    teams = {
        code: Team(
            name=en,
            name_zh=zh,
            department_id=departments["sales"].id,
            region_countries=[country for market in regions for country in countries_of(market)],
        )
        for code, en, zh, regions, _ in TEAMS
    }
    session.add_all(teams.values())
    await session.flush()
    people = {
        mailbox: User(
            email=f"{mailbox}@{DOMAIN}",
            name=zh,
            name_en=en,
            role=role,
            department_id=departments[department].id,
            team_id=teams[team].id if team else None,
            password_hash=None if role is Role.API_CLIENT else password_hash,
        )
        for mailbox, role, zh, en, department, team in (*PEOPLE, *_more_reps())
    }
    session.add_all(people.values())
    await session.flush()
    _fill_posts(departments, teams, people)
    await session.flush()
    articles, markets = await assortment(session)
    return Company(departments, teams, people, _owners(teams, people), articles, markets)


async def assortment(session: AsyncSession) -> tuple[tuple[Article, ...], dict[str, uuid.UUID]]:
    """Products with a price, and the market of each country; those of the demo company where there are none yet."""
    if not await session.scalar(select(exists().where(Product.id.is_not(None)))):
        session.add_all(_product(*fields) for fields in PRODUCTS)
    if not await session.scalar(select(exists().where(Market.id.is_not(None)))):
        named = ((code, en, zh, countries_of(code)) for code, (en, zh) in MARKETS.items())
        session.add_all(Market(code=code, name=en, name_zh=zh, countries=own) for code, en, zh, own in named)
    await session.flush()
    priced = select(Product).where(Product.active, Product.list_price_amount > 0).order_by(Product.code)
    articles = tuple(
        Article(
            product.id,
            product.name,
            product.name_zh or product.name,
            product.model or product.code,
            product.list_price_amount or Decimal(0),
        )
        for product in await session.scalars(priced)
    )
    markets = await session.scalars(select(Market).where(Market.active))
    return articles, {country: market.id for market in markets for country in market.countries}


def countries_of(market: str) -> list[str]:
    """ISO codes of the countries in a market."""
    return sorted(country.code for country in countries().values() if country.market == market)


def _product(code: str, en: str, zh: str, line: str, model: str, unit: str, price: int, points: str) -> Product:
    return Product(
        code=code,
        name=en,
        name_zh=zh,
        product_line=line,
        model=model,
        unit=unit,
        list_price_amount=Decimal(price),
        list_price_currency="USD",
        selling_points=points,
    )


def _more_reps() -> list[tuple[str, Role, str, str, str, str]]:
    """Every team gets its full number of reps."""
    rng = random.Random("reps")  # noqa: S311 — invented names
    there = [team for _, role, _, _, _, team in PEOPLE if role is Role.REP]
    missing = [code for code, *_ in TEAMS for _ in range(REPS_PER_TEAM - there.count(code))]
    made = []
    for number, team in enumerate(missing, start=len(there) + 1):
        name = names.person(rng, countries()["CN"])
        english = " ".join(part.capitalize() for part in name.slug.split("."))
        made.append((f"rep{number}", Role.REP, name.name, english, "sales", team))
    return made


def _fill_posts(departments: dict[str, Department], teams: dict[str, Team], people: dict[str, User]) -> None:
    for code, _, _, manager in DEPARTMENTS:
        departments[code].manager_id = people[manager].id
    for code, _, _, _, manager in TEAMS:
        teams[code].manager_id = people[manager].id
        leads = (user for user in people.values() if user.role == Role.TEAM_LEAD and user.team_id == teams[code].id)
        teams[code].lead_id = next(leads).id


def _owners(teams: dict[str, Team], people: dict[str, User]) -> dict[str, tuple[Owner, ...]]:
    """The reps of the team whose region a country is in; their lead checks what they enter."""
    return {
        country: tuple(
            Owner(user.id, team.id, team.department_id, team.lead_id)
            for user in people.values()
            if user.role == Role.REP and user.team_id == team.id and team.lead_id is not None
        )
        for team in teams.values()
        for country in team.region_countries
    }


# What the company has decided of its policy: that compensations take two, and a change of them that waits.


async def propose_policy(session: WriteSession, now: datetime, people: Mapping[str, User]) -> None:
    """A month ago the director had changes of who may grant how much take two; yesterday the administrator proposed
    one, which waits for the director."""
    director, limits = people["director"].id, COMPENSATION_APPROVAL_LIMITS
    await live(session, now - timedelta(days=30), director)
    listed = "赔偿审批额度涉及资金，修改须双人确认"
    key = POLICY_SECOND_PERSON.key
    await policies.set_value(session, key, value=[limits.key], reason=listed, author_id=director, expected_revision=0)
    administrator = (await actors(session))[people["admin"].id]
    await live(session, now - timedelta(days=1), administrator.user_id)
    value: Any = limits.dump(limits.default)
    change = {
        "value": value | {"sales_manager": "15000"},
        "reason": "销售经理经手的赔偿多在一万五以内，提高额度以减少上报",
    }
    await policy_proposals.propose(session, administrator, limits.key, PolicyProposalCreate.model_validate(change), 0)
    await live(session, now)
