"""A day at the telephone, by the client made from the contract: `journey.py BASE_URL EMAIL PASSWORD`.

It signs in, makes a key, enters a customer and a person there, plans a call, makes it, moves a plan and a complaint,
reads pages and reads each kind of refusal by its type. Run by tests/contract; worth reading as an example.
"""

import sys
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from meridian_client import AuthenticatedClient, Client
from meridian_client.api.complaints import (
    create_complaint,
    move_complaint_contact,
    move_complaint_resolve,
    move_complaint_withdraw,
)
from meridian_client.api.customers import (
    create_contact,
    create_customer,
    get_customer,
    list_customers,
    search_customers,
    update_customer,
)
from meridian_client.api.identity import create_api_key
from meridian_client.api.plans import (
    create_contact_plan,
    create_contact_plan_item,
    get_planned_contact,
    move_contact_plan_activate,
)
from meridian_client.api.records import create_call_record
from meridian_client.api.session import sign_in
from meridian_client.models import (
    ApiKeyCreate,
    ApiKeyCreated,
    CallRecordCreate,
    ComplaintCreate,
    ComplaintMoveContact,
    ComplaintMoveResolve,
    ComplaintMoveWithdraw,
    ComplaintRead,
    ComplaintState,
    ContactCreate,
    ContactRead,
    ContactRecordLogged,
    CustomerCreate,
    CustomerLinePage,
    CustomerRead,
    CustomersAnd,
    CustomersSearch,
    CustomersSourceChannelComparison,
    CustomersSourceChannelComparisonField,
    CustomersTextFragmentComparison,
    CustomersTextFragmentComparisonField,
    CustomerUpdate,
    Disposition,
    FragmentOperator,
    IntentLevel,
    ItemState,
    Method,
    NoNextStep,
    Permission,
    PhoneIn,
    PlanCreate,
    PlanDetail,
    PlanKind,
    PlannedContactAdd,
    PlannedContactRead,
    Problem,
    ProblemCode,
    SessionRead,
    SignIn,
    SourceChannel,
)
from meridian_client.types import UNSET, Response, Unset

T = TypeVar("T")
ALLOWED = [
    Permission.CUSTOMERREAD,
    Permission.CUSTOMERWRITE,
    Permission.PLANREAD,
    Permission.PLANWRITE,
    Permission.RECORDREAD,
    Permission.RECORDWRITE,
    Permission.COMPLAINTREAD,
    Permission.COMPLAINTWRITE,
]


def got(answer: Response[Any], status: int, kind: type[T]) -> T:
    """What was answered, which must have that status and be of that type."""
    assert answer.status_code == status, (answer.status_code, answer.content)
    assert isinstance(answer.parsed, kind), answer.parsed
    return answer.parsed


def refused(answer: Response[Any], status: int, code: ProblemCode) -> Problem:
    """The typed refusal."""
    problem = got(answer, status, Problem)
    assert problem.code is code, problem
    assert problem.status == status
    return problem


def version(answer: Response[Any]) -> str:
    """The ETag, to be sent with the next change."""
    return str(answer.headers["ETag"])


def key(base: str, email: str, password: str) -> str:
    """Signs in as a browser does and makes a key with just the permissions that are needed."""
    browser = Client(base_url=base)
    signed_in = sign_in.sync_detailed(client=browser, body=SignIn(email=email, password=password))
    assert got(signed_in, 201, SessionRead).user.email == email
    cookie = signed_in.headers["Set-Cookie"].partition(";")[0].partition("=")
    wanted = ApiKeyCreate(name="Journey", permissions=ALLOWED, expires_at=datetime.now(UTC) + timedelta(days=30))
    made = create_api_key.sync_detailed(client=browser.with_cookies({cookie[0]: cookie[2]}), body=wanted)
    secret = got(made, 201, ApiKeyCreated).secret
    assert secret is not None
    return secret


