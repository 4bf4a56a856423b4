"""The vocabulary of contact plans, as the glossary has it."""

from collections.abc import Mapping
from enum import StrEnum

from meridian.customers.codes import Channel


class PlanKind(StrEnum):
    DIAL = "dial"
    FOLLOW_UP = "follow_up"
    REVISIT = "revisit"
    CARE = "care"


class PlanState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """`pending_approval`: a material amendment of the item waits for the deputy's word (RV-5)."""

    PLANNED = "planned"
    PENDING_APPROVAL = "pending_approval"
    DONE = "done"
    MISSED = "missed"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"


class Method(StrEnum):
    PHONE = "phone"
    VISIT = "visit"
    ONLINE_MEETING = "online_meeting"
    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"
    WHATSAPP = "whatsapp"
    OTHER = "other"


class AmendmentState(StrEnum):
    """`applied`: nothing in it was material, so nobody was asked."""

    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"
    APPLIED = "applied"


class ChangeKind(StrEnum):
    ADD = "add"
    UPDATE = "update"
    REMOVE = "remove"


OPEN_ITEMS = frozenset({ItemState.PLANNED, ItemState.PENDING_APPROVAL})
CLOSED_PLANS = frozenset({PlanState.COMPLETED, PlanState.CANCELLED})
NEEDS_APPROVAL = frozenset({PlanKind.REVISIT})

CHANNEL_OF: Mapping[Method, Channel] = {
    Method.PHONE: Channel.PHONE,
    Method.EMAIL: Channel.EMAIL,
    Method.SMS: Channel.SMS,
    Method.WECHAT: Channel.WECHAT,
    Method.WHATSAPP: Channel.WHATSAPP,
    Method.OTHER: Channel.OTHER,
}
"""The channel a method uses. Visits and online meetings are appointments: nobody opts out of those by channel."""

METHODS_OF: Mapping[Channel, tuple[Method, ...]] = {
    channel: tuple(method for method, used in CHANNEL_OF.items() if used is channel) for channel in Channel
}

CHECKLISTS: Mapping[Method, tuple[str, ...]] = {
    Method.PHONE: ("read_background", "check_local_time", "open_script", "introduce_yourself", "record_key_points"),
    Method.VISIT: ("make_appointment", "prepare_materials", "plan_route", "bring_samples", "record_key_points"),
    Method.ONLINE_MEETING: ("make_appointment", "send_link", "prepare_materials", "test_sound", "record_key_points"),
    Method.EMAIL: ("read_background", "choose_template", "check_attachments", "record_answer"),
    Method.SMS: ("check_consent", "keep_it_short", "record_answer"),
    Method.WECHAT: ("read_background", "check_local_time", "record_answer"),
    Method.WHATSAPP: ("read_background", "check_local_time", "record_answer"),
    Method.OTHER: ("read_background", "record_key_points"),
}
"""What to see to before, in and after a contact by each method (RV-6); labels live in the interface's catalogues."""
