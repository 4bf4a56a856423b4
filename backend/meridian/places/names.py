"""Company names: one normal form in which a company typed twice meets itself, and the terms search finds it by."""

import re
from functools import lru_cache

from meridian.places.text import DENSE_CHARACTER, DENSE_RUN, fold, words

# Legal forms of companies as `text.words` folds them, `|` between them; blanks matter, single letters do not.
#
# `s a`, `S.A.` and `SA` are one form, so each stands here once, with what it is short for. Only what says nothing of
# *which* company it is: `Group` and `集团` are part of a name.
AT_THE_END = """
    ltd | limited | co ltd | co limited | company limited | company ltd | coltd | pte ltd | pte limited
    | pte | pty ltd |
    pty | pty limited | proprietary limited
    | pvt ltd | pvt | pvt limited | private limited | private ltd | p ltd | public limited company |
    public company limited | plc | pcl | llp | limited liability partnership | llc | limited liability company | inc |
    incorporated | corp | corporation | company | co | lp | limited partnership | ulc | unlimited company | sdn bhd |
    sendirian berhad | berhad | bhd | joint stock company | public joint stock company | establishment | est | pc
    | professional corporation | gmbh | ges m b h | gesmbh | gesellschaft mit beschrankter haftung | ggmbh | mbh
    | gesellschaft mbh | gesellschaft mit beschrankter haftung and co kommanditgesellschaft
    | gesellschaft mit beschrankter haftung and co kg | gmbh and co kommanditgesellschaft
    | gmbh and co kg | gmbh und co kg | gmbh u co kg | gmbh co kg | gmbh and co ohg | gmbh and co kgaa | ag
    | aktiengesellschaft | ag and co kg | ag und co kg | kg | kommanditgesellschaft | kgaa
    | kommanditgesellschaft auf aktien | se | societas europaea | ohg | offene handelsgesellschaft | ug
    | unternehmergesellschaft | ug haftungsbeschrankt | unternehmergesellschaft haftungsbeschrankt | haftungsbeschrankt
    | ev | eg | ek | ekfm | ekfr | eingetragener kaufmann | eingetragene kauffrau | eingetragener verein
    | eingetragene genossenschaft | gbr | partg | partg mbb | sa | societe anonyme | sas | sasu
    | societe par actions simplifiee | societe par actions simplifiee unipersonnelle | sarl
    | societe a responsabilite limitee | eurl | entreprise unipersonnelle a responsabilite limitee | snc
    | societe en nom collectif | sca | scs | sprl | societe privee a responsabilite limitee | srl | srls | spa | sapa
    | societa a responsabilita limitata | societa a responsabilita limitata semplificata | societa per azioni
    | societa in nome collettivo | societa in accomandita semplice | unipersonale | a socio unico | soc coop
    | societa cooperativa | scarl | scrl | sl | slu | sll | sau | sal | slne | s coop | sociedad anonima
    | sociedad anonima unipersonal | sociedad anonima cerrada | sociedad limitada | sociedad limitada unipersonal
    | sociedad de responsabilidad limitada | sociedad por acciones
    | sociedad por acciones simplificada | sociedad cooperativa | sa de cv
    | sociedad anonima de capital variable | sab de cv | sapi de cv | s de rl de cv | s de rl | srl de cv
    | sociedad de responsabilidad limitada de capital variable | sac | saci | saic | sacif | eirl
    | empresa individual de responsabilidad limitada | cia ltda | compania limitada | cia | ltda | ltda me | limitada
    | sociedade limitada | sociedade anonima | ltda epp | epp | eireli | empresa individual de responsabilidade limitada
    | lda | unipessoal lda | unipessoal | unipessoal limitada | sociedade por quotas | bv | besloten vennootschap
    | besloten vennootschap met beperkte aansprakelijkheid | nv | naamloze vennootschap | vof
    | vennootschap onder firma | cv | commanditaire vennootschap | cvba | bvba | ab | aktiebolag | aktiebolaget | hb
    | handelsbolag | kb | kommanditbolag | as | aktieselskab | aksjeselskap | asa | allmennaksjeselskap | aps
    | anpartsselskab | ivs | iverksetterselskab | interessentskab | hf | hlutafelag | ehf | einkahlutafelag | oy
    | osakeyhtio | oyj | julkinen osakeyhtio | ky | kommandiittiyhtio | ou | osauhing | aktsiaselts | sia
    | sabiedriba ar ierobezotu atbildibu | akciju sabiedriba | uab | uzdaroji akcine bendrove | akcine bendrove | doo
    | drustvo s ogranicenom odgovornoscu | drustvo sa ogranicenom odgovornoscu | druzba z omejeno odgovornostjo | dd
    | dionicko drustvo | delniska druzba | akcionarsko drustvo | jdoo | ad | ead | eood | ood | zrt
    | zartkoruen mukodo reszvenytarsasag | nyrt | nyilvanosan mukodo reszvenytarsasag | reszvenytarsasag | kft
    | korlatolt felelossegu tarsasag | bt | beteti tarsasag | rt | kkt | sro | spol s r o
    | spolecnost s rucenim omezenym | spolocnost s rucenim obmedzenym | akciova spolecnost | akciova spolocnost | vos
    | verejna obchodni spolecnost | komanditni spolecnost | zao | sp zoo | sp z oo | sp z oo sp k | sp zoo sp k | sp j
    | sp k | spzoo | spoo | sp oo | spolka akcyjna | spolka jawna | spolka komandytowa | spolka cywilna
    | spolka z ograniczona odpowiedzialnoscia | spolka z ograniczona odpowiedzialnoscia sp k
    | spolka z ograniczona odpowiedzialnoscia spolka komandytowa | spolka z oo | spolka zoo
    | sh p k | shpk | pt
    | societate cu raspundere limitata | societate pe actiuni | teoranta | as ltd sti | ltd sti | sti | limited sirketi
    | san ve tic ltd sti | sanayi ve ticaret ltd sti | san ve tic as | sanayi ve ticaret as | anonim sirketi
    | sanayi ve ticaret limited sirketi | sanayi ve ticaret anonim sirketi | epe | ike | επε | αε | οε | εε | ικε | μικε
    | ανωνυμη εταιρεια | ανωνυμη εταιρια | εταιρεια περιορισμενης ευθυνης | ομορρυθμη εταιρεια | jsc | ojsc | cjsc
    | pjsc | ooo | oao | pao | fzc | fze | fzco | fz llc | free zone establishment | free zone company | dmcc | wll
    | with limited liability | kk | yk | spc | single person company | kabushiki kaisha | kabushiki gaisha | godo kaisha
    | godo gaisha | yugen gaisha | ооо | оао | зао | пао | ао | ип | тов | тзов | пат | прат | пп | дп | чп | уп | ад
    | еоод | оод | доо | тоо | акционерно дружество | дружество с ограничена отговорност
    | друштво са ограниченом одговорношћу | акционарско друштво
    | จำกัด | จำกัด มหาชน | มหาชน
    | בעמ | בע מ | ذ م م | ذات مسؤولية محدودة | ش م م | ش م ع | ش م ك | ش م ب | ش م ل | ش ذ م م | م م ح | المحدودة
    | سهامی خاص
"""
# Forms that a language puts first, beside another at the end or not.
AT_THE_START = """
    the | perseroan terbatas | pt perseroan | บริษัท | ห้างหุ้นส่วนจำกัด | cong ty tnhh
    | cong ty co phan | cong ty cp
    | cty tnhh | cty cp | cong ty trach nhiem huu han | cong ty tnhh mot thanh vien | cong ty tnhh mtv
    | cong ty trach nhiem huu han mot thanh vien | kabushiki kaisha | kabushiki gaisha | شركة | شرکت | مؤسسة | חברת
    | ооо | оао | зао | пао | нао | ао | ип | тов | тзов | пат | прат | пп | дп | чп | чуп | фгуп | муп
    | гуп | ад | ет | тоо
    | общество с ограниченной ответственностью | товарищество с ограниченной ответственностью
    | акционерное общество | открытое акционерное общество | закрытое акционерное общество
    | публичное акционерное общество | непубличное акционерное общество | индивидуальный предприниматель
    | федеральное государственное унитарное предприятие | товариство з обмеженою відповідальністю
    | приватне підприємство | публічне акціонерне товариство | приватне акціонерне товариство | приватне акціонерне
    | частное предприятие | частное унитарное предприятие | еднолично дружество с ограничена отговорност
    | дружество с ограничена отговорност | შპს | სს | ooo | oao | zao | pao
"""
# Short forms that stand first only where none stands at the end: `SA Masats`, but not `S.A. Engineering Ltd`.
ALONE_AT_THE_START = """
    ou | osauhing | aktsiaselts | as | ab | oy | sia | uab | sa | sas | sarl | cv | tbk | spa | srl | pt
"""
# What may follow a form and is none itself.
BEHIND_A_FORM = "tbk | publ"

