"""Random moves by random people, told apart from a plain model by nothing: no forbidden state is ever reached."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as proving
from hypothesis import strategies as st
from sqlalchemy import update

from meridian.kernel.db.session import Database
from meridian.opportunities.models import Milestone
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.opportunities import (
    AMOUNT,
    LOSS,
    NEEDS,
    milestone_in,
    open_opportunity,
    opportunity_now,
    signed_contract,
)
from tests.support.records import log_call
from tests.support.world import World

MANAGERS = {"manager", "deputy", "director"}
WRITERS = {"rep", "lead", "program"} | MANAGERS
READERS = {"service", "auditor", "analyst"}
PEOPLE = sorted(WRITERS | READERS | {"other_rep", "other_lead", "administrator"})
EARLY = {"potential", "interested", "needs_defined", "negotiation"}
SIGNED = {"contract_signed", "execution"}
# move → from where, to where, by whom
MOVES: dict[str, tuple[set[str], str, set[str]]] = {
    "confirm_interest": ({"potential"}, "interested", WRITERS),
    "define_needs": ({"interested"}, "needs_defined", WRITERS),
    "negotiate": ({"needs_defined"}, "negotiation", WRITERS),
    "sign_contract": ({"negotiation"}, "contract_signed", WRITERS),
    "start_execution": ({"contract_signed"}, "execution", WRITERS),
    "complete": ({"execution"}, "completed", WRITERS),
    "return_to_potential": ({"interested", "needs_defined", "negotiation"}, "potential", WRITERS),
    "return_to_interested": ({"needs_defined", "negotiation"}, "interested", WRITERS),
    "return_to_needs_defined": ({"negotiation"}, "needs_defined", WRITERS),
    "return_to_negotiation": (SIGNED, "negotiation", MANAGERS),
    "return_to_contract_signed": ({"execution"}, "contract_signed", MANAGERS),
    "lose": (EARLY, "lost", WRITERS),
    "cancel": (SIGNED, "cancelled", MANAGERS),
}
ASKED = {
    "confirm_interest": {"connected_contact", "intent_level_low", "open_follow_up"},
    "define_needs": {"needs_description", "product_lines", "expected_purchase_date", "competitors"},
    "negotiate": {"solution_proposal", "amount", "decision_maker"},
    "sign_contract": {
        "contract_number",
        "signing_date",
        "contract_amount",
        "payment_terms",
        "delivery_terms",
        "contract_file",
    },
    "start_execution": {"delivery_milestone", "payment_milestone"},
    "complete": {"milestones_done"},  # the revisit is planned by the move itself
    "lose": {"lost_reason", "lessons_learned"},
}
# What a request may bring along: the deeds of people fulfil the rest.
BROUGHT = {
    "confirm_interest": {"open_follow_up"},
    "define_needs": ASKED["define_needs"],
    "negotiate": ASKED["negotiate"],
    "sign_contract": ASKED["sign_contract"],
    "lose": ASKED["lose"],
}
DEEDS = {
    "call": {"connected_contact", "intent_level_low"},
    "agree_on_milestones": {"delivery_milestone", "payment_milestone"},
    "carry_out": {"milestones_done"},
}


@dataclass
class Model:
    """What an opportunity is, in the plainest words."""

    state: str = "potential"
    holds: set[str] = field(default_factory=set)
    stays: list[str] = field(default_factory=lambda: ["potential"])

    def deed(self, name: str) -> None:
        if name == "carry_out" and "delivery_milestone" not in self.holds:
            return
        self.holds |= DEEDS[name]
        if name == "agree_on_milestones":
            self.holds -= {"milestones_done"}

    def answer(self, name: str, who: str, complete: bool) -> tuple[int, set[str]]:
        """The status that must come and the faults it must list, having made the move if it is allowed."""
        sources, target, allowed = MOVES[name]
        if who == "administrator":
            return 403, set()
        if who in ("other_rep", "other_lead"):
            return 404, set()
        if who not in allowed:
            return 403, set()
        if self.state not in sources:
            return 409, set()
        if name not in ASKED:
            if not complete:
                return 422, {"missing"}
        else:
            holds = self.holds | (BROUGHT.get(name, set()) if complete else set())
            if missing := ASKED[name] - holds:
                return 409, missing
            self.holds = holds
        self.state = target
        self.stays.append(target)
        return 200, set()

    def allowed(self, who: str) -> set[str]:
        return {name for name, (sources, _, people) in MOVES.items() if self.state in sources and who in people}


async def body_of(api: Api, name: str, who: str, step: int, contact_id: uuid.UUID) -> dict[str, Any]:
    """All that a move can be given."""
    match name:
        case "confirm_interest":
            return {"follow_up": {"aim": "Hear more", "due_on": str(date(2026, 5, 1) + timedelta(days=step))}}
        case "define_needs":
            return NEEDS
        case "negotiate":
            return {"proposal": {"summary": "Two"}, "amount": AMOUNT, "decision_maker_id": str(contact_id)}
        case "sign_contract":
            return {"contract": await signed_contract(api, who=who) if who in WRITERS else {"number": "C-1"}}
        case "lose":
            return LOSS
    return {"reason": "Because"}


async def carry_out(api: Api, db: Database, opportunity: dict[str, Any], deed: str) -> None:
    if deed == "call":
        await log_call(api, opportunity["customer_id"])
    elif deed == "agree_on_milestones":
        await milestone_in(db, opportunity, "delivery")
        await milestone_in(db, opportunity, "payment")
    else:
        async with db.write() as session:
            of_it = Milestone.opportunity_id == uuid.UUID(opportunity["id"])
            await session.execute(update(Milestone).where(of_it).values(done_on=session.now.date()))


# Most steps go on: else few opportunities would come far.
FORWARD = st.tuples(st.just(None), st.sampled_from(sorted(WRITERS)), st.just(True))
ANY = st.tuples(st.sampled_from([*MOVES]), st.sampled_from(PEOPLE), st.booleans())
LIKELY = st.tuples(st.integers(0, 7), st.sampled_from(PEOPLE), st.booleans())
DEED = st.tuples(st.sampled_from([*DEEDS]), st.just("rep"), st.just(True))
STRAIGHT = {
    "potential": ["call", "confirm_interest"],
    "interested": ["define_needs"],
    "needs_defined": ["negotiate"],
    "negotiation": ["sign_contract"],
    "contract_signed": ["agree_on_milestones", "start_execution"],
    "execution": ["carry_out", "complete"],
}


def chosen(model: Model, wanted: str | int | None) -> str:
    """The move or deed named, else one of those that lead out of the state, else what comes next."""
    if isinstance(wanted, str):
        return wanted
    out = sorted(name for name, (sources, _, _) in MOVES.items() if model.state in sources)
    return out[wanted % len(out)] if wanted is not None and out else onwards(model)


def onwards(model: Model) -> str:
    steps = STRAIGHT.get(model.state, ["lose"])
    done = len(steps) == 2 and DEEDS[steps[0]] <= model.holds
    return steps[-1] if done else steps[0]


@proving(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
@given(steps=st.lists(FORWARD | FORWARD | FORWARD | LIKELY | ANY | DEED, min_size=8, max_size=24))
async def test_the_api_and_the_model_agree(
    api: Api, db: Database, world: World, steps: list[tuple[str | int | None, str, bool]]
) -> None:
    customer_id = await customer_in(db, world)
    contact_id = await contact_in(db, customer_id)
    opportunity, model = await open_opportunity(api, customer_id), Model()
    path = f"/v1/opportunities/{opportunity['id']}"
    for step, (wanted, who, complete) in enumerate(steps):
        name = chosen(model, wanted)
        before = await opportunity_now(api, opportunity["id"])
        if name in DEEDS:
            await carry_out(api, db, opportunity, name)
            model.deed(name)
            continue
        status, faults = model.answer(name, who, complete)
        body = await body_of(api, name, who, step, contact_id) if complete else {}
        answer = await api.post(f"{path}/moves/{name}", who=who, json=body, version=before["version"])
        assert answer.status_code == status, f"{name} by {who} from {model}: {answer.text}"
        assert {fault["code"] for fault in answer.json().get("errors", ())} == faults
        now = await opportunity_now(api, opportunity["id"])
        assert now["state"] == model.state
        if status != 200:
            assert now == before  # a refusal leaves nothing behind
        if who in WRITERS | READERS:
            assert set((await opportunity_now(api, opportunity["id"], who=who))["allowed_moves"]) == model.allowed(who)
    stays = (await api.get(f"{path}/stages", who="director", expect=200)).json()["items"]
    over = model.state in OPPORTUNITY.final
    assert [stay["state"] for stay in stays] == (model.stays[:-1] if over else model.stays)


def test_the_model_knows_every_move() -> None:
    assert {move.name for move in OPPORTUNITY.moves} == MOVES.keys()
