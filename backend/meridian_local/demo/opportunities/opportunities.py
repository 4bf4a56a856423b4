"""Invented opportunities: lives told in the order in which they happened, each step by the product's own services."""

import random
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import exists, select

from meridian.identity.models import Team, User
from meridian.identity.permissions import Role
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.session import WriteSession
from meridian.kernel.settings import Settings
from meridian.opportunities.service import revalue
from meridian.plans.rules import ItemState
from meridian.rates.models import ExchangeRate
from meridian_local.demo.opportunities.pipeline import Deal, Rates, add_rates, invent_deals, invent_rates
from meridian_local.demo.opportunities.sales import Sale
from meridian_local.demo.rows import ItemRow, Rows, copy, driver, new_rows
from meridian_local.demo.scene import Scene, actors, live


async def enter_rates(session: WriteSession, rates: Rates) -> None:
    """Enters the invented rates, unless the company has rates of its own."""
    if await session.scalar(select(exists().where(ExchangeRate.id.is_not(None)))):
        return
    rows = new_rows()
    add_rates(random.Random("rates"), rates, rows)  # noqa: S311 — invented data
    await copy(await driver(session), rows)


async def add_opportunities(
    rng: random.Random,
    session: WriteSession,
    settings: Settings,
    scene: Scene,
    rows: Rows,
    count: int,
    *,
    tag: str,
    show: uuid.UUID | None = None,
) -> None:
    """`count` opportunities of customers in `rows`, each as far as it has come by now; most open ones are followed up.

    tag: tells the contracts of one batch from others. show: whose one of every stage and every end is.
    """
    began_at, rates = session.now, invent_rates(scene.now.date())
    await enter_rates(session, rates)
    colleagues, managers = await _above(session)
    known = await actors(session)
    deals = invent_deals(rng, scene.now, scene.articles, rates, rows, count, show=show)
    planned = {
        (item.customer_id, item.assignee_id): item.id for item in rows[ItemRow] if item.state == ItemState.PLANNED
    }
    sales = [
        _sale(
            rng, scene, deal, f"{tag}-{deal.stays[-1].since.year}-{number:04}", colleagues, managers, planned, settings
        )
        for number, deal in enumerate(deals, start=1)
    ]
    agenda = [(step, sale) for sale in sales for step in sale.agenda]
    for step, sale in sorted(agenda, key=lambda each: each[0].at):
        await sale.make(session, step, known)
    await live(session, began_at)
    await revalue(session)


def _sale(
    rng: random.Random,
    scene: Scene,
    deal: Deal,
    number: str,
    colleagues: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    managers: Mapping[uuid.UUID, uuid.UUID],
    planned: Mapping[tuple[uuid.UUID, uuid.UUID], uuid.UUID],
    settings: Settings,
) -> Sale:
    """A few of the open ones are not followed up, which gives an alert."""
    team_id = deal.customer.team_id
    followed = planned.get((deal.customer.id, deal.owner_id)) if rng.random() < 0.92 else None
    manager_id = managers.get(team_id) if team_id else None
    with_whom = colleagues.get(team_id, ()) if team_id else ()
    return Sale(rng, scene.now, deal, number, with_whom, manager_id, followed, Blobs(settings))


async def _above(
    session: WriteSession,
) -> tuple[dict[uuid.UUID, list[uuid.UUID]], dict[uuid.UUID, uuid.UUID]]:
    """Who meets with the owners of each team: its lead, its manager, the deputy directors; and each team's manager."""
    deputies = (
        await session.scalars(select(User.id).where(User.role == Role.DEPUTY_DIRECTOR).order_by(User.email))
    ).all()
    teams = (await session.scalars(select(Team))).all()
    colleagues = {
        team.id: [each for each in (team.lead_id, team.manager_id, *deputies) if each is not None] for team in teams
    }
    return colleagues, {team.id: team.manager_id for team in teams if team.manager_id is not None}
