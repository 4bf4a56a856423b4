import { useRef, useState } from 'react';
import { Button } from '@/shared/ui/actions/button';
import { type ChoiceSide, ChoiceTable, MoveLedger } from '@/shared/ui/lists/choice-table';
import { DifferenceTable } from '@/shared/ui/signature/difference-table';
import { NextDuty } from '@/shared/ui/signature/next-duty';
import { HeldHead, QueueRow } from '@/shared/ui/signature/queue';
import { Refusal } from '@/shared/ui/overlays/refusal';
import { Select } from '@/shared/ui/forms/select';
import { StageStrip } from '@/shared/ui/signature/stage-strip';
import { type ClockZone, WorldClock } from '@/shared/ui/signature/world-clock';
import type { Disposition, IntentLevel, Stage } from '@/api';
import { dispositionLabels, intentLabels, options } from '@/shared/labels';
import { KeyChoices, Scale } from '@/shared/ui/forms/key-choices';
import { Sample } from './sheet';

const WINDOWS = [
  { from: 540, to: 720 },
  { from: 840, to: 1050 },
];

const ZONES: ClockZone[] = [
  { zone: 'Europe/Istanbul', cities: '伊斯坦布尔', count: 5, callable: 'now', next: '18 分钟后午休', windows: WINDOWS },
  { zone: 'Europe/Helsinki', cities: '赫尔辛基 · 雅典', count: 9, callable: 'now', next: '至 12:00', windows: WINDOWS },
  {
    zone: 'Europe/Berlin',
    cities: '柏林 · 马德里等 7 城',
    count: 17,
    callable: 'now',
    next: '至 12:00',
    windows: WINDOWS,
  },
  { zone: 'Europe/London', cities: '伦敦 · 里斯本', count: 6, callable: 'soon', next: '09:00 开放', windows: WINDOWS },
  { zone: 'Asia/Dubai', cities: '迪拜', count: 3, callable: 'closed', next: '午休至 14:00', windows: WINDOWS },
  {
    zone: 'America/Sao_Paulo',
    cities: '圣保罗',
    count: 2,
    callable: 'closed',
    next: '20:00 上海开放',
    windows: WINDOWS,
  },
];

/** The parts that make the product itself. */
export function SignatureParts() {
  const [zone, setZone] = useState<string | null>(null);
  return (
    <>
      <div className="col-span-2 overflow-hidden rounded-card border border-line bg-surface">
        <WorldClock
          zones={ZONES}
          callable={31}
          queued={42}
          mine="Asia/Shanghai"
          myPlace="上海"
          nextBatch={
            <>
              下一批 <b>伦敦 18 分钟后</b> +6
            </>
          }
          chosen={zone}
          onChoose={setZone}
        />
        <div className="flex">
          <ol className="w-63 border-r border-line bg-surface-2">
            <QueueRow
              name="Nordhafen Chemie GmbH"
              grade="A"
              zone="Europe/Berlin"
              why="汉堡 · 通话中"
              isCurrent
              onOpen={() => {}}
            />
            <QueueRow
              name="Vesterå Process AB"
              grade="A"
              zone="Europe/Stockholm"
              why="马尔默 · 逾期 3 天 · A 级每 7 天"
              isCurrent={false}
              onOpen={() => {}}
            />
            <HeldHead count={11}>暂缓：当地不可拨</HeldHead>
            <QueueRow
              name="Gulf Desal Trading LLC"
              grade="B"
              zone="Asia/Dubai"
              why="迪拜 · 午休 · 18:00 上海开放"
              isCurrent={false}
              isHeld
              onOpen={() => {}}
            />
          </ol>
          <div className="w-76 p-4">
            <NextDuty
              what="电话跟进 CP-200 报价"
              there="周二 11月24日 09:00–12:00 汉堡"
              here="16:00–19:00 上海"
              overdue="逾期 1 天"
              rule="依据：A 级客户至少每 7 天联系一次，上次接通是 11月16日"
            />
          </div>
          <WrapUp />
          <StageSample />
        </div>
      </div>
      <Merge />
      <Sample title="变更内容" className="col-span-2">
        <DifferenceTable
          label="变更内容"
          nameHead="客户"
          columns={['方式', '时间（客户当地）', '执行人']}
          reasonHead="原因"
          rows={[
            {
              id: '1',
              kind: 'update',
              name: 'Rotterdamse Tankopslag B.V.',
              cells: [
                { before: '上门', after: '视频会议' },
                { before: '12月8日', after: '12月8日' },
                { after: '王芳' },
              ],
              reason: '客户扩建，现场不接待',
            },
            {
              id: '2',
              kind: 'add',
              name: 'Fjordkraft Pumper AS',
              cells: [{ after: '电话' }, { after: '12月9日 10:00 斯塔万格 · 17:00 上海' }, { after: '林晓' }],
              reason: '投诉解决后三周回访',
            },
            {
              id: '3',
              kind: 'remove',
              name: 'Adria Brodogradnja d.d.',
              cells: [{ before: '电话' }, { before: '12月10日' }, { before: '林晓' }],
              reason: '客户进入破产程序',
            },
          ]}
          footer="其余 14 项未变更"
        />
      </Sample>
    </>
  );
}

