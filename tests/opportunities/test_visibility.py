"""Whose an opportunity is follows its owner and its customer; what lists show agrees with the plain rule."""

import random
import uuid
from typing import Any

from sqlalchemy import select, update

from meridian.customers.models import Customer, CustomerMember
from meridian.identity.permissions import GRANTS, Permission, Scope
from meridian.kernel.db.session import Database
from meridian.opportunities.models import Opportunity, OpportunityMember
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import open_opportunity
from tests.support.world import PEOPLE, World

TEAMS = {"lead": {"team"}, "other_lead": {"other_team"}, "manager": {"team", "other_team"}}
SELLERS = ("rep", "rep2", "other_rep", "foreign_rep")


async def seen(api: Api, who: str) -> set[str]:
    rows = (await api.get("/v1/opportunities?limit=200", who=who, expect=200)).json()["items"]
    return {row["id"] for row in rows}


async def test_a_customer_given_away_takes_its_opportunities_along(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    made = await open_opportunity(api, customer)
    assert made["id"] not in await seen(api, "foreign_rep")
    path = f"/v1/customers/{customer}/transfer"
    handover = {"to_user_id": str(world.people["foreign_rep"]), "note": "Moved to the south"}
    version = (await api.get(f"/v1/customers/{customer}", expect=200)).json()["version"]
    await api.post(path, who="director", json=handover, version=version, expect=200)
    assert made["id"] in await seen(api, "foreign_rep")
    assert made["version"] == (await api.get(f"/v1/opportunities/{made['id']}", who="director")).json()["version"]


async def test_everybody_sees_what_the_plain_rule_gives_them(api: Api, db: Database, world: World) -> None:
    """Random owners, customers, members and shares, changed in bulk afterwards: one's own, one's team's, all."""
    rng = random.Random(11)
    async with db.write() as session:
        for number in range(40):
            customer = await _customer(session, rng, world, number)
            seller = rng.choice(SELLERS)
            session.add(Opportunity(customer_id=customer, title=f"Deal {number}", **_whose(world, seller)))
        await session.flush()
        opportunities = (await session.scalars(select(Opportunity))).all()
        for opportunity in rng.sample(opportunities, k=12):
            member = world.people[rng.choice(SELLERS)]
            session.add(
                OpportunityMember(opportunity_id=opportunity.id, customer_id=opportunity.customer_id, user_id=member)
            )
        await session.flush()
        moved = rng.sample(opportunities, k=8)
        await session.execute(
            update(Customer)
            .where(Customer.id.in_([each.customer_id for each in moved]))
            .values(**_whose(world, "foreign_rep"))
        )
    for who, (role, _, _) in PEOPLE.items():
        scope = GRANTS[role].get(Permission.OPPORTUNITY_READ)
        if scope is not None:
            assert await seen(api, who) == await _by_the_rule(db, world, who, scope), who


def _whose(world: World, who: str) -> dict[str, Any]:
    _, department, team = PEOPLE[who]
    return {
        "owner_id": world.people[who],
        "team_id": world.teams[str(team)],
        "department_id": world.departments[department],
    }


async def _customer(session: Any, rng: random.Random, world: World, number: int) -> uuid.UUID:
    customer = Customer(
        name=f"Reach {number}",
        name_key=f"reach {number}",
        name_search=f"reach {number}",
        name_terms=[],
        source_channel="sales",
        obtained_at=session.now,
        **_whose(world, rng.choice(SELLERS)),
    )
    session.add(customer)
    await session.flush()
    if rng.random() < 0.3:
        shared = CustomerMember(customer_id=customer.id, user_id=world.people[rng.choice(SELLERS)], kind="share")
        session.add(shared)
    return customer.id


async def _by_the_rule(db: Database, world: World, who: str, scope: Scope) -> set[str]:
    """Loops over everything there is."""
    _, department, team = PEOPLE[who]
    me, mine = world.people[who], {world.teams[name] for name in TEAMS.get(who, {team} if team else set())}
    async with db.read() as session:
        customers = {each.id: each for each in await session.scalars(select(Customer))}
        members = {(each.opportunity_id, each.user_id) for each in await session.scalars(select(OpportunityMember))}
        shares = {(each.customer_id, each.user_id) for each in await session.scalars(select(CustomerMember))}
        found = set()
        for opportunity in await session.scalars(select(Opportunity)):
            customer = customers[opportunity.customer_id]
            own = me in (opportunity.owner_id, customer.owner_id) or (opportunity.id, me) in members
            own = own or (customer.id, me) in shares
            of_team = scope >= Scope.TEAM and bool(mine & {opportunity.team_id, customer.team_id})
            of_department = scope >= Scope.DEPARTMENT and world.departments[department] in (
                opportunity.department_id,
                customer.department_id,
            )
            if own or of_team or of_department or scope is Scope.COMPANY:
                found.add(str(opportunity.id))
    return found
