"""What columns of customer lists and call logs are called, in the languages such lists come in.

One entry a field: `code | English label | Chinese label | other names`; indented lines go on with the names. The
labels head what goes out and are understood when it comes in again.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from meridian.places.text import word_set, words

CUSTOMER_HEADINGS = """
id | Meridian id | 客户编号 | customer uuid
name | Company | 公司名称 | company name, customer, customer name, account, account name, organisation,
    organization, operator, business name, firm, enterprise, client, buyer, lead, supplier name, agency, 客户,
    客户名称, 公司, 企业, 企业名称, 单位, 单位名称, 名称, 公司名, 客户名, 商家, 厂商, firma, firmenname,
    unternehmen, kunde, kundenname, empresa, nombre, nombre de la empresa, razon social, cliente, compania,
    societe, entreprise, nom, nom de l'entreprise, raison sociale, azienda, ragione sociale, nome,
    nome da empresa, bedrijf, bedrijfsnaam, компания, организация, название, наименование, предприятие, клиент,
    nazwa, nazwa firmy, spolecnost, nazev, sirket, sirket adi, firma adi, 会社名, 企業名, 회사, 회사명, شركة,
    اسم الشركة
legal_name | Legal name | 注册名称 | registered name, full name of company, legal entity, official name, 全称,
    法定名称, 工商名称, denominacion social
short_name | Short name | 简称 | short, abbreviation, brand, trade name, chinese name, 公司简称, 中文名,
    中文名称, 英文名, 英文名称, english name, kurzname, nombre corto
country | Country | 国家 | country region, country code, nation, land, 国家地区, 国别, 所在国, 所在国家, 国,
    pais, pays, paese, страна, kraj, zeme, ulke, 国名, 국가, البلد, 国家代码
region | State or province | 省州 | state, province, region, county, area, state province, 省, 省份, 州, 省市,
    地区, 区域, bundesland, provincia, departement, regione, регион, область, wojewodztwo, estado
city | City | 城市 | town, city name, place, location, 市, 所在城市, 城市名称, ort, stadt, ciudad, ville, citta,
    cidade, stad, город, miasto, mesto, sehir, 都市, 도시, المدينة
address | Address | 地址 | street, street address, address line, company address, 公司地址, 详细地址, 联系地址,
    通讯地址, adresse, strasse, direccion, domicilio, indirizzo, endereco, adres, адрес, 住所, 주소, العنوان
postal_code | Postal code | 邮编 | zip, zip code, postcode, post code, postal, 邮政编码, plz, postleitzahl,
    codigo postal, code postal, cap, cep, индекс, kod pocztowy, psc, 郵便番号, 우편번호
website | Website | 网址 | web, web site, url, homepage, home page, internet, site, company website,
    web address, domain, 网站, 官网, 主页, 公司网址, 公司网站, webseite, sitio web, pagina web, site web,
    site internet, sito, sito web, сайт, веб сайт, strona, strona www, web sitesi, www, ホームページ, 홈페이지,
    웹사이트
phone | Phones | 电话 | phone, tel, telephone, phone number, telephone number, phone no, tel no, company phone,
    office phone, switchboard, landline, contact number, 电话号码, 公司电话, 联系电话, 座机, 固定电话, 固话,
    总机, 办公电话, telefon, telefonnummer, rufnummer, telefono, telefone, numero de telephone, teléfono,
    telefoon, телефон, тел, telefon numarasi, 電話, 電話番号, 전화, 전화번호, الهاتف, هاتف
email | Emails | 邮箱 | email, e mail, mail, email address, company email, mail address, 电子邮箱, 电子邮件,
    邮件, 邮箱地址, 公司邮箱, emailadresse, correo, correo electronico, courriel, adresse mail,
    posta elettronica, почта, эл почта, электронная почта, имейл, メール, メールアドレス, 이메일,
    البريد الالكتروني
messaging | Messaging | 即时通讯 | messenger, messaging ids, im, 社交账号
messaging.whatsapp | WhatsApp | WhatsApp | whats app, whatsapp number, wa
messaging.wechat | WeChat | 微信 | wechat id, weixin, 微信号, 微信id
messaging.telegram | Telegram | Telegram | 电报
messaging.line | LINE | LINE | line id
messaging.skype | Skype | Skype | skype id
messaging.qq | QQ | QQ | qq号, qq number
zone | Time zone | 时区 | timezone, tz, iana zone, zeitzone, zona horaria, fuseau horaire, часовой пояс
industry | Industry | 行业 | sector, line of business, vertical, 所属行业, 行业类别, 行业分类, branche,
    industria, secteur, settore, отрасль, branza
