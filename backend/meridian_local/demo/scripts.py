"""The demo company's scripts, written and approved by its people, and the calls made by them."""

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.records.rules import Direction, Disposition
from meridian.scripts import service
from meridian.scripts.queries import load_version
from meridian.scripts.rules import Scenario
from meridian.scripts.schemas import AdaptationPut, ScriptCreate, VersionCreate, VersionMove, VersionUpdate
from meridian_local.demo.company import Company
from meridian_local.demo.rows import RecordRow, Rows
from meridian_local.demo.scene import Scene, actors, live

# What the demo company's people say on the telephone.


Texts = dict[str, str]


def _part(key: str, title: Texts, says: Texts, **more: Any) -> dict[str, Any]:
    return {"key": key, "title": title, "says": says, **more}


def _branch(key: str, says: Texts, **to: str) -> dict[str, Any]:
    return {"key": key, "says": says, **to}


ANSWERS: tuple[tuple[str, Texts], ...] = (
    (
        "price",
        {
            "en": "The CP-200 has no shaft seal. Over five years a seal costs about 4,100 per pump in parts and"
            " standstill; here that is nothing. May I send you the calculation of a plant like yours?",
            "de": "Die CP-200 hat keine Wellendichtung. Über fünf Jahre kostet eine Dichtung rund 4.100 je Pumpe an"
            " Teilen und Stillstand, hier nichts. Darf ich Ihnen die Rechnung einer Anlage wie Ihrer schicken?",
            "zh": "CP-200 没有轴封。五年里一台泵的密封件和停机约 4,100，这里为零。我把一家同类工厂的测算发给您，好吗？",
        },
    ),
    (
        "delivery_time",
        {
            "en": "Eight weeks count from the deposit. If you order this month, we ship before the holiday; and two"
            " pumps of the size you run are in stock in Rotterdam.",
            "de": "Die acht Wochen zählen ab Anzahlung. Bestellen Sie diesen Monat, liefern wir vor den Feiertagen;"
            " zwei Pumpen Ihrer Größe liegen in Rotterdam.",
            "zh": "八周从定金到账算起。本月下单，节前发货；您用的规格在鹿特丹还有两台现货。",
        },
    ),
    (
        "has_supplier",
        {
            "en": "That is good, a second source keeps the first one honest. May we quote one position of your next"
            " order, so that you have a price to compare with?",
            "de": "Gut so, eine zweite Quelle hält die erste ehrlich. Dürfen wir eine Position Ihrer nächsten"
            " Bestellung anbieten, damit Sie vergleichen können?",
            "zh": "这很好，多一家供应商也多一个参照。下次采购能否让我们报其中一项，您好做比较？",
        },
    ),
    (
        "payment_terms",
        {
            "en": "We can do 30 % with the order and 70 % thirty days after shipment against a bank guarantee.",
            "de": "30 % mit der Bestellung, 70 % dreißig Tage nach Versand gegen Bankbürgschaft, das geht.",
            "zh": "可以 30% 预付，其余 70% 发货后三十天付，凭银行保函。",
        },
    ),
)
_GO_ON = {"en": "Yes, go ahead", "de": "Ja, gern", "zh": "可以，请讲"}
_BUSY = {"en": "Not now", "de": "Jetzt nicht", "zh": "现在不方便"}
_CLOSE = _part(
    "closing",
    {"en": "Close", "zh": "收尾"},
    {
        "en": "Let me repeat what I wrote down, so that nothing is lost: … I will send it today and call you again"
        " on the day we agreed. Thank you for your time, {contact}.",
        "de": "Ich wiederhole, was ich notiert habe, damit nichts verloren geht: … Ich schicke es heute und rufe zum"
        " vereinbarten Termin wieder an. Danke für Ihre Zeit, {contact}.",
        "zh": "我复述一下记下的要点，以免遗漏：……今天发给您，约好的那天再联系。谢谢您的时间，{contact}。",
    },
)
_LATER = _part(
    "later",
    {"en": "Agree on a time", "zh": "约定回电"},
    {
        "en": "Of course. When does it suit you, tomorrow morning your time?",
        "de": "Natürlich. Wann passt es Ihnen, morgen Vormittag?",
        "zh": "好的。您什么时候方便，明天上午您当地时间可以吗？",
    },
)
OWN: dict[str, Texts] = {
    "opening": {
        "en": "Hello {contact}, {rep} here, from Orient Pumps. You told me about your seals; I did some arithmetic for"
        " {customer}. Shall I?",
        "zh": "{contact}，我是东方泵业{rep}。您上次说到密封件，我替{customer}算了一笔账，说给您听听？",
    }
}
FIRST_CONTACT = (
    _part(
        "opening",
        {"en": "Opening", "zh": "开场"},
        {
            "en": "Good morning {contact}, this is {rep} of Orient Pumps in Shanghai. We make pumps and valves for"
            " plants like {customer}. Do you have two minutes?",
            "zh": "{contact}，您好，我是上海东方泵业的{rep}。我们为{customer}这样的工厂做泵和阀门。"
            "占用您两分钟可以吗？",
        },
        branches=[
            _branch("go_on", _GO_ON, section="needs"),
            _branch("busy", _BUSY, section="later"),
            _branch("supplier", {"en": "We have our suppliers", "zh": "我们有固定供应商"}, objection="has_supplier"),
        ],
    ),
    _part(
        "needs",
        {"en": "What they need", "zh": "了解需求"},
        {
            "en": "What do you pump, and what gives you trouble with it today?",
            "zh": "您那里输送什么介质？现在用的泵有什么不顺手的地方？",
        },
        branches=[
            _branch("soon", {"en": "We plan to buy", "zh": "近期有采购计划"}, section="closing"),
            _branch(
                "dear", {"en": "Chinese pumps are not cheap any more", "zh": "现在价格也不便宜"}, objection="price"
            ),
        ],
        questions=[
            {
                "key": "medium",
                "asks": {"en": "Which liquids, how much, how hot?", "zh": "什么介质、流量、温度？"},
                "fills": "demand",
                "required": True,
            },
            {
                "key": "next_project",
                "asks": {"en": "Which project comes next, and when?", "zh": "下一个项目是什么，什么时候？"},
                "fills": "future_need",
            },
            {
                "key": "decides",
                "asks": {"en": "Who decides on equipment?", "zh": "设备采购由谁决定？"},
                "fills": "decision_process",
            },
        ],
        objections=["has_supplier", "price"],
    ),
    _LATER,
    _CLOSE,
)
FOLLOW_UP = (
    _part(
        "opening",
        {"en": "Opening", "zh": "开场"},
        {
            "en": "Good morning {contact}, {rep} of Orient Pumps. We spoke about pumps for {customer}. Is it a good"
            " moment?",
            "zh": "{contact}，您好，我是东方泵业的{rep}。上次聊到{customer}用的泵，现在方便吗？",
        },
        branches=[_branch("go_on", _GO_ON, section="recap"), _branch("busy", _BUSY, section="later")],
    ),
    _part(
        "recap",
        {"en": "Recap", "zh": "回顾"},
        {
            "en": "Last time you told me what you pump and what the seals cost you. What has changed since?",
            "zh": "上次您说到输送的介质和密封件的费用。这段时间有什么变化？",
        },
        branches=[
            _branch("moves", {"en": "We are moving ahead", "zh": "项目在推进"}, section="offer"),
            _branch("dear", {"en": "Too dear", "zh": "价格偏高"}, objection="price"),
            _branch("slow", {"en": "You take too long", "zh": "交期太长"}, objection="delivery_time"),
        ],
        questions=[
            {
                "key": "seal_cost",
                "asks": {"en": "What do seals and standstill cost you a year?", "zh": "密封件和停机一年花多少？"},
                "fills": "latent_need",
            }
        ],
        objections=["price", "delivery_time"],
    ),
    _part(
        "offer",
        {"en": "Offer", "zh": "方案"},
        {
            "en": "Then let me quote {product} for the duty point you named, with the drawing, by Thursday.",
            "zh": "那我周四前按您说的工况给您报 {product}，附图纸。",
        },
        questions=[
            {
                "key": "quantity",
                "asks": {"en": "How many, and for when?", "zh": "几台，什么时候要？"},
                "fills": "current_need",
                "required": True,
            }
        ],
        branches=[_branch("yes", {"en": "Please do", "zh": "请报价"}, section="closing")],
    ),
    _LATER,
    _CLOSE,
)
QUOTE = (
    _part(
        "opening",
        {"en": "Opening", "de": "Eröffnung", "zh": "开场"},
        {
            "en": "Good morning {contact}, {rep} of Orient Pumps. It is about our quotation “{opportunity}”. Does it"
            " suit you now?",
            "de": "Guten Tag {contact}, {rep} von Orient Pumps. Es geht um unser Angebot „{opportunity}“. Passt es"
            " gerade?",
            "zh": "{contact}，您好，东方泵业{rep}。关于“{opportunity}”的报价，现在方便吗？",
        },
        branches=[_branch("go_on", _GO_ON, section="payment"), _branch("busy", _BUSY, section="later")],
    ),
    _part(
        "payment",
        {"en": "Payment", "de": "Zahlung", "zh": "付款方式"},
        {
            "en": "{contact}, we can offer 30 % with the order and 70 % before shipment, and keep the delivery at"
            " eight weeks. Would that work for your finance department?",
            "de": "{contact}, wir können 30 % mit der Bestellung und 70 % vor Versand anbieten und bei acht Wochen"
            " Lieferzeit bleiben. Geht das für Ihre Finanzabteilung?",
            "zh": "{contact}，我们可以 30% 预付、70% 发货前付，交期保持八周。贵司财务能接受吗？",
        },
        branches=[
            _branch(
                "after",
                {
                    "en": "Yes, but pay after shipment",
                    "de": "Ja, aber Zahlung nach Versand",
                    "zh": "接受，但希望发货后付",
                },
                objection="payment_terms",
            ),
            _branch(
                "dearer",
                {"en": "A local maker is cheaper", "de": "Ein hiesiger ist billiger", "zh": "比本地厂家贵"},
                objection="price",
            ),
            _branch(
                "discuss",
                {"en": "Has to discuss it", "de": "Muss es besprechen", "zh": "要内部讨论"},
                section="later",
            ),
        ],
        questions=[
            {
                "key": "who_signs",
                "asks": {
                    "en": "Who signs off payment terms?",
                    "de": "Wer gibt die Zahlungsbedingungen frei?",
                    "zh": "付款条件由谁批准？",
                },
                "fills": "decision_process",
                "required": True,
            },
            {
                "key": "shutdown",
                "asks": {
                    "en": "Which shutdown window do you plan for?",
                    "de": "Welchen Stillstand planen Sie dafür?",
                    "zh": "计划在哪次停机检修安装？",
                },
                "fills": "future_need",
            },
        ],
        objections=["price", "payment_terms", "delivery_time"],
    ),
    _LATER,
    _CLOSE,
)


