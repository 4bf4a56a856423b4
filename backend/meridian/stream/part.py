"""What the event stream brings to the house."""

from meridian.kernel.part import Part
from meridian.stream import router

PART = Part(routers=(router.router,))
