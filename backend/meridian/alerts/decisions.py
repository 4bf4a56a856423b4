"""What waits for somebody's decision or next step: each told to who must act, the reporting line standing in.

Selected like `conditions`: one row a fact, by rung and unit where it is nobody's in person.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ARRAY, Select, Subquery, Uuid, case, cast, exists, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import array

from meridian.alerts.conditions import COMPLAINT, CUSTOMER, Column, Moment, condition
from meridian.complaints.models import Compensation, Complaint
from meridian.complaints.rules import CompensationState
from meridian.customers.models import ChangeProposal, Customer, CustomerMember, CustomerReview, OptOut, RowsRead
from meridian.customers.rules import ShareState, Verification
from meridian.exports.models import Export
from meridian.exports.rules import ExportState
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import HandoffState
from meridian.identity.models import Team, User
from meridian.identity.reporting_line import NOWHERE
from meridian.identity.rules import LADDER
from meridian.identity.rules import EscalationRecipient as Recipient
from meridian.plans.models import ContactPlan, PlanAmendment, PlannedContact
from meridian.plans.rules import OPEN_ITEMS, AmendmentState, ItemState, PlanState
from meridian.policies.definitions.control import EXPORT_APPROVAL_ROWS, EXPORT_WINDOW_DAYS
from meridian.policies.rules import Grade
from meridian.policy_proposals.models import PolicyProposal
from meridian.policy_proposals.rules import PolicyProposalState

PLAN, EXPORT, HANDOFF, USER, POLICY = "contact_plan", "export", "handoff", "user", "policy_proposal"
LEFT_TO_OWNER = timedelta(days=7)
"""So long an owner is alone with the contacts they owe; then their lead is told too."""
NO_ONE: Column = literal_column("NULL::uuid")
DEPUTY: Column = literal(Recipient.DEPUTY_DIRECTOR.value)
DIRECTOR: Column = literal(Recipient.DIRECTOR.value)
_OF_CUSTOMER = func.coalesce(Customer.team_id, Customer.department_id)


def _each(*ids: Any) -> Column:
    """Those people, as far as there are any."""
    return func.array_remove(cast(array(ids), ARRAY(Uuid())), literal_column("NULL"))


def plan_to_decide(at: Moment) -> Select[*tuple[Any, ...]]:
    """Plans that were submitted (RV-4), for the deputy director of the department; nobody decides about their own."""
    return condition(
        owner_id=NO_ONE,
        recipient=DEPUTY,
        unit_id=ContactPlan.department_id,
        barred_ids=_each(ContactPlan.owner_id, ContactPlan.submitted_by, ContactPlan.created_by),
        cause_id=ContactPlan.id,
        subject=(PLAN, ContactPlan.id),
        customer_id=NO_ONE,
        since=ContactPlan.state_since,
        kind=ContactPlan.kind,
        by_user_id=ContactPlan.submitted_by,
    ).where(ContactPlan.state == PlanState.SUBMITTED)


def amendment_to_decide(at: Moment) -> Select[*tuple[Any, ...]]:
    """Material changes of approved plans (RV-5), for who decides about the plan."""
    found = condition(
        owner_id=NO_ONE,
        recipient=DEPUTY,
        unit_id=ContactPlan.department_id,
        barred_ids=_each(ContactPlan.owner_id, PlanAmendment.proposed_by),
        cause_id=PlanAmendment.id,
        subject=(PLAN, ContactPlan.id),
        customer_id=NO_ONE,
        since=PlanAmendment.state_since,
        amendment_id=PlanAmendment.id,
        by_user_id=PlanAmendment.proposed_by,
    )
    return found.join(ContactPlan, ContactPlan.id == PlanAmendment.plan_id).where(
        PlanAmendment.state == AmendmentState.PENDING
    )


def export_to_decide(at: Moment) -> Select[*tuple[Any, ...]]:
    """Exports that wait for an approval (CR-10), for the deputy director of the requester's department."""
    return condition(
        owner_id=NO_ONE,
        recipient=DEPUTY,
        unit_id=Export.department_id,
        barred_ids=_each(Export.requested_by),
        cause_id=Export.id,
        subject=(EXPORT, Export.id),
        customer_id=NO_ONE,
        since=Export.state_since,
        rows=Export.row_count,
        by_user_id=Export.requested_by,
    ).where(Export.state == ExportState.REQUESTED, Export.on_server.is_(False))


