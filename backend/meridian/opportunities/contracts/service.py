"""The contract of an opportunity (TS-9, TS-10)."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from meridian.calendars.queries import today
from meridian.customers.business import service as orders
from meridian.customers.business.service import ContractLine, SignedContract
from meridian.customers.events import ORDER_CHANGED
from meridian.customers.models import Order
from meridian.files import queries as files
from meridian.files import service as filing
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, NotFound, fault
from meridian.kernel.schemas import money, money_columns
from meridian.opportunities import queries
from meridian.opportunities.contracts.schemas import (
    ContractCreate,
    ContractInput,
    ContractRead,
    ContractUpdate,
    ProposalAnswered,
    SolutionProposalCreate,
    SolutionProposalRead,
    SolutionProposalUpdate,
)
from meridian.opportunities.models import Contract, Opportunity, OpportunityLine, SolutionProposal
from meridian.opportunities.rules import CONTRACT_FILES, PROPOSAL_FILES, SIGNED
from meridian.opportunities.rules import OpportunityOutcome as O
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
            "amount": money(contract.amount, contract.currency),
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
        raise fault("/reason", "missing", msg("a signed contract is amended with a reason"))
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


async def settle_purchase(session: WriteSession, opportunity: Opportunity) -> None:
    """The purchase history has the contract from its signing on, and no more once it is taken back (MC-3, TS-14)."""
    contract = await find(session, opportunity.id)
    if contract is None:
        return
    binds = opportunity.stage in SIGNED and opportunity.outcome in (O.OPEN, O.COMPLETED)
    amount, currency = contract.amount or opportunity.amount, contract.currency or opportunity.currency
    if binds and amount is not None and currency is not None:
        signed = SignedContract(
            id=contract.id,
            customer_id=contract.customer_id,
            number=contract.number or opportunity.title,
            signed_on=contract.signed_on or await today(session),
            amount=amount,
            currency=currency,
            title=opportunity.title,
            lines=await _lines(session, opportunity.id, currency),
        )
        order = await orders.put(session, signed)
    else:
        order = await orders.take_out(session, contract.id)
    if order is not None:
        await publish(session, ORDER_CHANGED, order)
    await orders.note_orders(session, contract.customer_id)


async def settle_purchases(session: WriteSession, customer_id: uuid.UUID) -> None:
    """The customer's signed contracts of which neither an entry nor an order is left stand for themselves again."""
    entered = select(Order.contract_id).where(Order.customer_id == customer_id, Order.contract_id.is_not(None))
    found = await session.scalars(
        select(Opportunity)
        .join(Contract, Contract.opportunity_id == Opportunity.id)
        .where(
            Opportunity.customer_id == customer_id,
            Opportunity.stage.in_(SIGNED),
            Opportunity.outcome.in_((O.OPEN, O.COMPLETED)),
            Contract.id.not_in(entered),
            queries.customers_first(Opportunity.customer_id == customer_id),
        )
        .order_by(Opportunity.id)
        .with_for_update(of=Opportunity)
    )
    for opportunity in found.all():
        await settle_purchase(session, opportunity)


async def _lines(session: WriteSession, opportunity_id: uuid.UUID, currency: str) -> list[ContractLine]:
    """What the opportunity sells for a price in the currency."""
    found = await session.scalars(
        select(OpportunityLine)
        .where(OpportunityLine.opportunity_id == opportunity_id)
        .order_by(OpportunityLine.position, OpportunityLine.id)
    )
    return [
        ContractLine(line.description, line.quantity, line.unit_price, line.amount, line.product_id)
        for line in found
        if line.unit_price is not None and line.amount is not None and line.currency == currency
    ]


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
        await settle_purchase(session, opportunity)


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


# Solution proposals: versions of what we offer, and the customer's answer to each (TS-8, OT-12).


