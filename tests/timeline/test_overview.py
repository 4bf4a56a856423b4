"""One customer counted: what its page says beside its parts is what the lists show."""

from datetime import date
from decimal import Decimal

from meridian.customers.models import Contact, InstalledProduct, Need, Order
from meridian.kernel.db.session import Database
from meridian.records.models import ContactRecord
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.plans import active_plan
from tests.support.world import World


async def test_everything_is_counted_within_ones_rights(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    rep = world.people["rep"]
    async with db.write(actor_id=rep) as session:
        session.add_all(
            [Contact(customer_id=customer, name="A"), Contact(customer_id=customer, name="B", active=False)]
        )
        session.add_all(Need(customer_id=customer, kind="current", description="x", state=s) for s in ("open", "met"))
        session.add(InstalledProduct(customer_id=customer, model="X200"))
        session.add_all(
            Order(customer_id=customer, number=str(n), ordered_on=day, currency=currency, amount=Decimal(amount))
            for n, (day, currency, amount) in enumerate(
                [(date(2026, 3, 1), "EUR", "10"), (date(2026, 3, 31), "EUR", "20"), (date(2025, 12, 1), "CNY", "5")]
            )
        )
        session.add_all(
            ContactRecord(customer_id=customer, author_id=rep, method=method, reached=True, started_at=session.now)
            for method in ("visit", "email", "email")
        )
    opportunity = {"customer_id": str(customer), "title": "Pumps"}
    await api.post("/v1/opportunities", json=opportunity, expect=201)
    complaint = {"customer_id": str(customer), "channel": "email", "reason": "The seal leaks"}
    await api.post("/v1/complaints", json=complaint, expect=201)
    await active_plan(api, customer)
    path = f"/v1/customers/{customer}"
    overview = (await api.get(f"{path}/overview", expect=200)).json()
    counts = {name: value for name, value in overview.items() if isinstance(value, int)}
    assert counts == {
        "contacts": 1,
        "needs": 1,
        "installed_products": 1,
        "opportunities": 1,
        "complaints": 1,
        "members": 0,
        "opt_outs": 0,
        "consents": 0,
    }
    assert overview["orders"] == [
        {"month": "2026-03-01", "count": 2, "amount": {"amount": "30.00", "currency": "EUR"}},
        {"month": "2025-12-01", "count": 1, "amount": {"amount": "5.00", "currency": "CNY"}},
    ]
    for entry in overview["timeline"]:
        params = {"kind": entry["kind"], "count": "exact"} | ({"method": entry["method"]} if entry["method"] else {})
        assert (await api.get(f"{path}/timeline", params=params, expect=200)).json()["total"] == entry["count"]
    total = (await api.get(f"{path}/timeline?count=exact", expect=200)).json()["total"]
    assert sum(entry["count"] for entry in overview["timeline"]) == total
    mails = next(e for e in overview["timeline"] if (e["kind"], e["method"]) == ("contact_record", "email"))
    assert mails["count"] == 2

    specialist = (await api.get(f"{path}/overview", who="specialist", expect=200)).json()
    assert "planned_contact" not in {entry["kind"] for entry in specialist["timeline"]}
    assert (specialist["opportunities"], specialist["complaints"]) == (1, 0), "no department's complaint of theirs"
    await api.get(f"{path}/overview", who="other_rep", expect=404)
    await api.get(f"{path}/overview", who="administrator", expect=403)
