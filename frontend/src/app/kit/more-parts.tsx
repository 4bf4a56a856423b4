import { Building2, Download, Ellipsis, FileText, Mail, PhoneOutgoing, Send, UserPlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Grade, IntentLevel } from '@/api';
import { Button } from '@/shared/ui/actions/button';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { ActionChip, FilterChip, ToggleChip } from '@/shared/ui/actions/chip';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import { DateField, MomentField } from '@/shared/ui/forms/date-field';
import { DeadlineBar, DeadlineLegend } from '@/shared/ui/signature/deadline-bar';
import { Bar, Day, JobProgress, LocalTime, Money, MyTime } from '@/shared/ui/values/figures';
import {
  CallableDot,
  ChangeMark,
  Difference,
  EscalationBadge,
  GradeMark,
  IntentMark,
  VerificationBadge,
} from '@/shared/ui/values/marks';
import { Menu } from '@/shared/ui/actions/menu';
import { Card, Facts } from '@/shared/ui/layout/panel';
import { Phone } from '@/shared/ui/values/phone';
import type { Choice } from '@/shared/ui/forms/select';
import { DecisionStack, Steps } from '@/shared/ui/layout/steps';
import {
  DataTable,
  NOTHING,
  type Selection,
  SelectionBar,
  type Sort,
  StatusStrip,
  type TableColumn,
  type TableLayout,
} from '@/shared/ui/table';
import { Tabs } from '@/shared/ui/layout/tabs';
import { TextArea } from '@/shared/ui/forms/text-field';
import { Ledger, Timeline } from '@/shared/ui/lists/timeline';
import { Select } from '@/shared/ui/forms/select';
import { intentLabels, options } from '@/shared/labels';
import { Sample } from './sheet';
import { SignatureParts } from './signature';

/** The rest of the kit: time, lists, timelines, deadlines, steps, the table. */
export function MoreParts() {
  return (
    <div className="grid grid-cols-2 gap-2.5 p-4.5">
      <TimeParts />
      <ListParts />
      <HistoryParts />
      <RuleParts />
      <SignatureParts />
      <TablePart />
    </div>
  );
}

const CITIES: Choice[] = [
  { id: 'hh', name: '汉堡 Hamburg', detail: '德国' },
  { id: 'hki', name: '赫尔辛基 Helsinki', detail: '芬兰' },
  { id: 'sp', name: '圣保罗 São Paulo', detail: '巴西' },
];

function TimeParts() {
  const [date, setDate] = useState<string | null>('2026-12-18');
  const [moment, setMoment] = useState<string | null>('2026-11-27T08:30:00Z');
  const [city, setCity] = useState<Choice | null>(CITIES[0] ?? null);
  const [notes, setNotes] = useState('接受 30/70，但要发货后付尾款；财务周四开会。');
  return (
    <Sample title="时间与长文字">
      <div className="grid grid-cols-2 gap-2.5">
        <DateField label="预计成交日期" value={date} onChange={setDate} />
        <MomentField
          label="下一步"
          isRequired
          value={moment}
          onChange={setMoment}
          zone="Europe/Berlin"
          place="汉堡"
          mine="Asia/Shanghai"
          verdict="· 当地可拨，你已排 11 通"
        />
        <ComboBox label="城市" choices={CITIES} value={city} onChange={setCity} />
        <ComboBox label="联系人" choices={CITIES} value={null} onChange={() => {}} error="选一位联系人" isRequired />
      </div>
      <TextArea label="要点" isRequired value={notes} onChange={setNotes} className="mt-2.5" note="打字时 Alt 1–9" />
      <p className="mt-2.5 flex flex-wrap gap-x-4">
        <LocalTime at="2026-11-24T12:00:00Z" zone="America/Sao_Paulo" />
        <MyTime at="2026-11-17T07:08:00Z" />
        <Day date="2026-11-24" weekday />
        <Money value={{ amount: '186400', currency: 'EUR' }} />
        <Money value={{ amount: '38620000', currency: 'CNY' }} short />
        <Phone e164="+494055500142" extension="204" copies dials />
      </p>
    </Sample>
  );
}

