"""Web and e-mail addresses: the domain that identifies a company, or none where many companies share a host."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from meridian.places import mail_providers
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
# What nearly all are written like: nothing of them has to be understood.
_PLAIN_ADDRESS = re.compile(r"(?:https?://|(?!.*//))([a-z0-9_.-]+)(?:[/?#][!-~]*)?", re.IGNORECASE | re.ASCII)
_PLAIN_EMAIL = re.compile(r"[a-z0-9_+.-]+@[a-z0-9.-]+", re.IGNORECASE | re.ASCII)
_NOT_IN_A_DOMAIN = re.compile(r"[/:\s]")
_WWW = re.compile(r"^www\d?\.")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:xn--[a-z0-9-]{2,59}|[a-z]{2,24})")
_LOCAL_PART = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}")
_BRACKETED = re.compile(r"<([^<>]*)>")
_BETWEEN_ADDRESSES = re.compile(
    r"[;,|\n\r\t、]|\s+/\s+|(?<=[^\s/])/(?=[^/\s@]+@)|\s+(?:and|und|y|et|or|oder|ou|и|和|或|&)\s+(?=\S+@)|\s+(?=[^\s(]+@)",
    re.IGNORECASE,
)
_BEFORE = " \t\"'“”‘’«»([<:"
_BEHIND = " \t\"'“”‘’«»)]>/.:,;"
_LABEL = re.compile(r"(?:mailto|e-?mail|mail|电子邮[箱件]|邮[箱件])\s*:\s*", re.IGNORECASE)
_COMMENT = re.compile(r"\s*\([^()@]*\)\s*$")
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
    """A usable address in lower case, and its domain."""

    address: str
    domain: str

    @property
    def company_domain(self) -> str | None:
        """The company's domain; `None` for a free-mail provider's."""
        return website_domain(self.domain)


class Written(NamedTuple):
    """A piece of a cell, and the address it is; None where it is none."""

    text: str
    email: Email | None


@lru_cache(maxsize=32768)
def website_host(text: str) -> str | None:
    """The host of a typed web address in lower-case ASCII (punycode), without `www.`; `None` if there is none."""
    text = clean(text)
    if not text or ("@" in text and "//" not in text):  # an e-mail address is no web address
        return None
    plain = _PLAIN_ADDRESS.fullmatch(text)
    host = _WWW.sub("", plain[1].strip(".").lower() if plain else _host(text))
    return host if _HOST.fullmatch(host) else None


def _host(text: str) -> str:
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        host = host.strip(".").lower()
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:  # includes UnicodeError of an impossible name
        return ""


def website_domain(text: str) -> str | None:
    """The domain that tells companies apart: `https://www.shop.acme.co.uk/x` → `acme.co.uk`; `None` on shared hosts."""
    host = website_host(text)
    return _company_domain(host) if host else None


@lru_cache(maxsize=32768)
def parse_email(text: str) -> Email | None:
    """The first address in what was typed (`mailto:`, `Name <a@b.c>`); `None` if it cannot be one."""
    found = find_emails(text)
    return found[0].email if found else None


def find_emails(text: str) -> tuple[Written, ...]:
    """Every piece of a cell that stands for an address, with the address it is; names beside `<a@b.c>` are passed over.

    Blank → empty. `a@b.c；d@e.f`, `"Doe, John" <j@b.c>`, `a@b.c/d@e.f` and `Mail: a@b.c (office)` are understood.
    """
    if _PLAIN_EMAIL.fullmatch(text):
        return (Written(text, _email(text)),)
    text = _LABEL.sub("", clean(text))
    if "<" in text and ">" in text:
        bare = _BRACKETED.sub(" ; ", re.sub('"[^"]*"', " ", text))
        pieces = _BRACKETED.findall(text) + [word for word in re.split(r"[\s;,]+", bare) if "@" in word]
    else:
        pieces = _BETWEEN_ADDRESSES.split(text)
    return tuple(Written(piece.strip(), _email(piece)) for piece in pieces if piece.strip(_BEFORE + _BEHIND))


def _email(piece: str) -> Email | None:
    text = _COMMENT.sub("", piece.strip()).lstrip(_BEFORE).rstrip(_BEHIND).lower().partition("?")[0]
    local, at, domain = text.rpartition("@")
    host = website_host(domain) if at and not _NOT_IN_A_DOMAIN.search(domain) else None
    if host is None or not _LOCAL_PART.fullmatch(local) or ".." in local or local[0] == "." or local[-1] == ".":
        return None
    domain = domain.strip(".").encode("idna").decode("ascii")
    return Email(f"{local}@{domain}", domain)


def country_of_host(host: str) -> str | None:
    """The country whose top level a host stands under; `None` for generic ones and those sold to everyone (`.io`)."""
    top = host.rpartition(".")[2]
    if top in _USED_BY_ANYONE:
        return None
    return _COUNTRY_OF_TOP_LEVEL.get(top) or (top.upper() if len(top) == 2 else None)


@lru_cache(maxsize=32768)
def _company_domain(host: str) -> str | None:
    """The domain that is one company's own; None for hosts and mailboxes that many share."""
    labels = host.split(".")
    if mail_providers.is_public(host):
        return None
    ends = {labels[-1], ".".join(labels[-2:]), ".".join(labels[-3:])}
    if not ends.isdisjoint(_HOSTING):
        return host
    if not ends.isdisjoint(_SHARED):
        return None
    size = 2
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS:
        size = 3
        if len(labels) > 3 and labels[-2] in ("gov", "gob", "edu", "leg", "lg") and len(labels[-3]) <= 3:
            size = 4  # wa.gov.au, es.gov.br: a government's own second levels
    return ".".join(labels[-size:]) if len(labels) >= size else None
