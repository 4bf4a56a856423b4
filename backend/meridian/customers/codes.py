"""The customer's vocabulary, as the glossary has it."""

from enum import StrEnum

from meridian.policies.codes import Grade as Grade


class Category(StrEnum):
    POTENTIAL = "potential"
    INTERESTED = "interested"
    CLOSED = "closed"
    KEY = "key"


class IntentLevel(StrEnum):
    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    COMMITTED = "committed"


class SourceChannel(StrEnum):
    SALES = "sales"
    EXHIBITION = "exhibition"
    CAMPAIGN = "campaign"
    REFERRAL = "referral"
    WEB = "web"
    SOCIAL = "social"
    MARKET_RESEARCH = "market_research"
    INBOUND = "inbound"
    OTHER = "other"


class ContactRole(StrEnum):
    DECISION_MAKER = "decision_maker"
    PURCHASER = "purchaser"
    TECHNICAL = "technical"
    USER = "user"
    OTHER = "other"


class Channel(StrEnum):
    """Ways to reach somebody, which somebody may refuse one by one."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    WECHAT = "wechat"
    WHATSAPP = "whatsapp"
    OTHER = "other"


class Verification(StrEnum):
    UNVERIFIED = "unverified"
    PENDING = "pending"
    VERIFIED = "verified"


class ZoneState(StrEnum):
    KNOWN = "known"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class NeedKind(StrEnum):
    CURRENT = "current"
    FUTURE = "future"
    LATENT = "latent"


class NeedState(StrEnum):
    OPEN = "open"
    MET = "met"
    DROPPED = "dropped"


class InstalledState(StrEnum):
    RUNNING = "running"
    FAULTY = "faulty"
    UNDER_REPAIR = "under_repair"
    RETIRED = "retired"


class MemberKind(StrEnum):
    """`share`: may work on the customer; `account_team`: belongs to the team that serves it (MC-13, MC-25)."""

    SHARE = "share"
    ACCOUNT_TEAM = "account_team"
