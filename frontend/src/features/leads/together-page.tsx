import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Info, PackageOpen, ScrollText } from 'lucide-react';
import { percent, title } from '@/shared/format';
import { productLineName } from '@/shared/labels/goods';
import { useMay } from '@/shared/permissions';
import { look } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { MyTime } from '@/shared/ui/values/figures';
import { axis } from '@/shared/ui/values/interval';
import { LineTable } from '@/shared/ui/lists/line-table';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { CELL, HEAD, ShareCell } from './parts';
import { rulesQuery } from './queries';

/** Which products the same customers buy: where suggestions come from. */
export function TogetherPage() {
  const { t } = useLingui();
  const found = useRules();
  const setsPolicy = useMay('policy:write');
  const rules = found.data?.items ?? [];
  const lines = found.data?.lines ?? [];
  const all = [...rules, ...lines];
  const when = all[0]?.worked_out_at;
  const end = axis(all.flatMap((rule) => [rule.share.high, rule.usual.high]));
  return (
    <>
      <PanelHeader
        title={t`Bought together`}
        actions={
          setsPolicy && (
            <Link to="/policies" search={{ setting: 'cross_sell_rules' }} className={look({})}>
              <ScrollText className="icon-sm" aria-hidden />
              <Trans>What is enough</Trans>
            </Link>
          )
        }
      />
      <Strip wraps>
        <span className="flex items-start gap-2 text-xs text-ink-3">
          <Info className="icon-xs mt-0.5 flex-none" aria-hidden />
          <Trans>Over all customers’ orders, worked out every night. The customer’s page suggests by it.</Trans>
        </span>
        {when !== undefined && (
          <span className="ml-auto text-xs text-ink-3">
            <Trans>
              Worked out <MyTime at={when} />
            </Trans>
          </span>
        )}
      </Strip>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too */}
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={t`Bought together`}>
        {found.isPending && <SkeletonRows rows={8} />}
        {found.isError && (
          <PartError
            title={<Trans>What goes together was not loaded</Trans>}
            error={found.error}
            onRetry={() => void found.refetch()}
          />
        )}
        {found.isSuccess && all.length === 0 && (
          <Empty icon={PackageOpen} title={<Trans>No two products or lines go together often enough</Trans>}>
            <Trans>Policy says how many customers must have bought both.</Trans>
          </Empty>
        )}
        {rules.length > 0 && <Pairs label={t`By product`} pairs={rules.map(ofProducts)} end={end} />}
        {lines.length > 0 && (
          <>
            <h3 className="border-b border-line px-4 pt-5 pb-2 text-sm font-strong">
              <Trans>By product line</Trans>{' '}
              <span className="text-xs font-normal text-ink-3">
                <Trans>suggested where no single product goes often enough with what was bought</Trans>
              </span>
            </h3>
            <Pairs label={t`By product line`} pairs={lines.map(ofLines)} end={end} />
          </>
        )}
      </div>
    </>
  );
}

type Rules = NonNullable<ReturnType<typeof useRules>['data']>;
type Pair = Pick<Rules['items'][number], 'share' | 'usual' | 'support'> & { bought: string; also: string; key: string };

const useRules = () => useQuery(rulesQuery);

const ofProducts = (rule: Rules['items'][number]): Pair => ({
  ...rule,
  key: `${rule.if_product.id}:${rule.then_product.id}`,
  bought: title(rule.if_product),
  also: title(rule.then_product),
});

const ofLines = (rule: Rules['lines'][number]): Pair => ({
  ...rule,
  key: `${rule.if_line}:${rule.then_line}`,
  bought: productLineName(rule.if_line),
  also: productLineName(rule.then_line),
});

/** Pairs, the strongest first: who bought the second, of those who bought the first and of everybody. */
function Pairs({ label, pairs, end }: { label: string; pairs: Pair[]; end: number }) {
  const { t } = useLingui();
  return (
    <LineTable label={label}>
      <thead>
        <tr>
          <th className={cx(HEAD, 'w-[22%]')}>
            <Trans>Who bought this</Trans>
          </th>
          <th className={cx(HEAD, 'w-[22%]')}>
            <Trans>also bought that</Trans>
          </th>
          <th className={cx(HEAD, 'w-[22%]')}>
            <Trans>of its buyers, axis to {percent(end)}</Trans>
          </th>
          <th className={cx(HEAD, 'w-[22%]')}>
            <Trans>of all customers</Trans>
          </th>
          <th className={cx(HEAD, 'text-right')}>
            <Trans>bought both</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {pairs.map((pair) => (
          <tr key={pair.key}>
            <th scope="row" className={cx(CELL, 'tablet:font-normal')}>
              {pair.bought}
            </th>
            <td className={CELL}>
              <b>{pair.also}</b>
            </td>
            <ShareCell share={pair.share} max={end} name={t`Of its buyers`} />
            <ShareCell share={pair.usual} max={end} name={t`Of all customers`} />
            <td className={cx(CELL, 'text-right text-ink-2')}>
              {pair.support.count} / {pair.support.total}
            </td>
          </tr>
        ))}
      </tbody>
    </LineTable>
  );
}
