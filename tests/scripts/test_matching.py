"""Which script a call gets: the most specific that fits, explained; what it is for; what stands in its texts."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meridian.customers.rules import Category
from meridian.kernel.db.session import Database
from meridian.plans.rules import PlanKind
from meridian.policies.rules import IntentLevel, Stage
from meridian.scripts.matching.rules import Call, Candidate, Dimension, Situation, fits, language_for, scenario_of
from meridian.scripts.rules import Scenario
from tests.support.api import Api
from tests.support.customers import contact_in, create_customer
from tests.support.scripts import in_use

PLAIN = Situation(None, Category.INTERESTED, IntentLevel.LOW, True, None, None, False, date(2026, 3, 10))
CASES: list[tuple[dict[str, Any], Scenario]] = [
    ({}, Scenario.FOLLOW_UP),
    ({"intent": IntentLevel.NONE}, Scenario.NURTURE),
    ({"contacted": False}, Scenario.FIRST_CONTACT),
    ({"stage": Stage.NEGOTIATION}, Scenario.NEGOTIATION),
    ({"stage": Stage.NEGOTIATION, "offered": True}, Scenario.QUOTE_FOLLOW_UP),
    ({"last_order_on": date(2025, 3, 9)}, Scenario.WIN_BACK),
    ({"last_order_on": date(2025, 3, 10)}, Scenario.FOLLOW_UP),
    ({"occasion": PlanKind.REVISIT, "offered": True}, Scenario.REVISIT),
    ({"occasion": PlanKind.CARE}, Scenario.CARE),
]


@pytest.mark.parametrize(("known", "expected"), CASES)
def test_what_is_known_says_what_the_call_is_for(known: dict[str, Any], expected: Scenario) -> None:
    assert scenario_of(PLAIN._replace(**known)) is expected


def test_the_best_fit_contradicts_nothing_and_is_for_no_less_than_the_others() -> None:
    rng = random.Random(13)
    products, markets, segments = ([uuid.UUID(int=base + n) for n in range(3)] for base in (10, 20, 30))
    for _ in range(500):
        call = Call(
            rng.choice(list(Scenario)),
            rng.sample(products, rng.randint(0, 2)),
            rng.sample(segments, rng.randint(0, 2)),
            rng.choice([None, *markets]),
            rng.sample(["en", "de-CH", "pt-BR"], rng.randint(0, 2)),
        )
        candidates = [
            Candidate(
                uuid.UUID(int=100 + n),
                uuid.UUID(int=200 + n),
                rng.choice([None, *list(Scenario)[:2], call.scenario]),
                rng.choice([None, None, *products]),
                rng.choice([None, None, *segments]),
                rng.choice([None, None, *markets]),
                rng.sample(["en", "de", "pt"], 2),
                datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=rng.randint(0, 3)),
            )
            for n in range(8)
        ]
        found = fits(candidates, call)
        for fit in found:
            one = fit.candidate
            assert one.scenario in (None, call.scenario)
            assert one.market_id in (None, call.market)
            assert one.product_id is None or one.product_id in call.products
            assert one.segment_id is None or one.segment_id in call.segments
        fitting = {
            one.script_id
            for one in candidates
            if one.scenario in (None, call.scenario)
            and one.market_id in (None, call.market)
            and (one.product_id is None or one.product_id in call.products)
            and (one.segment_id is None or one.segment_id in call.segments)
        }
        assert {fit.candidate.script_id for fit in found} == fitting
        counts = [len(fit.dimensions) for fit in found]
        assert counts == sorted(counts, reverse=True)
        assert fits(list(reversed(candidates)), call) == found


def test_it_is_spoken_in_their_language_or_else_in_english() -> None:
    assert language_for(["en", "de"], ["fr", "de-AT"]) == "de"
    assert language_for(["de", "en"], ["fr"]) == "en"
    assert language_for(["de"], ["fr"]) == "de"


async def test_the_more_specific_script_is_chosen_and_says_why(api: Api, db: Database) -> None:
    product = {"code": f"p{uuid.uuid4().hex[:6]}", "name": "CP-200", "name_zh": "磁力泵"}
    cp200 = (await api.post("/v1/products", who="director", json=product, expect=201)).json()["id"]
    market = {"code": f"m{uuid.uuid4().hex[:6]}", "name": "DACH", "name_zh": "德语区", "countries": ["LI"]}
    dach = (await api.post("/v1/markets", who="director", json=market, expect=201)).json()["id"]
    view = {
        "list_name": "customers",
        "name": "Chemicals",
        "sharing": "company",
        "conditions": [{"field": "industry", "op": "eq", "values": ["Chemicals"]}],
    }
    segment = (await api.post("/v1/saved-views", who="director", json=view, expect=201)).json()["id"]
    general = await in_use(api, scenario="first_contact")
    specific = await in_use(api, scenario="first_contact", product_id=cp200, segment_id=segment, market_id=dach)
    other = await in_use(api, scenario="revisit", market_id=dach)
    customer = await create_customer(
        api,
        country="LI",
        industry="Chemicals",
        languages=["de"],
        zone="Europe/Vaduz",
        city="Vaduz",
        short_name="瓦杜兹化工",
    )
    contact = await contact_in(db, uuid.UUID(customer["id"]), name="Katrin Behrens")
    path = f"/v1/scripts/match?customer_id={customer['id']}&contact_id={contact}"
    without = (await api.get(path, expect=200)).json()
    assert (without["scenario"], without["chosen"]["script"]["id"]) == ("first_contact", general["id"])
    interest = {"product_id": cp200}
    await api.post(f"/v1/customers/{customer['id']}/product-interests", json=interest, expect=201)
    found = (await api.get(path, expect=200)).json()
    chosen = found["chosen"]
    assert chosen["script"]["id"] == specific["id"]
    assert chosen["fits"] == [*Dimension]
    assert (chosen["language"], chosen["language_spoken"]) == ("en", False)
    assert general["id"] in [one["script"]["id"] for one in found["others"]]
    assert found["values"] | {} == {
        "contact": "Katrin Behrens",
        "customer": customer["name"],
        "city": "Vaduz",
        "rep": "rep",
        "product": "CP-200",
    }
    asked = (await api.get(f"{path}&script_id={general['id']}", expect=200)).json()
    assert asked["chosen"]["script"]["id"] == general["id"]
    revisit = (await api.get(f"{path}&occasion=revisit", expect=200)).json()
    assert (revisit["scenario"], revisit["chosen"]["script"]["id"]) == ("revisit", other["id"])
    await api.get(path, who="foreign_rep", expect=404)
