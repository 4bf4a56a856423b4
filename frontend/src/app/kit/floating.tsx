import { Building2, CloudOff, NotebookPen, Phone } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/shared/ui/actions/button';
import { ConflictDialog } from '@/shared/ui/overlays/conflict-dialog';
import { Confirm, Drawer } from '@/shared/ui/overlays/dialog';
import { CallableDot, GradeMark, IntentMark } from '@/shared/ui/values/marks';
import { Note } from '@/shared/ui/feedback/note';
import { ToastCard } from '@/shared/ui/feedback/toast-region';
import { toast } from '@/shared/ui/feedback/toast';
import { PaletteFrame, type PaletteGroup } from '../palette/palette-frame';
import { SheetColumn } from './sheet';

const GROUPS: PaletteGroup[] = [
  {
    id: 'customers',
    name: '客户',
    items: [
      {
        id: 'a',
        icon: Building2,
        name: '北港化工',
        marked: [[0, 1]],
        detail: 'Nordhafen Chemie GmbH · 汉堡',
        after: <Facts grade="A" />,
        run: () => {},
      },
      {
        id: 'b',
        icon: Building2,
        name: '北港物流',
        marked: [[0, 1]],
        detail: 'Nordport Logistik AB · 哥德堡',
        after: <Facts grade="C" />,
        run: () => {},
      },
    ],
  },
  {
    id: 'commands',
    name: '命令',
    items: [
      { id: 'c', icon: Phone, name: '拨打 北港化工', keys: 'd', run: () => {} },
      { id: 'd', icon: NotebookPen, name: '为 北港化工 记录联系', keys: 'l', run: () => {} },
    ],
  },
];

function Facts({ grade }: { grade: 'A' | 'C' }) {
  return (
    <span className="flex items-center gap-2">
      <span className="flex items-center gap-1.5">
        <CallableDot callable="now" />
        09:42
      </span>
      <GradeMark grade={grade} />
    </span>
  );
}

/** What floats: banner, palette, conflict, toasts, question. Dialogs open by their buttons. */
export function FloatingColumn() {
  const [typed, setTyped] = useState('beigang');
  const [open, setOpen] = useState<'conflict' | 'confirm' | 'drawer' | null>(null);
  const close = () => setOpen(null);
  return (
    <SheetColumn>
      <Note tone="warn" icon={CloudOff} after="第 3 次 · 8 秒后">
        连接已断开，正在重连。你写的内容保存在本机，可以继续。
      </Note>
      <div className="rounded-card border border-line-2 bg-raised shadow-3">
        <PaletteFrame typed={typed} onType={setTyped} groups={GROUPS} isLoading={false} />
      </div>
      <div className="flex items-start gap-3">
        <ToastCard entry={{ id: 1, tone: 'ok', text: '已保存，Anadolu Kimya 的下一步在周五 09:30', undo: () => {} }} />
        <ToastCard
          entry={{ id: 2, tone: 'bad', text: '没能导出：服务暂时不可用', retry: () => {}, traceId: '7f3a19c2' }}
        />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onPress={() => setOpen('conflict')}>冲突</Button>
        <Button onPress={() => setOpen('confirm')}>归档</Button>
        <Button onPress={() => setOpen('drawer')}>抽屉</Button>
        <Button onPress={() => toast.done('已保存', () => {})}>已保存</Button>
        <Button onPress={() => toast.failed('没能导出：服务暂时不可用', { retry: () => {} })}>失败</Button>
      </div>
      <ConflictDialog
        isOpen={open === 'conflict'}
        onClose={close}
        who="赵一鸣"
        at="2026-11-24T08:41:00Z"
        zone="Asia/Shanghai"
        mergedCount={3}
        conflicts={[
          {
            field: 'intent',
            name: '意向程度',
            theirs: <IntentMark intent="medium" />,
            mine: <IntentMark intent="high" />,
          },
          { field: 'amount', name: '预计年额', theirs: 'CNY 1,520,000', mine: 'CNY 1,480,000' },
        ]}
        onSeeTheirs={close}
        onResolve={close}
      />
      <Confirm
        isOpen={open === 'confirm'}
        onClose={close}
        title="归档 Adria Brodogradnja d.d.?"
        keep="保留"
        act="归档并取消 2 项计划"
        onAct={close}
      >
        2 项计划会取消，1 个机会会标为丢失。归档后可随时恢复。
      </Confirm>
      <Drawer
        isOpen={open === 'drawer'}
        onClose={close}
        title="Nordhafen Chemie GmbH"
        footer={<Button variant="primary">打开</Button>}
      >
        <p className="p-4">从列表打开的记录；再按一次 Enter 打开整页。</p>
      </Drawer>
    </SheetColumn>
  );
}
