"""Random moves by random people, told apart from a plain model by nothing: no forbidden state is ever reached."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as proving
from hypothesis import strategies as st

from meridian.complaints.workflow import COMPLAINT
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.complaints import FINDINGS, OFFER, SCORES, call, register, shown
from tests.support.world import World

WRITERS = {"rep", "lead", "service", "director"}
HANDLERS = {"lead", "service", "director", "specialist"}
PEOPLE = sorted(WRITERS | HANDLERS | {"auditor", "analyst", "other_rep", "administrator"})
OPEN = {"registered", "contacted", "dispatched", "investigating", "proposed", "agreed", "resolved"}
GIVEN = {"dispatched", "investigating", "proposed", "agreed"}
# move → from where, to where, by whom. None: it stays.
MOVES: dict[str, tuple[set[str], str | None, set[str]]] = {
    "contact": ({"registered"}, "contacted", WRITERS),
    "dispatch": ({"contacted"}, "dispatched", HANDLERS),
    "start_investigation": ({"dispatched"}, "investigating", HANDLERS),
    "propose": ({"investigating"}, "proposed", HANDLERS),
    "agree": ({"proposed"}, "agreed", WRITERS),
    "refuse": ({"proposed"}, "investigating", WRITERS),
    "resolve": ({"agreed"}, "resolved", HANDLERS),
    "confirm": ({"resolved"}, "confirmed", WRITERS),
    "reopen": ({"resolved", "confirmed"}, "investigating", WRITERS),
    "archive": ({"confirmed"}, "archived", HANDLERS),
    "withdraw": (OPEN, "confirmed", WRITERS),
    "reassign": (GIVEN, None, HANDLERS),
    "hand_over": (OPEN, None, HANDLERS),
    "escalate": (OPEN, None, WRITERS | HANDLERS),
}
WRITES = {
    "findings": ("investigating", HANDLERS),
    "proposals": ("investigating", HANDLERS),
    "satisfaction-tries": ("resolved", WRITERS),
}
OWED = {
    "registered": {"complaint_contact"},
    "contacted": {"complaint_dispatch"},
    "dispatched": {"complaint_solution", "complaint_resolution"},
    "investigating": {"complaint_solution", "complaint_resolution"},
    "proposed": {"complaint_resolution"},
    "agreed": {"complaint_resolution"},
    "resolved": {"complaint_satisfaction"},
    "confirmed": {"complaint_archiving"},
}


@dataclass
class Model:
    """What a complaint is, in the plainest words."""

    state: str = "registered"
    round: int = 1
    level: int = 0
    department: str | None = None
    found: bool = False
    fresh_offer: bool = False
    tries: int = 0

    def sees(self, who: str) -> bool:
        return who != "other_rep" and (who != "specialist" or self.department == "product")

    def answer(self, name: str, who: str, complete: bool) -> int:
        """The status that must come, having made the move if it is allowed."""
        if who == "administrator":
            return 403
        if name in WRITES:
            return self._written(name, who)
        if not self.sees(who):
            return 404
        sources, target, allowed = MOVES[name]
        if who not in allowed:
            return 403
        if self.state not in sources or name == "hand_over":  # whoever heard it first stays
            return 409
        if not self._has(name, complete):
            return 422
        if name == "escalate" and self.level == 2:
            return 409
        self._enter(name, target)
        return 200

    def _written(self, name: str, who: str) -> int:
        state, allowed = WRITES[name]
        if who not in (allowed | {"other_rep"} if allowed is WRITERS else allowed):
            return 403
        if not self.sees(who):
            return 404
        if self.state != state:
            return 409
        self.tries += name == "satisfaction-tries"
        self.found |= name == "findings"
        self.fresh_offer |= name == "proposals"
        return 200 if name == "findings" else 201

    def _has(self, name: str, complete: bool) -> bool:
        match name:
            case "start_investigation":
                return True
            case "propose":
                return complete and self.found and self.fresh_offer
            case "confirm":
                return complete or self.tries >= 2
        return complete

    def _enter(self, name: str, target: str | None) -> None:
        if name in ("dispatch", "reopen"):
            self.department = "product"
        if name == "reassign":
            self.department = "customer_service"
        if name in ("propose", "reopen"):
            self.fresh_offer = False
        if name == "reopen":
            self.round, self.found, self.tries = self.round + 1, False, 0
        self.level += name == "escalate"
        self.state = target or self.state


def body_of(name: str, world: World, record: str, now: str) -> dict[str, Any]:
    """All that a move or a writing can ask for."""
    reason = {"reason": "Because"}
    product = {
        "department_id": str(world.departments["product"]),
        "responsible_id": str(world.people["specialist"]),
    }
    service = {
        "department_id": str(world.departments["customer_service"]),
        "responsible_id": str(world.people["service"]),
    }
    bodies: dict[str, dict[str, Any]] = {
        "contact": {"contact_record_id": record},
        "dispatch": product,
        "reopen": product | reason,
        "reassign": service | reason,
        "propose": {"told_channel": "phone"},
        "hand_over": {"first_responder_id": str(world.people["lead"])} | reason,
        "agree": {"note": "Fine"},
        "resolve": {"done": "Replaced", "done_at": now},
        "confirm": {"satisfaction": SCORES},
        "archive": {"root_cause_category": "other", "no_prevention_reason": "A single slip"},
        "findings": FINDINGS,
        "proposals": OFFER,
        "satisfaction-tries": {"channel": "phone", "note": "Nobody there"},
    }
    return bodies.get(name, {} if name == "start_investigation" else reason)


# Most steps go on: else few complaints would come far.
FORWARD = st.tuples(st.just(None), st.sampled_from(["director", "lead", "specialist"]), st.just(True))
ANY = st.tuples(st.sampled_from([*MOVES, *WRITES]), st.sampled_from(PEOPLE), st.booleans())
STRAIGHT = {
    "registered": ["contact"],
    "contacted": ["dispatch"],
    "dispatched": ["start_investigation"],
    "investigating": ["findings", "proposals", "propose"],
    "proposed": ["agree"],
    "agreed": ["resolve"],
    "resolved": ["confirm"],
    "confirmed": ["archive"],
    "archived": ["reopen"],
}


def onwards(model: Model) -> str:
    steps = STRAIGHT[model.state]
    return steps[model.found + model.fresh_offer if len(steps) == 3 else 0]


@proving(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
@given(steps=st.lists(FORWARD | FORWARD | ANY, min_size=8, max_size=24))
async def test_the_api_and_the_model_agree(
    api: Api, db: Database, world: World, clock: SettableClock, steps: list[tuple[str | None, str, bool]]
) -> None:
    clock.advance(timedelta(days=1))
    complaint, model = await register(api, db, world), Model()
    record = await call(api, complaint, clock)
    path = f"/v1/complaints/{complaint['id']}"
    for wanted, who, complete in steps:
        clock.advance(timedelta(days=1))
        name, version = wanted or onwards(model), (await shown(api, complaint))["version"]
        expected = model.answer(name, who, complete)
        body = body_of(name, world, record, clock.now().isoformat()) if complete or name in WRITES else {}
        method = "PUT" if name == "findings" else "POST"
        url = f"{path}/{name}" if name in WRITES else f"{path}/moves/{name}"
        answer = await api.request(method, url, who=who, version=version, json=body)
        assert answer.status_code == expected, f"{name} by {who} from {model}: {answer.text}"
        now = await shown(api, complaint)
        assert (now["state"], now["round"], now["escalation_level"]) == (model.state, model.round, model.level)
        assert now["first_responder_id"] == complaint["first_responder_id"]
        live = {d["kind"] for d in now["deadlines"] if d["met_at"] is None and d["cancelled_at"] is None}
        assert live == OWED.get(model.state, set())  # every open state owes something
        assert any(d["paused"] for d in now["deadlines"]) == (model.state == "proposed")
    stages = (await api.get(f"{path}/stages", who="director", expect=200)).json()["items"]
    assert [stage["entered_at"] for stage in stages[1:]] == [stage["left_at"] for stage in stages[:-1]]
    assert stages[-1]["state"] == model.state


def test_the_model_knows_every_move() -> None:
    assert {move.name for move in COMPLAINT.moves} == MOVES.keys()
