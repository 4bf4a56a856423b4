"""Who sees a campaign and who may move it; campaigns as read, with what came of them."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, select

from meridian.calendars.queries import today
from meridian.campaigns.models import Campaign
from meridian.campaigns.results.queries import of_campaigns
from meridian.campaigns.results.schemas import CampaignResult
from meridian.campaigns.rules import OVER, CampaignFacts, CampaignPriority, CampaignState, GoalKind
from meridian.campaigns.schemas import CampaignRead
from meridian.campaigns.workflow import CAMPAIGN
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.scopes import WIDER, Gate
from meridian.identity.visibility import Visibility, any_named, any_of, company, department, own, team
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page, money
from meridian.scripts.models import Script
from meridian.views.models import SavedView

_OF_LINE = (company(), own(Campaign.owner_id), team(Campaign.team_id), department(Campaign.department_id))
CAMPAIGN_VISIBILITY = Visibility(
    Campaign.id,
    Permission.CAMPAIGN_READ,
    any_of(
        *_OF_LINE,
        any_named(Campaign.user_ids),
        any_named(Campaign.team_ids),
        any_named(Campaign.caller_group_ids, Gate(WIDER, by=Permission.CAMPAIGN_WRITE)),
    ),
)
"""One's own, those one or one's team calls for, those in one's scope; whoever leads people, those these call for."""
CAMPAIGN_DECIDING = Visibility(Campaign.id, Permission.CAMPAIGN_WRITE, any_of(*_OF_LINE))
"""Whose campaign one may change and move: not that of a superior one calls for."""
visible_to = CAMPAIGN_VISIBILITY.visible_to
CAMPAIGNS = ListSpec(
    "campaigns",
    fields=(
        Field("name", Campaign.name, "text", sortable=True, description="What it is called", example="Gulf"),
        Field("state", Campaign.state, "code", choices=CampaignState, description="Where it stands"),
        Field("owner_id", Campaign.owner_id, "uuid", person=True, description="Who answers for it"),
        Field("goal_kind", Campaign.goal_kind, "code", choices=GoalKind, description="What its goal counts"),
        Field("priority", Campaign.priority, "code", choices=CampaignPriority, description="How much it comes first"),
        Field("segment_id", Campaign.segment_id, "uuid", description="The saved view whose customers it is for"),
        Field("script_id", Campaign.script_id, "uuid", description="The script it is called by"),
        Field("first_day", Campaign.first_day, "date", sortable=True, description="From which day on"),
        Field("last_day", Campaign.last_day, "date", sortable=True, description="Until which day"),
        Field("created_at", Campaign.created_at, "instant", sortable=True, description="When it was entered"),
    ),
    default_sort=("-created_at",),
    id_column=Campaign.id,
)


async def load(session: Session, actor: Actor, campaign_id: uuid.UUID, *, lock: bool = False) -> Campaign:
    """The campaign, if the actor may see it; 404 otherwise."""
    statement = select(Campaign).where(Campaign.id == campaign_id, visible_to(actor))
    found = await session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound()
    return found


async def rights(session: Session, actor: Actor, campaign: Campaign) -> Mapping[Permission, bool]:
    """Whether the actor may change the campaign."""
    return {Permission.CAMPAIGN_WRITE: decides(actor, campaign)}


def decides(actor: Actor, campaign: Campaign) -> bool:
    """Whether the actor may change the campaign and make its moves."""
    return actor.may(Permission.CAMPAIGN_WRITE) and CAMPAIGN_DECIDING.is_visible(actor, campaign)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[CampaignRead]:
    """Campaigns the actor may see, the newest first."""
    found = await page_of(session, actor, CAMPAIGNS, query, _with_names)
    found.items = await _read(session, actor, found.items)
    return found


async def read(session: Session, actor: Actor, campaign_id: uuid.UUID) -> CampaignRead:
    """One campaign; 404 outside the actor's scope."""
    rows = (await session.execute(_with_names(actor).where(Campaign.id == campaign_id))).all()
    if not rows:
        raise NotFound()
    return (await _read(session, actor, rows))[0]


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Campaign,
            User.name.label("owner_name"),
            SavedView.name.label("segment_name"),
            SavedView.conditions.label("asked_now"),
            Script.name.label("script_name"),
            Script.name_zh.label("script_name_zh"),
        )
        .join(User, User.id == Campaign.owner_id)
        .join(SavedView, SavedView.id == Campaign.segment_id)
        .outerjoin(Script, Script.id == Campaign.script_id)
        .where(visible_to(actor))
    )


async def _read(session: Session, actor: Actor, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[CampaignRead]:
    results = await of_campaigns(session, actor, [row[0].id for row in rows])
    day = await today(session)
    return [_shown(row, actor, results[row[0].id], day) for row in rows]


def _shown(row: Row[*tuple[Any, ...]], actor: Actor, result: CampaignResult, day: date) -> CampaignRead:
    campaign: Campaign = row[0]
    may, state = decides(actor, campaign), CampaignState(campaign.state)
    columns = {name: getattr(campaign, name) for name in CampaignRead.model_fields if hasattr(campaign, name)}
    names = {name: getattr(row, name) for name in ("owner_name", "segment_name", "script_name", "script_name_zh")}
    shown = {
        **columns,
        **names,
        "conditions": row.asked_now if campaign.conditions is None else campaign.conditions,
        "budget": money(campaign.budget_amount, campaign.budget_currency),
        "result": result,
        "achieved": achieved(GoalKind(campaign.goal_kind), result),
        "allowed_moves": CAMPAIGN.allowed(state, lambda _: may, CampaignFacts(campaign.last_day, day)),
        "may_change": may and state not in OVER,
    }
    return CampaignRead.of(shown, masked=actor.masked)


def achieved(kind: GoalKind, result: CampaignResult) -> Decimal:
    """What the goal counts, as it stands."""
    return result.amount.amount if kind is GoalKind.AMOUNT else Decimal(getattr(result, kind))
