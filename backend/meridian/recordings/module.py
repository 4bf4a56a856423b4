"""What recordings bring to the house."""

from meridian.kernel.module import Module
from meridian.recordings import jobs, queries, router

MODULE = Module(routers=(router.router,), jobs=jobs.JOBS, file_subjects=queries.FILE_SUBJECTS)
