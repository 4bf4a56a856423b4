"""What planning brings to the house."""

from meridian.kernel.module import Module
from meridian.planner.windows import router as windows_router

MODULE = Module(routers=(windows_router.router,))
