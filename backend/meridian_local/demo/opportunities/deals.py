"""What is written about sales: each text in Chinese or in English, as reps really mix them."""

TITLES = (
    "{article_zh} 采购项目",
    "{article_zh} 替换改造",
    "{article} for the new line",
    "Framework order: {article}",
    "二期扩建 {article_zh} 成套供货",
    "Spare and replacement: {article}",
    "{article} – yearly tender",
    "{article_zh} 样机试用后批量",
)
NEEDS = (
    "输送含固 3 % 的浓盐水，介质温度 70 °C，要求连续运行",
    "Two duty and one standby pump, API 610, stainless wetted parts",
    "旧阀门内漏严重，分三批更换，停机窗口只有五天",
    "Dosing of sodium hypochlorite, accuracy better than 1 %, remote control",
    "新厂区配套，需要提供安装指导和备件两年",
    "Explosion-proof motors, ATEX zone 1, delivery before the shutdown in autumn",
)
PROCESSES = (
    "使用部门提需求，采购部比价，总经理审批",
    "Plant proposes, head office buys",
    "招标，三家比价，技术标占六成",
    "The owner decides after a trial",
)
COMPETITORS = (
    ("Alfa Dosing", "Delivers in two weeks", "No service in the region", "About 10 % below us"),
    ("南方泵业", "价格低，渠道广", "耐腐蚀材质经验少", "低于我方约一成"),
    ("Hydra Flow GmbH", "Strong references in chemistry", "Expensive spare parts", "20 % above us"),
    ("Ganges Pumps Ltd", "Local assembly", "Quality varies", None),
    ("东海阀门", "交期短", "无 API 认证", None),
)
SOLUTIONS = (
    "两台磁力泵并联，EPDM 密封，含现场调试两天",
    "Standard pumps with duplex impellers, seals and spare parts for two years",
    "分三批供货，先供样机试用三个月",
    "Turnkey skid with control valve, positioner and commissioning",
)
ANSWERS = {
    "changes_wanted": ("交货期要提前两周", "Price without spare parts, please"),
    "accepted": ("技术方案认可，商务再谈", "Agreed, send the contract"),
    "rejected": ("超出今年预算", "They prefer the local maker"),
}
PAYMENT = (
    "30 % 预付，发货前付清 70 %",
    "30 % down, 70 % before shipping",
    "L/C at sight",
    "40/50/10 T/T, 10 % after commissioning",
)
DELIVERY = ("CIF，签约后四十五天", "FOB Shanghai, 8 weeks", "EXW, partial deliveries allowed", "DAP site, 60 days")
DOWN, SHIPPING, BALANCE = "预付款", "发货", "尾款"
LOST = (
    "price",
    "price",
    "price",
    "product_fit",
    "delivery_time",
    "payment_terms",
    "relationship",
    "budget_cut",
    "no_decision",
)
LESSONS = (
    "首次报价应同时给出备件方案",
    "Ask for the budget before the second proposal",
    "要更早见到最终决策人",
    "Offer a trial earlier; the competitor had one running",
    "交期承诺要先与生产确认",
)
BACK = ("客户更换了采购负责人，重新沟通需求", "Scope was changed by the customer", "预算重新审批")
CANCELLED = ("客户项目取消，退还预付款", "Import licence was refused")
CHANCES = ("预算已书面确认", "Trial went well", "竞争对手已先行试用")
PROGRESS = (
    "样机试用通过，价格仍在谈",
    "Technical part is agreed, commercial terms open",
    "客户希望月底前签约，付款方式有分歧",
    "Competitor lowered the price; management contact planned",
)
DECISIONS = (
    "预付款比例可降到 20 %",
    "Offer 3 % for payment in advance",
    "由副总经理出面拜访一次",
    "Send an engineer for two days",
    "不再降价，改送备件包",
)
ACTIONS = (
    ("重新核算运费和交期", "FOB 降低 4 %"),
    ("Send the pressure curves", "Sent, accepted"),
    ("准备付款保函样本", "已发客户"),
    ("Arrange the visit of the plant manager", "Visit fixed for next month"),
)
AIMS = ("确认方案细节", "Hear what they think of the offer", "催办付款安排", "Agree on the delivery date", "约见决策人")
EARLIER = ("已提前联系", "They called themselves")
