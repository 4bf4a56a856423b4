"""What opportunities bring to the house."""

from meridian.files.subjects import FileSubject
from meridian.identity.roles import Permission
from meridian.kernel.part import Part
from meridian.opportunities import (
    errors,
    events,
    events_milestones,
    events_reviews,
    jobs,
    jobs_clock,
    parts,
    router,
    router_board,
    router_contract,
    router_milestones,
    router_moves,
    router_parts,
    router_positions,
    router_reviews,
    workflow,
    workflow_actions,
    workflow_milestones,
)
from meridian.opportunities.criteria import CONTRACT_FILES
from meridian.opportunities.models_contract import Contract, SolutionProposal
from meridian.opportunities.proposals import FILES as PROPOSAL_FILES

READ = Permission.OPPORTUNITY_READ
PART = Part(
    routers=(
        router_board.router,
        router.router,
        router_moves.router,
        router_parts.router,
        router_positions.router,
        router_contract.router,
        router_milestones.router,
        router_reviews.router,
    ),
    events=(
        *events.EVENTS,
        *events_milestones.EVENTS,
        *events_reviews.EVENTS,
    ),
    jobs=jobs_clock.JOBS,
    subscriptions=(
        *jobs.SUBSCRIPTIONS,
        *jobs_clock.SUBSCRIPTIONS,
    ),
    workflows=(
        workflow.OPPORTUNITY,
        workflow_milestones.MILESTONE,
        workflow_actions.REVIEW_ACTION,
    ),
    file_subjects=(
        FileSubject(CONTRACT_FILES, READ, lambda actor: parts.visible_ids(actor, Contract)),
        FileSubject(PROPOSAL_FILES, READ, lambda actor: parts.visible_ids(actor, SolutionProposal)),
    ),
    integrity=errors.INTEGRITY,
)
