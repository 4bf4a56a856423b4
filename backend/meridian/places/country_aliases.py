"""What people call countries beside the names and codes of CLDR and ISO 3166. Keys are folded when they are loaded.

An alias stands here only if it means one country wherever it is typed: plain "Congo" means two, so it is absent.
"""

ALIASES: dict[str, str] = {
    "AE": "الإمارات; UAE; U.A.E.; Emirates; Dubai; Abu Dhabi; 阿联酋; 阿联; 迪拜",
    "BA": "Bosnia; Bosnia and Herzegovina; Bosnia-Herzegovina; BiH; 波黑; 波斯尼亚; 波斯尼亚和黑塞哥维那",
    "BD": "孟加拉",
    "BN": "Brunei Darussalam; 汶莱",
    "BO": "Bolivia, Plurinational State of; Bolivia (Plurinational State of)",
    "BY": "Byelorussia; White Russia; 白俄",
    "CD": "DRC; Congo, Dem. Rep.; DR Congo; D.R. Congo; Congo DR; Congo-Kinshasa; Congo Kinshasa; "
    "Democratic Republic of the Congo; Democratic Republic of Congo; Congo, Democratic Republic of the; "
    "Congo, The Democratic Republic of the; Zaire; 刚果金; 刚果民主共和国; 民主刚果",
    "CG": "Congo, Rep.; Congo-Brazzaville; Congo Brazzaville; Republic of the Congo; Republic of Congo; "
    "Congo, Republic of the; 刚果布; 刚果共和国",
    "CH": "SUI; Swiss; 瑞士联邦",
    "CI": "Ivory Coast; Cote d'Ivoire; 象牙海岸",
    "CN": "PRC; P.R. China; PR China; P.R.C.; People's Republic of China; Mainland China; China Mainland; "
    "中华人民共和国; 中国大陆; 大陆",
    "CV": "Cape Verde; 佛得角",
    "CZ": "Czech Republic; Czech; Czech Rep.; 捷克共和国",
    "DE": "GER; 德意志; 德意志联邦; Federal Republic of Germany; BRD; 联邦德国",
    "DO": "Dominican Rep.; Dominicana; 多米尼加共和国; 多明尼加",
    "EG": "مصر",
    "ES": "西班牙王国",
    "FK": "Falklands; Falkland Islands; Malvinas; Falkland Islands (Malvinas)",
    "FM": "Micronesia; Federated States of Micronesia; Micronesia, Federated States of",
    "GB": "UK; U.K.; U K; G.B.; Great Britain; Britain; England; Scotland; Wales; Northern Ireland; "
    "United Kingdom of Great Britain and Northern Ireland; 英国; 英格兰; 苏格兰; 威尔士; 北爱尔兰; "
    "大不列颠; 联合王国; 大英",
    "FR": "法兰西; 法兰西共和国",
    "GE": "Republic of Georgia; 格鲁吉亚; 乔治亚共和国",
    "GR": "EL; Hellas; Hellenic Republic",
    "HK": "Hong Kong; Hong Kong, China; China (Hong Kong); Hongkong; Hong Kong SAR; HKSAR; 香港; 中国香港; 香港特区",
    "HR": "克罗埃西亚",
    "ID": "印尼; Republic of Indonesia",
    "IR": "Iran, Islamic Republic of; Islamic Republic of Iran; Persia",
    "IT": "义大利",
    "KH": "高棉; Kampuchea",
    "KN": "St Kitts; Saint Kitts and Nevis",
    "KP": "DPRK; Korea, Dem. Rep.; Korea, Dem. People's Rep.; North Korea; "
    "Democratic People's Republic of Korea; Korea, Democratic People's Republic of; Korea DPR; 北朝鲜; "
    "北韩; 朝鲜民主主义人民共和国",
    "KR": "한국; Korea; South Korea; S. Korea; S Korea; ROK; Republic of Korea; Korea, Republic of; "
    "Korea (South); Korea South; Korea Republic; 南韩; 大韩民国; 南朝鲜",
    "KZ": "哈萨克",
    "LA": "Lao; Laos; Lao PDR; Lao People's Democratic Republic; 寮国",
    "LC": "St Lucia",
    "LK": "Ceylon; 锡兰",
    "MD": "Moldova, Republic of; Republic of Moldova; 摩尔多瓦共和国",
    "MK": "Macedonia; FYROM; F.Y.R.O.M.; Republic of Macedonia; 马其顿",
    "MM": "Burma; Myanmar; 缅甸",
    "MO": "Macau; Macau, China; Macao, China; China (Macau); Macao; Macao SAR; Macau SAR; 澳门; 中国澳门; 澳门特区",
    "MY": "大马; 马来亚; Malaya",
    "NL": "Holland; The Netherlands; Nederland; Netherlands, the; Netherlands (Kingdom of the); HOL; NED; 尼德兰; 和兰",
    "NZ": "N.Z.; Aotearoa; New Zealand/Aotearoa; 纽西兰",
    "PH": "Philippine; The Philippines; PHIL",
    "PL": "Rzeczpospolita Polska",
    "PS": "Palestine; Palestine, State of; State of Palestine; 巴勒斯坦; 巴勒斯坦国",
    "PT": "POR",
    "RS": "塞尔维亚共和国",
    "RU": "Russian Federation; Russian Fed.; RF; Rossiya; 俄国; 俄罗斯联邦",
    "SA": "السعودية; KSA; K.S.A.; Saudi; Kingdom of Saudi Arabia; 沙特; 沙地阿拉伯; 沙乌地阿拉伯; 沙特阿拉伯王国",
    "SG": "S'pore; 星洲; 狮城; 新加坡共和国",
    "SK": "Slovak Republic; Slovak Rep.; 斯洛伐克共和国",
    "ST": "Sao Tome; Sao Tome and Principe",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland; Eswatini",
    "TH": "ประเทศไทย; Siam; 暹罗",
    "TL": "East Timor; Timor Leste; 东帝汶",
    "TR": "Turkey; Turkiye; Turkiye Cumhuriyeti; 土尔其",
    "TT": "Trinidad; Trinidad and Tobago",
    "TW": "Taiwan; China (Taiwan); Taiwan, China; Taiwan, Province of China; Taiwan, ROC; Taiwan ROC; "
    "Republic of China; Chinese Taipei; Formosa; 台湾; 中国台湾; 台湾省; 中华台北",
    "TZ": "Tanzania, United Republic of; United Republic of Tanzania",
    "US": "USA; U.S.A.; U.S.; U S A; US of A; United States of America; the States; America; U.S. of America; "
    "美利坚合众国; 美利坚",
    "VA": "Vatican; Holy See; Vatican City State; Holy See (Vatican City State)",
    "VC": "St Vincent; St Vincent and the Grenadines",
    "VE": "Venezuela, Bolivarian Republic of; Venezuela (Bolivarian Republic of)",
    "VG": "BVI; British Virgin Islands; Virgin Islands, British; Virgin Islands (British)",
    "VI": "USVI; US Virgin Islands; Virgin Islands, U.S.; Virgin Islands (U.S.)",
    "VN": "Viet Nam; Vietnam; Socialist Republic of Vietnam",
    "XK": "Kosovo; XKX; XKS",
    "ZA": "RSA; S. Africa; S Africa; Republic of South Africa; 南非共和国",
}

# What may stand around a country's name without changing which country is meant. Longest first.
PREFIXES: tuple[str, ...] = (
    "peoples democratic republic of",
    "democratic socialist republic of",
    "peoples republic of",
    "bolivarian republic of",
    "federal democratic republic of",
    "federative republic of",
    "federal republic of",
    "islamic republic of",
    "arab republic of",
    "cooperative republic of",
    "oriental republic of",
    "hashemite kingdom of",
    "grand duchy of",
    "principality of",
    "commonwealth of",
    "sultanate of",
    "republic of",
    "kingdom of",
    "state of",
    "union of",
    "the",
)
CHINESE_SUFFIXES: tuple[str, ...] = (
    "特别行政区",
    "人民共和国",
    "民主共和国",
    "伊斯兰共和国",
    "联邦共和国",
    "共和国",
    "联邦",
    "王国",
)
