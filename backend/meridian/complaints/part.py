"""What complaints bring to the house."""

from meridian.complaints import (
    errors,
    events,
    events_preventive,
    jobs,
    queries_rounds,
    router,
    router_analysis,
    router_preventive,
    router_rounds,
)
from meridian.complaints.rules import COMPENSATION, COMPLAINT
from meridian.complaints.rules_preventive import PREVENTIVE_ACTION
from meridian.kernel.part import Part

PART = Part(
    routers=(router_analysis.router, router.router, router_rounds.router, router_preventive.router),
    events=(*events.EVENTS, *events_preventive.EVENTS),
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(COMPLAINT, COMPENSATION, PREVENTIVE_ACTION),
    file_subjects=queries_rounds.FILE_SUBJECTS,
    integrity=errors.INTEGRITY,
)
