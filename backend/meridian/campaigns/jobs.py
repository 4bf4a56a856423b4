"""Campaigns end by the clock, after their last day."""

import uuid

from sqlalchemy import Select, or_, select

from meridian.campaigns import service
from meridian.campaigns.events import CAMPAIGN_CHANGED
from meridian.campaigns.models import Campaign
from meridian.campaigns.rules import OVER
from meridian.campaigns.service import groups_of
from meridian.identity.models import User
from meridian.identity.users.service import Duty
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import Job, JobContext, jobs_of_tally
from meridian.kernel.patch import assign


async def end_those_over(context: JobContext) -> None:
    """Ends what is over; several at once do no harm."""
    async with context.db.write() as session:
        await service.end_those_over(session)


END = Job("campaigns.end", end_those_over, every="7 * * * *")
take_in, recount = jobs_of_tally("source")
TAKE_IN = Job("sources.take_in", take_in, every="* * * * *")
JOBS = (END, TAKE_IN)


# Campaigns of somebody who leaves: those they answer for, and those they call for.


def _mine(user_id: uuid.UUID) -> Select[uuid.UUID]:
    theirs = or_(Campaign.owner_id == user_id, Campaign.user_ids.contains([user_id]))
    return select(Campaign.id).where(theirs, Campaign.state.not_in(OVER)).order_by(Campaign.id)


async def hand_over(session: WriteSession, leaver: User, successor: User) -> None:
    """The successor answers for them, and calls where the leaver was to: the leaver's customers are theirs as well."""
    mine = select(Campaign).where(Campaign.id.in_(_mine(leaver.id))).order_by(Campaign.id)
    for campaign in (await session.scalars(mine.with_for_update())).all():
        if campaign.owner_id == leaver.id:
            whose = {"owner_id": successor.id, "team_id": successor.team_id, "department_id": successor.department_id}
            assign(campaign, whose)
        callers = list(dict.fromkeys(successor.id if each == leaver.id else each for each in campaign.user_ids))
        if callers != campaign.user_ids:
            groups = await groups_of(session, callers, campaign.team_ids)
            assign(campaign, {"user_ids": callers, "caller_group_ids": groups})
        await publish(session, CAMPAIGN_CHANGED, campaign)


DUTIES = (Duty("campaign", _mine, hand_over),)
