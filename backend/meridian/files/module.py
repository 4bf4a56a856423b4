"""What files bring to the house."""

from meridian.files import events, jobs, queries, router
from meridian.kernel.module import Module

MODULE = Module(routers=(router.router,), events=events.EVENTS, jobs=jobs.JOBS, file_paths=queries.PATHS)
