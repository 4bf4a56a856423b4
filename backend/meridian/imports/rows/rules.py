"""Rows of a file as what would be written, with everything found on the way. Pure."""

import dataclasses
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from meridian.calendars.rules import WorkingCalendar
from meridian.calendars.working_time import NoWorkingTimeError, add_working
from meridian.customers.rules import Assignment
from meridian.imports.mapping.fields import CUSTOM, Target, target_of
from meridian.imports.mapping.readers import READERS, Money, Reader, ReaderContext, custom
from meridian.imports.mapping.rules import is_blank
from meridian.imports.mapping.schemas import ColumnMapping
from meridian.imports.rules import FindingSeverity, ImportKind, Key, Mode, OnFault, RowState, Trouble, Unusable
from meridian.kernel.language import Message, in_words, kept, msg, restored
from meridian.places.countries import country, country_label, resolve_country, similar_countries
from meridian.places.country_inference import infer_country
from meridian.places.phones import Phone, PhoneProblem, digits_reversed, parse_phones
from meridian.sheets.reading import Row
from meridian.sheets.rules import unguard

Values = dict[str, Any]
MOST_QUESTIONS = 300
"""Unknown countries of a chunk of rows that are compared with all names there are."""
_PROBLEMS: Mapping[PhoneProblem, Message] = {
    PhoneProblem.PLACEHOLDER: msg("stands for no number"),
    PhoneProblem.TIME_ZONE: msg("is a time zone, not a phone number"),
    PhoneProblem.PRECISION_LOST: msg("was rounded by a spreadsheet: its last digits are lost"),
    PhoneProblem.NO_DIGITS: msg("has no digits"),
    PhoneProblem.TOO_SHORT: msg("is too short to be dialled from abroad"),
    PhoneProblem.TOO_LONG: msg("is too long for a phone number"),
    PhoneProblem.AREA_CODE_MISSING: msg("lacks its area code"),
    PhoneProblem.COUNTRY_NEEDED: msg("cannot be read without the country"),
    PhoneProblem.NOT_ASSIGNED: msg("is no number of the country's numbering plan"),
}


class Finding(NamedTuple):
    """Something to know about a row. `column` is the place of the column it comes from, None for the whole row."""

    field: str
    column: int | None
    code: str
    severity: FindingSeverity
    detail: Message

    def document(self) -> Values:
        """As JSON; `said` tells it to who reads another language (`words_of`)."""
        return self._asdict() | ({"said": kept(self.detail)} if isinstance(self.detail, Message) else {})


def words_of(finding: Mapping[str, Any]) -> str:
    """What a finding that was kept says, in the language of the request."""
    return in_words(restored(finding.get("said", finding["detail"])))


class Prepared(NamedTuple):
    """A row understood. values: by field; lists for fields that several columns fill."""

    row: Row
    values: Values
    contacts: Sequence[Values]
    findings: list[Finding]


_NOTHING: tuple[Any, Trouble | None] = (None, None)


class _Column(dict[str, tuple[Any, Trouble | None]]):
    """One mapped column: the value of each text, or None with what is wrong. Each distinct text is read once."""

    def __init__(self, mapping: ColumnMapping, target: Target, setup: ReaderContext) -> None:
        super().__init__()
        self.place = mapping.column
        self.contact = mapping.contact
        self.target = target
        self.of_contact = target.code.startswith("contact.")
        self.field = target.code.removeprefix("contact.")
        self._reader: Reader = custom(target.code[len(CUSTOM) :]) if target.reader == "custom" else _reader(target)
        self.is_plain = self.field != "country" and target.reader != "phones"
        self._setup = setup

    def __missing__(self, text: str) -> tuple[Any, Trouble | None]:
        found = self[text] = self._read(text)
        return found

    def _read(self, text: str) -> tuple[Any, Trouble | None]:
        if is_blank(text):
            return _NOTHING
        try:
            value = self._reader(text, self._setup)
        except Unusable as unusable:
            return None, unusable.trouble
        if "\ufffd" in text:
            detail = msg("some characters could not be read: is the file's encoding right?")
            return None, Trouble("unreadable_characters", detail)
        return value, None


