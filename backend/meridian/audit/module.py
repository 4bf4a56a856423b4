"""What the audit brings to the house."""

from meridian.audit import router
from meridian.kernel.module import Module

MODULE = Module(routers=(router.router,))