def policy_to_confirm(at: Moment) -> Select[*tuple[Any, ...]]:
    """Changes of policy that take two, for the directors; what the only one proposed, for the administrators."""
    return condition(
        owner_id=NO_ONE,
        recipient=DIRECTOR,
        unit_id=NO_ONE,
        barred_ids=_each(PolicyProposal.proposed_by),
        cause_id=PolicyProposal.id,
        subject=(POLICY, PolicyProposal.id),
        customer_id=NO_ONE,
        since=PolicyProposal.state_since,
        key=PolicyProposal.key,
        by_user_id=PolicyProposal.proposed_by,
    ).where(PolicyProposal.state == PolicyProposalState.PROPOSED)


def compensation_to_decide(at: Moment) -> Select[*tuple[Any, ...]]:
    """Compensations that were asked for (CR-25), for the role whose limit reaches them, in the customer's line."""
    ladder = [rung.value for rung in LADDER]
    found = condition(
        owner_id=NO_ONE,
        recipient=case((Compensation.needed_role.in_(ladder), Compensation.needed_role), else_=ladder[-1]),
        unit_id=_OF_CUSTOMER,
        barred_ids=_each(Compensation.requested_by),
        cause_id=Compensation.id,
        subject=(COMPLAINT, Complaint.id),
        customer_id=Complaint.customer_id,
        since=Compensation.requested_at,
        compensation_id=Compensation.id,
        by_user_id=Compensation.requested_by,
    )
    return (
        found.select_from(Compensation)
        .join(Complaint, Complaint.id == Compensation.complaint_id)
        .join(Customer, Customer.id == Complaint.customer_id)
        .where(Compensation.state == CompensationState.REQUESTED)
    )


def customer_to_verify(at: Moment) -> Select[*tuple[Any, ...]]:
    """Key customers that wait for a second look (CR-5), for who leads the owner; never for who entered the facts."""
    return condition(
        owner_id=NO_ONE,
        recipient=literal(Recipient.OWNER.value),
        unit_id=_OF_CUSTOMER,
        barred_ids=_each(Customer.submitted_by, Customer.edited_by),
        cause_id=Customer.id,
        subject=(CUSTOMER, Customer.id),
        customer_id=Customer.id,
        since=Customer.verification_since,
        by_user_id=Customer.submitted_by,
    ).where(Customer.verification == Verification.PENDING, Customer.archived_at.is_(None))


def answer_to_tell(at: Moment) -> Select[*tuple[Any, ...]]:
    """Answers of departments that the customer has not been told (OT-13), for who asked."""
    found = condition(
        owner_id=Handoff.asked_by,
        unit_id=_OF_CUSTOMER,
        cause_id=Handoff.id,
        subject=(HANDOFF, Handoff.id),
        customer_id=Handoff.customer_id,
        since=Handoff.answered_at,
        by_user_id=Handoff.answered_by,
    )
    return found.join(Customer, Customer.id == Handoff.customer_id).where(Handoff.state == HandoffState.ANSWERED)


def file_reviews_overdue(at: Moment) -> Select[*tuple[Any, ...]]:
    """That reviews of customers' files are past their day (CR-7): one alert for all of one owner's, or one unit's."""
    whose = func.coalesce(Customer.owner_id, Customer.team_id, Customer.department_id)
    owed = (
        select(
            whose.label("whose_id"),
            func.any_value(Customer.owner_id).label("owner_id"),
            func.any_value(_OF_CUSTOMER).label("unit_id"),
            func.min(CustomerReview.due_on).label("due_on"),
            func.count().label("count"),
        )
        .join(Customer, Customer.id == CustomerReview.customer_id)
        .where(CustomerReview.done_at.is_(None), CustomerReview.due_on < at.today, Customer.archived_at.is_(None))
        .group_by(whose)
        .subquery("owed")
    )
    return condition(
        owner_id=owed.c.owner_id,
        unit_id=owed.c.unit_id,
        cause_id=owed.c.whose_id,
        subject=(USER, owed.c.whose_id),
        customer_id=NO_ONE,
        since=at.end_of(owed.c.due_on),
        count=owed.c.count,
        due_on=owed.c.due_on,
    )