function ListParts() {
  const [tab, setTab] = useState('timeline');
  return (
    <Sample title="筛选、标签页、菜单、进度" className="flex flex-col gap-2.5">
      <div className="flex flex-wrap items-center gap-1.5">
        <FilterChip field="等级" operator="是" value="A、B、C" onRemove={() => {}} />
        <FilterChip field="市场" operator="属于" value="西欧、东欧、海湾" onRemove={() => {}} isChanged />
        <ToggleChip defaultSelected count={148}>
          全部
        </ToggleChip>
        <ToggleChip count={61}>通话</ToggleChip>
        <ToggleChip defaultSelected checks>
          价格
        </ToggleChip>
        <ActionChip icon={Send} onPress={() => {}}>
          挂断后发送案例
        </ActionChip>
        <Menu
          label="更多"
          trigger={<IconButton icon={Ellipsis} label="更多" variant="default" />}
          groups={[
            { entries: [{ id: 'a', name: '导出', icon: Download, keys: 'mod+e', run: () => {} }] },
            {
              name: '管理',
              entries: [
                { id: 'b', name: '合并', reason: '要先核实资料', run: () => {} },
                { id: 'c', name: '归档', isDanger: true, run: () => {} },
              ],
            },
          ]}
        />
      </div>
      <Tabs
        label="客户"
        value={tab}
        onChange={setTab}
        className="h-24"
        tabs={[
          { id: 'timeline', name: '时间线' },
          { id: 'facts', name: '资料' },
          { id: 'contacts', name: '联系人', count: 4 },
        ]}
      >
        <p className="p-3">{tab}</p>
      </Tabs>
      <div className="flex flex-wrap items-center gap-2">
        <VerificationBadge verification="verified" />
        <VerificationBadge verification="pending" />
        <EscalationBadge level={1} />
        <ChangeMark kind="add" />
        <ChangeMark kind="update" />
        <ChangeMark kind="remove" />
        <Difference before="Dr. Uwe Petersen" after="Dr. Jens Petersen" />
      </div>
      <div className="grid grid-cols-2 gap-4">
        <Bar share={0.48} label="已拨" />
        <JobProgress done={412} total={700} label="导入" left="还要 2 分钟" />
      </div>
      <Steps
        label="导入"
        current="map"
        steps={[
          { id: 'upload', name: '上传' },
          { id: 'map', name: '列映射' },
          { id: 'dry', name: '试运行' },
        ]}
      />
    </Sample>
  );
}

function HistoryParts() {
  return (
    <Sample title="时间线" className="px-0! [&>h3]:px-3.5">
      <Timeline
        label="时间线"
        groups={[
          {
            id: '11',
            name: '2026年11月',
            items: [
              {
                id: '1',
                icon: Mail,
                kind: '邮件已发出',
                headline: '报价单 Q-2026-0418',
                when: '11月17日 15:08 上海',
                facts: (
                  <ActionChip icon={FileText} onPress={() => {}}>
                    Q-2026-0418.pdf
                  </ActionChip>
                ),
              },
              {
                id: '2',
                icon: PhoneOutgoing,
                kind: '通话接通',
                headline: '6 分 12 秒 · Katrin Behrens',
                when: '11月16日 10:20 汉堡 · 17:20 上海',
                body: '在比较三家供应商，下周内部讨论。希望付款改为电汇 30/70，交期不能超过八周。三号产线一月停机检修，是安装窗口。',
                facts: <IntentMark intent="high" />,
              },
            ],
          },
        ]}
      />
    </Sample>
  );
}

function RuleParts() {
  const [marked, setMarked] = useState('zhao');
  return (
    <Sample title="时限、决定、事实" className="flex flex-col gap-2.5">
      <DeadlineBar
        label="11月18日起 3 个工作日，超 2 小时 32 分"
        days={[
          { date: '2026-11-18', name: '三 18', isWorking: true, parts: [{ kind: 'counted', from: 0.55, to: 1 }] },
          { date: '2026-11-19', name: '四 19', isWorking: true, parts: [{ kind: 'counted', from: 0, to: 1 }] },
          { date: '2026-11-20', name: '五 20', isWorking: true, parts: [{ kind: 'waiting', from: 0, to: 1 }] },
          { date: '2026-11-21', name: '六', isWorking: false, parts: [] },
          { date: '2026-11-22', name: '日', isWorking: false, parts: [] },
          { date: '2026-11-23', name: '一 23', isWorking: true, parts: [{ kind: 'counted', from: 0, to: 1 }] },
          {
            date: '2026-11-24',
            name: '二 24',
            isWorking: true,
            parts: [
              { kind: 'counted', from: 0, to: 0.55 },
              { kind: 'beyond', from: 0.55, to: 0.85 },
            ],
          },
        ]}
      />
      <DeadlineLegend />
      <DecisionStack
        label="分给谁"
        marked={marked}
        onMark={setMarked}
        decisions={[
          { id: 'zhao', name: '赵一鸣', detail: '会捷克语 · 每周 88 通' },
          { id: 'sun', name: '孙宁', detail: '每周 71 通' },
        ]}
      />
      <Card className="p-3">
        <Facts
          facts={[
            { name: '行业', value: '基础化工' },
            { name: '网站', value: <a href="/kit">nordhafen-chemie.example</a> },
            { name: '预计年额', value: <Money value={{ amount: '1480000', currency: 'CNY' }} /> },
          ]}
        />
      </Card>
      <Ledger
        rows={[
          { id: '1', icon: FileText, what: <b>生成</b>, when: '10月12日 09:00' },
          { id: '2', icon: Send, tone: 'text-ok', what: <b>发布</b>, when: '10月14日 18:00' },
        ]}
      />
    </Sample>
  );
}

