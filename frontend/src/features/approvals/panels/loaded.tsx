import { Trans } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { isApiError } from '@/api';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';

/** What a record's panel shows once the record is there; what is out of reach says so. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.isPending) return <SkeletonLines lines={8} />;
  if (query.isError) {
    if (isApiError(query.error) && query.error.status === 404) {
      return (
        <Empty className="py-16" icon={Lock} title={<Trans>This is no longer within your reach</Trans>}>
          <Trans>It was removed, or somebody else answers for it now.</Trans>
        </Empty>
      );
    }
    return (
      <PartError
        title={<Trans>What is to be decided was not loaded</Trans>}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return children(query.data);
}