# Written onto the name without a blank.
CHINESE_AT_THE_END = (
    "股份有限公司|有限责任公司|有限责任|股份公司|有限公司|总公司|分公司|公司|株式会社|有限会社|合同会社|合资会社|合名会社"
    r"|합자회사|주식회사|유한회사|유한책임회사|\(주\)|\(유\)|\(株\)|\(有\)|\(合\)"
)
CHINESE_AT_THE_START = r"株式会社|有限会社|合同会社|合资会社|合名会社|주식회사|유한회사|\(주\)|\(유\)|\(株\)|\(有\)"

# An umlaut spelt out: `ae`, `oe`, `ue` between consonants or at the beginning, and `aa` for `å` there …
_SPELT_OUT = re.compile(r"(?<![aeiouyqg])([aou])e(?=[bcdfghjklmnpqrstvwxz])|(?<=^g)ue(?=n|t|ss|rt)")
_SPELT_RING = re.compile(r"^aa(?=[bcdfghjklmnpqstvwxz]|r[bcdfghjklmnpqrstvwxz])|(?<=g)aa(?=rd)")
# … and words in which those letters are just that.
_PLAIN_LETTERS = re.compile(
    """aer[ao]|caesar|maestr|gael|[ao]e(?:lectr|lektr|nerg|ngin|xp|xt|quip|nviro)|israe|michae|raphae|rafae|ismae
    |blue(?!m)|true|glue|clue|cruel|duel|fuel|influ|duet(?!t)|suez|^poet(?!t)|poetr|^n?oel$|^joel|coe[dfx]
    |^(?:g|d|t|sh|h)oes|canoe|samue|manue|puert|puest|puent|nuev|nuestr|fuent|fuert(?!h)|fuerz|buen(?:a|o|s?$)|cue[rnsl]
    |suelo|sueno|vuel|escuel|venezuel|muebl|^muelles?$|muela|muestr|hueso|huevo|huert|juego|rueda|prueb|puebl|fuego
    |luego|^duero|abuel|acuerd|tuesday|venue|value|issue
    """.replace("\n", "").replace(" ", "")
)
_MARK = re.compile(r"\((?:tm|r)\)", re.IGNORECASE)
_AND = frozenset({"und", "et", "och", "og"})


