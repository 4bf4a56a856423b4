"""`/v1/complaints/analysis`: complaints counted; each figure names the list that shows what was counted."""

from typing import Annotated

from fastapi import APIRouter, Query

from meridian.complaints.analysis import queries, schemas
from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route

router = APIRouter(prefix="/v1/complaints/analysis", tags=["complaints"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.COMPLAINT_READ)]
Asked = Annotated[schemas.AnalysisFilter, Query()]


@router.get("/root-causes")
async def analyse_complaint_root_causes(session: Reading, actor: Reader, asked: Asked) -> schemas.RootCauses:
    """The Pareto of root causes: how often each, its share, and the share of it and the more frequent ones together."""
    return await queries.root_causes(session, await queries.looked_at(session, actor, asked))


@router.get("/products")
async def analyse_complaints_by_product(session: Reading, actor: Reader, asked: Asked) -> schemas.Groups:
    """Complaints by product; those named in words only have none."""
    return await queries.groups(session, await queries.looked_at(session, actor, asked), "product_id")


@router.get("/departments")
async def analyse_complaints_by_department(session: Reading, actor: Reader, asked: Asked) -> schemas.Groups:
    """Complaints by the department responsible now; those not dispatched yet have none."""
    return await queries.groups(session, await queries.looked_at(session, actor, asked), "department_id")


@router.get("/markets")
async def analyse_complaints_by_market(session: Reading, actor: Reader, asked: Asked) -> schemas.Groups:
    """Complaints by the market their customer belongs to now."""
    return await queries.groups(session, await queries.looked_at(session, actor, asked), "market_id")


@router.get("/months")
async def analyse_complaints_by_month(session: Reading, actor: Reader, asked: Asked) -> schemas.Months:
    """Complaints by the month they were registered in, in the company's zone."""
    return await queries.months(session, await queries.looked_at(session, actor, asked))


@router.get("/repeats")
async def analyse_complaint_repeats(
    session: Reading, actor: Reader, asked: Annotated[schemas.RepeatFilter, Query()]
) -> schemas.RepeatAnalysis:
    """How many complaints are repetitions, and their rate among all.

    A complaint is a repetition when the same customer had another one registered before it, by at most `within_days`
    times 24 hours, about the same product of ours or with the same root-cause category. The first of a series is none;
    the earlier one counts whether or not it lies in the period or is within your scope. What was named in words only
    is not compared, nor a root cause not known yet.
    """
    counted = await queries.looked_at(session, actor, asked)
    return await queries.repeats(session, counted, asked.within_days)


@router.get("/stages")
async def analyse_complaint_stages(session: Reading, actor: Reader, asked: Asked) -> schemas.Stages:
    """How long complaints stood in each state: median and nine tenths of all stays that have ended."""
    return await queries.stages(session, await queries.looked_at(session, actor, asked))


@router.get("/satisfaction")
async def analyse_complaint_satisfaction(session: Reading, actor: Reader, asked: Asked) -> schemas.SatisfactionAverages:
    """The four scores customers gave after their complaint was resolved, on average over all rounds that have them."""
    return await queries.satisfaction(session, await queries.looked_at(session, actor, asked))


@router.get("/handling")
async def analyse_complaint_handling(session: Reading, actor: Reader, asked: Asked) -> schemas.Handling:
    """The handling rate: complaints resolved in time ÷ complaints resolved.

    Resolved: its current round has been resolved; one reopened is not, until it is resolved anew. In time: each of its
    rounds was resolved by the deadline it had, pauses and recounting by the working calendar included.
    """
    return await queries.handling(session, await queries.looked_at(session, actor, asked))
