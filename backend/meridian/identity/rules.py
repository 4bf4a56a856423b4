"""Rules about passwords, sign-in attempts, places in the organisation and whom an escalation turns to. Pure."""

import hashlib
import ipaddress
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from meridian.identity.permissions import Role
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault


class Locale(StrEnum):
    """Languages of the interface."""

    ZH_CN = "zh-CN"
    EN = "en"


MIN_PASSWORD = 12
MAX_PASSWORD = 256
MIN_DISTINCT = 5
COMMON = ("password", "meridian", "123456789012", "qwertyuiop", "woaini", "administrator", "letmein")


def normalised_password(password: str) -> str:
    """One form for what different keyboards make of the same characters."""
    return unicodedata.normalize("NFKC", password)


def password_faults(password: str, *, known: Iterable[str] = (), pointer: str) -> list[Fault]:
    """Why this password is too easily guessed. `known`: what a guesser knows, such as email and name.

    Long and not guessable is what counts; no rules about kinds of characters, no regular expiry.
    """
    normal = normalised_password(password)
    if not MIN_PASSWORD <= len(normal) <= MAX_PASSWORD:
        return [
            Fault(
                pointer,
                "password_length",
                msg("must have {least} to {most} characters", least=MIN_PASSWORD, most=MAX_PASSWORD),
            )
        ]
    folded = normal.casefold()
    if len(set(folded)) < MIN_DISTINCT:
        return [
            Fault(
                pointer,
                "password_simple",
                msg("must have at least {least} different characters", least=MIN_DISTINCT),
            )
        ]
    words = {part.casefold() for text in known for part in (text, text.partition("@")[0]) if len(part) >= 4}
    rest = folded
    for word in sorted((*words, *COMMON), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < MIN_PASSWORD // 2:
        return [Fault(pointer, "password_guessable", msg("is little more than a common word, the name or the email"))]
    return []


@dataclass(frozen=True, slots=True)
class Throttle:
    """So many failures are free; each further one doubles the wait, up to `longest`. Nobody is locked out for good."""

    free: int
    longest: timedelta = timedelta(minutes=15)

    def wait(self, failures: int) -> timedelta:
        """How long after the latest of `failures` the next attempt may be made."""
        if failures < self.free:
            return timedelta(0)
        return min(self.longest, timedelta(seconds=2 ** min(failures - self.free, 16)))


REMEMBERED = timedelta(days=1)
ACCOUNT = Throttle(free=5)
ADDRESS = Throttle(free=100)  # an office may share one address


EVERYWHERE = Throttle(free=50)  # guesses at one account from all over the world


def account_subject(email: str) -> str:
    """Names an account, existing or not, without keeping what was typed."""
    return "account:" + hashlib.sha256(email.strip().lower().encode()).hexdigest()


def throttles_of(email: str, host: str, device: str | None) -> dict[str, Throttle]:
    """By what a sign-in is slowed down.

    Strangers who guess lock nobody out but themselves: few guesses are free at an account from one place, more from all
    places together, and a device that has signed in to the account before is counted by itself.
    """
    if device is not None:
        return {f"device:{device}": ACCOUNT}
    account, address = account_subject(email), address_subject(host)
    return {f"{account} from {address}": ACCOUNT, account: EVERYWHERE, address: ADDRESS}


def address_subject(host: str) -> str:
    """Names where requests come from; an IPv6 customer has a whole /64."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"address:{host}"
    if address.version == 4:
        return f"address:{address}"
    return f"address:{ipaddress.ip_network((address, 64), strict=False)}"


NEED_DEPARTMENT = frozenset(Role) - {Role.ADMINISTRATOR, Role.AUDITOR, Role.API_CLIENT}
NEED_TEAM = frozenset({Role.TEAM_LEAD})
NO_TEAM = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.API_CLIENT})
TEAM_LEADS = frozenset({Role.TEAM_LEAD, Role.SALES_MANAGER})
TEAM_MANAGERS = frozenset({Role.SALES_MANAGER, Role.DEPUTY_DIRECTOR, Role.DIRECTOR})
DEPARTMENT_MANAGERS = frozenset(Role) - {Role.API_CLIENT}


def placement_faults(role: Role, department_id: uuid.UUID | None, team_department_id: uuid.UUID | None) -> list[Fault]:
    """Whether role, department and team fit; `team_department_id` is None for someone without a team."""
    faults = []
    if role in NEED_DEPARTMENT and department_id is None:
        faults.append(Fault("/department_id", "missing", msg("a {role} belongs to a department", role=role)))
    if role in NEED_TEAM and team_department_id is None:
        faults.append(Fault("/team_id", "missing", msg("a {role} belongs to a team", role=role)))
    if role in NO_TEAM and team_department_id is not None:
        faults.append(Fault("/team_id", "not_for_role", msg("a {role} belongs to no team", role=role)))
    elif team_department_id not in (None, department_id):
        faults.append(Fault("/team_id", "other_department", msg("the team belongs to another department")))
    return faults


class EscalationRecipient(StrEnum):
    """Who an escalation step of a complaint turns to (MC-27)."""

    OWNER = "owner"
    FIRST_RESPONDER = "first_responder"
    DEPARTMENT_MANAGER = "department_manager"
    SALES_MANAGER = "sales_manager"
    DEPUTY_DIRECTOR = "deputy_director"
    DIRECTOR = "director"


R = EscalationRecipient
LADDER = tuple(R)
"""The rungs from the lowest up: each stands in for those below it."""
OF_WORK = (R.OWNER, R.FIRST_RESPONDER)
"""Rungs of who is to do something: managers of other departments take it up before it troubles the directors."""
OF_SALES = (R.SALES_MANAGER, R.DEPUTY_DIRECTOR, R.DIRECTOR)
"""Rungs of the customer's own line; the others are of the department that owes the work."""