def _together(tokens: list[str]) -> list[str]:
    """Runs of single letters become one word, so that `S. A.`, `S A` and `SA` agree."""
    if all(len(token) > 1 for token in tokens):
        return tokens
    joined: list[str] = []
    single = False
    for token in tokens:
        letter = len(token) == 1 and token.isalpha() and not DENSE_RUN.match(token)
        if letter and single:
            joined[-1] += token
        else:
            joined.append(token)
        single = letter
    return joined


def _forms(table: str) -> frozenset[str]:
    return frozenset(" ".join(_together(words(form))) for form in table.split("|"))


_ENDS = _forms(AT_THE_END)
_STARTS = _forms(AT_THE_START)
_STARTS_ALONE = _forms(ALONE_AT_THE_START)
_BEHIND = _forms(BEHIND_A_FORM)
_LAST_WORDS, _FIRST_WORDS = (
    frozenset(form.split(" ")[at] for form in _ENDS | _STARTS | _STARTS_ALONE | _BEHIND) for at in (-1, 0)
)
_LONGEST_FORM = max(form.count(" ") + 1 for form in _ENDS | _STARTS)
_CHINESE_END = re.compile(f"(?:{CHINESE_AT_THE_END})$")
_CHINESE_START = re.compile(f"^(?:{CHINESE_AT_THE_START})")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_BLANK_BESIDE_DENSE = re.compile(f"(?<={DENSE_CHARACTER}) (?={DENSE_CHARACTER})")


