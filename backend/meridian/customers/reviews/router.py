"""`/v1/customer-reviews` and `/v1/important-changes`: whether files are kept current (CR-7, MC-5, MC-6)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.customers.reviews import queries, service
from meridian.customers.schemas import Attestation, ImportantChangeRead, ReviewRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, set_etag
from meridian.kernel.listing import ListQuery, list_query, query_parameters, search_query
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]

CHANGES = queries.IMPORTANT_CHANGES


@router.get("/customer-reviews", openapi_extra={"parameters": [*query_parameters(queries.REVIEWS), queries.OVERDUE]})
async def list_customer_reviews(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(list_query(queries.REVIEWS))]
) -> Page[ReviewRead]:
    """Reviews of customers in your scope, the most urgent first."""
    return await queries.page(session, actor, query)


@router.post("/customer-reviews/search")
async def search_customer_reviews(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(search_query(queries.REVIEWS))]
) -> Page[ReviewRead]:
    """The list again, with AND, OR and NOT."""
    return await queries.page(session, actor, query)


@router.get("/customer-reviews/{review_id}")
async def get_customer_review(session: Reading, actor: Reader, review_id: uuid.UUID, response: Response) -> ReviewRead:
    """One review."""
    return _shown(await queries.read(session, actor, review_id), response)


@router.post("/customer-reviews/{review_id}/attest")
async def attest_customer_review(
    session: Writing,
    actor: Annotated[Actor, allow(Permission.CUSTOMER_WRITE)],
    review_id: uuid.UUID,
    body: Attestation,
    response: Response,
) -> ReviewRead:
    """Done: you attest in words that the whole file was checked."""
    await service.attest(session, actor, review_id, body.attestation)
    return _shown(await queries.read(session, actor, review_id), response)


def _shown(review: ReviewRead, response: Response) -> ReviewRead:
    set_etag(response, review.version)
    return review


@router.get("/important-changes", openapi_extra={"parameters": query_parameters(CHANGES)})
async def list_important_changes(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(list_query(CHANGES))]
) -> Page[ImportantChangeRead]:
    """Changes of important facts about customers in your scope, the newest first, and whether they came late."""
    return await queries.page_of_changes(session, actor, query)


@router.post("/important-changes/search")
async def search_important_changes(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(search_query(CHANGES))]
) -> Page[ImportantChangeRead]:
    """The list again, with AND, OR and NOT."""
    return await queries.page_of_changes(session, actor, query)