def read_constant(kind: ImportKind, field: str, text: str, setup: ReaderContext) -> Any:
    """The value a constant stands for. Raises `Unusable`."""
    target = target_of(kind, field)
    assert target is not None, "mappings are checked before they are used"
    if target.reader == "country":
        code = resolve_country(text)
        if code is None:
            raise Unusable("unknown_country", msg("“{text}” names no single country", text=text))
        return code
    return (custom(field[len(CUSTOM) :]) if target.reader == "custom" else _reader(target))(text, setup)


def _reader(target: Target) -> Reader:
    # Phones and countries are read when the whole row is known: see below.
    return READERS.get(target.reader, lambda text, _: text)


class Preparer:
    """Reads rows by a mapping. Keep one for a whole file: what it has read it remembers.

    guarded: cells may carry the apostrophe that keeps spreadsheets from running them.
    constants: text by field, for rows that say nothing of it. headers: the headings by place of the column.
    """

    def __init__(
        self,
        columns: Iterable[tuple[ColumnMapping, Target]],
        setup: ReaderContext,
        *,
        constants: Mapping[str, str],
        kind: ImportKind,
        faults: OnFault,
        width: int,
        guarded: bool,
        headers: Mapping[int, str] = MappingProxyType({}),
        needed: frozenset[str] = frozenset(),
    ) -> None:
        self._columns = [_Column(mapping, target, setup) for mapping, target in columns]
        self._money = [column for column in self._columns if column.target.reader == "money"]
        self._constants = {field: read_constant(kind, field, text, setup) for field, text in constants.items()}
        self._drops = faults is OnFault.DROP
        self._needed = needed
        self._width = width
        self._guarded = guarded
        self._headers = headers
        self._countries: dict[str, list[str]] = {}

    def begin_chunk(self) -> None:
        """Other chunks ask their own questions: what is said of a row does not depend on who reads the others."""
        self._countries.clear()

    def prepare(self, row: Row) -> Prepared:
        """The row with everything that its cells say; `country` and phones in their final form."""
        values: Values = {}
        contacts: dict[int, Values] = {}
        findings: list[Finding] = []
        if self._guarded:
            row = Row(row.number, [unguard(cell) if "'" in cell else cell for cell in row.cells])
        cells, width = row.cells, len(row.cells)
        for column in self._columns:
            place = column.place
            if place >= width or not (text := cells[place]):
                continue
            value, trouble = column[text]
            if trouble is not None:
                findings.append(self._finding(column, trouble))
            if value is not None:
                record = contacts.setdefault(column.contact, {}) if column.of_contact else values
                if column.is_plain and column.field not in record:
                    record[column.field] = value
                else:
                    _put(record, column.field, column, value)
        self._settle_country(values, findings)
        _settle_postal_code(values, findings)
        for field, value in self._constants.items():
            values.setdefault(field, value)
        if self._money:
            self._settle_money(values, findings)
        for record in (values, *contacts.values()):
            self._settle_phones(record, values, findings)
        if self._repeats_headings(cells):
            findings.append(
                Finding("", None, "heading_row", FindingSeverity.ERROR, msg("the row repeats the headings"))
            )
        if width > self._width and any(not is_blank(cell) for cell in cells[self._width :]):
            detail = msg("the row has more cells than the header: is a separator inside a cell without quotes?")
            findings.append(Finding("", None, "too_many_cells", FindingSeverity.ERROR, detail))
        return Prepared(row, values, [contacts[number] for number in sorted(contacts)], findings)

    def _repeats_headings(self, cells: Sequence[str]) -> bool:
        repeated = 0
        for place, header in self._headers.items():
            cell = cells[place].strip() if place < len(cells) else ""
            if cell and cell != header:
                return False
            repeated += bool(cell)
        return repeated > 1

    def _finding(self, column: _Column, trouble: Trouble) -> Finding:
        dropped = self._drops and column.target.code not in self._needed
        severity = (
            FindingSeverity.WARNING if dropped and trouble.severity is FindingSeverity.ERROR else trouble.severity
        )
        return Finding(column.target.code, column.place, trouble.code, severity, trouble.detail)

    def _settle_country(self, values: Values, findings: list[Finding]) -> None:
        """ISO code of the stated country; one that we do not understand stays empty (CR-1)."""
        stated = values.pop("country", None)
        if stated is None:
            return
        column, text = stated
        code = values["country"] = resolve_country(text)
        if code is None:
            findings.append(
                Finding(
                    "country", column, "unknown_country", FindingSeverity.WARNING, self._unknown_country(text.strip())
                )
            )

    def _settle_money(self, values: Values, findings: list[Finding]) -> None:
        """A bare sign that is the customer's own currency there is not taken for its usual one: `¥` from Japan."""
        of_country = country(values.get("country") or "")
        if of_country is None:
            return
        for column in self._money:
            value = values.get(column.target.code)
            if isinstance(value, Money) and of_country.currency in value.others:
                del values[column.target.code]
                trouble = Trouble(
                    "ambiguous_currency",
                    msg(
                        "the sign may mean {usual} or, in this country, {local}: say which with `currency`",
                        usual=value["currency"],
                        local=of_country.currency,
                    ),
                )
                findings.append(self._finding(column, trouble))

    def _unknown_country(self, text: str) -> Message:
        """In words, with the countries whose names are nearly that; looked up for the first texts of a chunk only."""
        if text not in self._countries and len(self._countries) < MOST_QUESTIONS:
            self._countries[text] = _nearly(text)
        hint = self._countries.get(text)
        if hint:
            return msg(
                "“{text}” names no single country; it stays empty: did you mean one of {near}?",
                text=text[:60],
                near=hint,
            )
        return msg("“{text}” names no single country; it stays empty", text=text[:60])

    def _settle_phones(self, record: Values, row: Values, findings: list[Finding]) -> None:
        typed = record.pop("phone", None)
        if typed is None:
            return
        found: dict[tuple[str, str | None], Values] = {}
        for place, field, text in typed:
            for phone in parse_phones(text, row.get("country") or _country_of(row)):
                if phone.e164 is not None:
                    found.setdefault((phone.e164, phone.extension), _phone(phone))
                if phone.problem is not None and phone.problem is not PhoneProblem.PLACEHOLDER:
                    findings.append(self._phone_finding(field, place, phone))
        if found:
            record["phones"] = list(found.values())
            # The zone is inferred from what was typed: it has been read by this very country already.
            record["typed_phones"] = tuple(text for _, _, text in typed)

    def _phone_finding(self, field: str, place: int, phone: Phone) -> Finding:
        usable = phone.e164 is not None or self._drops
        severity = FindingSeverity.WARNING if usable else FindingSeverity.ERROR
        assert phone.problem is not None
        return Finding(
            field,
            place,
            phone.problem,
            severity,
            msg("“{phone}” {problem}", phone=phone.raw[:60], problem=_PROBLEMS[phone.problem]),
        )


