"""Taking a segment's customers into a campaign, and letting them go: a few statements, however many they are."""

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

from meridian.calendars.queries import COMPANY_ZONE
from meridian.campaigns.models import Campaign, CampaignCustomer
from meridian.customers.models import Customer
from meridian.customers.queries import listed, narrowing
from meridian.customers.rules import Channel
from meridian.identity.actor import Actor
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.listing import filtered
from meridian.kernel.patch import assign
from meridian.views import queries as views
from meridian.views.models import SavedView
from meridian.views.schemas import ViewCondition


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
