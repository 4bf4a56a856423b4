"""The plans around today: every rep's calls of these days, revisits at each step of their approval, a care plan; the
targets of this month and the last."""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from meridian.identity.models import User
from meridian.kernel.db.session import WriteSession
from meridian.plans.models import ContactPlan
from meridian.plans.rules import ItemState, Method, PlanKind, PlanState, due_window
from meridian.records.rules import DISPOSITIONS, Disposition
from meridian.team_days import service as targets
from meridian.team_days.rules import month_of
from meridian.team_days.schemas import MonthTargetsUpdate
from meridian_local.demo.company import Company
from meridian_local.demo.rows import CustomerRow, ItemRow, RecordRow, Rows, new_id
from meridian_local.demo.scene import Scene, actors, live, next_working_day

# What is said in calls and written about customers, in Chinese and in English as reps really mix them.


KEY_POINTS = (
    "客户对报价感兴趣，要求补充技术参数和交货期。",
    "采购经理正在比较三家供应商，下周内部讨论。",
    "介绍了新款化工泵，客户希望先做样机测试。",
    "客户今年预算已定，明年一季度有扩产计划。",
    "确认了现有设备运行情况，密封件需要更换。",
    "对付款方式有疑问，希望信用证改为电汇 30/70。",
    "介绍公司和产品，客户同意先收资料。",
    "客户反映上批货物包装破损，已道歉并登记。",
    "Asked for a quotation on two centrifugal pumps, delivery CIF.",
    "Introduced the new product line; wants the catalogue in their own language.",
    "The technical lead wants the material certificate before going on.",
    "Happy with the last order; may need spare parts next quarter.",
    "Compares our price with a local maker; lead time matters most.",
    "Budget is approved at the end of the quarter; call again then.",
    "Wants a video meeting with our engineer about corrosion resistance.",
    "The decision maker is travelling; the purchaser took notes.",
)
OUTCOMES = (
    "客户同意继续洽谈",
    "已发送报价单",
    "等待客户内部讨论",
    "资料已发邮箱",
    "Quotation requested",
    "Catalogue sent",
    "Meeting agreed",
    "Waiting for their decision",
)
NO_TALK = ("无人接听，稍后再拨。", "转入语音信箱，已留言。", "Line busy.", "Reception said to call back later.", "")
REFUSED = ("客户要求不再来电，已致歉。", "Asked not to be called any more.")
OBJECTIONS = ("price", "delivery_time", "quality_doubts", "has_supplier", "payment_terms", "no_budget", "no_need")
REASONS_FOR_NO_STEP = ("本季度无需求", "Just ordered elsewhere", "项目暂停", "Company is being sold")
DEMANDS = (
    "耐腐蚀离心泵，年需求约二十台",
    "替换老旧阀门，分批采购",
    "Dosing pumps for a new line",
    "Spare parts for the installed compressors",
    "新厂区给排水成套设备",
    "Valves in stainless steel, small batches",
)
NEEDS = (
    ("current", "两台耐酸泵，三个月内到货"),
    ("current", "Mechanical seals for six pumps"),
    ("future", "二期扩建需要整套输送系统"),
    ("future", "Replacement of the dosing station next year"),
    ("latent", "能耗偏高，可推荐变频方案"),
    ("latent", "Frequent seal failures: service contract possible"),
)
FREQUENCIES = ("每月", "每季度", "半年一次", "Once a year", "By project")
DECISIONS = (
    "采购部初选，总经理审批",
    "Technical department tests, management signs",
    "招标，三家比价",
    "The owner decides alone",
)
PREFERENCES = ("偏好邮件沟通，上午不接电话", "Prefers WhatsApp", "喜欢先看样本", "Calls in the afternoon only")
JOB_TITLES = {
    "decision_maker": ("General Manager", "总经理", "CEO", "Owner"),
    "purchaser": ("Purchasing Manager", "采购经理", "Buyer", "Head of Procurement"),
    "technical": ("Chief Engineer", "技术总监", "Maintenance Manager"),
    "user": ("Production Manager", "车间主任", "Plant Operator"),
    "other": ("Assistant", "办公室主任", "Accountant"),
}
STREETS = (
    "Industrial Road",
    "Harbour Street",
    "Park Avenue",
    "Station Road",
    "工业园路",
    "Zona Industrial",
    "Market Street",
)
OPT_OUT_REASONS = ("客户电话中要求不再来电", "Asked in a call not to be called any more", "多次表示不需要")
EXHIBITIONS = ("Canton Fair 2025 Autumn", "Canton Fair 2026 Spring", "Hannover Messe 2026", "ACHEMA", "Big 5 Dubai")
AIMS = (
    "确认报价并推进样机测试",
    "Follow up the quotation",
    "了解扩产计划与预算",
    "Ask about the installed pumps",
    "介绍新款磁力泵",
    "Find the decision maker",
)
VISIT_AIMS = ("回访设备运行情况", "Yearly review of the installed base", "现场检查密封件", "Meet the new plant manager")
GREETINGS = ("节日问候与产品使用提示", "Product tips and season's greetings")
QUESTIONS = (
    ("product", "CP-200 能否输送 70 °C 的氢氟酸？客户本周要答复。"),
    ("technical", "Customer reports vibration above 4.5 mm/s after the impeller was changed. What should they check?"),
    ("customer_service", "上批货包装破损，客户问如何补发。"),
    ("product", "Is a BV-80 with a French declaration of conformity available?"),
    ("technical", "客户现场电压 440 V / 60 Hz，电机怎样选型？"),
    ("customer_service", "Customer wants the training video in Spanish."),
    ("product", "最小起订量以下的加价是多少？"),
    ("technical", "Which seal for brine with 3 % solids?"),
)