business_scope | Business scope | 经营范围 | scope, business, main business, main products, activity, 主营,
    主营业务, 主营产品, 业务范围, tatigkeit, actividad, giro, activite, деятельность
legal_representative | Legal representative | 法定代表人 | legal person, 法人, 法人代表, representante legal,
    geschaftsfuhrer, gerant
management | Management | 管理层 | managers, executives, 高管, 负责人
employee_count | Employees | 员工人数 | employees, staff, headcount, number of employees, company size, 人数,
    员工数, 公司规模, 规模, mitarbeiter, empleados, effectif, dipendenti, сотрудники
languages | Languages | 语言 | language, spoken languages, lang, 语种, 沟通语言, sprache, sprachen, idioma,
    idiomas, langue, langues, lingua, язык
preferences | Preferences | 偏好 | preference, 喜好, 客户偏好
notes | Notes | 备注 | note, remark, remarks, comment, comments, memo, description, 说明, 描述, 备注信息,
    bemerkung, bemerkungen, notizen, notas, observaciones, commentaire, remarques, nota, примечание,
    комментарий, uwagi, 備考, 비고
demand | Demand | 需求 | needs, requirement, requirements, product interest, 客户需求, 采购需求, 需求描述,
    bedarf, necesidades, besoins, потребность
purchase_frequency | Purchase frequency | 采购频率 | buying frequency, order frequency, 购买频率, 采购周期
budget | Budget | 预算 | customer budget, 采购预算, presupuesto, бюджет
expected_annual_sales | Expected annual sales | 预计年销售额 | expected sales, annual potential, 预计年销售,
    年销售额, 预计销售额
decision_process | Decision process | 决策流程 | how it decides, 采购流程, 决策过程
source_channel | Source channel | 来源渠道 | source, lead source, channel, 来源, 客户来源, 线索来源, 渠道,
    quelle, herkunft, fuente, origen, origine, источник
source_detail | Source detail | 来源说明 | source details, exhibition, fair, event, 展会, 展会名称, 来源明细
campaign_id | Campaign | 市场活动 | campaign name, marketing campaign, sales campaign, 活动, 活动名称, 营销活动,
    kampagne, campana, campagne, campanha, кампания
intent_level | Intent level | 意向程度 | intent, intention, interest, interest level, 意向, 意向级别, 意向等级,
    购买意向
grade | Grade | 客户等级 | customer grade, class, rating, abc, tier, 等级, 客户级别, 级别, 评级, kundenklasse
owner | Owner | 负责人 | account owner, account manager, salesperson, sales rep, rep, assigned to, owner email,
    responsible, 业务员, 销售, 销售代表, 跟进人, 归属人, 所属销售, 客户负责人, verantwortlich, vendedor,
    responsable, commercial, ответственный, менеджер
obtained_at | Obtained at | 获取时间 | obtained, date obtained, lead date, date added, created date, 获取日期,
    获得时间, 录入日期, 登记日期, datum, fecha, дата
external_id | External ids | 外部编号 | external id, erp id, erp number, crm id, customer id, customer no,
    customer number, customer code, account number, account id, reference, ref, id, 客户代码, 客户号, 编号,
    外部id, erp编号, kundennummer, kunden nr, codigo cliente, numero client, код клиента, id клиента
contact.name | Contact | 联系人 | contact name, contact person, person, full name, attention, attn, 联系人姓名,
    姓名, 客户联系人, 主要联系人, ansprechpartner, kontakt, kontaktperson, contacto, persona de contacto,
    interlocuteur, referente, contato, контактное лицо, контакт, фио, osoba kontaktowa, 担当者, 담당자
contact.first_name | First name | 名 | given name, vorname, nombre de pila, prenom, имя
contact.last_name | Last name | 姓 | surname, family name, nachname, apellido, apellidos, nom de famille,
    cognome, фамилия
contact.title | Contact title | 职务 | title, job title, position, function, designation, 职位, 联系人职务,
    头衔, 岗位, funktion, cargo, puesto, fonction, poste, ruolo, должность, stanowisko, 役職, 직책
contact.department | Contact department | 联系人部门 | department, division, 部门, 所在部门, abteilung,
    departamento, departement du contact, service, отдел, dzial
