"""What the timeline brings to the house."""

from meridian.kernel.module import Module
from meridian.timeline import router
from meridian.timeline.call_card import router as call_card_router

MODULE = Module(routers=(router.router, router.overview_router, call_card_router.router))
