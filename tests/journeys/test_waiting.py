"""Decisions that wait are told to who must act, and one list has them all (RV-4, RV-5, CR-5, CR-7, CR-10, CR-25)."""

from datetime import date
from typing import Any

from sqlalchemy import update

from meridian.customers.models import CustomerReview
from meridian.identity.models import User
from tests.support.complaints import ask_for, decide, walk
from tests.support.customers import customer_in
from tests.support.days import Days
from tests.support.exports import set_limit
from tests.support.plans import active_plan, add_item, create_plan, move_plan
from tests.support.policies import move, propose
from tests.support.records import log_call


async def waiting(days: Days, who: str, subject_id: Any) -> list[tuple[str, str]]:
    """What the person's one list says of the record."""
    path = f"/v1/waiting-for-me?subject_id={subject_id}"
    found = (await days.api.get(path, who=who, expect=200)).json()["items"]
    return [(one["reason"], one["demand"]) for one in found]


async def whom(days: Days, subject_id: Any, reason: str) -> list[str]:
    """Whose list has it."""
    people = [name for name in days.world.people if name not in ("administrator", "program", "auditor")]
    return [name for name in people if reason in dict(await waiting(days, name, subject_id))]


async def test_a_revisit_plan_waits_for_the_deputy_and_its_amendments_too(days: Days) -> None:
    api, customer_id = days.api, await customer_in(days.db, days.world)
    plan = await create_plan(api, who="manager", kind="revisit")
    item = await add_item(api, plan, customer_id, who="manager", method="visit", due_on="2026-04-20")
    await move_plan(api, plan, "submit", who="manager")
    await days.work()
    assert await whom(days, plan["id"], "plan_to_decide") == ["deputy"]
    assert await waiting(days, "deputy", plan["id"]) == [("plan_to_decide", "decide")]
    async with days.db.write() as session:  # the deputy has left: who stands above decides
        await session.execute(update(User).where(User.name == "deputy").values(active=False))
    await days.work()
    assert await whom(days, plan["id"], "plan_to_decide") == ["director"]
    async with days.db.write() as session:
        await session.execute(update(User).where(User.name == "deputy").values(active=True))
    await days.work()
    await move_plan(api, plan, "approve", who="deputy")
    await days.work()
    assert await whom(days, plan["id"], "plan_to_decide") == []
    change = {"reason": "They are away", "changes": [{"change": "remove", "item_id": item["id"]}]}
    await api.post(f"/v1/contact-plans/{plan['id']}/amendments", who="manager", json=change, expect=201)
    await days.work()
    assert await whom(days, plan["id"], "amendment_to_decide") == ["deputy"]


async def test_nobody_is_told_to_decide_about_their_own(days: Days) -> None:
    plan = await create_plan(days.api, who="deputy", kind="revisit")
    await add_item(
        days.api, plan, await customer_in(days.db, days.world), who="deputy", method="visit", due_on="2026-04-21"
    )
    await move_plan(days.api, plan, "submit", who="deputy")
    await days.work()
    assert await whom(days, plan["id"], "plan_to_decide") == ["director"]


async def test_a_large_export_waits_for_who_may_approve(days: Days) -> None:
    api = days.api
    await customer_in(days.db, days.world)
    await set_limit(api, 0)
    body = {"format": "csv", "columns": ["name"], "purpose": "Fair invitations"}
    asked = {
        who: (await api.post("/v1/exports", who=who, json=body, expect=201)).json() for who in ("lead", "director")
    }
    await days.work()
    assert await whom(days, asked["lead"]["id"], "export_to_decide") == ["deputy"]
    # Above the director there is nobody: a deputy decides.
    assert await whom(days, asked["director"]["id"], "export_to_decide") == ["deputy"]
    export = (await api.get(f"/v1/exports/{asked['lead']['id']}", who="deputy", expect=200)).json()
    path = f"/v1/exports/{export['id']}/moves/deny"
    await api.post(path, who="deputy", json={"reason": "No"}, version=export["version"], expect=200)
    await days.work()
    assert await whom(days, export["id"], "export_to_decide") == []


async def test_a_compensation_waits_for_the_role_whose_limit_reaches_it(days: Days) -> None:
    complaint = await walk(days.api, days.db, days.world, days.clock, "investigating")
    small, large = [await ask_for(days.api, complaint, amount) for amount in ("9000.00", "60000.00")]
    await days.work()
    assert await whom(days, complaint["id"], "compensation_to_decide") == ["manager", "director"]
    await decide(days.api, small, "approve", who="manager")
    await decide(days.api, large, "deny", who="director", reason="Too much")
    await days.work()
    assert await whom(days, complaint["id"], "compensation_to_decide") == []


