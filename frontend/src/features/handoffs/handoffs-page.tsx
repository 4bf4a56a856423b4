import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { CornerUpRight, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Handoff } from '@/api';
import type { Asked } from '@/shared/addresses/lists';
import { count, langOf, title } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { handoffStateLabels, label } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { againstClock, useMinute } from '@/shared/time';
import { Badge, type Tone } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Segmented } from '@/shared/ui/choice';
import { cx } from '@/shared/ui/cx';
import type { Form } from '@/shared/ui/fields-dialog';
import { lazyDialog } from '@/shared/ui/lazy-dialog';
import { Column, Columns, PanelHeader, Strip } from '@/shared/ui/panel';
import { SkeletonRows } from '@/shared/ui/skeleton';
import { Empty, PartError } from '@/shared/ui/states';
import { HandoffDetail } from './handoff-detail';
import { ask, departmentsQuery, listQuery } from './queries';

const FieldsDialog = lazyDialog(() => import('@/shared/ui/fields-dialog').then((module) => module.FieldsDialog));
export const TONES: Record<Handoff['state'], Tone> = { open: 'hold', answered: 'ok', told_to_customer: 'mute' };

interface Props {
  asked: Asked | undefined;
  openId: string | null;
  onAsked: (asked: Asked) => void;
  onOpen: (id: string) => void;
}

/** Questions to departments: those one is to answer, one's own, and what came of them (OT-13, OT-14). */
export function HandoffsPage({ asked, openId, onAsked, onOpen }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const answers = useMay('handoff:answer');
  const asks = useMay('handoff:write');
  const shown = asked ?? (answers ? 'answer' : 'mine');
  const list = useInfiniteQuery(listQuery(shown, me));
  const departments = useQuery({ ...departmentsQuery, enabled: asks });
  const [form, setForm] = useState<Form | null>(null);
  const rows = list.data?.rows ?? [];
  const total = list.data?.total ?? null;
  const askForm = (): Form => ({
    title: t`Ask a department`,
    act: t`Ask`,
    note: t`It answers within its working time.`,
    fields: [
      { name: 'customer', label: t`Customer`, kind: 'customer', isRequired: true },
      {
        name: 'department',
        label: t`Department`,
        kind: 'find',
        isRequired: true,
        choices: (departments.data ?? []).map((each) => ({ id: each.id, name: title(each) })),
      },
      { name: 'question', label: t`Question`, kind: 'area', isRequired: true },
      { name: 'hours', label: t`Working hours to answer in`, kind: 'text', help: t`Left empty: as policy says.` },
    ],
    submit: async (values) => {
      const hours = typeof values['hours'] === 'string' ? Number(values['hours']) : null;
      const made = await ask({
        customer_id: String(values['customer']),
        department_id: String(values['department']),
        question: String(values['question']).trim(),
        answer_within_working_hours: hours,
      });
      await client.invalidateQueries({ queryKey: ['handoffs'] });
      onOpen(made.id);
    },
  });
  useHotkeys([{ keys: 'c', name: t`Ask a department`, group: 'list', run: () => setForm(askForm()), isOn: asks }]);
  return (
    <>
      <PanelHeader
        title={t({ context: 'lists', message: 'Questions to departments' })}
        note={total !== null && count(total)}
        actions={
          asks && (
            <Button variant="primary" icon={Plus} keys="c" onPress={() => setForm(askForm())}>
              <Trans>Ask a department</Trans>
            </Button>
          )
        }
      />
      <Strip className="overflow-x-auto">
        <Segmented<Asked>
          label={t`Which questions`}
          value={shown}
          onChange={onAsked}
          choices={[
            ...(answers ? [{ id: 'answer' as const, name: t`To answer` }] : []),
            ...(asks ? [{ id: 'mine' as const, name: t`Mine, under way` }] : []),
            { id: 'told', name: label(handoffStateLabels, 'told_to_customer') },
            { id: 'all', name: t({ context: 'handoffs', message: 'All' }) },
          ]}
        />
      </Strip>
      <Columns>
        <Column className={cx(openId !== null && 'max-laptop:hidden')}>
          {list.isPending && <SkeletonRows rows={10} />}
          {list.isError && (
            <PartError
              title={<Trans>The questions were not loaded</Trans>}
              error={list.error}
              onRetry={() => void list.refetch()}
            />
          )}
          {list.isSuccess && rows.length === 0 && (
            <Empty className="py-16" icon={CornerUpRight} title={<Trans>No question here</Trans>}>
              {shown === 'answer' ? (
                <Trans>Every question to your department is answered.</Trans>
              ) : (
                <Trans>“All” shows every question that you see.</Trans>
              )}
            </Empty>
          )}
          <ul>
            {rows.map((handoff) => (
              <Row
                key={handoff.id}
                handoff={handoff}
                isCurrent={handoff.id === openId}
                onOpen={() => onOpen(handoff.id)}
              />
            ))}
          </ul>
          {list.hasNextPage && (
            <p className="p-3 text-center">
              <Button size="sm" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                <Trans>Load more</Trans>
              </Button>
            </p>
          )}
        </Column>
        {openId !== null && (
          <Column width={460} isSide label={t`The question`} className="max-laptop:w-full!">
            <HandoffDetail key={openId} id={openId} onForm={setForm} />
          </Column>
        )}
      </Columns>
      <>{form && <FieldsDialog form={form} onClose={() => setForm(null)} />}</>
    </>
  );
}

function Row({ handoff, isCurrent, onOpen }: { handoff: Handoff; isCurrent: boolean; onOpen: () => void }) {
  const now = useMinute();
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-current={isCurrent}
        onClick={onOpen}
        className={cx(
          'grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-l-2 py-2 pr-4 pl-3.5 text-left focus-visible:ring-focus-inside',
          isCurrent ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-hover',
        )}
      >
        <b className="truncate" lang={langOf(handoff.question)}>
          {handoff.question}
        </b>
        <span className={cx('text-right', handoff.overdue && 'text-bad-ink')}>
          {handoff.state === 'open' && againstClock(handoff.due_at, now)}
        </span>
        <span className="truncate text-ink-3">
          {handoff.customer_name} · {handoff.department_name}
        </span>
        <span className="flex justify-end">
          <Badge tone={handoff.overdue ? 'bad' : TONES[handoff.state]}>
            {label(handoffStateLabels, handoff.state)}
          </Badge>
        </span>
      </button>
    </li>
  );
}
