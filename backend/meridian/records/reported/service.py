"""Taking in what systems report, merging it, attaching it to customers, making contact records of it."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from meridian.customers import queries as customers
from meridian.customers.matches import queries as matches
from meridian.customers.matches.rules import Best
from meridian.customers.models import Contact, Customer
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission, Role
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, NotFound, check_version, fault
from meridian.places.domains import parse_email
from meridian.places.phone_search import number_sought
from meridian.plans.models import PlannedContact
from meridian.plans.rules import Method
from meridian.plans.workflow import ITEM
from meridian.policies.definitions.calling import CALL_LOG_DEADLINE_MINUTES
from meridian.policies.queries import snapshot
from meridian.records import rules as record_rules
from meridian.records.context import Stage
from meridian.records.events import CONTACT_REPORTED, RECORD_CORRECTED
from meridian.records.models import ContactRecord, ReportedContact
from meridian.records.reported import queries
from meridian.records.reported.schemas import EMAIL, Attach, EmailReport, PhoneCallReport, Report
from meridian.records.rules import FOR_GOOD, REACHED, CallOutcome, Direction, Disposition, Fact, Facts, ReportedState
from meridian.records.schemas import CallRecordCreate, ContactRecordCreate
from meridian.records.service import log

_WRITE = Permission.RECORD_WRITE
_SAID_OF_CALLS = (
    *("direction", "number", "country", "agent_extension", "author_id", "customer_id", "contact_id", "cause"),
    *("planned_contact_id", "started_at", "answered_at", "ended_at", "ring_seconds", "talk_seconds", "outcome"),
)
UNNAMED = "(no subject)"


async def report_call(session: WriteSession, actor: Actor, body: PhoneCallReport) -> tuple[ReportedContact, bool]:
    """Takes in what a switch knows of a call; second: whether it is the first report of it.

    Reports of one call merge, in whatever order they come. Once it is over and it is known with whom and who of us it
    was, its contact record is there too: whole when nobody was reached, to be completed by its author when somebody
    was. 422 for a customer, person, colleague or planned contact that is not there; 409 when the id belongs to others.
    """
    await _check_extension(session, actor, body.agent_extension)
    said = {name: getattr(body, name) for name in _SAID_OF_CALLS}
    return await _take_in(session, actor, Method.PHONE, body.source, body.external_id, body, said)


async def report_email(session: WriteSession, actor: Actor, body: EmailReport) -> tuple[ReportedContact, bool]:
    """Takes in an e-mail, once for its Message-ID; second: whether it is the first report of it. Which side began it
    and who of ours it was follows from the addresses. 422 when none of ours is among them and no author is named."""
    message_id = body.message_id.strip("<> ")
    sender, others = _address(body.sender, "/from"), [_address(each, "/to") for each in (*body.to, *body.cc)]
    ours = await queries.users_by_email(session, [sender, *others])
    outbound = sender in ours
    first = ours.get(sender) or next((ours[each] for each in others if each in ours), None)
    theirs = [each for each in ((others if outbound else [sender]) if ours else [sender]) if each not in ours]
    said = {
        "direction": Direction.OUTBOUND if outbound else Direction.INBOUND,
        "author_id": body.author_id or first,
        "customer_id": body.customer_id,
        "contact_id": body.contact_id,
        "number": theirs[0] if theirs else sender,
        "addresses": theirs,
        "started_at": body.sent_at,
        "subject": body.subject,
        "excerpt": body.excerpt,
    }
    return await _take_in(session, actor, Method.EMAIL, EMAIL, message_id, body, said)


async def attach(
    session: WriteSession, actor: Actor, reported_id: uuid.UUID, method: Method, body: Attach, version: int
) -> ReportedContact:
    """Says with whom it was; from then on no report says otherwise. 404, 412; 409 once it is recorded."""
    reported = await queries.load(session, actor, reported_id, method)
    check_version(reported.version, version)
    if reported.state is ReportedState.RECORDED:
        raise Conflict(msg("its contact record is with a customer already"), reason="recorded_already")
    said = {"customer_id": body.customer_id, "contact_id": body.contact_id}
    if reported.author_id is None:
        said["author_id"] = actor.user_id
    await _check_said(session, actor, said, reported.author_id)
    facts = record_rules.merged(record_rules.read(reported.facts), _facts(said, FOR_GOOD))
    await _settle(session, actor, reported, facts)
    return reported


async def _take_in(
    session: WriteSession,
    actor: Actor,
    method: Method,
    source: str,
    external_id: str,
    body: Report,
    said: Mapping[str, Any],
) -> tuple[ReportedContact, bool]:
    await one_at_a_time(session, f"contact_record:{source}:{external_id}")
    reported = await queries.known(session, source, external_id)
    await _check_said(session, actor, said, None if reported is None else reported.author_id)
    facts = _facts(said, body.reported_at or session.now)
    new = reported is None
    if reported is None:
        if await queries.logged_otherwise(session, source, external_id):
            raise Conflict(
                msg("a record with this source and external_id is there already"), reason="external_id_taken"
            )
        reported = ReportedContact(method=method, source=source, external_id=external_id, created_by=actor.user_id)
    elif reported.created_by != actor.user_id and not await queries.is_visible(session, actor, reported):
        raise Conflict(msg("this source and external_id belong to another record"), reason="external_id_taken")
    else:
        facts = record_rules.merged(record_rules.read(reported.facts), facts)
    if faults := record_rules.reported_faults(facts, session.now):
        raise Invalid(errors=faults)
    await _settle(session, actor, reported, facts)
    return reported, new


def _facts(said: Mapping[str, Any], at: datetime) -> dict[str, Fact]:
    """What is said; nothing is said by leaving it out."""
    return {
        name: Fact(str(value) if isinstance(value, uuid.UUID) else value, at)
        for name, value in said.items()
        if value not in (None, [])
    }


def _address(written: str, pointer: str) -> str:
    email = parse_email(written)
    if email is None:
        raise fault(pointer, "invalid", msg("“{text}” is no address", text=written))
    return email.address


async def _check_extension(session: WriteSession, actor: Actor, extension: str | None) -> None:
    """422 for nobody's; and for a colleague's, unless a program reports: it names who made the call."""
    if extension is None:
        return
    user_id = await matches.user_of_extension(session, extension)
    if user_id is None:
        raise fault("/agent_extension", "unknown_user", msg("no active person has this extension"))
    if user_id != actor.user_id and actor.role is not Role.API_CLIENT:
        raise fault("/agent_extension", "not_yours", msg("only programs log contacts that somebody else made"))


async def _check_said(
    session: WriteSession, actor: Actor, said: Mapping[str, Any], author_known: uuid.UUID | None
) -> None:
    """422 for who is not there, or not within the actor's scope. A customer merged away stands for the other one, and
    who was its author before stays so, though no longer active."""
    faults = []
    author_id = said.get("author_id")
    if author_id is not None and author_id != actor.user_id:
        if actor.role is not Role.API_CLIENT:
            faults.append(Fault("/author_id", "not_yours", msg("only programs log contacts that somebody else made")))
        user = await session.get(User, author_id)
        if user is None or not (user.active or author_id == author_known):
            faults.append(Fault("/author_id", "unknown_user", msg("must be an active person")))
    customer_id, contact_id = said.get("customer_id"), said.get("contact_id")
    if customer_id is not None:
        customer_id = await customers.standing_for(session, customer_id)
        try:
            await customers.load(session, actor, customer_id, permission=_WRITE)
        except NotFound:
            faults.append(Fault("/customer_id", "not_found", msg("there is no such customer in your scope")))
    if contact_id is not None:
        theirs = select(Contact.id).where(Contact.id == contact_id, Contact.customer_id == customer_id)
        if customer_id is None or await session.scalar(theirs) is None:
            faults.append(Fault("/contact_id", "unknown_contact", msg("the customer has no such person")))
    planned_id = said.get("planned_contact_id")
    if planned_id is not None and await session.get(PlannedContact, planned_id) is None:
        faults.append(
            Fault("/planned_contact_id", "unknown_planned_contact", msg("the customer has no such planned contact"))
        )
    if faults:
        raise Invalid(errors=faults)


# From the facts to the columns, and from those to the contact record.


async def _settle(session: WriteSession, actor: Actor, reported: ReportedContact, facts: Facts) -> None:
    """Brings the row up to what is known, and its contact record with it."""
    recorded = reported.state is ReportedState.RECORDED
    reported.facts = record_rules.written(facts)
    reported.direction = Direction(record_rules.value(facts, "direction"))
    reported.party, reported.subject = record_rules.value(facts, "number"), record_rules.value(facts, "subject")
    timed = ("started_at", "answered_at", "ended_at", "ring_seconds", "cause")
    assign(reported, {name: record_rules.value(facts, name) for name in timed})
    if reported.method is Method.PHONE:
        reported.outcome, reported.talk_seconds = record_rules.outcome(facts), record_rules.talked(facts)
        reported.phone = _e164(facts) or reported.phone
    if not recorded:
        await _identify(session, actor, reported, facts)
    await _attribute(session, actor, reported, facts)
    reported.state = _state(reported)
    session.add(reported)
    await session.flush()
    if recorded:
        await _improve(session, reported)
    elif reported.state is ReportedState.RECORDED:
        await _record(session, actor, reported, facts)
    if reported.customer_id is not None or reported.author_id is not None:
        await publish(session, CONTACT_REPORTED, reported)


def _e164(facts: Facts) -> str | None:
    sought = number_sought(record_rules.value(facts, "number") or "", record_rules.value(facts, "country"))
    return sought.whole[0] if len(sought.whole) == 1 else None


async def _identify(session: WriteSession, actor: Actor, reported: ReportedContact, facts: Facts) -> None:
    """With whom it was: as said, else who alone has the number or one of the addresses. Whom a report names may have
    been merged with another before, or since."""
    said, person = record_rules.value(facts, "customer_id"), record_rules.value(facts, "contact_id")
    if said is not None:
        reported.customer_id = await customers.standing_for(session, uuid.UUID(said))
        reported.contact_id = uuid.UUID(person) if person is not None else None
        if person is None:
            found = await _found(session, actor, reported.method, facts)
            reported.contact_id = found.contact_id if found.customer_id == reported.customer_id else None
        return
    found = await _found(session, actor, reported.method, facts)
    reported.customer_id, reported.contact_id = found.customer_id, found.contact_id


async def _found(session: WriteSession, actor: Actor, method: Method, facts: Facts) -> Best:
    if method is Method.EMAIL:
        addresses = record_rules.value(facts, "addresses") or []
        return await matches.customer_of_emails(session, actor, _WRITE, addresses)
    number, country = record_rules.value(facts, "number"), record_rules.value(facts, "country")
    return await matches.customer_of_phone(session, actor, _WRITE, number or "", country)


async def _attribute(session: WriteSession, actor: Actor, reported: ReportedContact, facts: Facts) -> None:
    """Who of us it was: as said, else whose extension, else the person who reports it, else whose customer it is."""
    if reported.state is ReportedState.RECORDED:
        return
    said, extension = record_rules.value(facts, "author_id"), record_rules.value(facts, "agent_extension")
    author_id = uuid.UUID(said) if said is not None else None
    if author_id is None and extension is not None:
        author_id = await matches.user_of_extension(session, extension)
    if author_id is None and actor.role is not Role.API_CLIENT:
        author_id = reported.author_id or actor.user_id
    if author_id is None and reported.customer_id is not None:
        author_id = await session.scalar(select(Customer.owner_id).where(Customer.id == reported.customer_id))
    user = await session.get(User, author_id) if author_id is not None else None
    if user is not None and user.active:
        reported.author_id, reported.team_id, reported.department_id = user.id, user.team_id, user.department_id


def _state(reported: ReportedContact) -> ReportedState:
    if reported.state is ReportedState.RECORDED:
        return ReportedState.RECORDED
    if reported.method is Method.PHONE and reported.outcome is None:
        return ReportedState.UNDER_WAY
    if reported.customer_id is None or reported.author_id is None:
        return ReportedState.UNATTACHED
    missed = reported.direction is Direction.INBOUND and reported.outcome not in REACHED
    return ReportedState.MISSED if reported.method is Method.PHONE and missed else ReportedState.RECORDED


async def _record(session: WriteSession, actor: Actor, reported: ReportedContact, facts: Facts) -> None:
    """The contact record, under the same id."""
    assert reported.author_id is not None
    assert reported.customer_id is not None
    known = {
        "customer_id": reported.customer_id,
        "contact_id": reported.contact_id,
        "started_at": reported.started_at,
        "source": reported.source,
        "external_id": reported.external_id,
        "direction": reported.direction,
    }
    begun = reported.outcome in REACHED
    stage = Stage(reported.id, reported.author_id, begun=begun, counts_lateness=False)
    if reported.method is Method.EMAIL:
        said = {"outcome": reported.subject or UNNAMED, "key_points": record_rules.value(facts, "excerpt")}
        await log(session, actor, ContactRecordCreate(method=Method.EMAIL, **known, **said), stage)
        return
    assert reported.outcome is not None
    call = {
        "ended_at": reported.ended_at,
        "talk_seconds": reported.talk_seconds,
        "phone": reported.phone,
        "disposition": Disposition(reported.outcome),
        "planned_item_id": None if begun else await _planned(session, reported, facts),
    }
    await log(session, actor, CallRecordCreate(**known, **call), stage)


async def _planned(session: WriteSession, reported: ReportedContact, facts: Facts) -> uuid.UUID | None:
    """The planned contact the call was for, unless that was another customer's, or settled while the call went on."""
    said = record_rules.value(facts, "planned_contact_id")
    item = await session.get(PlannedContact, uuid.UUID(said)) if said is not None else None
    fits = item is not None and item.customer_id == reported.customer_id and item.state not in ITEM.final
    return item.id if item is not None and fits else None


