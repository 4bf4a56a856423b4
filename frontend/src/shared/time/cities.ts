import { language } from '@/shared/i18n';

/* Names of the cities that stand for IANA zones: Chinese ones, and English ones that the zone's own name does not spell. */

const CHINESE =
  'Africa/Abidjan 阿比让 Africa/Accra 阿克拉 Africa/Addis_Ababa 亚的斯亚贝巴 Africa/Algiers 阿尔及尔 Africa/Cairo 开罗 ' +
  'Africa/Casablanca 卡萨布兰卡 Africa/Dakar 达喀尔 Africa/Dar_es_Salaam 达累斯萨拉姆 Africa/Harare 哈拉雷 ' +
  'Africa/Johannesburg 约翰内斯堡 Africa/Kampala 坎帕拉 Africa/Khartoum 喀土穆 Africa/Kinshasa 金沙萨 Africa/Lagos 拉各斯 ' +
  'Africa/Luanda 罗安达 Africa/Lusaka 卢萨卡 Africa/Maputo 马普托 Africa/Nairobi 内罗毕 Africa/Tripoli 的黎波里 ' +
  'Africa/Tunis 突尼斯 Africa/Windhoek 温得和克 America/Anchorage 安克雷奇 America/Argentina/Buenos_Aires 布宜诺斯艾利斯 ' +
  'America/Asuncion 亚松森 America/Bogota 波哥大 America/Caracas 加拉加斯 America/Chicago 芝加哥 ' +
  'America/Costa_Rica 哥斯达黎加 America/Denver 丹佛 America/Detroit 底特律 America/Edmonton 埃德蒙顿 ' +
  'America/El_Salvador 萨尔瓦多 America/Guatemala 危地马拉 America/Guayaquil 瓜亚基尔 America/Halifax 哈利法克斯 ' +
  'America/Havana 哈瓦那 America/Jamaica 牙买加 America/La_Paz 拉巴斯 America/Lima 利马 America/Los_Angeles 洛杉矶 ' +
  'America/Managua 马那瓜 America/Manaus 马瑙斯 America/Mexico_City 墨西哥城 America/Monterrey 蒙特雷 ' +
  'America/Montevideo 蒙得维的亚 America/New_York 纽约 America/Panama 巴拿马城 America/Phoenix 菲尼克斯 ' +
  'America/Puerto_Rico 波多黎各 America/Santiago 圣地亚哥 America/Santo_Domingo 圣多明各 America/Sao_Paulo 圣保罗 ' +
  'America/St_Johns 圣约翰斯 America/Tijuana 蒂华纳 America/Toronto 多伦多 America/Vancouver 温哥华 ' +
  'America/Winnipeg 温尼伯 Asia/Aden 亚丁 Asia/Almaty 阿拉木图 Asia/Amman 安曼 Asia/Ashgabat 阿什哈巴德 ' +
  'Asia/Baghdad 巴格达 Asia/Bahrain 巴林 Asia/Baku 巴库 Asia/Bangkok 曼谷 Asia/Beirut 贝鲁特 Asia/Bishkek 比什凯克 ' +
  'Asia/Brunei 文莱 Asia/Calcutta 加尔各答 Asia/Colombo 科伦坡 Asia/Damascus 大马士革 Asia/Dhaka 达卡 Asia/Dubai 迪拜 ' +
  'Asia/Dushanbe 杜尚别 Asia/Ho_Chi_Minh 胡志明市 Asia/Hong_Kong 香港 Asia/Irkutsk 伊尔库茨克 Asia/Jakarta 雅加达 ' +
  'Asia/Jerusalem 耶路撒冷 Asia/Kabul 喀布尔 Asia/Karachi 卡拉奇 Asia/Kathmandu 加德满都 Asia/Kolkata 加尔各答 ' +
  'Asia/Krasnoyarsk 克拉斯诺亚尔斯克 Asia/Kuala_Lumpur 吉隆坡 Asia/Kuwait 科威特 Asia/Macau 澳门 Asia/Manila 马尼拉 ' +
  'Asia/Muscat 马斯喀特 Asia/Nicosia 尼科西亚 Asia/Novosibirsk 新西伯利亚 Asia/Omsk 鄂木斯克 Asia/Phnom_Penh 金边 ' +
  'Asia/Pyongyang 平壤 Asia/Qatar 卡塔尔 Asia/Riyadh 利雅得 Asia/Saigon 胡志明市 Asia/Samarkand 撒马尔罕 Asia/Seoul 首尔 ' +
  'Asia/Shanghai 上海 Asia/Singapore 新加坡 Asia/Taipei 台北 Asia/Tashkent 塔什干 Asia/Tbilisi 第比利斯 Asia/Tehran 德黑兰 ' +
  'Asia/Tokyo 东京 Asia/Ulaanbaatar 乌兰巴托 Asia/Urumqi 乌鲁木齐 Asia/Vientiane 万象 Asia/Vladivostok 符拉迪沃斯托克 ' +
  'Asia/Yangon 仰光 Asia/Yekaterinburg 叶卡捷琳堡 Asia/Yerevan 埃里温 Atlantic/Azores 亚速尔 Atlantic/Canary 加那利 ' +
  'Atlantic/Reykjavik 雷克雅未克 Australia/Adelaide 阿德莱德 Australia/Brisbane 布里斯班 Australia/Darwin 达尔文 ' +
  'Australia/Hobart 霍巴特 Australia/Melbourne 墨尔本 Australia/Perth 珀斯 Australia/Sydney 悉尼 Europe/Amsterdam 阿姆斯特丹 ' +
  'Europe/Athens 雅典 Europe/Belgrade 贝尔格莱德 Europe/Berlin 柏林 Europe/Bratislava 布拉迪斯拉发 Europe/Brussels 布鲁塞尔 ' +
  'Europe/Bucharest 布加勒斯特 Europe/Budapest 布达佩斯 Europe/Chisinau 基希讷乌 Europe/Copenhagen 哥本哈根 ' +
  'Europe/Dublin 都柏林 Europe/Helsinki 赫尔辛基 Europe/Istanbul 伊斯坦布尔 Europe/Kaliningrad 加里宁格勒 Europe/Kiev 基辅 ' +
  'Europe/Kyiv 基辅 Europe/Lisbon 里斯本 Europe/Ljubljana 卢布尔雅那 Europe/London 伦敦 Europe/Luxembourg 卢森堡 ' +
  'Europe/Madrid 马德里 Europe/Malta 马耳他 Europe/Minsk 明斯克 Europe/Monaco 摩纳哥 Europe/Moscow 莫斯科 Europe/Oslo 奥斯陆 ' +
  'Europe/Paris 巴黎 Europe/Podgorica 波德戈里察 Europe/Prague 布拉格 Europe/Riga 里加 Europe/Rome 罗马 Europe/Samara 萨马拉 ' +
  'Europe/Sarajevo 萨拉热窝 Europe/Skopje 斯科普里 Europe/Sofia 索非亚 Europe/Stockholm 斯德哥尔摩 Europe/Tallinn 塔林 ' +
  'Europe/Tirane 地拉那 Europe/Vaduz 瓦杜兹 Europe/Vienna 维也纳 Europe/Vilnius 维尔纽斯 Europe/Warsaw 华沙 ' +
  'Europe/Zagreb 萨格勒布 Europe/Zurich 苏黎世 Indian/Maldives 马尔代夫 Indian/Mauritius 毛里求斯 Pacific/Auckland 奥克兰 ' +
  'Pacific/Fiji 斐济 Pacific/Guam 关岛 Pacific/Honolulu 檀香山 Pacific/Port_Moresby 莫尔兹比港 UTC 协调世界时';

const ENGLISH: Record<string, string> = {
  'America/Asuncion': 'Asunción',
  'America/Bogota': 'Bogotá',
  'America/Sao_Paulo': 'São Paulo',
  'America/St_Johns': 'St. John’s',
  'Asia/Calcutta': 'Kolkata',
  'Asia/Saigon': 'Ho Chi Minh City',
  'Asia/Ho_Chi_Minh': 'Ho Chi Minh City',
  'Europe/Kiev': 'Kyiv',
  'Europe/Zurich': 'Zürich',
};

let chinese: Map<string, string> | undefined;

function chineseNames(): Map<string, string> {
  if (!chinese) {
    const words = CHINESE.split(' ');
    chinese = new Map();
    for (let index = 0; index < words.length; index += 2) chinese.set(words[index] ?? '', words[index + 1] ?? '');
  }
  return chinese;
}

/** The city that names a zone: `圣保罗`, `São Paulo` for `America/Sao_Paulo`. A zone without a name of its own: as IANA writes it. */
export function cityOf(zone: string): string {
  const own = language() === 'en' ? ENGLISH[zone] : chineseNames().get(zone);
  return own ?? (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