HOME = "Asia/Shanghai"
BACK, AHEAD = timedelta(days=4), timedelta(days=7)
REVISIT_AHEAD = 12  # days; beyond the lead time of a revisit plan
REVISITS = 6  # per plan
# mailbox, state, name, what the deputy said
REVISIT_PLANS = (
    ("manager", PlanState.SUBMITTED, "西欧老客户回访", None),
    ("manager2", PlanState.SUBMITTED, "美洲客户回访", None),
    ("manager", PlanState.APPROVED, "中东重点客户回访", None),
    (
        "manager2",
        PlanState.RETURNED,
        "亚太客户回访",
        "两次上门改为视频会议",
    ),
    ("manager", PlanState.DRAFT, "东欧回访", None),
)


async def add_week(rng: random.Random, session: WriteSession, scene: Scene, founded: Company, rows: Rows) -> None:
    """Writes the plans and adds their items to `rows`; calls of these days become what their items were done by."""
    week = f"第 {scene.now.isocalendar().week} 周拨打计划"
    reps = founded.reps()
    follow_up = {rep.id: _plan(session, rep, PlanKind.FOLLOW_UP, "跟进计划", scene.now) for rep in reps}
    dial = {rep.id: _plan(session, rep, PlanKind.DIAL, week, scene.now) for rep in reps}
    for plan in follow_up.values():
        plan.standing = True
    await session.flush()
    customers: Sequence[CustomerRow] = rows[CustomerRow]
    plan_of = {c.id: (dial if c.last_contact_at is None else follow_up)[c.owner_id].id for c in customers if c.owner_id}
    rows[ItemRow].extend(_to_make(rng, scene, customers, plan_of))
    _add_made(rng, scene, rows, plan_of)
    await _add_revisits(rng, session, scene, founded, rows)
    await _add_care(rng, session, scene, founded, rows)


def _plan(session: WriteSession, owner: User, kind: PlanKind, name: str, now: datetime) -> ContactPlan:
    plan = ContactPlan(
        kind=kind,
        name=name,
        state=PlanState.ACTIVE,
        state_since=now - timedelta(days=5),
        created_at=now - timedelta(days=6),
        owner_id=owner.id,
        team_id=owner.team_id,
        department_id=owner.department_id,
        created_by=owner.id,
    )
    session.add(plan)
    return plan


def _to_make(
    rng: random.Random, scene: Scene, customers: Sequence[CustomerRow], plan_of: dict[uuid.UUID, uuid.UUID]
) -> Iterator[ItemRow]:
    """Calls due these days; those whose day is over are left to the clock."""
    for customer in customers:
        due_at = customer.next_contact_at
        if customer.owner_id and due_at and scene.now - BACK <= due_at < scene.now + AHEAD:
            aim = rng.choice(AIMS)
            yield planned_item(
                rng, scene, plan_of[customer.id], customer, customer.owner_id, Method.PHONE, aim, due_at=due_at
            )


def _add_made(rng: random.Random, scene: Scene, rows: Rows, plan_of: dict[uuid.UUID, uuid.UUID]) -> None:
    """The calls of these days that settled something were planned ones."""
    customers: dict[uuid.UUID, CustomerRow] = {customer.id: customer for customer in rows[CustomerRow]}
    for at, record in enumerate(rows[RecordRow]):
        if record.started_at < scene.now - BACK or not DISPOSITIONS[Disposition(record.disposition)].settles_item:
            continue
        customer = customers[record.customer_id]
        if customer.owner_id is None:
            continue
        item = planned_item(
            rng,
            scene,
            plan_of[customer.id],
            customer,
            customer.owner_id,
            Method.PHONE,
            rng.choice(AIMS),
            due_at=record.started_at,
        )
        done = {"state": ItemState.DONE, "state_since": record.created_at, "done_at": record.started_at}
        rows[ItemRow].append(item._replace(**done, done_record_id=record.id))
        rows[RecordRow][at] = record._replace(planned_item_id=item.id, occasion=PlanKind.FOLLOW_UP)


