"""The refusals of policies."""

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Fault, Invalid, NotFound
from meridian.policies.rules import InvalidValueError, VersionState


class UnknownPolicy(NotFound):
    title = msg("No such setting")


class UnknownVersion(NotFound):
    title = msg("The setting has no such version")


def invalid_value(error: InvalidValueError) -> Invalid:
    """422 with each fault of the value at its place in the body."""
    return Invalid(errors=[Fault("/value" + fault.pointer, fault.code, fault.detail) for fault in error.faults])


def clashing(faults: list[Fault]) -> Invalid:
    """422 with what other settings have against the value."""
    return Invalid(errors=[Fault("/value" + fault.pointer, fault.code, fault.detail) for fault in faults])


def still_needed(faults: list[Fault]) -> Conflict:
    """409: without this version other settings would clash with what is in force instead."""
    return Conflict(msg("without this version settings would clash: {clash}", clash=faults[0].detail), reason="clash")


def in_the_past() -> Invalid:
    """422: what was in force at a past moment is a fact, and no later decision changes it."""
    return Invalid(errors=[Fault("/effective_from", "in_past", msg("must not be earlier than now"))])


def takes_two() -> Conflict:
    """409: nobody decides alone on this setting."""
    return Conflict(
        msg("this setting takes two: propose the change, and another person confirms it"), reason="second_person"
    )


def nobody_else() -> Invalid:
    """422: who proposes a change could wait for ever."""
    words = msg("only one person decides on the policy: nobody else could confirm a change")
    return Invalid(errors=[Fault("/value", "nobody_else", words)])


def not_pending(state: VersionState) -> Conflict:
    """409: only what is not yet in force can be withdrawn."""
    return Conflict(
        msg("only a version that is not yet in force can be withdrawn"), kind="not_pending", reason=state.value
    )
