"""Making campaigns, changing them, and their moves: starting one takes its customers in, ending it lets them go."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    ColumnElement,
    Select,
    Uuid,
    any_,
    cast,
    column,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    update,
)

from meridian.calendars.queries import COMPANY_ZONE, time_in_state, today
from meridian.campaigns import queries
from meridian.campaigns.events import CAMPAIGN_CHANGED
from meridian.campaigns.models import Campaign, CampaignCustomer
from meridian.campaigns.rules import OVER, SETTLED, CampaignFacts, CampaignState
from meridian.campaigns.schemas import CampaignCreate, CampaignMove, CampaignUpdate
from meridian.campaigns.workflow import CAMPAIGN
from meridian.customers.models import Customer
from meridian.customers.queries import listed, narrowing
from meridian.customers.rules import Channel
from meridian.identity.actor import Actor
from meridian.identity.models import Team, User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import PEOPLE
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.listing import filtered
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Forbidden, Invalid, check_version
from meridian.kernel.schemas import money_columns
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.scripts.models import Script
from meridian.views import queries as views
from meridian.views.models import SavedView
from meridian.views.queries import VIEW_VISIBILITY
from meridian.views.schemas import ViewCondition

# Taking a segment's customers into a campaign, and letting them go: a few statements, however many they are.


async def take_in(session: WriteSession, actor: Actor, campaign: Campaign) -> None:
    """Takes the customers in and keeps how many of the segment were left out, each by the first reason that holds:
    they refused calls, are in another campaign, belong to nobody who calls. The segment's conditions are kept as they
    are now. 422 when they hold no longer what the list takes."""
    await one_at_a_time(session, "campaigns")  # no two take the same customer
    view = await session.get_one(SavedView, campaign.segment_id)
    conditions = [ViewCondition.model_validate(each) for each in view.conditions]
    query = await views.as_query(session, actor, conditions)
    found: Select[Any] = select(Customer.id, *_why_not(campaign)).select_from(Customer)
    segment = filtered(listed(found, actor, narrowing(actor, query)), query, masked=actor.masked).cte("segment")
    refuses, elsewhere, theirs = segment.c.refuses, segment.c.elsewhere, segment.c.theirs
    counted = select(
        func.count().label("found"),
        func.count().filter(refuses).label("refused"),
        func.count().filter(not_(refuses), elsewhere).label("elsewhere"),
        func.count().filter(not_(refuses), not_(elsewhere), not_(theirs)).label("of_others"),
        func.count().filter(not_(refuses), not_(elsewhere), theirs).label("taken_in"),
    ).select_from(segment)
    figures = (await session.execute(counted)).one()._asdict()
    chosen = select(literal(campaign.id, Uuid()), segment.c.id, _joins_at(campaign)).where(
        not_(refuses), not_(elsewhere), theirs
    )
    columns = ("campaign_id", "customer_id", "joined_at")
    await session.execute(insert(CampaignCustomer).from_select(columns, chosen, include_defaults=False))
    assign(campaign, {"conditions": view.conditions, **figures})


async def release(session: WriteSession, campaign: Campaign) -> None:
    """Lets those go who are in it; they were in it until now."""
    present = (CampaignCustomer.campaign_id == campaign.id, CampaignCustomer.left_at.is_(None))
    await session.execute(
        update(CampaignCustomer)
        .where(*present)
        .values(left_at=func.greatest(func.meridian_now(), CampaignCustomer.joined_at))
        .execution_options(synchronize_session=False)
    )


def _why_not(campaign: Campaign) -> tuple[ColumnElement[Any], ...]:
    refused = func.refused_channels(Customer.id, None).table_valued(column("channel"))
    user_ids, team_ids = (literal(ids, ARRAY(Uuid())) for ids in (campaign.user_ids, campaign.team_ids))
    return (
        or_(
            Customer.do_not_call,
            exists(select(1).select_from(refused).where(refused.c.channel == Channel.PHONE.value).correlate(Customer)),
        ).label("refuses"),
        exists()
        .where(CampaignCustomer.customer_id == Customer.id, CampaignCustomer.left_at.is_(None))
        .label("elsewhere"),
        func.coalesce(or_(Customer.owner_id == any_(user_ids), Customer.team_id == any_(team_ids)), False).label(
            "theirs"
        ),
    )


def _joins_at(campaign: Campaign) -> ColumnElement[Any]:
    """From the first day of the campaign on, by the company's clock; from now where that has begun."""
    begins = func.timezone(COMPANY_ZONE, cast(literal(campaign.first_day), TIMESTAMP))
    return func.greatest(func.meridian_now(), begins)


async def create(session: WriteSession, actor: Actor, body: CampaignCreate) -> Campaign:
    """Enters a campaign, not started. 422 for a segment the actor may not use, an unknown script, days that are over
    or turned about, and callers beyond the actor's reach."""
    given = body.model_dump()
    await _check(session, actor, given, given)
    owner = await session.get_one(User, actor.user_id)
    campaign = Campaign(
        **_columns(given),
        caller_group_ids=await groups_of(session, given["user_ids"], given["team_ids"]),
        owner_id=owner.id,
        team_id=owner.team_id,
        department_id=owner.department_id,
    )
    session.add(campaign)
    await session.flush()
    await publish(session, CAMPAIGN_CHANGED, campaign)
    return campaign


