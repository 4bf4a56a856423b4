"""Cells that were once read wrongly: each is read rightly or refused with a finding, never read as something else."""

import csv
import io
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.customers import create_customer
from tests.support.imports import Document, Importing

HERE = Path(__file__).parent
CASES = json.loads((HERE / "values.json").read_text(encoding="utf-8"))
OTHERS = json.loads((HERE / "others.json").read_text(encoding="utf-8"))
REFUSED = "REFUSED"
Answers = Callable[[Importing, list[Any]], Awaitable[list[str]]]


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


async def _checked(importing: Importing, content: str | bytes, **options: Any) -> list[Document]:
    """Every row of a file after its dry run."""
    found = await importing.upload(content, **options.pop("form", {}))
    checked = await importing.check(found, **options)
    assert checked["state"] == "checked", checked
    return await importing.rows(checked)


def _refused(row: Document, field: str) -> bool:
    """Whether a finding about the field names trouble, and the row is held back for it."""
    return row["state"] == "rejected" and any(
        found["field"] == field and found["severity"] == "error" and found["detail"] for found in row["findings"]
    )


async def _of_customers(
    importing: Importing, field: str, cells: Sequence[str], shown: Callable[[Document], str], **options: Any
) -> list[str]:
    """What one column of a customer list says, each cell in a row of its own."""
    countries = options.pop("countries", ["DE"] * len(cells))
    lines = [
        (f"Case {field} {at}", country, "web", cell, f"Person {at}")
        for at, (cell, country) in enumerate(zip(cells, countries, strict=True))
    ]
    columns = [
        {"column": at, "field": name}
        for at, name in enumerate(("name", "country", "source_channel", field, "contact.name"))
        if name
    ]
    rows = await _checked(
        importing, _csv(["Company", "Country", "Source", "Value", "Contact"], lines), columns=columns, **options
    )
    assert len(rows) == len(cells)
    return [REFUSED if _refused(row, field) else shown(row["entered"]) for row in rows]


async def _instants(importing: Importing, inputs: list[str]) -> list[str]:
    works = f"Timed Works {len(inputs)}"
    await create_customer(importing.api, who="lead", name=works, country="DE")
    lines = [(works, cell, f"record {at}") for at, cell in enumerate(inputs)]
    columns = [
        {"column": 0, "field": "customer"},
        {"column": 1, "field": "started_at"},
        {"column": 2, "field": "external_id"},
    ]
    rows = await _checked(
        importing,
        _csv(["Customer", "Started at", "Record id"], lines),
        form={"kind": "records"},
        columns=columns,
        constants={"method": "email", "author": "lead@example.com"},
        zone="Asia/Shanghai",
        date_order="dmy",
    )
    return [
        REFUSED
        if _refused(row, "started_at")
        else datetime.fromisoformat(row["entered"]["started_at"]).strftime("%Y-%m-%dT%H:%M")
        for row in rows
    ]


async def _days(importing: Importing, inputs: list[str]) -> list[str]:
    def shown(entered: Document) -> str:
        return str(entered["contacts"][0]["birthday"])

    return await _of_customers(importing, "contact.birthday", inputs, shown, date_order="dmy")


async def _amounts(importing: Importing, inputs: list[str]) -> list[str]:
    def shown(entered: Document) -> str:
        amount = f"{Decimal(entered['budget_amount']).normalize():f}"
        return f"{amount} {entered['budget_currency'].replace('XTS', '-')}"

    return await _of_customers(importing, "budget", inputs, shown, currency="XTS")


async def _local_amounts(importing: Importing, inputs: list[list[str]]) -> list[str]:
    """Of customers in that country, where the import has no currency of its own."""

    def shown(entered: Document) -> str:
        return f"{Decimal(entered['budget_amount']).normalize():f} {entered['budget_currency']}"

    countries = [country for country, _ in inputs]
    return await _of_customers(importing, "budget", [cell for _, cell in inputs], shown, countries=countries)


async def _counts(importing: Importing, inputs: list[str]) -> list[str]:
    return await _of_customers(importing, "employee_count", inputs, lambda entered: str(entered["employee_count"]))