Parts = Sequence[dict[str, Any]]
OWN_WORDING = 0.35
"""Of the calls of whoever has a wording of their own."""
BY_SCRIPT = 0.7


@dataclass(frozen=True, slots=True)
class Told:
    """A version and since when calls were made by it."""

    version_id: uuid.UUID
    since: datetime
    parts: Parts


@dataclass(frozen=True, slots=True)
class Plot:
    """A script of the demo; `ages`: how many days ago each version came into use, the oldest first."""

    name: str
    name_zh: str
    scenario: Scenario | None
    languages: tuple[str, ...]
    parts: Parts
    ages: tuple[int, ...]
    notes: tuple[str, ...]
    market: str | None = None
    draft: str | None = None


PLOTS = (
    Plot(
        "First contact, pumps",
        "首次联系 · 泵类",
        Scenario.FIRST_CONTACT,
        ("en", "zh"),
        FIRST_CONTACT,
        (340, 120),
        ("首版", "开场缩短，先问介质 Shorter opening"),
    ),
    Plot(
        "Follow-up, general",
        "跟进 · 通用",
        None,
        ("en", "zh"),
        FOLLOW_UP,
        (340, 150),
        ("首版", "加密封成本算法 Seal cost worked out"),
        draft="报价前先问检修窗口",
    ),
    Plot(
        "Quote follow-up, Western Europe",
        "报价跟进 · 西欧",
        Scenario.QUOTE_FOLLOW_UP,
        ("en", "de"),
        QUOTE,
        (200,),
        ("首个德文版",),
        market="DE",
    ),
)


