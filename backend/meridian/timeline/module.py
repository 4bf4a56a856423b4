"""What the timeline brings to the house."""

from meridian.kernel.module import Module
from meridian.timeline import router
from meridian.timeline.call_card import router as call_card_router
from meridian.timeline.overview import router as overview_router

MODULE = Module(routers=(router.router, overview_router.router, call_card_router.router))
