"""Roles × permissions, on one page (OT-1, RV-1, CR-10).

The letter is the scope: `o` own records, `t` those of the teams one belongs to or leads, `d` the department's,
`c` the company's, `-` not at all. Records shared with a person, and customers whose account team they are in, count
as own; a file is read through the record it belongs to. An API key has at most what its user has, narrowed to the
permissions it was given.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Role(StrEnum):
    REP = "rep"
    TEAM_LEAD = "team_lead"
    SALES_MANAGER = "sales_manager"
    DEPUTY_DIRECTOR = "deputy_director"
    DIRECTOR = "director"
    SERVICE_AGENT = "service_agent"
    MARKET_ANALYST = "market_analyst"
    PRODUCT_SPECIALIST = "product_specialist"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    API_CLIENT = "api_client"


EXECUTIVES = frozenset({Role.DEPUTY_DIRECTOR, Role.DIRECTOR})
"""Whose contact counts as one of senior management (MC-13)."""


class Scope(IntEnum):
    """Wider scopes compare greater."""

    OWN = 1
    TEAM = 2
    DEPARTMENT = 3
    COMPANY = 4


class Permission(StrEnum):
    CUSTOMER_READ = "customer:read"
    CUSTOMER_SUGGEST = "customer:suggest"
    CUSTOMER_WRITE = "customer:write"
    CUSTOMER_VERIFY = "customer:verify"
    CUSTOMER_DECIDE = "customer:decide"
    CUSTOMER_SHARE = "customer:share"
    CUSTOMER_TRANSFER = "customer:transfer"
    CUSTOMER_MERGE = "customer:merge"
    REFUSAL_OVERRIDE = "refusal:override"
    SHARE_APPROVE = "share:approve"
    VIEW_SHARE = "view:share"
    IMPORT_RUN = "import:run"
    IMPORT_SCREEN = "import:screen"
    EXPORT_RUN = "export:run"
    EXPORT_APPROVE = "export:approve"
    PLAN_READ = "plan:read"
    PLAN_WRITE = "plan:write"
    PLAN_APPROVE = "plan:approve"
    ROSTER_READ = "roster:read"
    ROSTER_WRITE = "roster:write"
    TARGET_READ = "target:read"
    TARGET_WRITE = "target:write"
    RECORD_READ = "record:read"
    RECORD_WRITE = "record:write"
    HANDOFF_READ = "handoff:read"
    HANDOFF_WRITE = "handoff:write"
    HANDOFF_ANSWER = "handoff:answer"
    OPPORTUNITY_READ = "opportunity:read"
    OPPORTUNITY_WRITE = "opportunity:write"
    OPPORTUNITY_MANAGE = "opportunity:manage"
    COMPLAINT_READ = "complaint:read"
    COMPLAINT_WRITE = "complaint:write"
    COMPLAINT_HANDLE = "complaint:handle"
    COMPLAINT_ESCALATE = "complaint:escalate"
    COMPENSATION_APPROVE = "compensation:approve"
    CAMPAIGN_READ = "campaign:read"
    CAMPAIGN_WRITE = "campaign:write"
    SCRIPT_READ = "script:read"
    SCRIPT_WRITE = "script:write"
    SCRIPT_APPROVE = "script:approve"
    SCRIPT_ADAPT = "script:adapt"
    NOTE_READ = "note:read"
    NOTE_WRITE = "note:write"
    ALERT_READ = "alert:read"
    FILE_READ = "file:read"
    FILE_WRITE = "file:write"
    RATE_READ = "rate:read"
    RATE_WRITE = "rate:write"
    PRODUCT_READ = "product:read"
    PRODUCT_WRITE = "product:write"
    FIELD_READ = "field:read"
    FIELD_WRITE = "field:write"
    USER_READ = "user:read"
    USER_WRITE = "user:write"
    ORGANISATION_WRITE = "organisation:write"
    API_KEY_WRITE = "api_key:write"
    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    CALENDAR_WRITE = "calendar:write"
    HISTORY_READ = "history:read"
    HISTORY_SYSTEM = "history:system"
    EVENT_READ = "event:read"


_READ_AS = {"compensation": Permission.COMPLAINT_READ, "view": Permission.CUSTOMER_READ}


def needs(permission: Permission) -> Permission | None:
    """The permission without which this one cannot be used: what is written, decided or moved must be read."""
    noun, verb = permission.split(":")
    if noun in _READ_AS:
        return _READ_AS[noun]
    read = f"{noun}:read"
    return Permission(read) if verb != "read" and read in set(Permission) else None


COLUMNS: Mapping[str, Role] = {
    "rep": Role.REP,
    "lead": Role.TEAM_LEAD,
    "mgr": Role.SALES_MANAGER,
    "dep": Role.DEPUTY_DIRECTOR,
    "dir": Role.DIRECTOR,
    "svc": Role.SERVICE_AGENT,
    "mkt": Role.MARKET_ANALYST,
    "prd": Role.PRODUCT_SPECIALIST,
    "adm": Role.ADMINISTRATOR,
    "aud": Role.AUDITOR,
    "api": Role.API_CLIENT,
}

MATRIX = """
                      rep lead mgr dep dir svc mkt prd adm aud api