contact.role | Contact role | 联系人角色 | role, decision role, 角色, 决策角色
contact.phone | Contact phones | 联系人电话 | contact phone, contact tel, direct phone, direct line,
    contact telephone, mobile, mobile phone, cell, cell phone, cellphone, handy, 联系人手机, 手机, 手机号,
    手机号码, 移动电话, 直线, mobil, mobiltelefon, movil, celular, telephone portable, portable, cellulare,
    мобильный, моб, telefon komorkowy, 携帯, 휴대폰
contact.email | Contact emails | 联系人邮箱 | contact email, personal email, direct email, 个人邮箱, 联系人邮件
contact.whatsapp | Contact WhatsApp | 联系人WhatsApp |
contact.wechat | Contact WeChat | 联系人微信 |
contact.languages | Contact languages | 联系人语言 | contact language
contact.birthday | Birthday | 生日 | birth date, date of birth, dob, 出生日期, 联系人生日, geburtstag,
    geburtsdatum, cumpleanos, date de naissance, дата рождения
contact.notes | Contact notes | 联系人备注 | contact remarks
"""

RECORD_HEADINGS = """
customer | Customer | 客户 | company, company name, account, customer name, 公司, 公司名称, 客户名称, firma,
    kunde, empresa, cliente, societe, клиент, компания
customer_external_id | Customer id | 客户编号 | customer external id, customer no, customer number, account id,
    客户代码, 客户号, kundennummer
phone | Phone | 电话 | tel, telephone, number, number dialled, called number, phone number, callee, to,
    电话号码, 被叫号码, 拨打号码, 手机, telefon, telefono, телефон
contact_name | Contact | 联系人 | contact person, spoke with, person, 对方, 联系人姓名, ansprechpartner,
    contacto, контакт
external_id | Record id | 记录编号 | call id, id, call no, uuid, 通话编号, 编号, 记录id
method | Method | 方式 | type, channel, activity type, contact method, 联系方式, 跟进方式, 沟通方式, 类型, art,
    tipo, тип
direction | Direction | 方向 | call direction, inbound outbound, 呼叫方向, 呼入呼出, 通话类型, richtung,
    direccion
disposition | Disposition | 通话结果 | call result, call status, status, 呼叫结果, 接通情况, 通话状态, 状态,
    ergebnis, estado, результат звонка
started_at | Started at | 时间 | date, time, date time, datetime, call time, call date, start, start time, when,
    contacted at, contact date, 开始时间, 通话时间, 联系时间, 跟进时间, 日期, 拨打时间, 沟通时间, datum,
    zeitpunkt, fecha, fecha y hora, date de l'appel, data, дата, дата звонка, 日時
started_time | Time of day | 时刻 | time of call, hour, uhrzeit, hora, heure, время
ended_at | Ended at | 结束时间 | end, end time, finished at, ende, fin, конец
talk_seconds | Talk seconds | 通话秒数 | duration, talk time, duration seconds, length, call duration, 时长,
    通话时长, 通话时长秒, dauer, duracion, duree, durata, длительность
author | Author | 记录人 | caller, agent, user, by, made by, rep, salesperson, owner, employee, 拨打人, 坐席,
    业务员, 销售, 跟进人, 员工, 负责人, mitarbeiter, agente, usuario, auteur, автор, менеджер, сотрудник
outcome | Outcome | 结果 | result, conclusion, 沟通结果, 跟进结果, 结论, resultado, resultat, результат
key_points | Key points | 要点 | notes, note, content, summary, remarks, comments, call notes, minutes, 内容,
    沟通内容, 跟进内容, 通话内容, 备注, 记录, 小结, notizen, inhalt, notas, contenu, примечание, содержание
intent_level | Intent level | 意向程度 | intent, interest, 意向, 意向级别
next_step | Next step | 下一步 | follow up, next action, 下一步计划, 后续, 下次跟进, nachster schritt,
    siguiente paso, prochaine etape, следующий шаг
