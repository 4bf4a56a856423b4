import { Coffee, ListFilter } from 'lucide-react';
import { ApiError } from '@/api';
import { Button } from '@/shared/ui/actions/button';
import { Kbd } from '@/shared/ui/actions/kbd';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, Hidden, PartError } from '@/shared/ui/feedback/states';
import { Sample, SheetColumn } from './sheet';

const KEYS: [string, string][] = [
  ['mod+k', '搜索与命令'],
  ['g d', '去拨打'],
  ['1', '通话结果'],
  ['mod+enter', '保存并拨下一位'],
  ['j k', '下一行、上一行'],
  ['x', '选中一行'],
  ['/', '在本页查找'],
  ['escape', '关闭、退回'],
];

const FAILURE = new ApiError({
  type: '',
  title: '',
  detail: '',
  status: 503,
  code: 'unavailable',
  trace_id: '7f3a19c2d1',
});

/** Loading, empty, failed in part, hidden, keys. */
export function StatesColumn() {
  return (
    <SheetColumn>
      <Sample title="加载（超过 300 毫秒才出现，尺寸与内容一致）" className="overflow-hidden px-0! pb-0! [&>h3]:px-3.5">
        <SkeletonRows rows={4} />
      </Sample>
      <Sample className="p-0!">
        <Empty
          icon={Coffee}
          title="现在没有可拨的客户"
          actions={
            <>
              <Button>看暂缓的 11 位</Button>
              <Button>处理跟进 7 项</Button>
            </>
          }
        >
          伦敦、里斯本 17:00 开放，有 6 位在排队。
        </Empty>
      </Sample>
      <Sample className="p-0!">
        <Empty
          icon={ListFilter}
          title="没有客户符合这 4 个条件"
          actions={
            <>
              <Button>去掉这个条件</Button>
              <Button variant="ghost">清除全部</Button>
            </>
          }
        >
          去掉“市场 属于 海湾”会有 37 位。
        </Empty>
      </Sample>
      <Sample className="p-0!">
        <PartError title="时间线没有载入" error={FAILURE} onRetry={() => {}} />
      </Sample>
      <Sample className="p-0!">
        <Hidden title="预算对你隐藏" action={<a href="/kit">向 郑凯 申请 7 天授权</a>}>
          只有负责人和经理能看。
        </Hidden>
      </Sample>
      <Sample title="快捷键">
        <div className="grid grid-cols-[auto_1fr_auto_1fr] items-center gap-x-2.5 gap-y-1.5">
          {KEYS.map(([keys, name]) => (
            <div key={keys} className="contents">
              <Kbd keys={keys} />
              <span className="text-ink-2">{name}</span>
            </div>
          ))}
        </div>
      </Sample>
    </SheetColumn>
  );
}