async def add_scripts(session: WriteSession, scene: Scene, founded: Company) -> Mapping[Scenario | None, list[Told]]:
    """Writes them as the lead does, approved by the manager. Gives the versions by what a call is for (None: any)."""
    known = await actors(session)
    lead, manager = (known[founded.people[mailbox].id] for mailbox in ("lead", "manager"))
    told: dict[Scenario | None, list[Told]] = {}
    for plot in PLOTS:
        await live(session, scene.now - timedelta(days=plot.ages[0] + 5), lead.user_id)
        script = await service.create(
            session,
            lead,
            ScriptCreate(
                name=plot.name,
                name_zh=plot.name_zh,
                scenario=plot.scenario,
                languages=list(plot.languages),
                market_id=scene.markets[plot.market] if plot.market else None,
            ),
        )
        told[plot.scenario] = await _versions(session, scene, plot, script.id, lead, manager)
    spoken = told[None][-1]
    rep = known[founded.people["rep"].id]
    await live(session, spoken.since + timedelta(days=9), rep.user_id)
    await service.put(session, rep, spoken.version_id, AdaptationPut(sections=OWN))
    await live(session, scene.now)
    return told


async def _versions(
    session: WriteSession, scene: Scene, plot: Plot, script_id: uuid.UUID, lead: Actor, manager: Actor
) -> list[Told]:
    told = []
    for number, (age, note) in enumerate(zip(plot.ages, plot.notes, strict=True)):
        # The first version had less to say than the later ones.
        parts = [part for part in plot.parts if number == len(plot.ages) - 1 or part["key"] != "recap"]
        at = scene.now - timedelta(days=age)
        version_id = await _write(session, at, script_id, lead, note, _whole(parts), first=number == 0)
        await _move(session, at + timedelta(hours=1), lead, version_id, "submit")
        await _move(session, at + timedelta(hours=5), manager, version_id, "approve")
        told.append(Told(version_id, at + timedelta(hours=5), parts))
    if plot.draft:
        await _write(session, scene.now - timedelta(days=2), script_id, lead, plot.draft, _whole(plot.parts))
    return told


