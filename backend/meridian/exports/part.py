"""What exports bring to the house."""

from meridian.exports import events, rules
from meridian.kernel.part import Part

PART = Part(events=events.EVENTS, workflows=(rules.EXPORT,))