def contact_missed(at: Moment) -> Select[*tuple[Any, ...]]:
    """Planned contacts whose day passed, until somebody speaks with the customer or plans the next (OT-10): one alert a
    day for all of one person's."""
    later = PlannedContact.__table__.alias("later")
    planned = exists().where(later.c.customer_id == PlannedContact.customer_id, later.c.state.in_(OPEN_ITEMS))
    missed = (
        select(
            PlannedContact.assignee_id.label("owner_id"),
            func.any_value(func.coalesce(ContactPlan.team_id, ContactPlan.department_id, NOWHERE)).label("unit_id"),
            func.count().label("count"),
            func.min(PlannedContact.due_on).label("due_on"),
            func.min(PlannedContact.missed_after).label("since"),
        )
        .join(ContactPlan, ContactPlan.id == PlannedContact.plan_id)
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .where(
            PlannedContact.state == ItemState.MISSED,
            or_(Customer.last_contact_at.is_(None), Customer.last_contact_at < PlannedContact.due_from),
            Customer.archived_at.is_(None),
            ContactPlan.state != PlanState.CANCELLED,
            ~planned,
        )
        .group_by(PlannedContact.assignee_id)
        .subquery("missed_contacts")
    )
    return _of_the_day(at, missed, due_on=missed.c.due_on)


def contact_overdue(at: Moment) -> Select[*tuple[Any, ...]]:
    """Customers whose owner let the time pass within which they are owed a contact (MC-17): one alert a day for all of
    one owner's, which tells how many, how many of grade A, and since when."""
    owed = _owed_before(literal(at.now)).subquery("owed_contacts")
    return _of_the_day(at, owed, due_at=owed.c.since, grade_a=owed.c.grade_a)


def contact_long_overdue(at: Moment) -> Select[*tuple[Any, ...]]:
    """The same of contacts that were due a week before the day began, for who leads the owner's team: one alert a day
    for all of one owner's."""
    owed = _owed_before(at.start_of(literal(at.today)) - LEFT_TO_OWNER).subquery("long_owed_contacts")
    cause = func.md5(func.concat(owed.c.owner_id, owed.name, at.today.isoformat()))
    return (
        condition(
            owner_id=Team.lead_id,
            unit_id=Team.id,
            cause_id=cast(cause, Uuid()),
            subject=(USER, owed.c.owner_id),
            customer_id=NO_ONE,
            since=owed.c.since + LEFT_TO_OWNER,
            count=owed.c.count,
            due_at=owed.c.since,
            grade_a=owed.c.grade_a,
            of_user_id=owed.c.owner_id,
        )
        .join_from(owed, User, User.id == owed.c.owner_id)
        .join(Team, Team.id == User.team_id)
        .where(Team.lead_id.is_not(None), Team.lead_id != owed.c.owner_id)
    )


def _owed_before(moment: Column) -> Select[*tuple[Any, ...]]:
    """By owner the customers who were owed a contact before then: how many, of grade A how many, since when."""
    return (
        select(
            Customer.owner_id,
            func.any_value(_OF_CUSTOMER).label("unit_id"),
            func.count().label("count"),
            func.count().filter(Customer.grade == Grade.A).label("grade_a"),
            func.min(Customer.contact_due_at).label("since"),
        )
        .where(Customer.contact_due_at < moment, Customer.owner_id.is_not(None))
        .group_by(Customer.owner_id)
    )


def _of_the_day(at: Moment, summed: Subquery, **told: Any) -> Select[*tuple[Any, ...]]:
    """One fact a day for each person of what is summed up for them: seen yesterday, it is told anew today."""
    cause = func.md5(func.concat(summed.c.owner_id, summed.name, at.today.isoformat()))
    return condition(
        owner_id=summed.c.owner_id,
        unit_id=summed.c.unit_id,
        cause_id=cast(cause, Uuid()),
        subject=(USER, summed.c.owner_id),
        customer_id=NO_ONE,
        since=summed.c.since,
        count=summed.c.count,
        **told,
    )


