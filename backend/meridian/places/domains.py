"""Web and e-mail addresses: the domain that identifies a company, or none where many companies share a host."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from meridian.places.text import clean, word_set

# Hosts where an address says nothing about who is behind it …
_SHARED = word_set(
    """
    facebook.com fb.com fb.me instagram.com linkedin.com twitter.com x.com youtube.com youtu.be tiktok.com
    vk.com ok.ru t.me wa.me whatsapp.com wechat.com weixin.qq.com pinterest.com linktr.ee medium.com
    threads.net google.com goo.gl g.page bit.ly tinyurl.com github.com gitlab.com wikipedia.org
    openstreetmap.org alibaba.com 1688.com aliexpress.com made-in-china.com globalsources.com taobao.com
    tmall.com jd.com amazon.com ebay.com etsy.com indiamart.com tradeindia.com ec21.com tradekey.com
    europages.com kompass.com exportersindia.com yelp.com tripadvisor.com yellowpages.com example.com
    example.org localhost
    """
)
# … and hosts that give each customer a name of its own below theirs.
_HOSTING = word_set(
    """
    wordpress.com wixsite.com blogspot.com weebly.com webnode.com jimdosite.com jimdofree.com squarespace.com
    myshopify.com github.io gitlab.io netlify.app vercel.app herokuapp.com godaddysites.com business.site
    en.alibaba.com onepagefree.com tumblr.com strikingly.com yolasite.com site123.me mystrikingly.com
    en.made-in-china.com webflow.io pages.dev firebaseapp.com web.app ueniweb.com
    """
)
# Second levels below a country's top level under which anybody registers.
_SECOND_LEVELS = word_set(
    "ac co com edu gob gouv gov go gub gv ind info leg lg ltd mil ne net nom or org plc re sch web"
)
_FREE_MAIL = word_set(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com icloud.com me.com mac.com aol.com
    proton.me protonmail.com gmx.com gmx.net gmx.de web.de t-online.de freenet.de mail.com zoho.com
    fastmail.com tutanota.com qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com
    189.cn aliyun.com 21cn.com tom.com yandex.ru yandex.com ya.ru mail.ru bk.ru inbox.ru list.ru rambler.ru
    ukr.net i.ua meta.ua seznam.cz email.cz centrum.cz wp.pl o2.pl onet.pl interia.pl op.pl orange.fr
    wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it tin.it terra.com.br
    uol.com.br bol.com.br ig.com.br hot.ee online.ee mail.ee naver.com daum.net hanmail.net nate.com
    docomo.ne.jp ezweb.ne.jp rediffmail.com btinternet.com sky.com comcast.net verizon.net att.net
    bellsouth.net cox.net sbcglobal.net bigpond.com optusnet.com.au xtra.co.nz ziggo.nl kpnmail.nl planet.nl
    home.nl telenet.be skynet.be bluewin.ch telia.com walla.co.il
    """
)
_FREE_MAIL_NAMES = re.compile(r"(?:yahoo|ymail|rocketmail|hotmail|live|outlook)\.[a-z]{2,3}(?:\.[a-z]{2})?")
_WWW = re.compile(r"^www\d?\.")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:xn--[a-z0-9-]{2,59}|[a-z]{2,24})")
_LOCAL_PART = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}")
_COUNTRY_OF_TOP_LEVEL = {"uk": "GB", "gov": "US", "mil": "US", "edu": "US"}
# Country codes that people register for their sound.
_USED_BY_ANYONE = word_set(
    """
    ac ag ai am as bz cc cd cf co cx dj eu fm ga gd gg gl gq im io je ki la lc ly me ml ms mu
    nf nu pn pw sc sh so st su tc tk tm to tv vc vg vu ws
    """
)


@dataclass(frozen=True, slots=True)
class Email:
    """A usable address in lower case, its domain, and the company's domain (`None` for a free-mail provider's)."""

    address: str
    domain: str
    company_domain: str | None


@lru_cache(maxsize=32768)
def website_host(text: str) -> str | None:
    """The host of a typed web address in lower-case ASCII (punycode), without `www.`; `None` if there is none."""
    text = clean(text)
    if not text or ("@" in text and "//" not in text):  # an e-mail address is no web address
        return None
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        host = host.strip(".").lower()
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:  # includes UnicodeError of an impossible name
        return None
    host = _WWW.sub("", host)
    return host if _HOST.fullmatch(host) else None


def website_domain(text: str) -> str | None:
    """The domain that tells companies apart: `https://www.shop.acme.co.uk/x` → `acme.co.uk`; `None` on shared hosts."""
    host = website_host(text)
    return _company_domain(host) if host else None


@lru_cache(maxsize=32768)
def parse_email(text: str) -> Email | None:
    """The first address in what was typed (`mailto:`, `Name <a@b.c>`); `None` if it cannot be one."""
    text = clean(text).removeprefix("mailto:").lower()
    if match := re.search(r"<([^<>]+)>", text):
        text = match[1]
    local, at, domain = re.split(r"[\s,;?]", text.strip(), maxsplit=1)[0].rpartition("@")
    host = website_host(domain) if at else None
    if (
        host is None
        or not _LOCAL_PART.fullmatch(local)
        or ".." in local
        or local.startswith(".")
        or local.endswith(".")
    ):
        return None
    domain = domain.strip(".").encode("idna").decode("ascii")
    free = domain in _FREE_MAIL or _FREE_MAIL_NAMES.fullmatch(domain) is not None
    return Email(f"{local}@{domain}", domain, None if free else _company_domain(host))


def country_of_host(host: str) -> str | None:
    """The country whose top level a host stands under; `None` for generic ones and those sold to everyone (`.io`)."""
    top = host.rpartition(".")[2]
    if top in _USED_BY_ANYONE:
        return None
    return _COUNTRY_OF_TOP_LEVEL.get(top) or (top.upper() if len(top) == 2 else None)


def _company_domain(host: str) -> str | None:
    labels = host.split(".")
    if any(".".join(labels[-size:]) in _HOSTING for size in (2, 3)):
        return host
    if any(".".join(labels[-size:]) in _SHARED for size in (1, 2, 3)):
        return None
    size = 2
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS:
        size = 3
        if len(labels) > 3 and labels[-2] in ("gov", "gob", "edu", "leg", "lg") and len(labels[-3]) <= 3:
            size = 4  # wa.gov.au, es.gov.br: a government's own second levels
    return ".".join(labels[-size:]) if len(labels) >= size else None
