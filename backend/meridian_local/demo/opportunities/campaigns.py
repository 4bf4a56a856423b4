"""The demo company's campaigns: made and started by the product's own services, as the sales manager did."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from meridian.campaigns import service
from meridian.campaigns.rules import GoalKind
from meridian.campaigns.schemas import CampaignCreate, CampaignMove
from meridian.kernel.db.session import WriteSession
from meridian.views import service as views
from meridian.views.schemas import ViewCreate
from meridian_local.demo.company import Company
from meridian_local.demo.scene import Scene, actors, live


class Plot(NamedTuple):
    """A campaign of the demo. began, ends: days before today and after it."""

    name: str
    goal: str
    goal_kind: GoalKind
    goal_number: int
    segment: str
    conditions: dict[str, list[str]]
    team: str
    began: int
    ends: int


PLOTS = (
    Plot(
        "西欧磁力泵推广 Mag-drive pumps, Western Europe",
        "让 A、B 级客户了解 CP-200 Every A and B customer has heard of the CP-200",
        GoalKind.INTERESTED,
        60,
        "西欧 A、B 级 Western Europe, A and B",
        {"country": ["DE", "FR", "GB", "IT", "NL", "ES"], "grade": ["A", "B"]},
        "europe",
        45,
        30,
    ),
    Plot(
        "海湾脱盐项目 Desalination, Gulf",
        "与海湾脱盐工厂建立联系 First talks with the desalination plants",
        GoalKind.CALLS,
        120,
        "海湾客户 Gulf customers",
        {"country": ["AE", "SA", "QA", "KW", "OM"]},
        "mea",
        120,
        -20,
    ),
)


async def start_campaigns(session: WriteSession, scene: Scene, founded: Company) -> None:
    """Makes them as the sales manager did, and starts each on its first day."""
    manager = (await actors(session))[founded.people["manager"].id]
    for plot in PLOTS:
        at = scene.now - timedelta(days=plot.began)
        await live(session, at, manager.user_id)
        conditions = [{"field": field, "op": "in", "values": values} for field, values in plot.conditions.items()]
        segment = {"list_name": "customers", "conditions": conditions}
        view = await views.create(session, manager, ViewCreate.model_validate(segment | {"name": plot.segment}))
        given = CampaignCreate(
            name=plot.name,
            goal=plot.goal,
            goal_kind=plot.goal_kind,
            goal_number=Decimal(plot.goal_number),
            segment_id=view.id,
            first_day=at.date(),
            last_day=(scene.now + timedelta(days=plot.ends)).date(),
            team_ids=[founded.teams[plot.team].id],
        )
        campaign = await service.create(session, manager, given)
        await session.flush()
        await service.move(session, manager, campaign.id, "start", CampaignMove(), campaign.version)
    await live(session, scene.now)