interface Company {
  id: string;
  name: string;
  grade: Grade;
  intent: IntentLevel;
  city: string;
  owner: string;
  sales: number;
}

const GRADES: Grade[] = ['A', 'B', 'C', 'D'];
const INTENTS: IntentLevel[] = ['none', 'low', 'medium', 'high', 'committed'];
const NAMES = [
  'Dunai Vegyipari Kft.',
  'Compagnie des Eaux du Rhône',
  'Papierwerk Donau AG',
  'Kaivos Pohjola Oy',
  'Gulf Desal Trading LLC',
];

function companies(size: number): Company[] {
  return Array.from({ length: size }, (_, index) => ({
    id: String(index),
    name: `${NAMES[index % NAMES.length] ?? ''} ${index + 1}`,
    grade: GRADES[index % 4] ?? 'D',
    intent: INTENTS[index % 5] ?? 'none',
    city: '匈牙利 佩奇',
    owner: '赵一鸣',
    sales: ((index * 7919) % 3000) * 1000,
  }));
}

function TablePart() {
  const [rows, setRows] = useState(() => companies(100_000));
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [sort, setSort] = useState<Sort>({ column: 'name', descending: false });
  const [layout, setLayout] = useState<TableLayout>({});
  const [range, setRange] = useState<[number, number]>([1, 1]);
  const columns = useMemo<TableColumn<Company>[]>(
    () => [
      {
        id: 'name',
        name: '客户名称',
        width: 280,
        grows: true,
        canSort: true,
        cell: (row) => row.name,
        text: (row) => row.name,
      },
      { id: 'grade', name: '等级', width: 56, cell: (row) => <GradeMark grade={row.grade} /> },
      {
        id: 'intent',
        name: '意向',
        width: 96,
        cell: (row) => <IntentMark intent={row.intent} />,
        edit: (row, done) => (
          <Select<IntentLevel>
            label="意向"
            hidesLabel
            size="sm"
            autoFocus
            className="w-full"
            choices={options(intentLabels)}
            value={row.intent}
            onChange={(intent) => {
              setRows((all) => all.map((each) => (each.id === row.id ? { ...each, intent } : each)));
              done(true);
            }}
          />
        ),
      },
      { id: 'city', name: '国家与城市', width: 150, cell: (row) => row.city },
      {
        id: 'time',
        name: '当地时间',
        width: 100,
        cell: () => (
          <span className="flex items-center gap-1.5">
            <CallableDot callable="now" /> 09:42
          </span>
        ),
      },
      { id: 'owner', name: '负责人', width: 90, cell: (row) => row.owner },
      {
        id: 'sales',
        name: '预计年额 (CNY)',
        width: 130,
        align: 'end',
        canSort: true,
        cell: (row) => row.sales.toLocaleString('en'),
      },
    ],
    [],
  );
  return (
    <div className="relative col-span-2 flex h-120 flex-col overflow-hidden rounded-card border border-line bg-surface">
      <DataTable
        label="客户"
        columns={columns}
        rows={rows}
        idOf={(row) => row.id}
        total={rows.length}
        layout={layout}
        onLayout={setLayout}
        sort={sort}
        onSort={setSort}
        selection={selection}
        onSelect={setSelection}
        onOpen={() => {}}
        onRange={(first, last) =>
          setRange((known) => (known[0] === first && known[1] === last ? known : [first, last]))
        }
      />
      <StatusStrip after="合计预计年额 CNY 1,706,420,000">
        第 {range[0]}–{range[1]} 行，共 {rows.length.toLocaleString('en')}
      </StatusStrip>
      <SelectionBar
        selection={selection}
        onSelect={setSelection}
        total={rows.length}
        actions={[
          { name: '分配负责人', icon: UserPlus, run: () => {} },
          { name: '导出', icon: Download, limit: '要审批', run: () => {} },
        ]}
      />
      <Button
        size="sm"
        icon={Building2}
        className="absolute right-3 bottom-10"
        onPress={() => setRows(companies(100_000))}
      >
        100,000
      </Button>
    </div>
  );
}
