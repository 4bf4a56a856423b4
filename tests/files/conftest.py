"""Customers stand for the records of domains above."""

import uuid
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from meridian.customers.models import Customer
from meridian.customers.visibility import visible_to
from meridian.files.queries import FileSubject
from meridian.identity.permissions import Permission
from tests.support.api import Api

READ = Permission.CUSTOMER_READ


@pytest.fixture(autouse=True)
def of_customers(app: FastAPI) -> Iterator[None]:
    before = app.state.file_subjects
    of_customers = FileSubject("customer", READ, lambda actor: select(Customer.id).where(visible_to(actor, READ)))
    app.state.file_subjects = (*before, of_customers)
    yield
    app.state.file_subjects = before


@pytest.fixture(scope="module")
async def customer_id(api: Api) -> uuid.UUID:
    answer = await api.post("/v1/customers", json={"name": "Kept Papers Ltd", "source_channel": "sales"}, expect=201)
    return uuid.UUID(answer.json()["id"])