# Countries whose postal codes have so many digits, and may begin with a zero.
_POSTAL_DIGITS = {
    **dict.fromkeys(("AU", "NO"), 4),
    **dict.fromkeys(("DE", "EE", "ES", "FI", "FR", "IT", "KR", "MX", "SK", "TR", "UA", "US"), 5),
    **dict.fromkeys(("CN", "RO", "SG"), 6),
    "BR": 8,
}


def _settle_postal_code(values: Values, findings: list[Finding]) -> None:
    """Gives back the zero that a spreadsheet takes from a code it holds for a number."""
    code, digits = values.get("postal_code"), _POSTAL_DIGITS.get(values.get("country") or "")
    if code and digits and code.isdigit() and len(code) == digits - 1:
        values["postal_code"] = f"0{code}"
        detail = msg("“{code}” lacks the zero that a spreadsheet takes; it is read as 0{code}", code=code)
        findings.append(Finding("postal_code", None, "zero_restored", FindingSeverity.NOTE, detail))


def _put(record: Values, field: str, column: _Column, value: Any) -> None:
    """Sets the value; what several columns fill is joined."""
    if field == "country":
        record[field] = (column.place, value)
    elif column.target.reader == "phones":
        record.setdefault(field, []).append((column.place, column.target.code, value))
    elif field in record and isinstance(value, list):
        record[field] = record[field] + [entry for entry in value if entry not in record[field]]
    elif field in record:
        record[field] = f"{record[field]}\n{value}"
    else:
        record[field] = value


