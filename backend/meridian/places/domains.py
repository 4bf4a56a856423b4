"""Web and e-mail addresses: the domain that identifies a company, or none where many companies share a host."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from meridian.places.text import clean, word_set

# Providers with whom anybody has a mailbox: their domains say nothing about the company behind an address.


_DOMAINS = word_set(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com windowslive.com icloud.com me.com
    mac.com aol.com aim.com verizon.net att.net sbcglobal.net bellsouth.net pacbell.net comcast.net cox.net
    charter.net earthlink.net mindspring.com juno.com netzero.net frontier.com frontiernet.net optonline.net
    roadrunner.com rr.com windstream.net centurylink.net embarqmail.com suddenlink.net rogers.com shaw.ca
    sympatico.ca bell.net telus.net videotron.ca cogeco.ca proton.me protonmail.com pm.me fastmail.com fastmail.fm
    hushmail.com tutanota.com tuta.io mail.com email.com usa.com zoho.com zohomail.com yopmail.com mailinator.com
    inbox.com rocketmail.com ymail.com gmx.com gmx.net gmx.de gmx.at gmx.ch web.de t-online.de freenet.de arcor.de
    online.de 1und1.de mail.de posteo.de kabelmail.de vodafone.de alice.de versanet.de netcologne.de bluewin.ch
    hispeed.ch sunrise.ch bluemail.ch swissonline.ch chello.at aon.at a1.net kabsi.at inode.at drei.at ziggo.nl
    kpnmail.nl kpnplanet.nl planet.nl home.nl hetnet.nl xs4all.nl casema.nl upcmail.nl tele2.nl wanadoo.nl
    telenet.be skynet.be proximus.be scarlet.be orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr
    numericable.fr cegetel.net club-internet.fr aliceadsl.fr libero.it virgilio.it tiscali.it alice.it tin.it
    inwind.it iol.it fastwebnet.it email.it poste.it pec.it legalmail.it telefonica.net terra.es ono.com ya.com
    telecable.es euskaltel.net sapo.pt iol.pt netcabo.pt clix.pt mail.telepac.pt btinternet.com btopenworld.com
    sky.com virginmedia.com ntlworld.com talktalk.net tiscali.co.uk blueyonder.co.uk plus.com plusnet.com eircom.net
    telia.com telia.net bredband.net comhem.se spray.se tele2.se online.no broadpark.no frisurf.no mail.dk
    tdcadsl.dk stofanet.dk jubii.dk kolumbus.fi elisanet.fi luukku.com suomi24.fi pp.inet.fi saunalahti.fi simnet.is
    seznam.cz email.cz centrum.cz post.cz volny.cz atlas.cz tiscali.cz azet.sk zoznam.sk centrum.sk pobox.sk post.sk
    wp.pl o2.pl onet.pl onet.eu op.pl interia.pl interia.eu poczta.fm poczta.onet.pl tlen.pl gazeta.pl vp.pl
    neostrada.pl freemail.hu citromail.hu t-online.hu vipmail.hu indamail.hu upcmail.hu chello.hu abv.bg mail.bg
    dir.bg otenet.gr hol.gr forthnet.gr in.gr net.hr inet.hr siol.net email.si t-2.net eunet.rs sbb.rs
    open.telekom.rs ptt.rs hot.ee online.ee mail.ee neti.ee inbox.lv apollo.lv delfi.lt one.lt takas.lt yandex.ru
    yandex.com yandex.by yandex.kz yandex.ua ya.ru narod.ru mail.ru bk.ru inbox.ru list.ru internet.ru rambler.ru
    lenta.ru myrambler.ru nm.ru pochta.ru hotbox.ru ukr.net i.ua meta.ua bigmir.net online.ua tut.by mail.kz
    ttmail.com ttnet.net.tr superonline.com mynet.com walla.com walla.co.il netvision.net.il zahav.net.il
    bezeqint.net 012.net.il 013.net emirates.net.ae eim.ae batelco.com.bh saudi.net.sa qualitynet.net omantel.net.om
    link.net tedata.net.eg menara.ma cyberia.net.lb rediffmail.com rediff.com sify.com vsnl.com vsnl.net bsnl.in
    bsnl.co.in sancharnet.in indiatimes.com in.com airtelmail.in sltnet.lk wlink.com.np bol-online.com qq.com
    foxmail.com 163.com 126.com yeah.net 188.com netease.com sina.com sina.cn sina.com.cn sohu.com 139.com 189.cn
    wo.cn wo.com.cn aliyun.com 21cn.com 21cn.net 263.net tom.com eyou.com 163.net etang.com citiz.net
    public.szptt.net.cn netvigator.com hkbn.net biznetvigator.com hongkong.com macau.ctm.net hinet.net ms1.hinet.net
    pchome.com.tw seed.net.tw so-net.net.tw giga.net.tw url.com.tw naver.com daum.net hanmail.net nate.com korea.com
    dreamwiz.com kornet.net docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com nifty.ne.jp biglobe.ne.jp ocn.ne.jp
    so-net.ne.jp plala.or.jp dion.ne.jp infoseek.jp excite.co.jp goo.jp singnet.com.sg pacific.net.sg starhub.net.sg
    streamyx.com tm.net.my jaring.my hotmail.my cbn.net.id indo.net.id telkom.net vnn.vn hcm.vnn.vn fpt.vn
    pldtdsl.net csloxinfo.com ksc.th.com truemail.co.th terra.com.br uol.com.br bol.com.br ig.com.br globo.com
    globomail.com r7.com oi.com.br zipmail.com.br prodigy.net.mx terra.com.mx infinitum.com.mx terra.cl vtr.net
    entelchile.net arnet.com.ar fibertel.com.ar speedy.com.ar ciudad.com.ar speedy.com.pe terra.com.pe etb.net.co
    une.net.co adinet.com.uy cantv.net mweb.co.za telkomsa.net vodamail.co.za webmail.co.za iafrica.com
    africaonline.co.ke wananchi.com bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au
    westnet.com.au ozemail.com.au dodo.com.au internode.on.net xtra.co.nz slingshot.co.nz vodafone.co.nz
    paradise.net.nz clear.net.nz
    """
)
_NAMED = word_set("yahoo ymail rocketmail hotmail live outlook gmx yandex aol")
_ENDS = re.compile(r"[a-z]{2,3}(?:\.[a-z]{2})?")  # of those, in every country


def is_public(domain: str) -> bool:
    """Whether mailboxes below this domain (lower case) are anybody's: `gmail.com`, `vip.163.com`, `yahoo.co.jp`."""
    end = domain
    while True:
        label, more, rest = end.partition(".")
        if not more:
            return False
        if end in _DOMAINS or (label in _NAMED and _ENDS.fullmatch(rest)):
            return True
        end = rest


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
    piece = piece.strip()
    text = (
        (_COMMENT.sub("", piece) if "(" in piece else piece).lstrip(_BEFORE).rstrip(_BEHIND).lower().partition("?")[0]
    )
    local, at, domain = text.rpartition("@")
    host = website_host(domain) if at and not _NOT_IN_A_DOMAIN.search(domain) else None
    if host is None or not _LOCAL_PART.fullmatch(local) or ".." in local or local[0] == "." or local[-1] == ".":
        return None
    domain = domain.strip(".")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
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
    if is_public(host):
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