async def _improve(session: WriteSession, reported: ReportedContact) -> None:
    """What is known better now, in the record. An outcome that became more is completed by its author as well; what
    the author said of it stays said."""
    if reported.method is Method.EMAIL:
        return
    record = await session.get_one(ContactRecord, reported.id, with_for_update=True)
    before = {name: getattr(record, name) for name in ("started_at", "ended_at", "talk_seconds", "phone")}
    better = {name: getattr(reported, name) for name in before}
    if record.ended_at is not None and better["ended_at"] is None:
        better["ended_at"] = record.ended_at
    changed = {name: value for name, value in better.items() if value is not None and value != before[name]}
    if not record.to_be_completed and record.complete_by is None and reported.outcome is not None:
        changed |= await _become_more(session, record, reported.outcome, better["ended_at"] or record.started_at)
    assign(record, changed)
    if changed:
        await session.set_reason("reported better")
        await publish(session, RECORD_CORRECTED, record, fields=sorted(changed))


async def _become_more(
    session: WriteSession, record: ContactRecord, outcome: CallOutcome, over_at: datetime
) -> dict[str, Any]:
    """A call that was thought to have reached nobody and ended otherwise."""
    disposition = Disposition(outcome)
    if record.disposition == disposition:
        return {}
    if outcome not in REACHED:
        return {"disposition": disposition}
    customer = await session.get_one(Customer, record.customer_id, with_for_update=True)
    customer.first_contact_at = min(customer.first_contact_at or record.started_at, record.started_at)
    customer.last_contact_at = max(customer.last_contact_at or record.started_at, record.started_at)
    minutes = (await snapshot(session)).get(CALL_LOG_DEADLINE_MINUTES)
    return {
        "disposition": disposition,
        "reached": True,
        "next_attempt_at": None,
        "to_be_completed": True,
        "complete_by": record_rules.complete_by(over_at, minutes),
    }
