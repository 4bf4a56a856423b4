"""Where a column can go, and the codes people may write in it."""

from collections.abc import Mapping
from typing import NamedTuple

from meridian.imports.rules import ImportKind
from meridian.places.text import words
from meridian.sheets.headings import CUSTOMER, RECORD, Heading

# Where a column can go: the fields of a customer or a contact record, how each is read, and what it discloses.


CUSTOM = "custom."


DECIDED = frozenset({"grade"})
"""What only those set who decide about customers (MC-9)."""
ONLY_NEW = frozenset({"owner", "obtained_at", "grade"})
"""Fields that an import gives to new customers only: of a known one they change by a decision of their own."""


class Target(NamedTuple):
    """A field rows can fill. reader: the name of its reader (readers.py). several: more than one column may fill it.

    group: the sensitive group it belongs to, which roles may be hidden from (CR-10).
    """

    code: str
    reader: str
    several: bool = False
    group: str | None = None


_CUSTOMER = (
    Target("id", "uuid"),
    Target("external_id", "external_ids", several=True),
    Target("name", "line"),
    Target("legal_name", "line"),
    Target("short_name", "line"),
    Target("country", "country"),
    Target("region", "line"),
    Target("city", "line"),
    Target("address", "text", several=True),
    Target("postal_code", "line"),
    Target("website", "website"),
    Target("zone", "zone"),
    Target("phone", "phones", several=True, group="phone"),
    Target("email", "emails", several=True, group="email"),
    Target("messaging", "messaging", several=True, group="messaging"),
    Target("messaging.whatsapp", "handle", group="messaging"),
    Target("messaging.wechat", "handle", group="messaging"),
    Target("messaging.telegram", "handle", group="messaging"),
    Target("messaging.line", "handle", group="messaging"),
    Target("messaging.skype", "handle", group="messaging"),
    Target("messaging.qq", "handle", group="messaging"),
    Target("industry", "line"),
    Target("business_scope", "text"),
    Target("legal_representative", "line"),
    Target("management", "text"),
    Target("employee_count", "count"),
    Target("languages", "languages"),
    Target("preferences", "text"),
    Target("notes", "text", several=True),
    Target("demand", "text"),
    Target("purchase_frequency", "line"),
    Target("budget", "money", group="budget"),
    Target("expected_annual_sales", "money", group="budget"),
    Target("decision_process", "text"),
    Target("source_channel", "source_channel"),
    Target("source_detail", "line"),
    Target("campaign_id", "campaign"),
    Target("intent_level", "intent_level"),
    Target("grade", "grade"),
    Target("owner", "person"),
    Target("obtained_at", "instant"),
    Target("contact.name", "line"),
    Target("contact.first_name", "line"),
    Target("contact.last_name", "line"),
    Target("contact.title", "line"),
    Target("contact.department", "line"),
    Target("contact.role", "contact_role"),
    Target("contact.phone", "phones", several=True, group="phone"),
    Target("contact.email", "emails", several=True, group="email"),
    Target("contact.whatsapp", "handle", group="messaging"),
    Target("contact.wechat", "handle", group="messaging"),
    Target("contact.languages", "languages"),
    Target("contact.birthday", "birthday"),
    Target("contact.notes", "text"),
)
_RECORD = (
    Target("customer", "line"),
    Target("customer_external_id", "line"),
    Target("phone", "phones", group="phone"),
    Target("contact_name", "line"),
    Target("external_id", "line"),
    Target("method", "method"),
    Target("direction", "direction"),
    Target("disposition", "disposition"),
    Target("started_at", "instant"),
    Target("started_time", "time"),
    Target("ended_at", "instant"),
    Target("talk_seconds", "duration"),
    Target("author", "person"),
    Target("outcome", "line"),
    Target("key_points", "text", several=True),
    Target("intent_level", "intent_level"),
    Target("next_step", "text"),
)
TARGETS: Mapping[ImportKind, Mapping[str, Target]] = {
    ImportKind.CUSTOMERS: {target.code: target for target in _CUSTOMER},
    ImportKind.RECORDS: {target.code: target for target in _RECORD},
}
HEADINGS: Mapping[ImportKind, Mapping[str, Heading]] = {ImportKind.CUSTOMERS: CUSTOMER, ImportKind.RECORDS: RECORD}


