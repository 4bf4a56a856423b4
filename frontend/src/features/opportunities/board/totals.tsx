import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ClockAlert, type LucideIcon, TriangleAlert, UsersRound } from 'lucide-react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import type { Board } from '@/api';
import type { Filters, Need } from '@/shared/addresses/opportunities';
import { count, moneyWhole } from '@/shared/format';
import { may, useMe } from '@/shared/permissions';
import { INK, type Tone } from '@/shared/ui/values/badge';
import { cx } from '@/shared/ui/cx';
import { Kbd } from '@/shared/ui/actions/kbd';
import { parametersOf } from '../filters';
import { needsQuery } from '../queries';

interface Props {
  board: Board | undefined;
  filters: Filters;
  today: string;
  onFilters: (filters: Filters) => void;
}

/** What the board amounts to, and what on it needs somebody: each figure narrows the board to its cards. */
export function Totals({ board, filters, today, onFilters }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const moves = may(me, 'opportunity:write');
  const { need, ...rest } = filters;
  const needs = useQuery(needsQuery(parametersOf(rest, me.id, today), today));
  const add = (read: (column: Board['columns'][number]) => string) =>
    String(board?.columns.reduce((sum, column) => sum + Number(read(column)), 0) ?? 0);
  const currency = board?.base_currency ?? '';
  const figure = (id: Need, icon: LucideIcon, tone: Tone, name: string) => (
    <NeedFigure
      icon={icon}
      tone={tone}
      name={name}
      number={needs.data?.[id]}
      isOn={need === id}
      onChange={(isOn) => onFilters(isOn ? { ...rest, need: id } : rest)}
    />
  );
  return (
    <div className="flex min-h-9 flex-none items-center gap-x-4.5 gap-y-1 border-b border-line px-4 text-xs whitespace-nowrap max-tablet:flex-wrap max-tablet:py-1.5 tablet:overflow-x-auto [scrollbar-width:none]">
      {board ? (
        <>
          <span>
            <span className="text-ink-3">
              <Trans context="outcome">Open</Trans>
            </span>{' '}
            <b>{count(board.columns.reduce((sum, column) => sum + column.count, 0))}</b>
          </span>
          <span>
            <span className="text-ink-3">
              <Trans>Together</Trans>
            </span>{' '}
            <b>{moneyWhole({ amount: add((column) => column.base_sum.amount), currency })}</b>
          </span>
          <span>
            <span className="text-ink-3">
              <Trans>Weighted</Trans>
            </span>{' '}
            <b>{moneyWhole({ amount: add((column) => column.weighted_sum.amount), currency })}</b>
          </span>
        </>
      ) : (
        <span className="w-80" />
      )}
      {figure('follow_up', TriangleAlert, 'warn', t`No follow-up`)}
      {figure('overdue', ClockAlert, 'bad', t`Follow-up late`)}
      {figure('review', UsersRound, 'warn', t`Review owed`)}
      {moves && (
        <span className="ml-auto flex items-center gap-1.5 text-ink-3 max-desk:hidden">
          <Kbd keys="arrowleft" />
          <Kbd keys="arrowright" />
          <Trans>Move about</Trans>
          <Kbd keys="enter" className="ml-1.5" />
          <Trans context="verb">Open</Trans>
          <Kbd keys="space" className="ml-1.5" />
          <Trans context="opportunities">Lift</Trans>
        </span>
      )}
    </div>
  );
}

interface FigureProps {
  icon: LucideIcon;
  tone: Tone;
  name: string;
  number: number | undefined;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function NeedFigure({ icon: Icon, tone, name, number, isOn, onChange }: FigureProps) {
  return (
    <ToggleButton
      isSelected={isOn}
      onChange={onChange}
      className={cx(
        'inline-flex h-6 cursor-default items-center gap-1 rounded-control px-1.5 hover:bg-hover selected:bg-accent-soft selected:text-accent-ink coarse:h-11',
        number ? INK[tone] : 'text-ink-3',
      )}
    >
      <Icon className="icon-sm" aria-hidden />
      {name} <span className="min-w-3 text-left">{number === undefined ? '' : count(number)}</span>
    </ToggleButton>
  );
}
