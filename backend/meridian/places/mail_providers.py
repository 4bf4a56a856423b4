"""Providers with whom anybody has a mailbox: their domains say nothing about the company behind an address."""

import re

from meridian.places.text import word_set

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
