/*eslint-disable*/ export const messages = JSON.parse(
  '{"1TNIig":["打开"],"2drhbM":["过了时限"],"6hnd0Z":["下一条提醒"],"6lGaum":["已看"],"9ofrnx":["没有看过而未了的提醒"],"AyEQWt":["上一条提醒"],"BPUUmp":["快到时限"],"LKiuHl":["打开记录"],"MXwwrn":["标为已看"],"SVWI4M":["现在没有要你处理的事"],"fMPkxb":["显示更多"],"kLD9Zy":["提醒没有载入"],"kbptLD":["缺了东西"],"oVo1uR":["同一客户的提醒放在一起。原因消除后提醒自己消失，看过的在“已看”里。"],"rZ9HZq":["未处理"],"s4BX3A":["提醒"],"zW9CLH":["哪些提醒"]}',
);