@lru_cache(maxsize=65536)
def normalise_name(name: str) -> str:
    """The form in which spellings of one company name are equal; never empty unless `name` has no letter or digit.

    Width, case, diacritics, umlauts spelt out (`Mueller`), traditional and simplified characters, vowel signs, marks
    such as ™, punctuation, blanks between Chinese characters and legal forms, long or short (`Co., Ltd.`, `有限公司`,
    `Sp. z o.o.`, `Aktiengesellschaft`), make no difference. A name that is nothing but a legal form keeps it.
    """
    return _spelt(plain_name(name))


@lru_cache(maxsize=1024)
def _spelt(name: str) -> str:
    return " ".join(map(_spelling, name.split(" ")))


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """The normal form whose words are spelt as they were typed: `Mueller GmbH` → `mueller`."""
    name = fold(_MARK.sub(" ", name) if "(" in name else name)
    if not name.isascii():
        name = _without_chinese_form(name)
    normal = " ".join(_without_forms(_together(_words(name.replace(" + ", " & ")))))
    return normal if normal.isascii() else _BLANK_BESIDE_DENSE.sub("", normal)


@lru_cache(maxsize=65536)
def _spelling(word: str) -> str:
    """One spelling of words that have two: umlauts spelt out, and the word for *and*."""
    if word in _AND:
        return "and"
    if ("e" not in word and "aa" not in word) or _PLAIN_LETTERS.search(word):
        return word
    return _SPELT_RING.sub("a", _SPELT_OUT.sub(lambda found: found[1] or "u", word))


def _without_chinese_form(name: str) -> str:
    """Without a legal form written onto the name; `(株)` counts before brackets are dropped."""
    name = re.sub(r"\s+", " ", name).strip()
    for form in (_CHINESE_END, _CHINESE_START):
        if rest := form.sub("", name).strip():
            name = rest
    return name


def _without_forms(tokens: list[str]) -> list[str]:
    """Legal forms off both ends, longest first, as long as a name remains."""
    if not tokens or (tokens[-1] not in _LAST_WORDS and tokens[0] not in _FIRST_WORDS):
        return tokens
    first = tokens[0]
    tokens = _without(tokens, _BEHIND, end=True)
    whole, last = len(tokens), tokens[-1] if tokens else ""
    while (rest := _without(tokens, _ENDS, end=True)) is not tokens:
        tokens = rest
    # Finland writes its companies' form in both languages, one at each end.
    alone = len(tokens) == whole or (first == "oy" and last == "ab" and whole - len(tokens) == 1)
    while (rest := _without(tokens, _STARTS, end=False)) is not tokens:
        tokens = rest
    return _without(tokens, _STARTS_ALONE, end=False) if alone else tokens


def _without(tokens: list[str], forms: frozenset[str], *, end: bool) -> list[str]:
    """Without the longest of the forms at that end; the same list where there is none, or nothing else."""
    for size in range(min(_LONGEST_FORM, len(tokens) - 1), 0, -1):
        if " ".join(tokens[-size:] if end else tokens[:size]) in forms:
            return tokens[:-size] if end else tokens[size:]
    return tokens


@lru_cache(maxsize=65536)
def search_text(name: str) -> str:
    """The folded name with its words separated by single blanks, legal forms kept, for fragments."""
    return " ".join(_words(fold(name)) if name.isascii() else words(name))


@lru_cache(maxsize=1024)
def _words(name: str) -> list[str]:
    """Of a name that is read for its key and for its search at once; nobody changes the list."""
    return words(name)


def search_spellings(name: str) -> tuple[str, ...]:
    """The texts to find a name by: as it is, and with umlauts spelt the other ways, where it has any."""
    text = search_text(name)
    spelt_out = text if name.isascii() else search_text(name.lower().translate(_SPELL_OUT))
    return tuple(dict.fromkeys((text, spelt_out, _spelt(text))))


_SPELL_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


@lru_cache(maxsize=65536)
def search_terms(name: str) -> tuple[str, ...]:
    """Every two neighbouring characters beyond ASCII (Chinese, Kana, Hangul, Thai, Cyrillic …), folded, each once.

    A character that stands alone is a term of its own. The same function reads names and queries, so a query of two
    characters or more is answered by containment. ASCII is left to trigrams, which know nothing else in the C locale.
    """
    terms: dict[str, None] = {}
    if name.isascii():
        return ()
    for run in _BEYOND_ASCII.findall(search_text(name)):
        pairs = [run[at : at + 2] for at in range(len(run) - 1)]
        terms.update(dict.fromkeys(pairs or [run]))
    return tuple(terms)