async def proposals_of(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> list[SolutionProposalRead]:
    """All versions, the first first; 404 out of the actor's scope."""
    await queries.load(session, actor, opportunity_id)
    return await reads(session, actor, await queries.parts_of(session, SolutionProposal, opportunity_id))


async def reads(session: Session, actor: Actor, proposals: Sequence[SolutionProposal]) -> list[SolutionProposalRead]:
    """Proposals as read, with their files, in one query however many there are."""
    attached = await files.of(session, PROPOSAL_FILES, [proposal.id for proposal in proposals])
    names = SolutionProposalRead.model_fields.keys() - {"amount", "files"}
    return [
        SolutionProposalRead.of(
            {
                **{name: getattr(proposal, name) for name in names},
                "amount": money(proposal.amount, proposal.currency),
                "files": attached[proposal.id],
            },
            masked=actor.masked,
        )
        for proposal in proposals
    ]


async def add_proposal(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: SolutionProposalCreate
) -> SolutionProposal:
    """Adds the next version. 404, 409 once the opportunity ended, 422 for files that are not the actor's."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    proposal = await insert(session, actor, opportunity, body)
    await settle_change(session, opportunity, "proposals")
    return proposal


async def insert(
    session: WriteSession, actor: Actor, opportunity: Opportunity, body: SolutionProposalCreate, *, pointer: str = ""
) -> SolutionProposal:
    """Adds the next version to a locked opportunity; `pointer` is where `body` stands in the request."""
    last = select(func.max(SolutionProposal.number)).where(SolutionProposal.opportunity_id == opportunity.id)
    proposal = SolutionProposal(
        opportunity_id=opportunity.id,
        customer_id=opportunity.customer_id,
        number=(await session.scalar(last) or 0) + 1,
        created_by=session.actor_id,
        **money_columns(body.model_dump(exclude={"file_ids"}), "amount"),
    )
    session.add(proposal)
    await session.flush()
    await _attach_to_proposal(session, actor, proposal, body.file_ids, f"{pointer}/file_ids")
    return proposal


async def change_proposal(
    session: WriteSession, actor: Actor, proposal_id: uuid.UUID, body: SolutionProposalUpdate, version: int
) -> SolutionProposal:
    """Changes the fields sent; 409 once the customer has answered: a new offer is a new version."""
    opportunity, proposal = await queries.load_part_to_change(session, actor, SolutionProposal, proposal_id, version)
    if proposal.answer is not None:
        raise Conflict(msg("the customer has answered this version: make a new one"), reason="proposal_answered")
    assign(proposal, money_columns(body.model_dump(), "amount"))
    await settle_change(session, opportunity, "proposals")
    return proposal


async def answer(
    session: WriteSession, actor: Actor, proposal_id: uuid.UUID, body: ProposalAnswered, version: int
) -> SolutionProposal:
    """Notes what the customer said, who may think again. What was answered was presented, by now at the latest."""
    opportunity, proposal = await queries.load_part_to_change(session, actor, SolutionProposal, proposal_id, version)
    proposal.answer, proposal.answer_note = body.answer, body.note
    proposal.answered_at, proposal.answered_by = session.now, session.actor_id
    proposal.presented_at = body.presented_at or proposal.presented_at or session.now
    await settle_change(session, opportunity, "proposals")
    return proposal


async def attach_to_proposal(
    session: WriteSession, actor: Actor, proposal_id: uuid.UUID, body: FilesAttach
) -> SolutionProposal:
    """Attaches files that the actor sent, for good."""
    opportunity, proposal = await queries.load_part_of_open(session, actor, SolutionProposal, proposal_id)
    await _attach_to_proposal(session, actor, proposal, body.file_ids, "/file_ids")
    await settle_change(session, opportunity, "proposals")
    return proposal


async def _attach_to_proposal(
    session: WriteSession, actor: Actor, proposal: SolutionProposal, file_ids: Sequence[uuid.UUID], pointer: str
) -> None:
    await filing.attach(
        session,
        actor,
        file_ids,
        subject_type=PROPOSAL_FILES,
        subject_id=proposal.id,
        customer_id=proposal.customer_id,
        pointer=pointer,
    )
