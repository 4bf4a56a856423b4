"""`/v1/policies`: the company's policy, read by everybody, decided on by few."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match, set_etag
from meridian.kernel.schemas import Listed
from meridian.policies import queries, schemas, service
from meridian.policies.definitions.registry import DEFINITIONS, takes_two
from meridian.policies.rules import History, PolicyDefinition

router = APIRouter(prefix="/v1/policies", tags=["policies"], route_class=Route)
IfMatch = Annotated[int, Depends(if_match)]
Key = Annotated[
    str, Path(description="Key of the setting.", examples=["contact_cadence_days"], pattern="^[a-z_]{1,60}$")
]
Number = Annotated[int, Path(description="Number of the version.", examples=[3], ge=1, le=2**31)]
Decider = Annotated[Actor, allow(Permission.POLICY_WRITE)]


def _policy(definition: PolicyDefinition[Any], history: History, at: datetime) -> schemas.PolicyRead:
    number = history.number_at(definition.key, at)
    version = history.find(definition.key, number)
    default = definition.dump(definition.default)
    return schemas.PolicyRead(
        key=definition.key,
        label_en=definition.label_en,
        label_zh=definition.label_zh,
        description=definition.description,
        unit=definition.unit,
        pinned=definition.pinned,
        not_in_use=definition.not_in_use,
        second_person=takes_two(history, definition.key, at),
        rules=list(definition.rules),
        value_schema=definition.value_schema,
        default=default,
        in_force=schemas.InForce(
            number=number,
            value=version.value if version else default,
            effective_from=version.effective_from if version else None,
        ),
        pending=[schemas.Pending.model_validate(pending) for pending in history.pending(definition.key, at)],
        revision=history.revision(definition.key),
    )


@router.get("", dependencies=[allow(Permission.POLICY_READ)], summary="List the policy's settings")
async def list_policies(session: Reading, moment: Annotated[schemas.Moment, Query()]) -> Listed[schemas.PolicyRead]:
    """Every setting with its meaning, type, default, value in force and versions still to come."""
    history = await queries.load_history(session)
    at = moment.at or session.now
    return Listed(items=[_policy(definition, history, at) for definition in DEFINITIONS.values()])


@router.get("/{key}", dependencies=[allow(Permission.POLICY_READ)], summary="Read a setting")
async def get_policy(
    key: Key, session: Reading, response: Response, moment: Annotated[schemas.Moment, Query()]
) -> schemas.PolicyRead:
    """The setting as it is, was or will be at a moment. The ETag is what a decision about it sends as If-Match."""
    history = await queries.load_history(session)
    definition = service.definition_of(key)
    set_etag(response, history.revision(key))
    return _policy(definition, history, moment.at or session.now)


@router.get("/{key}/versions", dependencies=[allow(Permission.POLICY_READ)], summary="List the versions of a setting")
async def list_policy_versions(key: Key, session: Reading) -> Listed[schemas.PolicyVersionRead]:
    """Every decision ever made about the setting, withdrawn ones included: what, from when, by whom, why."""
    service.definition_of(key)
    found = await queries.decisions(session, key)
    return Listed(items=[schemas.PolicyVersionRead.model_validate(decision) for decision in found])


@router.post("/{key}/versions", status_code=201, summary="Decide on a setting")
async def create_policy_version(
    key: Key,
    body: schemas.PolicyVersionCreate,
    actor: Decider,
    session: Writing,
    expected: IfMatch,
    response: Response,
) -> schemas.PolicyVersionRead:
    """Gives the setting a value from now on, or from a later time on.

    What was in force in the past stays as it was. Work under a pinned setting keeps the version it began under. Where
    two are needed (`second_person`), nothing is decided alone: 409, and `POST …/proposals` is the way.
    """
    decision = await service.set_value(
        session,
        key,
        value=body.value,
        reason=body.reason,
        author_id=actor.user_id,
        effective_from=body.effective_from,
        expected_revision=expected,
    )
    set_etag(response, expected + 1)
    return schemas.PolicyVersionRead.model_validate(decision)


@router.delete("/{key}/versions/{number}", summary="Withdraw a version that is not yet in force")
async def withdraw_policy_version(
    key: Key,
    number: Number,
    actor: Decider,
    session: Writing,
    expected: IfMatch,
    response: Response,
    query: Annotated[schemas.Withdrawal, Query()],
) -> schemas.PolicyVersionRead:
    """Takes a decision back before its time. It stays on record, with who withdrew it and why.

    Where two are needed (`second_person`), it is proposed like a decision: 409, and `POST …/proposals` is the way.
    """
    decision = await service.withdraw(
        session, key, number, reason=query.reason, author_id=actor.user_id, expected_revision=expected
    )
    set_etag(response, expected + 1)
    return schemas.PolicyVersionRead.model_validate(decision)


@router.post("/{key}/preview", dependencies=[allow(Permission.POLICY_WRITE)], summary="Preview a decision")
async def preview_policy(key: Key, body: schemas.PolicyPreviewRequest, session: Reading) -> schemas.PolicyPreview:
    """Checks a value as a decision would, and says what it would change and how many people it concerns."""
    found = await service.preview(session, key, value=body.value, effective_from=body.effective_from)
    return schemas.PolicyPreview.model_validate(found)