def enter_customer(client: AuthenticatedClient, name: str) -> CustomerRead:
    """Once, although it is sent twice; its like is refused with whom it resembles."""
    body, once = CustomerCreate(name=name, source_channel=SourceChannel.EXHIBITION, country="DE"), str(uuid4())
    first = create_customer.sync_detailed(client=client, body=body, idempotency_key=once)
    customer = got(first, 201, CustomerRead)
    assert first.headers["Location"] == f"/v1/customers/{customer.id}"
    again = create_customer.sync_detailed(client=client, body=body, idempotency_key=once)
    assert got(again, 201, CustomerRead).id == customer.id
    assert again.headers["Idempotency-Replayed"] == "true"
    resembling = create_customer.sync_detailed(client=client, body=body)
    problem = refused(resembling, 409, ProblemCode.POSSIBLE_DUPLICATE)
    assert isinstance(problem.matches, list)
    assert [match.customer_id for match in problem.matches] == [customer.id]
    return customer


def change_customer(client: AuthenticatedClient, customer_id: UUID) -> None:
    """The version read is sent with the change; whoever has an old one is told the present one."""
    read = get_customer.sync_detailed(customer_id, client=client)
    city, before = CustomerUpdate(city="Hamburg"), version(read)
    changed = update_customer.sync_detailed(customer_id, client=client, body=city, if_match=before)
    assert got(changed, 200, CustomerRead).city == "Hamburg"
    late = update_customer.sync_detailed(customer_id, client=client, body=city, if_match=before)
    problem = refused(late, 412, ProblemCode.VERSION_MISMATCH)
    assert f'"{problem.current_version}"' == version(changed) == version(late)
    wrong = update_customer.sync_detailed(
        customer_id, client=client, body=CustomerUpdate(website="not a page"), if_match=version(changed)
    )
    invalid = refused(wrong, 422, ProblemCode.INVALID)
    assert invalid.errors
    assert [fault.pointer for fault in invalid.errors] == ["/website"]


def plan_call(client: AuthenticatedClient, customer_id: UUID, contact_id: UUID, now: datetime) -> PlannedContactRead:
    """A running plan with one call in it; a move that its state does not know is refused with those it knows."""
    wanted = PlanCreate(kind=PlanKind.FOLLOW_UP, name=f"Journey {uuid4().hex[:8]}")
    drafted = create_contact_plan.sync_detailed(client=client, body=wanted)
    plan = got(drafted, 201, PlanDetail)
    item = create_contact_plan_item.sync_detailed(
        plan.id,
        client=client,
        body=PlannedContactAdd(
            customer_id=customer_id,
            contact_id=contact_id,
            method=Method.PHONE,
            aim="Agree on a trial order",
            due_on=(now + timedelta(days=3650)).date(),
            outside_hours_reason="They expect it, even on a Sunday",
        ),
    )
    planned = got(item, 201, PlannedContactRead)
    running = move_contact_plan_activate.sync_detailed(plan.id, client=client, if_match=version(drafted))
    assert "cancel" in got(running, 200, PlanDetail).allowed_moves
    early = move_contact_plan_activate.sync_detailed(plan.id, client=client, if_match=version(running))
    problem = refused(early, 409, ProblemCode.WRONG_STATE)
    assert isinstance(problem.allowed_moves, list)
    assert "cancel" in problem.allowed_moves
    return planned


def call(client: AuthenticatedClient, planned: PlannedContactRead, now: datetime) -> ContactRecordLogged:
    """The call that was planned: what came of it, and what is next."""
    logged = create_call_record.sync_detailed(
        client=client,
        body=CallRecordCreate(
            customer_id=planned.customer_id,
            contact_id=planned.contact_id,
            planned_item_id=planned.id,
            started_at=now - timedelta(minutes=5),
            disposition=Disposition.CONNECTED,
            outcome="Wants a quotation",
            key_points="Two lines to be equipped by July; price matters",
            intent_level=IntentLevel.MEDIUM,
            next_step=NoNextStep(kind="none", reason="Asked to wait"),
        ),
    )
    record = got(logged, 201, ContactRecordLogged)
    carried_out = get_planned_contact.sync_detailed(planned.id, client=client)
    assert got(carried_out, 200, PlannedContactRead).state is ItemState.DONE
    return record