def _whole(parts: Parts) -> dict[str, Any]:
    """What a version says: its parts, without branches to parts it does not have, and the answers."""
    keys = {part["key"] for part in parts}
    sections = [
        part | {"branches": [one for one in part.get("branches", ()) if one.get("section") in {None, *keys}]}
        for part in parts
    ]
    answers = [{"objection": code, "answer": answer} for code, answer in ANSWERS]
    return {"sections": sections, "objections": answers}


async def _write(
    session: WriteSession,
    at: datetime,
    script_id: uuid.UUID,
    lead: Actor,
    note: str,
    content: dict[str, Any],
    *,
    first: bool = False,
) -> uuid.UUID:
    await live(session, at, lead.user_id)
    if first:
        version = await service.first_of(session, script_id)
    else:
        version = await service.create_version(session, lead, script_id, VersionCreate())
    given = VersionUpdate.model_validate({"note": note, "content": content})
    version_id = version.id
    await service.change_version(session, lead, version_id, given, version.version)
    return version_id


async def _move(session: WriteSession, at: datetime, by: Actor, version_id: uuid.UUID, name: str) -> None:
    await live(session, at, by.user_id)
    version = await load_version(session, by, version_id)
    await service.move(session, by, version_id, name, VersionMove(), version.version)


def speak_by(told: Mapping[Scenario | None, list[Told]], founded: Company, rows: Rows) -> None:
    """Most calls of the year were made by a script: the first one of a customer, and those that follow it. One rep says
    the script in use for follow-ups in her own words, now and then."""
    adapted = (founded.people["rep"].id, told[None][-1].version_id)
    rng = random.Random("scripts")  # noqa: S311 — invented data
    reached: set[uuid.UUID] = set()
    for at, record in enumerate(rows[RecordRow]):
        scenario = None if record.customer_id in reached else Scenario.FIRST_CONTACT
        if record.reached:
            reached.add(record.customer_id)
        spoken = [one for one in told[scenario] if one.since <= record.started_at]
        if record.direction == Direction.OUTBOUND and spoken and rng.random() < BY_SCRIPT:
            own = (record.author_id, spoken[-1].version_id) == adapted and rng.random() < OWN_WORDING
            used = _use(rng, record, spoken[-1].parts) | {"adapted": own}
            rows[RecordRow][at] = record._replace(
                script_version_id=spoken[-1].version_id, script_use=orjson.dumps(used).decode()
            )


def _use(rng: random.Random, record: RecordRow, parts: Parts) -> dict[str, Any]:
    """How far it came: nowhere where nobody answered, and further the clearer the intent."""
    connected = record.disposition == Disposition.CONNECTED
    keys = [part["key"] for part in parts]
    staying = 0.72 if record.intent_level in (None, "none") else 0.93
    sections: list[str] = []
    for key in keys if connected else ():
        if key != "later":
            sections.append(key)
        if rng.random() > staying:
            break
    questions = [one["key"] for part in parts if part["key"] in sections for one in part.get("questions", ())]
    return {
        "language": "en",
        "sections": sections,
        "branches": [],
        "objections": record.objections,
        "checks": ["introduced", "purpose", "recap", "no_pressure"][: rng.randint(2, 4)] if connected else [],
        "answered": [key for key in questions if rng.random() < 0.6],
    }
