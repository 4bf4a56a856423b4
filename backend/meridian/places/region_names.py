"""What parts of countries are called in English and Chinese, where the `holidays` library has their own names alone."""

from collections.abc import Mapping
from functools import lru_cache

import holidays


def _table(text: str) -> Mapping[str, tuple[str, str]]:
    rows = (row.strip().partition(" ") for row in text.replace("\n", ";").split(";") if row.strip())
    return {code: (english, chinese) for code, _, names in rows for english, _, chinese in [names.partition(" / ")]}


# country → code, English name / Chinese name.
NAMES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "AT": _table("""
        1 Burgenland / 布尔根兰州; 2 Carinthia / 克恩顿州; 3 Lower Austria / 下奥地利州; 4 Upper Austria / 上奥地利州
        5 Salzburg / 萨尔茨堡州; 6 Styria / 施泰尔马克州; 7 Tyrol / 蒂罗尔州; 8 Vorarlberg / 福拉尔贝格州
        9 Vienna / 维也纳
    """),
    "AU": _table("""
        ACT Australian Capital Territory / 首都领地; NSW New South Wales / 新南威尔士州
        NT Northern Territory / 北领地; QLD Queensland / 昆士兰州; SA South Australia / 南澳大利亚州
        TAS Tasmania / 塔斯马尼亚州; VIC Victoria / 维多利亚州; WA Western Australia / 西澳大利亚州
    """),
    "CA": _table("""
        AB Alberta / 阿尔伯塔省; BC British Columbia / 不列颠哥伦比亚省; MB Manitoba / 曼尼托巴省
        NB New Brunswick / 新不伦瑞克省; NL Newfoundland and Labrador / 纽芬兰与拉布拉多省
        NS Nova Scotia / 新斯科舍省; NT Northwest Territories / 西北地区; NU Nunavut / 努纳武特地区
        ON Ontario / 安大略省; PE Prince Edward Island / 爱德华王子岛省; QC Quebec / 魁北克省
        SK Saskatchewan / 萨斯喀彻温省; YT Yukon / 育空地区
    """),
    "CH": _table("""
        AG Aargau / 阿尔高州; AI Appenzell Innerrhoden / 内阿彭策尔州; AR Appenzell Ausserrhoden / 外阿彭策尔州
        BE Bern / 伯尔尼州; BL Basel-Landschaft / 巴塞尔乡村州; BS Basel-Stadt / 巴塞尔城市州; FR Fribourg / 弗里堡州
        GE Geneva / 日内瓦州; GL Glarus / 格拉鲁斯州; GR Grisons / 格劳宾登州; JU Jura / 汝拉州; LU Lucerne / 卢塞恩州
        NE Neuchâtel / 纳沙泰尔州; NW Nidwalden / 下瓦尔登州; OW Obwalden / 上瓦尔登州; SG St. Gallen / 圣加仑州
        SH Schaffhausen / 沙夫豪森州; SO Solothurn / 索洛图恩州; SZ Schwyz / 施维茨州; TG Thurgau / 图尔高州
        TI Ticino / 提契诺州; UR Uri / 乌里州; VD Vaud / 沃州; VS Valais / 瓦莱州; ZG Zug / 楚格州
        ZH Zurich / 苏黎世州
    """),
    "DE": _table("""
        BB Brandenburg / 勃兰登堡州; BE Berlin / 柏林; BW Baden-Württemberg / 巴登-符腾堡州; BY Bavaria / 巴伐利亚州
        HB Bremen / 不来梅; HE Hesse / 黑森州; HH Hamburg / 汉堡
        MV Mecklenburg-Western Pomerania / 梅克伦堡-前波美拉尼亚州; NI Lower Saxony / 下萨克森州
        NW North Rhine-Westphalia / 北莱茵-威斯特法伦州; RP Rhineland-Palatinate / 莱茵兰-普法尔茨州
        SH Schleswig-Holstein / 石勒苏益格-荷尔斯泰因州; SL Saarland / 萨尔州; SN Saxony / 萨克森州
        ST Saxony-Anhalt / 萨克森-安哈尔特州; TH Thuringia / 图林根州
    """),
    "ES": _table("""
        AN Andalusia / 安达卢西亚; AR Aragon / 阿拉贡; AS Asturias / 阿斯图里亚斯; CB Cantabria / 坎塔布里亚
        CE Ceuta / 休达; CL Castile and León / 卡斯蒂利亚-莱昂; CM Castile-La Mancha / 卡斯蒂利亚-拉曼恰
        CN Canary Islands / 加那利群岛; CT Catalonia / 加泰罗尼亚; EX Extremadura / 埃斯特雷马杜拉
        GA Galicia / 加利西亚; IB Balearic Islands / 巴利阿里群岛; MC Murcia / 穆尔西亚; MD Madrid / 马德里
        ML Melilla / 梅利利亚; NC Navarre / 纳瓦拉; PV Basque Country / 巴斯克; RI La Rioja / 拉里奥哈
        VC Valencian Community / 巴伦西亚
    """),
    "GB": _table("""
        ENG England / 英格兰; NIR Northern Ireland / 北爱尔兰; SCT Scotland / 苏格兰; WLS Wales / 威尔士
    """),
    "US": _table("""
        AK Alaska / 阿拉斯加州; AL Alabama / 亚拉巴马州; AR Arkansas / 阿肯色州; AZ Arizona / 亚利桑那州
        CA California / 加利福尼亚州; CO Colorado / 科罗拉多州; CT Connecticut / 康涅狄格州
        DC District of Columbia / 华盛顿哥伦比亚特区; DE Delaware / 特拉华州; FL Florida / 佛罗里达州
        GA Georgia / 佐治亚州; HI Hawaii / 夏威夷州; IA Iowa / 艾奥瓦州; ID Idaho / 爱达荷州; IL Illinois / 伊利诺伊州
        IN Indiana / 印第安纳州; KS Kansas / 堪萨斯州; KY Kentucky / 肯塔基州; LA Louisiana / 路易斯安那州
        MA Massachusetts / 马萨诸塞州; MD Maryland / 马里兰州; ME Maine / 缅因州; MI Michigan / 密歇根州
        MN Minnesota / 明尼苏达州; MO Missouri / 密苏里州; MS Mississippi / 密西西比州; MT Montana / 蒙大拿州
        NC North Carolina / 北卡罗来纳州; ND North Dakota / 北达科他州; NE Nebraska / 内布拉斯加州
        NH New Hampshire / 新罕布什尔州; NJ New Jersey / 新泽西州; NM New Mexico / 新墨西哥州; NV Nevada / 内华达州
        NY New York / 纽约州; OH Ohio / 俄亥俄州; OK Oklahoma / 俄克拉何马州; OR Oregon / 俄勒冈州
        PA Pennsylvania / 宾夕法尼亚州; PR Puerto Rico / 波多黎各; RI Rhode Island / 罗得岛州
        SC South Carolina / 南卡罗来纳州; SD South Dakota / 南达科他州; TN Tennessee / 田纳西州; TX Texas / 得克萨斯州
        UT Utah / 犹他州; VA Virginia / 弗吉尼亚州; VT Vermont / 佛蒙特州; WA Washington / 华盛顿州
        WI Wisconsin / 威斯康星州; WV West Virginia / 西弗吉尼亚州; WY Wyoming / 怀俄明州
    """),
}


@lru_cache(maxsize=4096)
def region_name(country: str, code: str, language: str) -> str:
    """What a part of a country is called in English or, for `zh…`, in Chinese; where that is not known its name there,
    else its code."""
    if names := NAMES.get(country, {}).get(code):
        return names[language.startswith("zh")]
    known = holidays.country_holidays(country).subdivisions_aliases
    return next((name for name, of in known.items() if of == code), code)
