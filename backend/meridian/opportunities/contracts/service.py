"""The contract of an opportunity (TS-9, TS-10)."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from meridian.files import queries as files
from meridian.files import service as filing
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.patch import assign
from meridian.kernel.problems import NotFound, fault
from meridian.kernel.schemas import money_columns
from meridian.opportunities import queries
from meridian.opportunities.contracts.schemas import ContractCreate, ContractInput, ContractRead, ContractUpdate
from meridian.opportunities.models import Contract, Opportunity
from meridian.opportunities.rules import CONTRACT_FILES, SIGNED
from meridian.opportunities.schemas import FilesAttach
from meridian.opportunities.service import settle_change


async def find(session: Session, opportunity_id: uuid.UUID) -> Contract | None:
    """The contract of an opportunity whose scope has been checked, if there is one."""
    found: Contract | None = await session.scalar(select(Contract).where(Contract.opportunity_id == opportunity_id))
    return found


async def contract_of(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> Contract:
    """The opportunity's contract; 404 out of the actor's scope, or when there is none yet."""
    await queries.load(session, actor, opportunity_id)
    contract = await find(session, opportunity_id)
    if contract is None:
        raise NotFound()
    return contract


async def read(session: Session, actor: Actor, contract: Contract) -> ContractRead:
    """A contract as read, with its files."""
    attached = await files.of(session, CONTRACT_FILES, [contract.id])
    names = ContractRead.model_fields.keys() - {"amount", "files"}
    return ContractRead.of(
        {
            **{name: getattr(contract, name) for name in names},
            "amount": queries.money(contract.amount, contract.currency),
            "files": attached[contract.id],
        },
        masked=actor.masked,
    )


async def add(session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: ContractCreate) -> Contract:
    """Enters the contract, or what is known of it so far. 404, 409 when there is one or the opportunity ended."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    contract = Contract(opportunity_id=opportunity.id, customer_id=opportunity.customer_id, created_by=session.actor_id)
    await _write(session, actor, opportunity, contract, body, body.file_ids)
    await settle_change(session, opportunity, "contract")
    return contract


async def change(
    session: WriteSession, actor: Actor, contract_id: uuid.UUID, body: ContractUpdate, version: int
) -> Contract:
    """Changes the fields sent; once it is signed that is an amendment, which the history keeps with its reason."""
    opportunity, contract = await queries.load_part_to_change(session, actor, Contract, contract_id, version)
    if opportunity.stage in SIGNED and body.reason is None:
        raise fault("/reason", "missing", "a signed contract is amended with a reason")
    if body.reason is not None:
        await session.set_reason(body.reason)
    await _write(session, actor, opportunity, contract, body, ())
    await settle_change(session, opportunity, "contract")
    return contract


async def bring(session: WriteSession, actor: Actor, opportunity: Opportunity, body: ContractCreate) -> None:
    """Enters or completes the contract on signing; what it is worth the opportunity is worth from then on."""
    contract = await find(session, opportunity.id) or Contract(
        opportunity_id=opportunity.id, customer_id=opportunity.customer_id, created_by=session.actor_id
    )
    await _write(session, actor, opportunity, contract, body, body.file_ids, pointer="/contract")


async def attach(session: WriteSession, actor: Actor, contract_id: uuid.UUID, body: FilesAttach) -> Contract:
    """Attaches files that the actor sent, for good."""
    opportunity, contract = await queries.load_part_of_open(session, actor, Contract, contract_id)
    await _attach(session, actor, contract, body.file_ids, "/file_ids")
    await settle_change(session, opportunity, "contract")
    return contract


async def settle_amount(session: WriteSession, opportunity: Opportunity) -> None:
    """Once it is signed, what the contract is worth is what the opportunity brings."""
    contract = await find(session, opportunity.id)
    if contract is not None and contract.amount is not None:
        opportunity.amount, opportunity.currency = contract.amount, contract.currency


async def _write(
    session: WriteSession,
    actor: Actor,
    opportunity: Opportunity,
    contract: Contract,
    body: ContractInput,
    file_ids: Sequence[uuid.UUID],
    *,
    pointer: str = "",
) -> None:
    given = body.model_dump(exclude={"reason", "file_ids"})
    assign(contract, money_columns(given, "amount"))
    session.add(contract)
    await session.flush()
    await _attach(session, actor, contract, file_ids, f"{pointer}/file_ids")
    if opportunity.stage in SIGNED:
        await settle_amount(session, opportunity)


async def _attach(
    session: WriteSession, actor: Actor, contract: Contract, file_ids: Sequence[uuid.UUID], pointer: str
) -> None:
    await filing.attach(
        session,
        actor,
        file_ids,
        subject_type=CONTRACT_FILES,
        subject_id=contract.id,
        customer_id=contract.customer_id,
        pointer=pointer,
    )