def complain(client: AuthenticatedClient, customer_id: UUID, record_id: UUID) -> None:
    """Each move has a body of its own; one out of turn is refused."""
    made = create_complaint.sync_detailed(
        client=client,
        body=ComplaintCreate(
            customer_id=customer_id,
            contact_record_id=record_id,
            channel=Method.PHONE,
            product="X200-B, seal kit",
            reason="The seal leaks after a month",
            wanted_solution="A new seal, free of charge",
            listened=True,
        ),
    )
    complaint = got(made, 201, ComplaintRead)
    words = ComplaintMoveResolve(done="Seal replaced", done_at=datetime.now(UTC))
    early = move_complaint_resolve.sync_detailed(complaint.id, client=client, body=words, if_match=version(made))
    assert refused(early, 403, ProblemCode.FORBIDDEN).permission
    contacted = move_complaint_contact.sync_detailed(
        complaint.id,
        client=client,
        body=ComplaintMoveContact(contact_record_id=record_id, apologised=True),
        if_match=version(made),
    )
    assert got(contacted, 200, ComplaintRead).state is ComplaintState.CONTACTED
    withdrawn = move_complaint_withdraw.sync_detailed(
        complaint.id,
        client=client,
        body=ComplaintMoveWithdraw(reason="It was another maker's seal"),
        if_match=version(contacted),
    )
    assert got(withdrawn, 200, ComplaintRead).state is ComplaintState.CONFIRMED


def read_pages(client: AuthenticatedClient, mark: str, names: set[str]) -> None:
    """Every page of a list, then the same by a search."""
    found: set[str] = set()
    cursor: str | Unset | None = UNSET
    while cursor is not None:
        answer = list_customers.sync_detailed(client=client, name_contains=[mark], limit=2, cursor=cursor)
        page = got(answer, 200, CustomerLinePage)
        assert len(page.items) <= 2
        found |= {line.name for line in page.items}
        cursor = page.next_cursor
    assert found == names
    both = CustomersAnd(
        and_=[
            CustomersTextFragmentComparison(
                field=CustomersTextFragmentComparisonField.NAME, op=FragmentOperator.CONTAINS, value=mark
            ),
            CustomersSourceChannelComparison(
                field=CustomersSourceChannelComparisonField.SOURCE_CHANNEL, value=[SourceChannel.EXHIBITION]
            ),
        ]
    )
    searched = search_customers.sync_detailed(client=client, body=CustomersSearch(filter_=both))
    assert {line.name for line in got(searched, 200, CustomerLinePage).items} == names
    wrong = list_customers.sync_detailed(client=client, cursor="not a cursor")
    assert [fault.code for fault in refused(wrong, 422, ProblemCode.INVALID).errors or ()] == ["cursor_invalid"]


def main(base: str, email: str, password: str, now: datetime) -> None:
    client = AuthenticatedClient(base_url=base, token=key(base, email, password))
    mark = uuid4().hex[:8]
    names = {f"{place} {mark} GmbH" for place in ("Hafenwerk", "Nordlicht", "Sankt Pauli")}
    customers = [enter_customer(client, name) for name in sorted(names)]
    customer_id = customers[0].id
    change_customer(client, customer_id)
    person = ContactCreate(name="Anna Petersen", phones=[PhoneIn(number="+49 40 3690 1234")])
    contact = got(create_contact.sync_detailed(customer_id, client=client, body=person), 201, ContactRead)
    record = call(client, plan_call(client, customer_id, contact.id, now), now)
    complain(client, customer_id, record.id)
    read_pages(client, mark, names)
    unknown = get_customer.sync_detailed(uuid4(), client=client)
    refused(unknown, 404, ProblemCode.NOT_FOUND)
    stranger = AuthenticatedClient(base_url=base, token="mk_" + uuid4().hex)
    refused(get_customer.sync_detailed(customer_id, client=stranger), 401, ProblemCode.NOT_SIGNED_IN)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], datetime.now(UTC))
