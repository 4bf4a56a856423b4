import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ApiKey, ApiKeyCreated } from '@/api';
import { useNames } from '@/shared/directory';
import { count, joined } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMe } from '@/shared/permissions';
import { useMinute } from '@/shared/time';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Confirm } from '@/shared/ui/overlays/dialog';
import { MyTime } from '@/shared/ui/values/figures';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { DataTable, type TableColumn } from '@/shared/ui/table';
import { toast } from '@/shared/ui/feedback/toast';
import { keysQuery, revokeKey, useReadAgain } from '../queries';
import { permissionName } from '../words';

const KeyDialog = lazyDialog(() => import('./key-dialog').then((module) => module.KeyDialog));
const SecretDialog = lazyDialog(() => import('./secret-dialog').then((module) => module.SecretDialog));

type State = 'in_use' | 'ended' | 'revoked';

const TONES: Record<State, Tone> = { in_use: 'ok', ended: 'mute', revoked: 'mute' };

/** What has become of a key by now. */
const stateOf = (key: ApiKey, now: number): State =>
  key.revoked_at !== null ? 'revoked' : Date.parse(key.expires_at) <= now ? 'ended' : 'in_use';

/** Keys of programs, and one's own: made, shown once, revoked for good. */
export function KeysTab() {
  const { t } = useLingui();
  const me = useMe();
  const nameOf = useNames();
  const now = useMinute();
  const again = useReadAgain();
  const list = useInfiniteQuery(keysQuery);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<ApiKeyCreated | null>(null);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const revoking = useMutation({
    mutationFn: (key: ApiKey) => revokeKey(key.id),
    onSuccess: (_, key) => {
      setRevoked(null);
      again();
      toast.done(t`The key “${key.name}” is revoked`);
    },
  });
  useHotkeys([{ keys: 'c', name: t`Make a key`, group: 'list', run: () => setMaking(true) }]);
  const words: Record<State, string> = { in_use: t`In use`, ended: t`Ended`, revoked: t`Revoked` };
  const rows = (list.data?.rows ?? []).toSorted(
    (one, other) =>
      Number(stateOf(one, now) !== 'in_use') - Number(stateOf(other, now) !== 'in_use') ||
      other.created_at.localeCompare(one.created_at),
  );
  const columns: TableColumn<ApiKey>[] = [
    { id: 'name', name: t`What it is for`, width: 150, cell: (key) => <b>{key.name}</b> },
    { id: 'prefix', name: t`Begins with`, width: 100, cell: (key) => <code>{key.prefix}…</code> },
    { id: 'user', name: t`Acts as`, width: 110, cell: (key) => nameOf(key.user_id) },
    {
      id: 'permissions',
      name: t`What it may do`,
      width: 140,
      grows: true,
      cell: (key) => joined(key.permissions.map(permissionName)),
      text: (key) => joined(key.permissions.map(permissionName)),
    },
    {
      id: 'rate',
      name: t`A minute`,
      width: 64,
      align: 'end',
      cell: (key) => key.rate_limit_per_minute,
    },
    { id: 'by', name: t({ context: 'key', message: 'Made by' }), width: 90, cell: (key) => nameOf(key.created_by) },
    { id: 'expires', name: t`Ends`, width: 120, cell: (key) => <MyTime at={key.expires_at} /> },
    {
      id: 'used',
      name: t`Last used`,
      width: 220,
      cell: (key) =>
        key.last_used_at ? (
          <>
            <MyTime at={key.last_used_at} /> <span className="text-ink-3">{key.last_used_from}</span>
          </>
        ) : (
          <span className="text-ink-3">
            <Trans>never yet</Trans>
          </span>
        ),
    },
    {
      id: 'requests',
      name: t`In 30 days`,
      width: 80,
      align: 'end',
      cell: (key) => count(key.requests_30_days ?? 0),
    },
    {
      id: 'state',
      name: t`State`,
      width: 140,
      cell: (key) => {
        const state = stateOf(key, now);
        return (
          <span className="flex items-center gap-2">
            <Badge tone={TONES[state]}>{words[state]}</Badge>
            {state === 'in_use' && (
              <Button size="sm" variant="ghost" aria-label={t`Revoke ${key.name}`} onPress={() => setRevoked(key)}>
                <Trans>Revoke</Trans>
              </Button>
            )}
          </span>
        );
      },
    },
  ];
  return (
    <>
      <div className="flex min-h-10 flex-none items-center gap-2 border-b border-line px-4 py-1">
        <span className="min-w-0 flex-1 text-ink-2">
          {me.grants['api_key:write'] === 'company' ? (
            <Trans>Keys are for programs. Give each only what it needs; none lasts longer than a year.</Trans>
          ) : (
            <Trans>Your own keys, for programs that act as you. None may do more than you may.</Trans>
          )}
        </span>
        <Button variant="primary" icon={Plus} keys="c" onPress={() => setMaking(true)}>
          <Trans>Make a key</Trans>
        </Button>
      </div>
      {list.isPending && <SkeletonRows rows={6} />}
      {list.isError && (
        <PartError
          title={<Trans>The keys were not loaded</Trans>}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && (
        <DataTable<ApiKey>
          label={t`API keys`}
          columns={columns}
          rows={rows}
          idOf={(key) => key.id}
          hasMore={list.hasNextPage}
          onMore={() => void list.fetchNextPage()}
          total={list.data.total}
          empty={
            <Empty icon={KeyRound} className="py-14" title={<Trans>No key yet</Trans>}>
              <Trans>A program needs one to use the API: a website, an ERP, a report.</Trans>
            </Empty>
          }
        />
      )}
      {isMaking && (
        <KeyDialog
          onClose={() => setMaking(false)}
          onMade={(key) => {
            again();
            setMade(key);
          }}
        />
      )}
      {made && <SecretDialog made={made} onClose={() => setMade(null)} />}
      {revoked && (
        <Confirm
          isOpen
          onClose={() => setRevoked(null)}
          title={t`Revoke the key “${revoked.name}”?`}
          keep={t`Keep it`}
          act={t`Revoke it`}
          isBusy={revoking.isPending}
          onAct={() => revoking.mutate(revoked)}
        >
          <Trans>
            What uses it is refused from this moment on. A revoked key never comes back; make another instead.
          </Trans>
        </Confirm>
      )}
    </>
  );
}
