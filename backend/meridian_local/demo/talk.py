"""What is said in calls and written about customers, in Chinese and in English as reps really mix them."""

KEY_POINTS = (
    "客户对报价感兴趣，要求补充技术参数和交货期。",
    "采购经理正在比较三家供应商，下周内部讨论。",
    "介绍了新款化工泵，客户希望先做样机测试。",
    "客户今年预算已定，明年一季度有扩产计划。",
    "确认了现有设备运行情况，密封件需要更换。",
    "对付款方式有疑问，希望信用证改为电汇 30/70。",
    "介绍公司和产品，客户同意先收资料。",
    "客户反映上批货物包装破损，已道歉并登记。",
    "Asked for a quotation on two centrifugal pumps, delivery CIF.",
    "Introduced the new product line; wants the catalogue in their own language.",
    "The technical lead wants the material certificate before going on.",
    "Happy with the last order; may need spare parts next quarter.",
    "Compares our price with a local maker; lead time matters most.",
    "Budget is approved at the end of the quarter; call again then.",
    "Wants a video meeting with our engineer about corrosion resistance.",
    "The decision maker is travelling; the purchaser took notes.",
)
OUTCOMES = (
    "客户同意继续洽谈",
    "已发送报价单",
    "等待客户内部讨论",
    "资料已发邮箱",
    "Quotation requested",
    "Catalogue sent",
    "Meeting agreed",
    "Waiting for their decision",
)
NO_TALK = ("无人接听，稍后再拨。", "转入语音信箱，已留言。", "Line busy.", "Reception said to call back later.", "")
REFUSED = ("客户要求不再来电，已致歉。", "Asked not to be called any more.")
OBJECTIONS = ("price", "delivery_time", "quality_doubts", "has_supplier", "payment_terms", "no_budget", "no_need")
REASONS_FOR_NO_STEP = ("本季度无需求", "Just ordered elsewhere", "项目暂停", "Company is being sold")
DEMANDS = (
    "耐腐蚀离心泵，年需求约二十台",
    "替换老旧阀门，分批采购",
    "Dosing pumps for a new line",
    "Spare parts for the installed compressors",
    "新厂区给排水成套设备",
    "Valves in stainless steel, small batches",
)
NEEDS = (
    ("current", "两台耐酸泵，三个月内到货"),
    ("current", "Mechanical seals for six pumps"),
    ("future", "二期扩建需要整套输送系统"),
    ("future", "Replacement of the dosing station next year"),
    ("latent", "能耗偏高，可推荐变频方案"),
    ("latent", "Frequent seal failures: service contract possible"),
)
FREQUENCIES = ("每月", "每季度", "半年一次", "Once a year", "By project")
DECISIONS = (
    "采购部初选，总经理审批",
    "Technical department tests, management signs",
    "招标，三家比价",
    "The owner decides alone",
)
PREFERENCES = ("偏好邮件沟通，上午不接电话", "Prefers WhatsApp", "喜欢先看样本", "Calls in the afternoon only")
JOB_TITLES = {
    "decision_maker": ("General Manager", "总经理", "CEO", "Owner"),
    "purchaser": ("Purchasing Manager", "采购经理", "Buyer", "Head of Procurement"),
    "technical": ("Chief Engineer", "技术总监", "Maintenance Manager"),
    "user": ("Production Manager", "车间主任", "Plant Operator"),
    "other": ("Assistant", "办公室主任", "Accountant"),
}
STREETS = (
    "Industrial Road",
    "Harbour Street",
    "Park Avenue",
    "Station Road",
    "工业园路",
    "Zona Industrial",
    "Market Street",
)
OPT_OUT_REASONS = ("客户电话中要求不再来电", "Asked in a call not to be called any more", "多次表示不需要")
EXHIBITIONS = ("Canton Fair 2025 Autumn", "Canton Fair 2026 Spring", "Hannover Messe 2026", "ACHEMA", "Big 5 Dubai")
AIMS = (
    "确认报价并推进样机测试",
    "Follow up the quotation",
    "了解扩产计划与预算",
    "Ask about the installed pumps",
    "介绍新款磁力泵",
    "Find the decision maker",
)
VISIT_AIMS = ("回访设备运行情况", "Yearly review of the installed base", "现场检查密封件", "Meet the new plant manager")
GREETINGS = ("节日问候与产品使用提示", "Product tips and season's greetings")
QUESTIONS = (
    ("product", "CP-200 能否输送 70 °C 的氢氟酸？客户本周要答复。"),
    ("technical", "Customer reports vibration above 4.5 mm/s after the impeller was changed. What should they check?"),
    ("customer_service", "上批货包装破损，客户问如何补发。"),
    ("product", "Is a BV-80 with a French declaration of conformity available?"),
    ("technical", "客户现场电压 440 V / 60 Hz，电机怎样选型？"),
    ("customer_service", "Customer wants the training video in Spanish."),
    ("product", "最小起订量以下的加价是多少？"),
    ("technical", "Which seal for brine with 3 % solids?"),
)