def target_of(kind: ImportKind, code: str) -> Target | None:
    """The target with that code; `custom.<key>` are fields of the company's own, which are looked up later."""
    if kind is ImportKind.CUSTOMERS and code.startswith(CUSTOM) and len(code) > len(CUSTOM):
        return Target(code, "custom")
    return TARGETS[kind].get(code)


# Codes as people write them: the code itself, its label in the interface's languages, and common words for it.


def _read(table: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in table.strip().splitlines():
        code, *names = (part.strip() for part in line.replace("|", ",").split(","))
        for name in (code, *names):
            found.setdefault("".join(words(name)), code)
    return found


LABELS: Mapping[str, Mapping[str, str]] = {
    "source_channel": _read("""
        sales | 销售开发, 自主开发, 电话开发, cold call, cold calling, outbound, telesales, vertrieb
        exhibition | 展会, 展览, fair, trade fair, trade show, show, expo, messe, feria, salon, выставка
        campaign | 市场活动, 活动, 营销活动, marketing, advertising, ad, ads, kampagne, newsletter, mailing
        referral | 客户推荐, 推荐, 转介绍, 介绍, referred, recommendation, word of mouth, empfehlung, partner
        web | 网络平台, 网络, 网站, 官网, website, internet, online, google, b2b, alibaba, 阿里巴巴, search
        social | 社交媒体, 社媒, social media, linkedin, facebook, instagram, 领英, whatsapp, wechat, 微信
        market_research | 市场调研, 调研, research, list, purchased list, database
        inbound | 主动来询, 询盘, 来电, inquiry, enquiry, inbound call, request, anfrage
        other | 其他, 其它, others, misc, unknown, 未知
    """),
    "intent_level": _read("""
        none | 无, 无意向, 没有, no, no interest, 0, not interested, kein
        low | 低, 低意向, 弱, cold, 1, weak, niedrig, baja
        medium | 中, 中等, 一般, 中意向, warm, 2, middle, mittel, media
        high | 高, 高意向, 强, hot, 3, strong, hoch, alta
        committed | 明确, 确定, 已确认, 4, confirmed, very high, sure
    """),
    "grade": _read("""
        A | A级, A类, class a, 1, a customer
        B | B级, B类, class b, 2
        C | C级, C类, class c, 3
        D | D级, D类, class d, 4
    """),
    "contact_role": _read("""
        decision_maker | 决策人, 决策者, decision maker, boss, owner, ceo, 老板, 总经理, director, managing director
        purchaser | 采购, 采购员, 采购经理, buyer, purchasing, procurement, einkauf, compras, achats
        technical | 技术负责人, 技术, 工程师, engineer, technician, tech, technik
        user | 使用部门, 用户, 使用者, end user
        other | 其他, 其它, others
    """),
    "method": _read("""
        phone | 电话, call, telephone, phone call, 拨打电话, 通话, anruf, llamada, appel, звонок, tel
        visit | 上门, 拜访, 上门拜访, on site, on-site, besuch, visita, visite
        online_meeting | 视频会议, 线上会议, meeting, video, online, zoom, teams
        email | 邮件, 电子邮件, mail, e-mail, correo
        sms | 短信, text, text message
        wechat | 微信
        whatsapp | whats app
        other | 其他, 其它
    """),
    "direction": _read("""
        outbound | 呼出, 去电, 外呼, out, outgoing, ausgehend, saliente
        inbound | 呼入, 来电, in, incoming, eingehend, entrante
    """),
    "disposition": _read("""
        connected | 接通, 已接通, answered, ok, success, reached, 成功, completed
        no_answer | 无人接听, 未接, 未接听, 未接通, no answer, not answered, missed, noanswer
        busy | 忙线, 占线, besetzt, ocupado
        voicemail | 语音信箱, 留言, answering machine, mailbox, left message
        wrong_number | 错号, 号码错误, invalid number, 空号, not in service
        refused | 拒接, 挂断, rejected, declined, hung up
        callback_requested | 要求回电, 回电, call back, callback
        do_not_call | 要求不再来电, 勿扰, dnc, do not call
        failed | 呼叫失败, 失败, error, network error
    """),
}
