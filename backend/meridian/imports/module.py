"""What imports bring to the house."""

from meridian.imports import events, jobs, queries, router, workflow
from meridian.imports.screening import router as screening_router
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router, screening_router.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    workflows=(workflow.IMPORT,),
    file_paths=queries.PATHS,
)