def _country_of(values: Values) -> str | None:
    """The country that reads national numbers where none is stated: that of the website's top level."""
    website = values.get("website")
    return infer_country(None, (), website).country if website else None


def _phone(phone: Phone) -> Values:
    assert phone.e164 is not None
    return {
        "raw": phone.raw[:300],
        "e164": phone.e164,
        "extension": phone.extension,
        "country": phone.region,
        "kind": phone.kind,
        "digits_reversed": digits_reversed(phone.e164),
        "label": None,
    }


@lru_cache(maxsize=4096)
def _nearly(text: str) -> list[str]:
    return [country_label(code, "en") or code for code in similar_countries(text)]


class Keys(NamedTuple):
    """What a row is compared by with customers and other rows."""

    key: str | None
    name_key: str | None
    country: str | None
    website_domain: str | None
    emails: list[str]
    phones: list[str]


class Staged(NamedTuple):
    """A row as it is kept until it is written."""

    number: int
    cells: list[str]
    rejected: bool
    findings: list[Finding]
    entered: Values
    keys: Keys


class StagedRow(NamedTuple):
    """The same as it is copied into the table, in the order of its columns: findings and what is entered as JSON."""

    number: int
    cells: list[str]
    state: str
    findings: str
    entered: str
    key: str | None
    name_key: str | None
    country: str | None
    website_domain: str | None
    emails: list[str]
    phones: list[str]


def staged_row(row: Staged) -> StagedRow:
    state = RowState.REJECTED if row.rejected else RowState.TO_CREATE
    findings = _json([finding.document() for finding in row.findings]) if row.findings else "[]"
    return StagedRow(row.number, row.cells, str(state), findings, _json(row.entered), *row.keys)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


@dataclass(frozen=True, slots=True)
class EntryDue:
    """When a customer obtained at a moment has to be entered, by the working time of each department (CR-4)."""

    calendars: Mapping[uuid.UUID, WorkingCalendar]
    allowed: timedelta
    _known: dict[tuple[uuid.UUID, datetime], datetime | None] = dataclasses.field(default_factory=dict, compare=False)

    def __call__(self, department_id: uuid.UUID, obtained_at: datetime) -> datetime | None:
        """None for a department that never works, which is never late."""
        asked = (department_id, obtained_at)
        if asked not in self._known:
            try:
                self._known[asked] = add_working(self.calendars[department_id], obtained_at, self.allowed)
            except NoWorkingTimeError:
                self._known[asked] = None
        return self._known[asked]


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What assembling needs to know of the company.

    whose: the assignment of a new customer by the owner's id as text, None for nobody named. due: when a customer
    obtained at a moment has to have been entered, by the department that owns it (CR-4). required: keys of the
    company's own fields that every customer must have.
    """

    mode: Mode
    key: Key
    owners: Mapping[str | None, Assignment | str]
    markets: Mapping[str, uuid.UUID]
    due: Callable[[uuid.UUID, datetime], datetime | None]
    required: tuple[str, ...] = ()
    zone: str = "UTC"
    external_source: str | None = None


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """What of the company a file is read and checked against: for the readers, and for assembling."""

    setup: ReaderContext
    around: ImportContext
