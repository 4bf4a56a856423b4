"""The columns an export can have: what each is called, shows, and which sensitive group it belongs to."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from meridian.customers.models import Contact, Customer, Email, ExternalId, MessagingId, Phone
from meridian.identity.models import User
from meridian.sheets.headings import CUSTOMER, EXPORT_ONLY

SEPARATOR = "; "


class Column(NamedTuple):
    """A column of the file. Its expression is text over one `Customer`; `free` text may hold what people typed."""

    key: str
    label: str
    label_zh: str
    expression: ColumnElement[Any]
    group: str | None = None
    free: bool = True

    def heading(self, locale: str, *, masked: bool) -> str:
        """Its name in the reader's language, as imports know it; one that was left empty says so."""
        label = self.label_zh if locale.startswith("zh") else self.label
        return f"{label} (masked)" if masked else label


def _plain(name: str) -> ColumnElement[Any]:
    return cast(getattr(Customer, name), Text)


def _moment(name: str) -> ColumnElement[Any]:
    return func.to_char(
        func.timezone("UTC", getattr(Customer, name)), literal_column("""'YYYY-MM-DD"T"HH24:MI:SS"Z"'""")
    )


def _money(name: str) -> ColumnElement[Any]:
    """Where three decimals might be taken for thousands, a fourth stands behind them."""
    amount, currency = (getattr(Customer, f"{name}_{part}") for part in ("amount", "currency"))
    short = func.trim_scale(amount)
    plain = case((func.scale(short) == literal_column("3"), func.round(amount, literal_column("4"))), else_=short)
    value: ColumnElement[Any] = cast(plain, Text) + literal_column("' '", Text) + currency
    return value


def _all(model: Any, value: Any, *conditions: Any) -> ColumnElement[Any]:
    """The company's own rows of `model` in one cell, in their order."""
    order = model.position if hasattr(model, "position") else model.source
    joined = func.string_agg(value, aggregate_order_by(literal_column(f"'{SEPARATOR}'"), order, model.id))
    return select(joined).where(model.customer_id == Customer.id, *conditions).scalar_subquery()


def _contact(value: Any) -> ColumnElement[Any]:
    """Of the person to ask for first."""
    first = select(value).where(and_(Contact.customer_id == Customer.id, Contact.active))
    return first.order_by(Contact.is_primary.desc(), Contact.id).limit(1).scalar_subquery()


def _known(key: str, expression: ColumnElement[Any], *, heading: str = "", **options: Any) -> Column:
    """A column that imports know by the same heading."""
    known = CUSTOMER[heading or key]
    return Column(key, known.label, known.label_zh, expression, **options)


def _only_out(key: str, expression: ColumnElement[Any]) -> Column:
    """A column that imports know and leave out."""
    known = EXPORT_ONLY[key]
    return Column(key, known.label, known.label_zh, expression, free=False)


_TYPED = (
    "name legal_name short_name region city address postal_code website industry business_scope"
    " legal_representative management preferences notes demand purchase_frequency decision_process source_detail"
)
_CODES = "id country zone employee_count source_channel intent_level grade"
_PHONE: ColumnElement[Any] = func.coalesce(Phone.e164, Phone.raw) + func.coalesce(
    literal_column("' ext. '", Text) + Phone.extension, literal_column("''", Text)
)
_COLUMNS = (
    *(_known(name, _plain(name)) for name in _TYPED.split()),
    *(_known(name, _plain(name), free=False) for name in _CODES.split()),
    _known(
        "phones",
        _all(Phone, _PHONE, Phone.contact_id.is_(None)),
        heading="phone",
        group="phone",
    ),
    _known("emails", _all(Email, Email.address, Email.contact_id.is_(None)), heading="email", group="email"),
    _known(
        "messaging",
        _all(
            MessagingId,
            MessagingId.service + literal_column("': '", Text) + MessagingId.handle,
            MessagingId.contact_id.is_(None),
        ),
        group="messaging",
    ),
    _known("languages", func.array_to_string(Customer.languages, literal_column("', '"))),
    _known("budget", _money("budget"), group="budget"),
    _known("expected_annual_sales", _money("expected_annual_sales"), group="budget"),
    _known("owner", select(User.name).where(User.id == Customer.owner_id).scalar_subquery()),
    _known("contact", _contact(Contact.name), heading="contact.name"),
    _known("contact_title", _contact(Contact.title), heading="contact.title"),
    _known(
        "external_ids",
        _all(ExternalId, ExternalId.source + literal_column("': '", Text) + ExternalId.value),
        heading="external_id",
    ),
    _known("obtained_at", _moment("obtained_at"), free=False),
    _only_out("category", _plain("category")),
    _only_out("is_key", _plain("is_key")),
    _only_out("verification", _plain("verification")),
    _only_out("completeness", _plain("completeness")),
    _only_out("do_not_call", _plain("do_not_call")),
    _only_out("first_contact_at", _moment("first_contact_at")),
    _only_out("last_contact_at", _moment("last_contact_at")),
    _only_out("next_contact_at", _moment("next_contact_at")),
    _only_out("last_order_on", _plain("last_order_on")),
    _only_out("created_at", _moment("created_at")),
    _only_out("updated_at", _moment("updated_at")),
)
CATALOGUE: Mapping[str, Column] = {column.key: column for column in _COLUMNS}