customer:read          o   t    t   d   c   c   c   c   -   c   c
customer:suggest       o   t    t   d   c   c   c   c   -   -   c
customer:write         o   t    t   d   c   c   -   -   -   -   c
customer:verify        -   t    t   d   c   -   -   -   -   -   -
customer:decide        -   t    t   d   c   -   -   -   -   -   -
customer:share         o   t    t   d   c   -   -   -   -   -   -
share:approve          -   -    -   d   c   -   -   -   -   -   -
view:share             o   t    t   d   c   c   c   c   -   -   c
customer:transfer      -   t    t   d   c   -   -   -   -   -   -
customer:merge         -   t    t   d   c   -   -   -   -   -   -
refusal:override       -   -    t   d   c   -   -   -   -   -   -
import:run             o   t    t   d   c   -   -   -   c   -   c
import:screen          -   t    t   d   c   -   -   -   -   -   -
export:run             -   t    t   d   c   -   -   -   -   c   c
export:approve         -   -    -   d   c   -   -   -   -   -   -
plan:read              o   t    t   d   c   c   -   -   -   c   c
plan:write             o   t    t   d   c   o   -   -   -   -   c
plan:approve           -   -    -   d   c   -   -   -   -   -   -
roster:read            o   t    t   d   c   c   -   -   c   c   c
roster:write           -   t    t   d   c   -   -   -   -   -   -
target:read            o   t    t   d   c   -   -   -   -   c   c
target:write           -   t    t   d   c   -   -   -   -   -   -
record:read            o   t    t   d   c   c   c   c   -   c   c
record:write           o   t    t   d   c   c   -   -   -   -   c
handoff:read           o   t    t   d   c   c   d   d   -   c   c
handoff:write          o   t    t   d   c   c   -   -   -   -   c
handoff:answer         -   -    t   d   c   d   d   d   -   -   c
opportunity:read       o   t    t   d   c   c   c   c   -   c   c
opportunity:write      o   t    t   d   c   -   -   -   -   -   c
opportunity:manage     -   -    t   d   c   -   -   -   -   -   -
complaint:read         o   t    t   d   c   c   c   d   -   c   c
complaint:write        o   t    t   d   c   c   -   -   -   -   c
complaint:handle       -   t    t   d   c   c   -   d   -   -   -
complaint:escalate     o   t    t   d   c   c   -   d   -   -   -
compensation:approve   -   -    t   d   c   -   -   -   -   -   -
campaign:read          t   t    t   d   c   -   c   -   -   c   c
campaign:write         -   t    t   d   c   -   -   -   -   -   -
script:read            c   c    c   c   c   c   c   c   -   c   c
script:write           -   c    c   c   c   -   c   c   -   -   -
script:approve         -   -    c   c   c   -   -   -   -   -   -
script:adapt           o   o    o   o   o   o   -   -   -   -   -
note:read              o   t    t   d   c   c   c   c   -   c   c
note:write             o   o    o   o   c   o   c   o   -   -   o
alert:read             o   t    t   d   c   c   o   o   o   c   c
file:read              o   o    o   o   o   o   o   o   -   o   o
file:write             o   o    o   o   o   o   -   o   -   -   o
rate:read              c   c    c   c   c   c   c   c   c   c   c
rate:write             -   -    -   -   c   -   -   -   c   -   -
product:read           c   c    c   c   c   c   c   c   c   c   c
product:write          -   -    -   -   c   -   -   c   -   -   -
field:read             c   c    c   c   c   c   c   c   c   c   c
field:write            -   -    -   -   -   -   -   -   c   -   -
user:read              c   c    c   c   c   c   c   c   c   c   c
user:write             -   -    -   -   -   -   -   -   c   -   -
organisation:write     -   -    -   -   -   -   -   -   c   -   -
api_key:write          o   o    o   o   o   o   o   o   c   -   -
policy:read            c   c    c   c   c   c   c   c   c   c   c
policy:write           -   -    -   -   c   -   -   -   c   -   -
calendar:write         -   -    -   -   -   -   -   -   c   -   -
history:read           o   t    t   d   c   c   -   -   c   c   -
history:system         -   -    -   -   c   -   -   -   c   c   -
event:read             o   t    t   d   c   c   c   c   c   c   c
"""

LETTERS: Mapping[str, Scope | None] = {
    "-": None,
    "o": Scope.OWN,
    "t": Scope.TEAM,
    "d": Scope.DEPARTMENT,
    "c": Scope.COMPANY,
}

Grants = Mapping[Permission, Scope]


def _read_matrix(matrix: str) -> Mapping[Role, Grants]:
    header, *rows = (line.split() for line in matrix.strip().splitlines())
    grants: dict[Role, dict[Permission, Scope]] = {COLUMNS[column]: {} for column in header}
    for permission, *letters in rows:
        if len(letters) != len(header):
            raise ValueError(f"{permission}: {len(letters)} letters for {len(header)} roles")
        for column, letter in zip(header, letters, strict=True):
            if (scope := LETTERS[letter]) is not None:
                grants[COLUMNS[column]][Permission(permission)] = scope
    return grants


GRANTS = _read_matrix(MATRIX)


def company_wide_roles(permission: Permission) -> frozenset[Role]:
    """The roles for which the permission reaches the whole company."""
    return frozenset(role for role, held in GRANTS.items() if held.get(permission) is Scope.COMPANY)
