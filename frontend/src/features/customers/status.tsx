import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CustomersSearch } from '@/api';
import { count, counted } from '@/shared/format';
import { useMay } from '@/shared/permissions';
import { Money } from '@/shared/ui/values/figures';
import { CallableDot } from '@/shared/ui/values/marks';
import { LineError, type LineErrorProps } from '@/shared/ui/feedback/states';
import { StatusStrip } from '@/shared/ui/table';
import { sumsQuery } from './queries';

interface Props {
  body: CustomersSearch;
  range: readonly [number, number] | null;
  total: number | null;
  isEstimate: boolean;
  /** Whether the customers in sight may be called now. */
  callTimes: LineErrorProps['query'];
}

/** What is in sight, how many there are in all, and what they come to. */
export function ListStatus({ body, range, total, isEstimate, callTimes }: Props) {
  const sums = useQuery({ ...sumsQuery(body), enabled: total !== null && total > 0 && !isEstimate });
  const [first, last] = range ?? [0, 0];
  const all = total === null ? '' : counted(total, isEstimate);
  const left = sums.data?.without_rate ?? [];
  const currencies = left.join(', ');
  const callable = sums.data?.callable_now ?? null;
  const dials = useMay('record:write');
  return (
    <StatusStrip
      after={
        sums.data?.expected_annual_sales && (
          <>
            <Trans>
              Expected per year in all <Money value={sums.data.expected_annual_sales} short />
            </Trans>
            {left.length > 0 && (
              <span className="ml-1 text-ink-3">
                <Trans>without {currencies}: no rate</Trans>
              </span>
            )}
          </>
        )
      }
    >
      <LineError query={sums}>
        <Trans>The sum was not loaded</Trans>
      </LineError>
      <LineError query={callTimes}>
        <Trans>Who may be called now was not loaded</Trans>
      </LineError>
      {total !== null && total > 0 && (
        <span>
          {range === null ? (
            <Trans>
              <b>{all}</b> in all
            </Trans>
          ) : (
            <Trans>
              Rows {first}–{last} of <b>{all}</b>
            </Trans>
          )}
        </span>
      )}
      {callable !== null && (
        <span className="inline-flex items-center gap-1.5">
          <CallableDot callable={callable > 0 ? 'now' : 'closed'} />
          <span>
            <Trans>
              <b>{count(callable)}</b> callable now
            </Trans>
          </span>
          {dials && callable > 0 && (
            <Link to="/dial" className="text-accent-ink hover:underline focus-visible:ring-focus">
              <Trans>Open my queue</Trans>
            </Link>
          )}
        </span>
      )}
    </StatusStrip>
  );
}