async def change(
    session: WriteSession, actor: Actor, campaign_id: uuid.UUID, body: CampaignUpdate, version: int
) -> None:
    """Changes the fields sent. 404, 403 for a superior's, 412, 409 once it is over or for what was settled by the
    start, 422 as for `create`."""
    campaign = await queries.load(session, actor, campaign_id, lock=True)
    if not queries.decides(actor, campaign):
        raise Forbidden(msg("whoever made the campaign, or decides about them, changes it"), reason="beyond_scope")
    check_version(campaign.version, version)
    given = body.model_dump()
    if campaign.state in OVER:
        raise Conflict(msg("the campaign is over"), reason="campaign_over")
    settled = sorted(name for name in SETTLED & given.keys() if given[name] != getattr(campaign, name))
    if campaign.state != CampaignState.DRAFT and settled:
        raise Conflict(msg("settled when it started: {fields}", fields=", ".join(settled)), reason="campaign_settled")
    kept = {name: getattr(campaign, name) for name in ("first_day", "last_day", "user_ids", "team_ids")}
    await _check(session, actor, given, kept | given)
    groups = await groups_of(session, (kept | given)["user_ids"], (kept | given)["team_ids"])
    if assign(campaign, _columns(given) | {"caller_group_ids": groups}):
        await publish(session, CAMPAIGN_CHANGED, campaign)


def _columns(given: Mapping[str, Any]) -> dict[str, Any]:
    return money_columns(given, "budget", amount="budget_amount", currency="budget_currency")


async def groups_of(
    session: WriteSession, user_ids: Sequence[uuid.UUID], team_ids: Sequence[uuid.UUID]
) -> list[uuid.UUID]:
    """The teams and departments of who calls: whoever leads them sees the campaign."""
    people = await session.execute(select(User.team_id, User.department_id).where(User.id.in_(user_ids)))
    teams = await session.execute(select(Team.id, Team.department_id).where(Team.id.in_(team_ids)))
    return sorted({each for row in (*people, *teams) for each in row if each is not None})


async def _check(session: WriteSession, actor: Actor, given: Mapping[str, Any], whole: Mapping[str, Any]) -> None:
    """given: what is written. whole: with what the campaign has already."""
    faults = [*await _unknown(session, actor, given), *await _beyond_reach(session, actor, given)]
    faults += _days(given, whole, await today(session))
    if not whole["user_ids"] and not whole["team_ids"]:
        faults.append(Fault("/user_ids", "missing", msg("name a team, or people")))
    if faults:
        raise Invalid(errors=faults)


def _days(given: Mapping[str, Any], whole: Mapping[str, Any], day: date) -> list[Fault]:
    faults = []
    if "last_day" in given and given["last_day"] < day:
        faults.append(Fault("/last_day", "past", msg("must not be past")))
    if whole["last_day"] < whole["first_day"]:
        faults.append(Fault("/last_day", "before_start", msg("must not be before the first day")))
    return faults


async def _unknown(session: WriteSession, actor: Actor, given: Mapping[str, Any]) -> list[Fault]:
    usable = select(SavedView.id).where(VIEW_VISIBILITY.visible_to(actor))
    wanted = (
        (usable, SavedView.id, Fault("/segment_id", "unknown_view", msg("must be a view you may use"))),
        (select(Script.id), Script.id, Fault("/script_id", "unknown_script", msg("there is no such script"))),
    )
    return [
        fault
        for known, column, fault in wanted
        if (one := given.get(fault.pointer[1:])) is not None
        and await session.scalar(known.where(column == one)) is None
    ]


async def _beyond_reach(session: WriteSession, actor: Actor, given: Mapping[str, Any]) -> list[Fault]:
    """People and teams that the actor may not have call."""
    mine = PEOPLE.visible_to(actor, Permission.CAMPAIGN_WRITE)
    user_ids: Sequence[uuid.UUID] = given.get("user_ids", ())
    team_ids: Sequence[uuid.UUID] = given.get("team_ids", ())
    people = set(await session.scalars(select(User.id).where(User.id.in_(user_ids), User.active, mine)))
    members = select(User.team_id).where(User.team_id.in_(team_ids), User.active)
    teams = set(await session.scalars(members.where(mine))) - set(await session.scalars(members.where(~mine)))
    detail = msg("is nobody you may have call")
    return [
        Fault(f"/{name}/{at}", "owner_out_of_reach", detail)
        for name, asked, known in (("user_ids", user_ids, people), ("team_ids", team_ids, teams))
        for at, each in enumerate(asked)
        if each not in known
    ]


# Moves.


async def take_customers_in(session: WriteSession, at: MoveContext[Campaign]) -> None:
    """The segment's customers of who calls are in the campaign, as far as whoever starts it sees them."""
    await take_in(session, at.actor, at.record)


async def release_customers(session: WriteSession, at: MoveContext[Campaign]) -> None:
    """They are in it no more, and free for another."""
    await release(session, at.record)


async def _facts(session: WriteSession, at: MoveContext[Campaign]) -> CampaignFacts:
    return CampaignFacts(at.record.last_day, await today(session))


MOVES = Engine(
    CAMPAIGN,
    Campaign,
    time=time_in_state,
    rights=queries.rights,
    facts=_facts,
    effects=(take_customers_in, release_customers),
)


async def move(
    session: WriteSession, actor: Actor, campaign_id: uuid.UUID, name: str, body: CampaignMove, version: int
) -> None:
    """Makes a move. 404, 412, 409, 403, 422."""
    campaign = await queries.load(session, actor, campaign_id, lock=True)
    await MOVES.make(session, campaign, name, actor=actor, body=body, version=version)


async def end_those_over(session: WriteSession) -> int:
    """Ends the campaigns whose last day is over. Gives how many."""
    over = select(Campaign).where(Campaign.state == CampaignState.RUNNING, Campaign.last_day < await today(session))
    found = (await session.scalars(over.order_by(Campaign.id).with_for_update(skip_locked=True))).all()
    for campaign in found:
        await MOVES.make(session, campaign, "end")
    return len(found)
