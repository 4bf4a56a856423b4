"""What customers complain about, why it happened and what was done: cases in Chinese and in English, and stories.

A story is its moves in order, each with the working hours it takes on average since the one before.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from meridian.calendars.queries import calendar_for
from meridian.calendars.rules import WorkingCalendar, working_calendar
from meridian.complaints.rules import RootCause
from meridian.identity.actor import Actor
from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import Role
from meridian.kernel.db.session import WriteSession
from meridian.policies.definitions.complaints import COMPENSATION_APPROVAL_LIMITS
from meridian.policies.queries import snapshot
from meridian_local.demo.scene import actors


class Case(NamedTuple):
    """department: the code of the one that solves it. prevention: what is done against repetition, if anything."""

    category: RootCause
    department: str
    reason: str
    wanted: str
    cause: str
    evidence: str
    solution: str
    done: str
    prevention: str | None
    effect: str


CASES = (
    Case(
        RootCause.PACKAGING_TRANSPORT,
        "customer_service",
        "到货时三箱木箱破裂，泵体有划痕。Three crates arrived broken, the casings are scratched.",
        "更换外观受损的泵体 Replace the damaged casings",
        "木箱未加护角，海运中堆压。No corner guards; stacked at sea.",
        "客户照片六张，货代报告 Six photos, the forwarder's report",
        "免费补发三套泵体，快递到门。Three casings free of charge by courier",
        "泵体已签收，客户已安装 Casings received and fitted",
        "出口木箱加护角和防潮袋 Corner guards and moisture bags for every export crate",
        "后续 40 票无破损 None broken in the next 40 shipments",
    ),
    Case(
        RootCause.PRODUCT_QUALITY,
        "technical",
        "The mechanical seal leaks after four weeks. 机械密封四周后渗漏。",
        "New seals and somebody who fits them 更换密封并派人安装",
        "弹簧压缩量不足 The spring was set too weak",
        "返回件检测报告 Report on the returned part",
        "Two seals of the reinforced type, fitted by our partner 更换加强型密封两套",
        "Fitted, dry after 72 hours 已更换，72 小时无渗漏",
        "装配线增加弹簧压缩量全检 Every spring is measured on the line",
        "三个月内无同类投诉 No such complaint in three months",
    ),
    Case(
        RootCause.LATE_DELIVERY,
        "customer_service",
        "交货晚了三周，客户停工待料。Three weeks late; their line stood still.",
        "补偿停工损失 Make good the standstill",
        "铸件供应商延期未及时告知 The foundry was late and nobody told us",
        "订单与船期记录 Order and sailing dates",
        "空运剩余部分并补偿 Air freight for the rest, and a compensation",
        "剩余货物已空运到达 The rest has arrived by air",
        "铸件交期每周核对 Dates of castings are checked every week",
        "准时率由 82% 升至 95% On time: 95 % after 82 %",
    ),
    Case(
        RootCause.WRONG_DELIVERY,
        "customer_service",
        "Received DN80 valves, ordered DN100. 收到 DN80，订单为 DN100。",
        "尽快换货 The right valves quickly",
        "仓库标签贴错 Labels were mixed up in the warehouse",
        "装箱单照片 Photo of the packing list",
        "补发 DN100，DN80 由客户折价留用 DN100 sent; they keep the DN80 at half price",
        "DN100 已签收 DN100 received",
        "出库扫码核对 Scanning at the gate",
        "扫码后未再错发 No wrong parcel since",
    ),
    Case(
        RootCause.DOCUMENTATION,
        "product",
        "说明书没有西班牙语版本，现场无法调试。No manual in Spanish, they cannot commission it.",
        "西班牙语说明书与视频指导 A Spanish manual and a video",
        "该型号未纳入翻译计划 The model was not on the list of translations",
        "客户邮件 Their email",
        "三天内提供译本，视频会议指导 Translation in three days and a video meeting",
        "设备已运行 It runs",
        None,
        "",
    ),
    Case(
        RootCause.INSTALLATION,
        "technical",
        "Vibration above 6 mm/s after commissioning. 调试后振动超过 6 mm/s。",
        "Send an engineer 派工程师到现场",
        "地脚螺栓未二次灌浆 The anchor bolts were not grouted again",
        "现场振动频谱 Spectrum from the site",
        "远程指导灌浆与对中 Grouting and alignment guided by video",
        "振动降至 2.1 mm/s Down to 2.1 mm/s",
        "调试清单增加灌浆检查 Grouting is on the commissioning list",
        "近五次调试一次合格 The last five were right at once",
    ),
    Case(
        RootCause.COMMUNICATION,
        "customer_service",
        "两周内三次邮件无人回复。Three emails in two weeks, no answer.",
        "固定联系人 One person to talk to",
        "业务员休假未交接 On holiday without a stand-in",
        "邮件记录 The emails",
        "指定专人并道歉 A dedicated person, and an apology",
        "客户已与新联系人通话 They have spoken to the new person",
        "休假自动转交邮件 Mail is passed on during holidays",
        "平均回复时间 5 小时 Answered within 5 hours on average",
    ),
    Case(
        RootCause.CUSTOMER_USE,
        "technical",
        "The pump ran dry and the bearing failed. 泵空转，轴承损坏。",
        "Repair under warranty 保修维修",
        "无液位保护，空转超过 40 分钟 No level switch; ran dry for 40 minutes",
        "控制柜记录 Log of the control cabinet",
        "成本价提供轴承，赠送液位开关 Bearing at cost, a level switch as a gift",
        "已修复 Repaired",
        None,
        "",
    ),
    Case(
        RootCause.PRICE_CONTRACT,
        "product",
        "发票含未约定的包装费。The invoice has a packing fee that was not agreed.",
        "退还包装费 Refund the fee",
        "报价模板未更新 The quotation's template was out of date",
        "合同与发票 Contract and invoice",
        "重开发票 A new invoice",
        "已退款 Refunded",
        "更新报价模板并锁定 The template is renewed and locked",
        "未再发生 Not once since",
    ),
)
WITHDRAWN = ("客户自行解决，撤回投诉", "They found the fault themselves and withdrew")
REFUSED = ("希望更换整机 They want a whole new unit", "补偿不够 The compensation is too low")
REOPENED = ("两周后再次渗漏 Leaks again after two weeks", "问题重现 It has come back")
AGREED = ("同意，请尽快安排 Fine, please arrange it", "“Fine, send it.”")
NO_ANSWER = ("无人接听 Rang, nobody answered", "邮件未回复 No answer to the email")
COMMENTS = ("处理较快 Quick in the end", "服务态度好 Friendly people", "希望不再发生 May it not happen again", None)
NO_PREVENTION = ("个别情况，无需措施 A single case", "客户使用问题，已告知 Their handling; they have been told")
CANCELLED = ("已由新工艺替代 A new process makes it needless",)
LOSSES = ("停工两天 Two days of standstill", "客户额外运费 Their extra freight")

Steps = tuple[tuple[str, float], ...]
_HEARD: Steps = (("contact", 1.5), ("dispatch", 3), ("start_investigation", 4))
_SOLVED: Steps = (("propose", 9), ("agree", 6), ("resolve", 18))
_ENDED: Steps = (("confirm", 20), ("archive", 10))
STORIES: dict[str, Steps] = {
    "plain": (*_HEARD, *_SOLVED, *_ENDED),
    "compensated": (*_HEARD, ("ask", 6), ("approve", 5), *_SOLVED, *_ENDED),
    "refused": (*_HEARD, ("propose", 9), ("refuse", 6), *_SOLVED, *_ENDED),
    "two_rounds": (*_HEARD, *_SOLVED, ("reopen", 40), *_SOLVED, *_ENDED),
    "confirmed_twice": (
        *_HEARD,
        *_SOLVED,
        ("confirm", 20),
        ("reopen", 30),
        ("ask", 5),
        ("approve", 4),
        *_SOLVED,
        *_ENDED,
    ),
    "unheard": (*_HEARD, *_SOLVED, ("try", 12), ("try", 10), *_ENDED),
    "slow": (
        ("contact", 14),
        ("dispatch", 20),
        ("start_investigation", 20),
        ("propose", 30),
        ("agree", 20),
        ("resolve", 70),
        *_ENDED,
    ),
    "withdrawn": (("contact", 2), ("dispatch", 4), ("withdraw", 16), ("archive", 12)),
}
WEIGHTS = {
    "plain": 44,
    "compensated": 14,
    "refused": 8,
    "two_rounds": 7,
    "confirmed_twice": 3,
    "unheard": 8,
    "slow": 11,
    "withdrawn": 5,
}
# What the demo company shows besides: a story, how many of its steps have been made, working hours since the last one.
SHOWN = (
    ("plain", 0, 1),
    ("plain", 0, 4),
    ("slow", 0, 18),
    ("plain", 1, 2),
    ("slow", 1, 12),
    ("plain", 2, 3),
    ("slow", 2, 40),
    ("plain", 3, 5),
    ("slow", 3, 100),
    ("compensated", 4, 2),
    ("compensated", 4, 3),
    ("compensated", 5, 4),
    ("plain", 4, 6),
    ("refused", 5, 3),
    ("refused", 6, 2),
    ("compensated", 7, 4),
    ("slow", 5, 60),
    ("plain", 6, 5),
    ("unheard", 7, 4),
    ("two_rounds", 7, 6),
    ("two_rounds", 8, 3),
    ("confirmed_twice", 9, 2),
    ("two_rounds", 10, 4),
    ("plain", 7, 6),
    ("withdrawn", 3, 9),
)


# Who works on invented complaints, as the company is: read once.


_SOLVERS = (Role.PRODUCT_SPECIALIST, Role.SERVICE_AGENT)


@dataclass(frozen=True, slots=True)
class Desk:
    """A department that solves complaints, and its people who may."""

    department_id: uuid.UUID
    people: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """now: how far stories go. hours, zone: the company's. desks: by code of the department. service: who takes
    complaints by email and passes them on. leads, managers: of each team. approvers: by role the first who may approve
    a compensation.
    """

    now: datetime
    hours: WorkingCalendar
    zone: ZoneInfo
    actors: Mapping[uuid.UUID, Actor]
    desks: Mapping[str, Desk]
    service: tuple[uuid.UUID, ...]
    leads: Mapping[uuid.UUID, uuid.UUID]
    managers: Mapping[uuid.UUID, uuid.UUID]
    approvers: Mapping[Role, uuid.UUID]

    def desk(self, code: str, team_id: uuid.UUID | None) -> Desk | None:
        """The department's, or another that solves complaints where it has nobody; where none does, the lead of the
        customer's team; None where that is nobody either."""
        if self.desks:
            return self.desks.get(code) or next(iter(self.desks.values()))
        lead_id = self.leads.get(team_id) if team_id else None
        lead = self.actors.get(lead_id) if lead_id else None
        return Desk(lead.department_id, (lead.user_id,)) if lead and lead.department_id else None

    def approver(self, role: Role | None, team_id: uuid.UUID | None) -> uuid.UUID | None:
        """Who of that role approves for the team's customers."""
        if role == Role.SALES_MANAGER and team_id is not None:
            return self.managers.get(team_id)
        return self.approvers.get(role) if role is not None else None


async def staff_of(session: WriteSession, now: datetime) -> Staff:
    """The people in the database."""
    people = (await session.scalars(select(User).where(User.active).order_by(User.email))).all()
    codes = {department.id: department.code for department in await session.scalars(select(Department))}
    teams = (await session.scalars(select(Team))).all()
    desks: dict[str, Desk] = {}
    for user in people:
        if user.role in _SOLVERS and user.department_id is not None:
            before = desks.get(codes[user.department_id], Desk(user.department_id, ()))
            desks[codes[user.department_id]] = Desk(user.department_id, (*before.people, user.id))
    limits, company = (await snapshot(session)).get(COMPENSATION_APPROVAL_LIMITS), await calendar_for(session, None)
    working = {user.id for user in people}
    return Staff(
        now=now,
        hours=working_calendar(company),
        zone=ZoneInfo(company.zone),
        actors=await actors(session),
        desks=desks,
        service=tuple(user.id for user in people if user.role == Role.SERVICE_AGENT),
        leads={team.id: team.lead_id for team in teams if team.lead_id in working},
        managers={team.id: team.manager_id for team in teams if team.manager_id in working},
        approvers={role: user.id for user in reversed(people) if limits.get(role := Role(user.role), Decimal()) != 0},
    )