function WrapUp() {
  const [outcome, setOutcome] = useState<Disposition | null>('connected');
  const [intent, setIntent] = useState<IntentLevel | null>('high');
  return (
    <div className="flex w-95 flex-col gap-2.5 p-4">
      <KeyChoices label="通话结果" choices={options(dispositionLabels)} value={outcome} onChange={setOutcome} />
      <Scale label="意向程度" choices={options(intentLabels)} value={intent} onChange={setIntent} />
    </div>
  );
}

function StageSample() {
  const [stage, setStage] = useState<Stage>('negotiation');
  const [isRefused, setRefused] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  return (
    <div className="min-w-0 flex-1 p-4">
      <StageStrip
        label="阶段"
        chosen={stage}
        onChoose={setStage}
        cells={[
          { stage: 'needs_defined', state: 'done', note: '10月22日起 · 21 天' },
          { stage: 'negotiation', state: 'current', note: '11月12日起 · 12 天' },
          { stage: 'contract_signed', state: 'next', note: '还缺 3 项' },
        ]}
      />
      <div ref={anchor} className="mt-3">
        <Button onPress={() => setRefused(true)}>移动到商务谈判</Button>
      </div>
      <Refusal
        isOpen={isRefused}
        onClose={() => setRefused(false)}
        anchor={anchor}
        title="还不能进入“商务谈判”"
        subject="海水淡化高压泵 12 台 · Gulf Desal Trading LLC"
        footnote="卡片已放回“需求明确”"
        cancel="取消"
        act="补齐并移动"
        onAct={() => setRefused(false)}
        rows={[
          { id: 'amount', name: '金额与币种：', holds: true, detail: 'USD 386,000' },
          {
            id: 'maker',
            name: '缺决策人',
            holds: false,
            detail: '客户方谁拍板',
            field: (
              <Select
                label="决策人"
                hidesLabel
                choices={[{ id: 'f', name: 'Faisal Al Mansoori', detail: '总经理' }]}
                value="f"
                onChange={() => {}}
              />
            ),
          },
          {
            id: 'proposal',
            name: '缺方案',
            holds: false,
            detail: '至少一份方案书',
            field: <Button size="sm">上传方案</Button>,
          },
        ]}
      />
    </div>
  );
}

function Merge() {
  const [sides, setSides] = useState<Record<string, ChoiceSide>>({ phone: 'right' });
  return (
    <>
      <Sample title="逐字段选择" className="px-0! pb-0! [&>h3]:px-3.5">
        <ChoiceTable
          label="逐字段选择"
          heads={{ field: '字段', left: '保留：C-204817', right: '并入：C-219340', note: '合并后' }}
          sides={sides}
          onChoose={(field, side) => setSides({ ...sides, [field]: side })}
          rows={[
            {
              field: 'name',
              name: '名称',
              left: 'Gulf Desal Trading LLC',
              right: 'Gulf Desalination Trading L.L.C.',
              note: '右边存为别名',
            },
            {
              field: 'phone',
              name: '电话',
              left: '+971 4 555 0163',
              right: '+971 4 555 0163 转 204',
              note: '分机更新',
            },
            { field: 'sales', name: '预计年额', left: 'CNY 3,120,000', note: '只有一边有' },
          ]}
        />
      </Sample>
      <Sample title="会移动什么">
        <MoveLedger
          label="会移动什么"
          lines={[
            { id: 'contacts', name: '联系人', left: 3, right: 2, after: 4, note: 'Ahmed Saleh 邮箱相同，合成一人' },
            { id: 'calls', name: '通话', left: 41, right: 5, after: 46 },
          ]}
        />
      </Sample>
    </>
  );
}