async def _add_revisits(rng: random.Random, session: WriteSession, scene: Scene, founded: Company, rows: Rows) -> None:
    """Plans of the sales managers for customers who have bought, each at another step."""
    buyers = [customer for customer in rows[CustomerRow] if customer.last_order_on and customer.owner_id]
    deputy = founded.people["deputy"]
    chosen: set[uuid.UUID] = set()  # nobody is in two plans
    for mailbox, state, name, decision in REVISIT_PLANS:
        manager = founded.people[mailbox]
        plan = _plan(session, manager, PlanKind.REVISIT, name, scene.now)
        plan.state, plan.decision_reason = state, decision
        if state is not PlanState.DRAFT:
            plan.submitted_at, plan.submitted_by = plan.state_since, manager.id
        if state in (PlanState.APPROVED, PlanState.RETURNED):
            plan.decided_at, plan.decided_by = plan.state_since, deputy.id
        await session.flush()
        teams = {team.id for team in founded.teams.values() if team.manager_id == manager.id}
        own = [customer for customer in buyers if customer.team_id in teams and customer.id not in chosen]
        for customer in rng.sample(own, k=min(REVISITS, len(own))):
            chosen.add(customer.id)
            day = _day(scene, customer, REVISIT_AHEAD + rng.randrange(10))
            method = rng.choice((Method.VISIT, Method.ONLINE_MEETING))
            aim = rng.choice(VISIT_AIMS)
            assert customer.owner_id is not None  # of `buyers`
            rows[ItemRow].append(
                planned_item(rng, scene, plan.id, customer, customer.owner_id, method, aim, due_on=day)
            )


async def _add_care(rng: random.Random, session: WriteSession, scene: Scene, founded: Company, rows: Rows) -> None:
    service = founded.people["service"]
    plan = _plan(session, service, PlanKind.CARE, "重点客户关怀", scene.now)
    await session.flush()
    for customer in [customer for customer in rows[CustomerRow] if customer.is_key][:20]:
        day = _day(scene, customer, rng.randrange(1, 6))
        aim = rng.choice(GREETINGS)
        rows[ItemRow].append(planned_item(rng, scene, plan.id, customer, service.id, Method.EMAIL, aim, due_on=day))


def _day(scene: Scene, customer: CustomerRow, ahead: int) -> date:
    return next_working_day(scene.now.date() + timedelta(days=ahead), customer.country)


def planned_item(
    rng: random.Random,
    scene: Scene,
    plan_id: uuid.UUID,
    customer: CustomerRow,
    assignee_id: uuid.UUID,
    method: Method,
    aim: str,
    *,
    due_on: date | None = None,
    due_at: datetime | None = None,
) -> ItemRow:
    """A planned contact; where a customer's zone is not known, its day is that of the rep's office."""
    window = due_window(customer.zone or HOME, due_on, due_at)
    planned_at = scene.now - BACK
    return ItemRow(
        id=new_id(rng, planned_at),
        created_at=planned_at,
        updated_at=planned_at,
        plan_id=plan_id,
        customer_id=customer.id,
        assignee_id=assignee_id,
        method=method,
        aim=aim,
        zone=window.zone,
        due_on=window.due_on,
        due_at=window.due_at,
        due_from=window.due_from,
        missed_after=window.missed_after,
        state=ItemState.PLANNED,
        state_since=planned_at,
        done_at=None,
        done_record_id=None,
        created_by=assignee_id,
    )


# What the sales managers ask of their teams and people, set on the first morning of each month.

OF_A_PERSON = {"calls": 160, "connected": 110, "customers_won": 4, "signed_sum": 400_000}
MORNING = time(9)


async def set_targets(session: WriteSession, scene: Scene, founded: Company) -> None:
    """The targets of last month and of this one; a team's are those of its reps together."""
    managers = {team.manager_id for team in founded.teams.values()}
    this_month = month_of(scene.now.astimezone(ZoneInfo(HOME)).date())
    who = await actors(session)
    for month in (month_of(this_month - timedelta(days=1)), this_month):
        begins = datetime.combine(month, MORNING, ZoneInfo(HOME))
        for manager_id in sorted(each for each in managers if each):
            await live(session, min(begins, scene.now), manager_id)
            items = _asked(founded, manager_id)
            await targets.set_targets(
                session, who[manager_id], MonthTargetsUpdate.model_validate({"month": f"{month:%Y-%m}", "items": items})
            )
    await live(session, scene.now)


def _asked(founded: Company, manager_id: uuid.UUID) -> list[dict[str, Any]]:
    teams = [team.id for team in founded.teams.values() if team.manager_id == manager_id]
    reps = [rep for rep in founded.reps() if rep.team_id in teams]
    people = [OF_A_PERSON | {"user_id": rep.id, "version": 0} for rep in reps]
    sums = {team: sum(rep.team_id == team for rep in reps) for team in teams}
    together = [
        {name: each * many for name, each in OF_A_PERSON.items()} | {"team_id": team, "version": 0}
        for team, many in sums.items()
    ]
    return together + people
