"""What the live queue brings to the house."""

from meridian.dial_queue import router
from meridian.kernel.module import Module

MODULE = Module(routers=(router.router,))
