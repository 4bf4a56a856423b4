"""`/v1/customer-reviews` and `/v1/important-changes`: whether files are kept current (CR-7, MC-5, MC-6)."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.customers.reviews import queries, service
from meridian.customers.schemas import Attestation, ImportantChangeRead, ReviewRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]

CHANGES = queries.IMPORTANT_CHANGES


@list_and_search(router, "/customer-reviews", queries.REVIEWS, more_parameters=[queries.OVERDUE])
async def list_customer_reviews(session: Reading, actor: Reader, query: ListQuery) -> Page[ReviewRead]:
    """Reviews of customers in your scope, the most urgent first."""
    return await queries.page(session, actor, query)


@router.get("/customer-reviews/{review_id}")
async def get_customer_review(session: Reading, actor: Reader, review_id: uuid.UUID) -> ReviewRead:
    """One review."""
    return await queries.read(session, actor, review_id)


@router.post("/customer-reviews/{review_id}/attest")
async def attest_customer_review(
    session: Writing, actor: Annotated[Actor, allow(Permission.CUSTOMER_WRITE)], review_id: uuid.UUID, body: Attestation
) -> ReviewRead:
    """Done: you attest in words that the whole file was checked."""
    await service.attest(session, actor, review_id, body.attestation)
    return await queries.read(session, actor, review_id)


@list_and_search(router, "/important-changes", CHANGES)
async def list_important_changes(session: Reading, actor: Reader, query: ListQuery) -> Page[ImportantChangeRead]:
    """Changes of important facts about customers in your scope, the newest first, and whether they came late."""
    return await queries.page_of_changes(session, actor, query)
