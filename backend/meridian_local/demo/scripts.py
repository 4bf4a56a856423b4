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
from meridian.scripts.queries import versions_load
from meridian.scripts.rules import Scenario
from meridian.scripts.schemas import AdaptationPut, ScriptCreate, VersionCreate, VersionMove, VersionUpdate
from meridian_local.demo import script_texts as texts
from meridian_local.demo.company import Company
from meridian_local.demo.past import actors, live
from meridian_local.demo.rows import RecordRow, Rows
from meridian_local.demo.scene import Scene

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
        texts.FIRST_CONTACT,
        (340, 120),
        ("首版", "开场缩短，先问介质 Shorter opening"),
    ),
    Plot(
        "Follow-up, general",
        "跟进 · 通用",
        None,
        ("en", "zh"),
        texts.FOLLOW_UP,
        (340, 150),
        ("首版", "加密封成本算法 Seal cost worked out"),
        draft="报价前先问检修窗口",
    ),
    Plot(
        "Quote follow-up, Western Europe",
        "报价跟进 · 西欧",
        Scenario.QUOTE_FOLLOW_UP,
        ("en", "de"),
        texts.QUOTE,
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
    await service.put(session, rep, spoken.version_id, AdaptationPut(sections=texts.OWN))
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
    answers = [{"objection": code, "answer": answer} for code, answer in texts.ANSWERS]
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
        version = await service.versions_create(session, lead, script_id, VersionCreate())
    given = VersionUpdate.model_validate({"note": note, "content": content})
    version_id = version.id
    await service.versions_change(session, lead, version_id, given, version.version)
    return version_id


async def _move(session: WriteSession, at: datetime, by: Actor, version_id: uuid.UUID, name: str) -> None:
    await live(session, at, by.user_id)
    version = await versions_load(session, by, version_id)
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
