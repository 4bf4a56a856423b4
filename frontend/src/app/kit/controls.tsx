import { CircleDashed, CircleCheck, Ellipsis, Search } from 'lucide-react';
import { useState } from 'react';
import type { Grade, IntentLevel, Stage } from '@/api';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Checkbox, RadioGroup, Switch } from '@/shared/ui/forms/choice';
import { Segmented } from '@/shared/ui/actions/segmented';
import {
  CallableMark,
  DeadlineBadge,
  GradeMark,
  HolidayMark,
  IntentMark,
  KeyCustomerBadge,
  StageMark,
} from '@/shared/ui/values/marks';
import { AmountField } from '@/shared/ui/forms/number-field';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { Sample, SheetColumn } from './sheet';

const GRADES: Grade[] = ['A', 'B', 'C', 'D'];
const INTENTS: IntentLevel[] = ['none', 'low', 'medium', 'high', 'committed'];
const STAGES: Stage[] = ['potential', 'interested', 'needs_defined', 'negotiation', 'contract_signed', 'execution'];

/** Type, colour, marks, buttons and inputs. */
export function ControlsColumn() {
  return (
    <SheetColumn>
      <Sample title="字号">
        <div className="flex flex-col gap-0.75">
          <Line sample={<span className="text-2xl font-strong">694 万</span>} note="26/32 看板数字" />
          <Line sample={<span className="text-xl font-strong">Nordhafen Chemie GmbH 北港化工</span>} note="20/28" />
          <Line sample={<span className="text-lg">Would that work for you?</span>} note="16/24，话术 16/28" />
          <Line sample={<span className="text-md">在比较三家供应商，下周内部讨论。</span>} note="14/22 阅读" />
          <Line sample="周二 09:00 圣保罗 · 20:00 上海" note="13/20 界面默认" />
          <Line sample={<span className="text-xs">逾期 3 天 · A 级每 7 天联系</span>} note="12/18 中文最小" />
        </div>
      </Sample>
      <Colours />
      <Marks />
      <Controls />
    </SheetColumn>
  );
}

function Line({ sample, note }: { sample: React.ReactNode; note: string }) {
  return (
    <div className="flex items-baseline gap-2">
      {sample}
      <span className="text-xs text-ink-3">{note}</span>
    </div>
  );
}

const SURFACES = ['bg-canvas', 'bg-surface', 'bg-surface-2', 'bg-surface-3', 'bg-hover', 'bg-line-2'];
const SOFTS = [
  'bg-accent text-on-accent',
  'bg-accent-soft text-accent-ink',
  'bg-ok-soft text-ok-ink',
  'bg-warn-soft text-warn-ink',
  'bg-bad-soft text-bad-ink',
  'bg-hold-soft text-hold-ink',
];
const SERIES = ['bg-c1', 'bg-c2', 'bg-c3', 'bg-c4', 'bg-c5', 'bg-c6'];
const SCALE = ['bg-q1', 'bg-q2', 'bg-q3', 'bg-q4', 'bg-q5'];

function Colours() {
  return (
    <Sample title="颜色">
      <div className="grid grid-cols-6 gap-1.5">
        {[...SURFACES, ...SOFTS].map((swatch) => (
          <div
            key={swatch}
            className={`h-6.5 overflow-hidden rounded-[5px] px-1.5 py-1 text-2xs/3.5 whitespace-nowrap inset-line-2 ${swatch}`}
          >
            {swatch.split(' ')[0]?.slice(3)}
          </div>
        ))}
      </div>
      <div className="mt-2 flex gap-1">
        {SERIES.map((fill) => (
          <span key={fill} className={`h-4.5 flex-1 rounded-[3px] ${fill}`} />
        ))}
        <span className="w-2.5" />
        {SCALE.map((fill) => (
          <span key={fill} className={`h-4.5 flex-1 rounded-[3px] ${fill}`} />
        ))}
      </div>
    </Sample>
  );
}

function Marks() {
  return (
    <Sample title="标记">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        {GRADES.map((grade) => (
          <GradeMark key={grade} grade={grade} />
        ))}
        <span className="h-4 w-px bg-line-2" />
        {INTENTS.map((intent) => (
          <IntentMark key={intent} intent={intent} />
        ))}
      </div>
      <div className="mt-2 flex flex-wrap gap-x-3.5 gap-y-1.5">
        {STAGES.map((stage) => (
          <StageMark key={stage} stage={stage} />
        ))}
      </div>
      <div className="mt-2.25 flex flex-wrap gap-1.5">
        <Badge tone="ok" icon={CircleCheck}>
          按时
        </Badge>
        <DeadlineBadge deadline="soon">剩 48 分</DeadlineBadge>
        <DeadlineBadge deadline="passed">超 2 小时</DeadlineBadge>
        <Badge tone="info" icon={Search}>
          调查中
        </Badge>
        <DeadlineBadge deadline="paused">等待客户</DeadlineBadge>
        <Badge icon={CircleDashed}>草稿</Badge>
        <KeyCustomerBadge />
      </div>
      <div className="mt-2.25 flex flex-wrap gap-3">
        <CallableMark callable="now" />
        <CallableMark callable="soon" />
        <CallableMark callable="closed" />
        <HolidayMark country="罗马尼亚" name="国庆日" />
      </div>
    </Sample>
  );
}

function Controls() {
  const [name, setName] = useState('Gulf Desal ');
  const [phone, setPhone] = useState('+971 4 55');
  const [amount, setAmount] = useState<string | null>('1480000');
  const [owner, setOwner] = useState('wang');
  const [method, setMethod] = useState('phone');
  const [density, setDensity] = useState('compact');
  return (
    <Sample title="按钮与输入">
      <div className="flex flex-wrap gap-1.5">
        <Button variant="primary" keys="mod+enter">
          保存
        </Button>
        <Button>导出</Button>
        <Button variant="ghost">放弃</Button>
        <Button variant="danger">归档客户</Button>
        <Button isDisabled>合并</Button>
        <IconButton icon={Ellipsis} label="更多" variant="default" />
      </div>
      <div className="mt-2.5 grid grid-cols-2 gap-2.5">
        <TextField label="公司名称" isRequired value={name} onChange={setName} autoFocus />
        <TextField label="电话" value={phone} onChange={setPhone} error="还少 5 位数字" />
        <AmountField label="预计年额" currency="CNY" value={amount} onChange={setAmount} />
        <Select
          label="负责人"
          value={owner}
          onChange={setOwner}
          choices={[
            { id: 'wang', name: '王芳', mark: <Avatar name="王芳" isMe /> },
            { id: 'lin', name: '林晓', mark: <Avatar name="林晓" />, detail: '欧洲组' },
          ]}
        />
      </div>
      <div className="mt-2.5 flex flex-nowrap items-center gap-2.75 whitespace-nowrap">
        <Checkbox defaultSelected>我的</Checkbox>
        <RadioGroup
          label=""
          className="[&>label]:hidden"
          value={method}
          onChange={setMethod}
          choices={[
            { id: 'phone', name: '电话' },
            { id: 'video', name: '视频' },
          ]}
        />
        <Switch defaultSelected>声音</Switch>
        <Segmented
          label="行高"
          value={density}
          onChange={setDensity}
          choices={[
            { id: 'compact', name: '紧凑' },
            { id: 'comfortable', name: '舒适' },
          ]}
        />
      </div>
    </Sample>
  );
}
