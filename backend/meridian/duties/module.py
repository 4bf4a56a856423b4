"""What duties bring to the house."""

from meridian.duties import jobs, router
from meridian.duties.care import router as care_router
from meridian.kernel.module import Module

MODULE = Module(
    routers=(care_router.router, router.router),
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
)
