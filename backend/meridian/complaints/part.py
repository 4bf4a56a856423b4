"""What complaints bring to the house."""

from meridian.complaints import errors, events, jobs, queries_rounds, router, router_rounds
from meridian.complaints.rules import COMPENSATION, COMPLAINT
from meridian.kernel.part import Part

PART = Part(
    routers=(router.router, router_rounds.router),
    events=events.EVENTS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(COMPLAINT, COMPENSATION),
    file_subjects=queries_rounds.FILE_SUBJECTS,
    integrity=errors.INTEGRITY,
)
