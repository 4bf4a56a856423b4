"""Whole columns of what people write, mapped as suggested: each cell is read rightly or refused, none as another."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.cases.test_files import WRONG, _content
from tests.cases.test_values import CASES, REFUSED, _refused
from tests.support.customers import create_customer
from tests.support.imports import Document, Importing

# What the single cases (values.json) do not have: every acceptable reading by cell.
AMOUNTS = {
    "1,234.50-": ["-1234.5 -", REFUSED],
    "2 crore": ["20000000 -", REFUSED],
    "AU$ 500": ["500 AUD", REFUSED],
    "1250.750 KWD": ["1250.75 KWD"],
    "1.5 MM USD": ["1500000 USD", REFUSED],
    "¥500 JPY": ["500 JPY", REFUSED],
    "RMB 500": ["500 CNY", REFUSED],
    "12.345.678,90": ["12345678.9 -"],
    "1,5 Mrd EUR": ["1500000000 EUR", REFUSED],
}
# Of a range its beginning counts: so many there are in any case.
COUNTS = {"2千人": ["2000", REFUSED], "10K-50K": ["10000", REFUSED], "12.5": [REFUSED]}
BIRTHDAYS = {
    "5.3.68": ["1968-03-05", REFUSED],
    "12-Mar-85": ["1985-03-12", REFUSED],
    "1985-03-12": ["1985-03-12"],
    "昭和60年3月12日": ["1985-03-12", REFUSED],
    "12.03.1985": ["1985-03-12"],
    "29/02/00": ["2000-02-29", REFUSED],
}
OBTAINED = {
    "5-Mar-24": ["2024-03-04T16:00"],
    "05.03.24": ["2024-03-04T16:00"],
    "15 января 2024": ["2024-01-14T16:00"],
    "5 de marzo de 2024": ["2024-03-04T16:00"],
    "2024년 3월 5일": ["2024-03-04T16:00"],
    "15/01/2024 3:30 p. m.": ["2024-01-15T07:30", REFUSED],
    "2024/1/15 下午3:30": ["2024-01-15T07:30"],
    "2024-01-15 15:30 UTC": ["2024-01-15T15:30", REFUSED],
}
MAILS = {
    "a@f2two.example，b@f2two.example": ["a@f2two.example b@f2two.example"],
    "Doe, John <j@f2three.example>; Roe, Ann <a@f2three.example>": ["j@f2three.example a@f2three.example"],
    "a@f2four.example/b@f2four.example": ["a@f2four.example b@f2four.example", REFUSED],
}
PHONES = {
    "6281234567890": ["+6281234567890"],
    "468123456": ["+468123456", REFUSED],
    "+52 1 55 1234 5678": ["+525512345678"],
    "044 55 1234 5678": ["+525512345678", REFUSED],
    "+55 11 8765-4321": ["+5511987654321", REFUSED],
    "+86-755-26012345-801": ["+8675526012345x801"],
    "(11) 3456-7890 ramal 12": ["+551134567890x12"],
    "08-123 456 ankn. 12": ["+468123456x12"],
    "03-1234-5678(内12)": ["+81312345678x12"],
    "02-1234-5678 내선 12": ["+82212345678x12", "+82212345678x12"],
}
TIMES = {
    "2024-03-05 午後3:30": ["2024-03-05T07:30"],
    "2024-03-05 오후 3:30": ["2024-03-05T07:30"],
    "2024-03-05 晚上8:30": ["2024-03-05T12:30"],
    "2024-03-05 15点30分": ["2024-03-05T07:30"],
    "2024-03-05 3:30 PM": ["2024-03-05T07:30"],
}


def _single(kind: str) -> dict[str, list[str]]:
    """The single cases of a kind by cell."""
    said = ((case["input"], case["want"]) for case in CASES if case["kind"] == kind)
    return {given if isinstance(given, str) else given[-1]: want for given, want in said}


def _amount(entered: Document) -> str:
    amount = f"{Decimal(entered['budget_amount']).normalize():f}"
    return f"{amount} {entered['budget_currency'].replace('XTS', '-')}"


def _phone(entered: Document) -> str:
    phones = entered.get("phones") or []
    return " ".join(each["e164"] + (f"x{each['extension']}" if each["extension"] else "") for each in phones)


def _moment(field: str) -> Callable[[Document], str]:
    return lambda entered: str(entered[field])[:16]


Column = tuple[str, str, int, Callable[[Document], str], Mapping[str, list[str]]]
COLUMNS: list[Column] = [
    ("import-amounts", "budget", 2, _amount, _single("amount") | AMOUNTS),
    ("import-counts", "employee_count", 2, lambda one: str(one["employee_count"]), _single("count") | COUNTS),
    ("import-dates", "obtained_at", 2, _moment("obtained_at"), OBTAINED),
    (
        "import-dates",
        "contact.birthday",
        5,
        lambda one: str(one["contacts"][0]["birthday"]),
        _single("day") | BIRTHDAYS,
    ),
    ("import-emails", "email", 2, lambda one: " ".join(e["address"] for e in one["emails"]), _single("mails") | MAILS),
    ("import-phones", "phone", 2, _phone, _single("phones") | PHONES),
    ("import-call-log-times", "started_at", 4, _moment("started_at"), _single("instant") | TIMES),
]


@pytest.mark.parametrize(("name", "field", "column", "shown", "want"), COLUMNS, ids=[each[1] for each in COLUMNS])
async def test_every_cell_of_a_column(
    importing: Importing,
    name: str,
    field: str,
    column: int,
    shown: Callable[[Document], str],
    want: Mapping[str, list[str]],
) -> None:
    options: dict[str, Any] = {"currency": "XTS", "zone": "Asia/Shanghai", "date_order": "dmy"}
    content = _content(WRONG / f"{name}.csv").replace(b"rep@orient-pumps.example", b"rep@example.com")
    if is_log := name == "import-call-log-times":
        await create_customer(
            importing.api, name="Record Import Test GmbH", country="DE", allow_duplicate=True, reason="-"
        )
        del options["currency"]
    found = await importing.upload(content, **({"kind": "records"} if is_log else {}))
    suggested = {each["column"]: each["suggestion"] and each["suggestion"]["field"] for each in found["columns"]}
    assert suggested[column] == field
    checked = await importing.check(found, **options)
    wrong = []
    rows = await importing.rows(checked)
    for row in rows:
        cell = row["cells"][column]
        answer = REFUSED if _refused(row, field) else shown(row["entered"])
        if answer not in want[cell]:
            wrong.append(f"{cell}: {answer}, not {' or '.join(want[cell])}; {json.dumps(row['findings'])}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert len(rows) >= 5