async def test_a_key_customer_waits_for_another_persons_eyes(days: Days) -> None:
    customer_id = await customer_in(days.db, days.world, is_key=True)
    path = f"/v1/customers/{customer_id}/moves/submit"
    await days.api.post(path, json={}, version=1, expect=200)
    other_id = await customer_in(days.db, days.world, is_key=True, owner="lead")
    path = f"/v1/customers/{other_id}/moves/submit"
    await days.api.post(path, who="lead", json={}, version=1, expect=200)
    await days.work()
    assert await whom(days, customer_id, "customer_to_verify") == ["lead"]
    assert await whom(days, other_id, "customer_to_verify") == ["manager"]  # never oneself


async def test_an_answer_waits_for_who_asked(days: Days) -> None:
    api, customer_id = days.api, await customer_in(days.db, days.world)
    question = {
        "customer_id": str(customer_id),
        "department_id": str(days.world.departments["product"]),
        "question": "Does it stand brine?",
    }
    handoff = (await api.post("/v1/handoffs", json=question, expect=201)).json()
    path = f"/v1/handoffs/{handoff['id']}/moves"
    answered = await api.post(f"{path}/answer", who="specialist", json={"answer": "Yes"}, version=1, expect=200)
    await days.work()
    assert await waiting(days, "rep", handoff["id"]) == [("answer_to_tell", "act")]
    await api.post(f"{path}/tell", json={}, version=answered.json()["version"], expect=200)
    await days.work()
    assert await waiting(days, "rep", handoff["id"]) == []


async def test_overdue_file_reviews_and_missed_contacts_are_their_owners(days: Days) -> None:
    api, first, second = days.api, *[await customer_in(days.db, days.world, owner="rep2") for _ in range(2)]
    async with days.db.write() as session:
        owner_id = days.world.people["rep2"]
        session.add_all(
            CustomerReview(customer_id=each, owner_id=owner_id, due_on=date(2026, 3, 5)) for each in (first, second)
        )
    (item,) = await active_plan(api, first, who="rep2", due_on="2026-03-11")
    await days.until("03-12 09:00")
    owed = [("contact_missed", "act"), ("file_reviews_overdue", "act")]
    assert sorted(await waiting(days, "rep2", days.world.people["rep2"])) == owed
    told = (await api.get("/v1/waiting-for-me?reason=file_reviews_overdue", who="rep2", expect=200)).json()["items"]
    assert [one["facts"]["count"] for one in told] == [2]
    missed = (await api.get("/v1/waiting-for-me?reason=contact_missed", who="rep2", expect=200)).json()["items"]
    assert [(one["facts"]["count"], one["facts"]["due_on"]) for one in missed] == [(1, item["due_on"])]
    lead = (await api.get("/v1/alerts?reason=contact_missed", who="lead", expect=200)).json()["items"]
    assert [one["owner_name"] for one in lead] == ["rep2"]  # who leads sees it
    await log_call(api, first, who="rep2", started_at=days.clock.now())
    await days.work()
    assert await waiting(days, "rep2", days.world.people["rep2"]) == [("file_reviews_overdue", "act")]
    longest = (await api.get("/v1/waiting-for-me?demand=act", who="rep2", expect=200)).json()["items"]
    assert [one["since"] for one in longest] == sorted(one["since"] for one in longest)


async def test_a_change_of_policy_waits_for_who_can_confirm_it(days: Days) -> None:
    """A change of policy that takes two: the directors', and an administrator's where the only director proposed it."""
    api, key = days.api, "rep_daily_call_cap"

    async def lists(subject: dict[str, Any]) -> set[str]:
        people = [name for name in days.world.people if name != "program"]
        path = f"/v1/waiting-for-me?subject_id={subject['id']}"
        found = {name: (await api.get(path, who=name, expect=200)).json()["items"] for name in people}
        return {name for name, items in found.items() if [one["reason"] for one in items] == ["policy_to_confirm"]}

    by_director = await propose(api, key, value=60)
    await days.work()
    assert await lists(by_director) == {"administrator"}, "the only director does not confirm their own"
    await move(api, by_director, "deny", reason="No")
    by_administrator = await propose(api, key, value=60, who="administrator")
    await days.work()
    assert (await lists(by_director), await lists(by_administrator)) == (set(), {"director"})
    await move(api, by_administrator, "confirm", who="director")
    await days.work()
    assert await lists(by_administrator) == set()
