"""What opportunities bring to the house."""

from meridian.kernel.module import Module
from meridian.opportunities import events, jobs, models, queries
from meridian.opportunities.board import router as board_router
from meridian.opportunities.contracts import router as contracts_router
from meridian.opportunities.details import router as details_router
from meridian.opportunities.milestones import router as milestones_router
from meridian.opportunities.milestones import workflow as milestones_workflow
from meridian.opportunities.models import Contract, SolutionProposal
from meridian.opportunities.pipeline import router as pipeline_router
from meridian.opportunities.pipeline import workflow as pipeline_workflow
from meridian.opportunities.results import router as results_router
from meridian.opportunities.reviews import router as reviews_router
from meridian.opportunities.reviews import workflow as reviews_workflow
from meridian.opportunities.rules import CONTRACT_FILES, PROPOSAL_FILES

MODULE = Module(
    routers=(
        board_router.router,
        results_router.router,
        pipeline_router.router,
        pipeline_router.moves_router,
        details_router.router,
        contracts_router.router,
        milestones_router.router,
        reviews_router.router,
    ),
    events=(*events.EVENTS, *events.MILESTONE_EVENTS, *events.REVIEW_EVENTS),
    jobs=jobs.JOBS,
    subscriptions=(*jobs.SUBSCRIPTIONS, *jobs.VALUE_SUBSCRIPTIONS),
    workflows=(pipeline_workflow.OPPORTUNITY, milestones_workflow.MILESTONE, reviews_workflow.REVIEW_ACTION),
    file_subjects=(queries.files_of(CONTRACT_FILES, Contract), queries.files_of(PROPOSAL_FILES, SolutionProposal)),
    integrity=models.INTEGRITY,
)
