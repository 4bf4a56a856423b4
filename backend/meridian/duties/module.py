"""What duties bring to the house."""

from meridian.duties import jobs, router
from meridian.kernel.module import Module

MODULE = Module(routers=(router.router,), jobs=jobs.JOBS)
"""Read alone: what is owed is kept beside the customer (customers/computed_fields)."""