def rows_over_limit(at: Moment) -> Select[*tuple[Any, ...]]:
    """People who read more rows page after page, with what they exported unasked, than an export may have (CR-10)."""
    limit, days = at.policies.get(EXPORT_APPROVAL_ROWS), at.policies.get(EXPORT_WINDOW_DAYS)
    since = at.now - timedelta(days=days)
    exported = (
        select(func.coalesce(func.sum(Export.row_count), 0))
        .where(
            Export.requested_by == User.id,
            Export.created_at > since,
            Export.decided_by.is_(None),
            Export.state.in_((ExportState.APPROVED, ExportState.PRODUCED, ExportState.EXPIRED)),
            Export.on_server.is_(False),
        )
        .correlate(User)
        .scalar_subquery()
    )
    read = (
        select(RowsRead.user_id, func.sum(RowsRead.rows).label("rows"), func.max(RowsRead.hour).label("last"))
        .where(RowsRead.hour > since)
        .group_by(RowsRead.user_id)
        .subquery("read")
    )
    found = condition(
        owner_id=NO_ONE,
        recipient=DEPUTY,
        unit_id=User.department_id,
        barred_ids=_each(User.id),
        cause_id=User.id,
        subject=(USER, User.id),
        customer_id=NO_ONE,
        since=read.c.last,
        limit=literal(limit),
        days=literal(days),
    )
    return found.select_from(User).join(read, read.c.user_id == User.id).where(read.c.rows + exported > limit)


def share_to_decide(at: Moment) -> Select[*tuple[Any, ...]]:
    """Customers that are to be shared beyond their department (MC-25), for who approves there."""
    found = condition(
        owner_id=NO_ONE,
        recipient=DEPUTY,
        unit_id=Customer.department_id,
        barred_ids=_each(CustomerMember.added_by),
        cause_id=CustomerMember.id,
        subject=(CUSTOMER, Customer.id),
        customer_id=Customer.id,
        since=CustomerMember.added_at,
        member_id=CustomerMember.id,
        user_id=CustomerMember.user_id,
        by_user_id=CustomerMember.added_by,
    )
    return found.join(Customer, Customer.id == CustomerMember.customer_id).where(
        CustomerMember.state == ShareState.REQUESTED
    )


def change_to_decide(at: Moment) -> Select[*tuple[Any, ...]]:
    """What others learned of a customer (MC-2, MC-7), for its owner, or who leads them."""
    found = condition(
        owner_id=Customer.owner_id,
        unit_id=_OF_CUSTOMER,
        cause_id=ChangeProposal.id,
        subject=(CUSTOMER, Customer.id),
        customer_id=Customer.id,
        since=ChangeProposal.created_at,
        change_proposal_id=ChangeProposal.id,
        by_user_id=ChangeProposal.proposed_by,
    )
    return found.join(Customer, Customer.id == ChangeProposal.customer_id).where(
        ChangeProposal.closed_at.is_(None), Customer.archived_at.is_(None)
    )


def refusal_to_lift(at: Moment) -> Select[*tuple[Any, ...]]:
    """Refused channels that somebody asks to open again (OT-11), for who leads the customer's owner."""
    found = condition(
        owner_id=NO_ONE,
        recipient=literal(Recipient.SALES_MANAGER.value),
        unit_id=_OF_CUSTOMER,
        barred_ids=_each(OptOut.lift_requested_by),
        cause_id=OptOut.id,
        subject=(CUSTOMER, Customer.id),
        customer_id=Customer.id,
        since=OptOut.lift_requested_at,
        opt_out_id=OptOut.id,
        channel=OptOut.channel,
        by_user_id=OptOut.lift_requested_by,
    )
    return found.join(Customer, Customer.id == OptOut.customer_id).where(
        OptOut.lift_requested_at.is_not(None), OptOut.lifted_at.is_(None)
    )