async def _phones(importing: Importing, inputs: list[list[str]]) -> list[str]:
    def shown(entered: Document) -> str:
        return " ".join(
            phone["e164"] + (f"x{phone['extension']}" if phone["extension"] else "") for phone in entered["phones"]
        )

    countries = [country for country, _ in inputs]
    return await _of_customers(importing, "phone", [cell for _, cell in inputs], shown, countries=countries)


async def _mails(importing: Importing, inputs: list[str]) -> list[str]:
    def shown(entered: Document) -> str:
        return " ".join(email["address"] for email in entered["emails"])

    return await _of_customers(importing, "email", inputs, shown)


async def _countries(importing: Importing, inputs: list[str]) -> list[str]:
    rows = await _checked(
        importing, _csv(["Company", "Country"], [(f"Case of {at}", cell) for at, cell in enumerate(inputs)])
    )
    return [str(row["entered"].get("country")) for row in rows]


async def _asked_back(importing: Importing, inputs: list[str]) -> list[str]:
    """The first country that the finding names for a misspelling."""
    lines = [(f"Asked of {at}", cell) for at, cell in enumerate(inputs)]
    rows = await _checked(importing, _csv(["Company", "Country"], lines))
    said = [note["detail"] for row in rows for note in row["findings"] if note["code"] == "unknown_country"]
    assert all(row["entered"].get("country") is None for row in rows)
    return [detail.partition("did you mean one of ")[2].rstrip("?").split(", ")[0] for detail in said]


async def _zones(importing: Importing, inputs: list[list[str]]) -> list[str]:
    lines = [(f"Case of {at}", *pair) for at, pair in enumerate(inputs)]
    rows = await _checked(importing, _csv(["Company", "Country", "City"], lines))
    return [str(row["entered"]["zone"]) for row in rows]


async def _same(importing: Importing, inputs: list[list[str]]) -> list[str]:
    """By the duplicate check, once the first name is known."""
    answers = []
    for one, other in inputs:
        known = await create_customer(importing.api, who="lead", name=one, allow_duplicate=True, reason="another test")
        found = await _alike(importing.api, other)
        answers.append("same" if known["id"] in found else "differ")
    return answers


async def _alike(api: Api, name: str) -> list[str]:
    body = {"name": name}
    document = (await api.post("/v1/customers/check-duplicates", who="lead", json=body, expect=200)).json()
    return [each["customer_id"] for each in document["matches"] if "name" in each["reasons"]]


async def _encodings(importing: Importing, inputs: list[list[str]]) -> list[str]:
    """Whether every cell and heading reads as in the true encoding."""
    answers = []
    constants = {"source_channel": "web"}
    for name, encoding in inputs:
        content = (HERE / name).read_bytes()
        header, *lines = csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=";")
        found = await importing.upload(content)
        columns = [{"column": at, "field": "name" if at == 0 else "notes"} for at in range(len(header))]
        rows = await importing.rows(await importing.check(found, columns=columns, constants=constants))
        right = [column["header"] for column in found["columns"]] == header and [row["cells"] for row in rows] == lines
        answers.append("right" if right else f"read as {found['format']['encoding']}")
    return answers


KINDS: dict[str, Answers] = {
    "encoding": _encodings,
    "instant": _instants,
    "day": _days,
    "amount": _amounts,
    "local_amount": _local_amounts,
    "asked_back": _asked_back,
    "count": _counts,
    "phones": _phones,
    "mails": _mails,
    "same": _same,
    "zone": _zones,
    "country": _countries,
}


@pytest.mark.parametrize("kind", sorted({case["kind"] for case in CASES}))
async def test_every_collected_cell(importing: Importing, kind: str) -> None:
    await _right(importing, kind, [case for case in CASES if case["kind"] == kind])


@pytest.mark.parametrize("kind", sorted({case["kind"] for case in OTHERS}))
async def test_other_cells_of_the_same_kinds(importing: Importing, kind: str) -> None:
    await _right(importing, kind, [case for case in OTHERS if case["kind"] == kind])


async def _right(importing: Importing, kind: str, cases: list[dict[str, Any]]) -> None:
    answers = await KINDS[kind](importing, [case["input"] for case in cases])
    wrong = [
        f"{case.get('report', '')} {case['input']!r}: {answer}, not {' or '.join(case['want'])}"
        for case, answer in zip(cases, answers, strict=True)
        if answer not in case["want"]
    ]
    assert not wrong, "\n" + "\n".join(wrong)
