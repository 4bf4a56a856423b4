"""What exports bring to the house."""

from meridian.exports import events, jobs, queries, router, workflow
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router,),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    workflows=(workflow.EXPORT,),
    file_paths=queries.PATHS,
)
