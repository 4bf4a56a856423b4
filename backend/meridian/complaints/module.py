"""What complaints bring to the house."""

from meridian.complaints import events, jobs, models, router
from meridian.complaints.analysis import router as analysis_router
from meridian.complaints.compensations.workflow import COMPENSATION
from meridian.complaints.preventive_actions import router as preventive_actions_router
from meridian.complaints.preventive_actions.workflow import PREVENTIVE_ACTION
from meridian.complaints.rounds import queries
from meridian.complaints.rounds import router as rounds_router
from meridian.complaints.workflow import COMPLAINT
from meridian.kernel.module import Module

MODULE = Module(
    routers=(analysis_router.router, router.router, rounds_router.router, preventive_actions_router.router),
    events=(*events.EVENTS, *events.PREVENTIVE_EVENTS),
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(COMPLAINT, COMPENSATION, PREVENTIVE_ACTION),
    file_subjects=queries.FILE_SUBJECTS,
    integrity=models.INTEGRITY,
)