"""


class Heading(NamedTuple):
    """A field as people know it."""

    code: str
    label: str
    label_zh: str
    names: tuple[str, ...]

    def label_in(self, locale: str) -> str:
        return self.label_zh if locale.startswith("zh") else self.label


def key_of(heading: str) -> str:
    """What two spellings of a heading have in common."""
    return "".join(words(heading))


def _read(table: str) -> Mapping[str, Heading]:
    headings = {}
    for line in re.sub(r"\n +", " ", table).strip().splitlines():
        code, label, label_zh, others = (part.strip() for part in line.split("|"))
        names = (label, label_zh, *(name.strip() for name in others.split(",") if name.strip()))
        headings[code] = Heading(code, label, label_zh, names)
    return headings


# Headings that are known and go nowhere: what is kept elsewhere, what nobody calls by, what only goes out.
EXPORT_HEADINGS = """
category | Category | 客户类别 | customer category
is_key | Key customer | 重点客户 |
verification | Verification | 核实状态 |
completeness | Completeness | 完整度 |
do_not_call | Do not call | 禁止致电 |
first_contact_at | First contact | 首次联系 | first contacted
last_contact_at | Last contact | 最近联系 | last contacted, last activity, last activity date, letzter
    kontakt, 最后联系, 上次联系
next_contact_at | Next contact | 下次联系 | next activity, next activity date, 下次跟进时间
last_order_on | Last order | 最近订单 | last order date
created_at | Entered | 录入时间 | created at, create time, creation date, created by, 创建时间, 创建人
updated_at | Last changed | 最近修改 | last update, last updated, updated, updated at, modified, last
    modified, last change, changed at, modified by, 更新时间, 修改时间, 最后更新, letzte anderung, fecha de
    actualizacion, дата изменения
"""
LEFT_OUT_HEADINGS = """
fax | Fax | 传真 | fax number, fax no, telefax, fax phone, faxnummer, telecopie, telecopieur, факс,
    телефакс, faks, 传真号, 传真号码, ファックス, fax番号, 팩스, فاكس, פקס, โทรสาร
tax_number | Tax number | 税号 | tax id, tax no, vat, vat id, vat no, vat number, vat reg no, tin, ust
    id, ustid, ust idnr, ust id nr, umsatzsteuer id, umsatzsteuer identifikationsnummer,
    steuernummer, nif, cif, rfc, cuit, ruc, rut, cnpj, cpf, nipc, siret, siren, tva, no tva, piva, p
    iva, partita iva, codice fiscale, ein, gst, gst no, gstin, abn, инн, кпп, огрн, nip, regon, krs,
    ico, dic, kvk, kvk nummer, btw, btw nummer, vergi no, vergi numarasi, org nr,
    organisationsnummer, cvr, y tunnus, 纳税人识别号, 统一社会信用代码,
    社会信用代码, 信用代码, 法人番号, 사업자번호, 사업자등록번호,
    registration no, registration number, company number, handelsregister, hrb, trade register
bank_account | Bank account | 银行账号 | bank, bank name, bank account no, bank account number, iban,
    bic, swift, swift code, konto, kontonummer, bankverbindung, cuenta bancaria, compte bancaire,
    conto corrente, расчетный счет, 开户行, 开户银行, 银行, 账号, 银行帐号, 银行账户
revenue | Revenue | 营业额 | turnover, annual revenue, annual turnover, sales volume, umsatz,
    jahresumsatz, chiffre d'affaires, ca, facturacion, ingresos, fatturato, faturamento, omzet,
    obrat, оборот, выручка, 年营业额, 销售收入, 注册资本, capital, share capital
founded | Founded | 成立日期 | year founded, founded in, established, year established, founding year,
    grundungsjahr, gegrundet, 成立时间, 注册时间
row_number | Row | 序号 | no, nr, row no, row number, line no, s no, sr no, serial no, serial number,
    item, lfd nr, n°, 行号, №, 번호
social_profile | Social profile | 社交主页 | linkedin, linkedin url, linkedin profile,
    facebook, facebook page, instagram, twitter, youtube, tiktok, xing, vk, vkontakte, 领英, 微博
