"""What a person decides about a file: which column is which field, and how rows meet the customers known already."""

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from meridian.calendars.rules import zones
from meridian.imports.mapping.fields import DECIDED, TARGETS, Target, target_of
from meridian.imports.mapping.rules import DecimalSign
from meridian.imports.rules import DateOrder, Fill, ImportKind, Key, Mode, OnDuplicate, OnFault
from meridian.kernel.language import Message, msg
from meridian.kernel.problems import Fault, Invalid
from meridian.kernel.schemas import Code, CurrencyCode, Input, Line

MOST_CONTACTS = 5
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,79}$")]


class ColumnMapping(Input):
    column: int = Field(ge=0, le=16_384, description="Place of the column in the row, counted from 0.", examples=[3])
    field: FieldCode = Field(description="Field it goes to; `GET /v1/imports/fields` lists them.", examples=["phone"])
    contact: int = Field(
        default=1,
        ge=1,
        le=MOST_CONTACTS,
        description="For fields of a contact: which contact of the row.",
        examples=[1],
    )


class ImportMapping(Input):
    """Columns not named are left out; constants stand in where a cell is blank."""

    columns: list[ColumnMapping] = Field(min_length=1, max_length=500, description="Columns and the fields they go to.")
    constants: dict[FieldCode, Line] = Field(
        default_factory=dict,
        max_length=50,
        description="Value of a field where the row has none, written as in a cell.",
        examples=[{"source_channel": "exhibition", "owner": "li.wei@example.com"}],
    )
    mode: Mode = Field(default=Mode.BOTH, description="Enter new customers, change known ones, or both.")
    key: Key = Field(default=Key.NAME_COUNTRY, description="By what a row names a known customer.")
    duplicates: OnDuplicate = Field(
        default=OnDuplicate.SCREEN,
        description="Rows that look like a known customer without being named by the key: ask a person, leave them "
        "out, or take them for that customer.",
    )
    fill: Fill = Field(
        default=Fill.OVERWRITE, description="Whether values replace those of a known customer, or only fill gaps."
    )
    faults: OnFault = Field(
        default=OnFault.REJECT, description="Whether a value that cannot be used rejects its row, or is left out."
    )
    date_order: DateOrder = Field(default=DateOrder.DMY, description="Order of dates such as 03/04/2026.")
    encoding: str | None = Field(
        default=None,
        max_length=40,
        description="Encoding of the text, one of the import's `encodings`; that of its `format` when absent.",
        examples=["cp1250"],
    )
    decimal_sign: DecimalSign | None = Field(
        default=None,
        description="What stands before the decimals of the file's numbers; without it each number has to tell.",
        examples=[","],
    )
    zone: str | None = Field(
        default=None, description="Time zone of times without one; yours when absent.", examples=["Asia/Shanghai"]
    )
    currency: CurrencyCode | None = Field(
        default=None, description="Currency of amounts without one.", examples=["EUR"]
    )
    external_source: Code | None = Field(
        default=None,
        description="System the external ids come from; without it cells name it (`erp: K-10023`).",
        examples=["erp"],
    )

    @model_validator(mode="after")
    def _zone_is_known(self) -> Self:
        if self.zone is not None and self.zone not in zones():
            raise ValueError(msg("must be an IANA time zone such as {example}", example="Europe/Madrid"))
        return self

    def document(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


# Per key, the fields of which one must be mapped for rows to have it.
_KEY_FIELDS: dict[Key, tuple[str, ...]] = {
    Key.ID: ("id",),
    Key.EXTERNAL_ID: ("external_id",),
    Key.NAME_COUNTRY: ("name",),
    Key.WEBSITE: ("website",),
    Key.EMAIL: ("email",),
    Key.PHONE: ("phone",),
}
_NEEDED_TO_CREATE = ("name", "source_channel")
_NEEDED_OF_RECORDS = ("method", "started_at", "author")
_NO_CONSTANT = frozenset({"id", "external_id", "name", "customer", "customer_external_id", "phone"})


def check(
    kind: ImportKind,
    mapping: ImportMapping,
    *,
    places: set[int],
    custom: set[str],
    masked: frozenset[str],
    decides: bool,
    owns: bool,
) -> None:
    """422 naming each fault of a mapping for a file with columns at `places`.

    custom: keys of the company's own fields in use. masked: sensitive groups hidden from the actor, whose fields of
    known customers one cannot overwrite. decides: whether the actor decides about customers. owns: whether new
    customers whose owner is not named have a department to belong to, the actor's.
    """
    faults = [] if decides else _decided(mapping)
    faults += [*_columns(kind, mapping, places, custom, masked), *_constants(kind, mapping, custom, masked)]
    faults += _needed(kind, mapping, owns)
    if faults:
        raise Invalid(msg("the mapping does not fit the file"), errors=faults)


_HIDDEN = msg("what is hidden from you cannot be overwritten")


def _overwrites_hidden(target: Target, mapping: ImportMapping, masked: frozenset[str]) -> bool:
    """Hidden fields are neither read nor written (CR-10); of a customer made anew there is nothing yet."""
    return target.group in masked and mapping.mode is not Mode.CREATE


def _columns(
    kind: ImportKind, mapping: ImportMapping, places: set[int], custom: set[str], masked: frozenset[str]
) -> list[Fault]:
    faults = []
    taken: set[tuple[str, int]] = set()
    mapped: set[int] = set()
    for index, column in enumerate(mapping.columns):
        pointer = f"/columns/{index}"
        target = _target(kind, column.field, custom)
        if column.column not in places:
            faults.append(Fault(f"{pointer}/column", "unknown_column", msg("the file has no such column")))
        elif column.column in mapped:
            faults.append(Fault(f"{pointer}/column", "repeated", msg("the column is mapped already")))
        mapped.add(column.column)
        if target is None:
            faults.append(
                Fault(f"{pointer}/field", "unknown_field", msg("“{field}” is no field to import", field=column.field))
            )
            continue
        if (column.field, column.contact) in taken and not target.several:
            faults.append(Fault(f"{pointer}/field", "repeated", msg("another column goes to this field")))
        taken.add((column.field, column.contact))
        if _overwrites_hidden(target, mapping, masked):
            faults.append(Fault(f"{pointer}/field", "field_hidden", _HIDDEN))
    return faults


def _decided(mapping: ImportMapping) -> list[Fault]:
    fields = {f"/columns/{at}/field": column.field for at, column in enumerate(mapping.columns)}
    fields |= {f"/constants/{field}": field for field in mapping.constants}
    detail = msg("is decided by others: leave it out")
    return [Fault(pointer, "decided_by_others", detail) for pointer, field in fields.items() if field in DECIDED]


def _constants(kind: ImportKind, mapping: ImportMapping, custom: set[str], masked: frozenset[str]) -> list[Fault]:
    faults = []
    for field in mapping.constants:
        target = _target(kind, field, custom)
        if field in _NO_CONSTANT or field.startswith("contact.") or target is None:
            words = msg("“{field}” cannot be the same for every row", field=field)
            faults.append(Fault(f"/constants/{field}", "unknown_field", words))
        elif _overwrites_hidden(target, mapping, masked):
            faults.append(Fault(f"/constants/{field}", "field_hidden", _HIDDEN))
    return faults


def _needed(kind: ImportKind, mapping: ImportMapping, owns: bool) -> list[Fault]:
    given = {column.field for column in mapping.columns} | mapping.constants.keys()
    if kind is ImportKind.RECORDS:
        needed: list[tuple[str, ...]] = [(name,) for name in _NEEDED_OF_RECORDS]
        needed += [("customer", "customer_external_id", "phone")]
    else:
        needed = [_KEY_FIELDS[mapping.key]]
        created = _NEEDED_TO_CREATE if owns else (*_NEEDED_TO_CREATE, "owner")
        needed += [(name,) for name in created if mapping.mode is not Mode.UPDATE]
    return [
        Fault("/columns", "missing", _needed_words(names)) for names in dict.fromkeys(needed) if given.isdisjoint(names)
    ]


def _needed_words(names: tuple[str, ...]) -> Message:
    if _NO_CONSTANT.issuperset(names):
        return msg("map a column to one of {fields}", fields=names)
    return msg("map a column to one of {fields}, or give a constant", fields=names)


def _target(kind: ImportKind, code: str, custom: set[str]) -> Target | None:
    target = target_of(kind, code)
    known = target is not None and (code in TARGETS[kind] or code.removeprefix("custom.") in custom)
    return target if known else None