balance | Balance | 余额 | credit limit, outstanding, open balance, debt, 应收, 信用额度
"""


CUSTOMER = _read(CUSTOMER_HEADINGS)
RECORD = _read(RECORD_HEADINGS)
EXPORT_ONLY = _read(EXPORT_HEADINGS)
LEFT_OUT = _read(LEFT_OUT_HEADINGS)
_FAX = ("fax", "faks", "telefax", "telefaks", "telecop", "факс", "телефакс")
_FAX_BEYOND_ASCII = tuple(key_of(name) for name in LEFT_OUT["fax"].names if not name.isascii())
_PHONES = ("phone", "contact.phone")
# What may stand around a known heading without changing what it means.
_BESIDE = word_set(
    """
    main primary first second third other additional business work office company customer client contact person
    official full current default your our the of no nr number name s a an and or e field value text
    required optional mandatory firma kunde kunden haupt de la del du des el der die das
    """
)
_BESIDE_CHINESE = re.compile(
    r"客户|公司|企业|单位|主要|首选|默认|备用|其他|联系|信息|名称|号码|填写|请输入|必填|选填|可选|第|一|二|三|的|[\d*（）()、/]"
)


class Known(NamedTuple):
    """A heading that is known: its field, and whether it was met word for word or with others beside it.

    left_out: it goes nowhere; `code` is then none of a field.
    """

    code: str
    exact: bool
    name: str
    left_out: bool = False


class Glossary:
    """Headings of one kind of table, looked up by what people write."""

    def __init__(self, headings: Mapping[str, Heading]) -> None:
        self.headings = headings
        self._codes: dict[str, tuple[str, str]] = {}
        for heading in (*headings.values(), *LEFT_OUT.values(), *EXPORT_ONLY.values()):
            for name in heading.names:
                self._codes.setdefault(key_of(name), (heading.code, name))
        # Chinese has no blanks: parts of two characters tell enough.
        self._parts = sorted((key for key in self._codes if len(key) > 1 and not key.isascii()), key=len, reverse=True)

    def __contains__(self, heading: str) -> bool:
        return self._exact(key_of(heading)) is not None

    def find(self, heading: str) -> Known | None:
        """What a heading means: known whole, without its number (`Phone 2`), or but for words that add nothing.

        `Main phone` is a phone; `Bank account` is no account, and `Last contact` no contact.
        """
        key = key_of(heading)
        if found := self._exact(key):
            return self._known(found, exact=True)
        return (
            self._among_words(words(heading))
            or self._among_characters(key)
            or self._without_brackets(heading)
            or self._of_alternatives(heading)
            or self._of_fax(heading)
        )

    def _exact(self, key: str) -> tuple[str, str] | None:
        return self._codes.get(key) or self._codes.get(re.sub(r"\d+$", "", key))

    def _without_brackets(self, heading: str) -> Known | None:
        """`Budget (EUR)`."""
        plain = re.sub(r"[(（\[][^()（）\[\]]{1,12}[)）\]]", " ", heading)
        found = self._codes.get(key_of(plain)) if plain != heading else None
        return self._known(found, exact=False) if found else None

    def _of_alternatives(self, heading: str) -> Known | None:
        """`Notes/Remarks`, where both mean the same."""
        found = [self._codes.get(key_of(part)) for part in heading.split("/")]
        if len(found) < 2 or found[0] is None or any(each is None or each[0] != found[0][0] for each in found):
            return None
        return self._known(found[0], exact=False)

    def _of_fax(self, heading: str) -> Known | None:
        """`Número de fax`, `رقم الفاكس`: nobody calls a fax, so whatever else stands there it is none of a phone."""
        key, tokens = key_of(heading), words(heading)
        if not any(token.startswith(_FAX) for token in tokens) and not any(name in key for name in _FAX_BEYOND_ASCII):
            return None
        phones = (each for each, (code, _) in self._codes.items() if code in _PHONES and len(each) > 1)
        if any(each in (tokens if each.isascii() else key) for each in phones):
            return None  # `Phone/Fax` may be either
        return self._known(self._codes["fax"], exact=False)

    def _among_words(self, tokens: list[str]) -> Known | None:
        tokens = [token for token in tokens if not token.isdigit()]
        for size in range(len(tokens), 0, -1):
            for at in range(len(tokens) - size + 1):
                found = self._codes.get("".join(tokens[at : at + size]))
                if found and _BESIDE.issuperset(tokens[:at] + tokens[at + size :]):
                    return self._known(found, exact=False)
        return None

    def _among_characters(self, key: str) -> Known | None:
        parts = (part for part in self._parts if part in key)
        part = next((part for part in parts if not _BESIDE_CHINESE.sub("", key.replace(part, "", 1))), None)
        return None if part is None else self._known(self._codes[part], exact=False)

    def _known(self, found: tuple[str, str], *, exact: bool) -> Known:
        code, name = found
        return Known(code, exact, name, left_out=code not in self.headings)


@lru_cache(maxsize=1)
def customer_glossary() -> Glossary:
    return Glossary(CUSTOMER)


@lru_cache(maxsize=1)
def record_glossary() -> Glossary:
    return Glossary(RECORD)
