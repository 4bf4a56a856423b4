import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay, useMe } from '@/shared/permissions';
import { cx } from '@/shared/ui/cx';
import { Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { SearchField } from '@/shared/ui/forms/text-field';
import { useWidth } from '@/shared/ui/use-width';
import { draftsQuery, policiesQuery } from './queries';
import { SettingList, chaptersOf, nameOf } from './setting-list';
import { SettingView } from './setting-view';

interface Props {
  settingKey: string | null;
  find: string;
  onSetting: (key: string | null) => void;
  onFind: (find: string) => void;
}

const NONE: ReadonlySet<string> = new Set();

/** The company's policy: every setting by chapter, one of them open. */
export function PoliciesPage({ settingKey, find, onSetting, onFind }: Props) {
  const { t, i18n } = useLingui();
  const list = useQuery(policiesQuery);
  const mayDecide = useMay('policy:write');
  const drafts = useQuery({ ...draftsQuery(useMe().id, settingKey), enabled: mayDecide }).data;
  const search = useRef<HTMLInputElement>(null);
  const policies = useMemo(() => list.data ?? [], [list.data]);
  const chapters = useMemo(() => chaptersOf(policies, find), [policies, find]);
  // oxlint-disable-next-line react/exhaustive-deps -- they are called otherwise in another language
  const names = useMemo(() => new Map(policies.map((each) => [each.key, nameOf(each)])), [policies, i18n.locale]);
  const order = chapters.flatMap(({ settings }) => settings);
  const current = policies.find((policy) => policy.key === settingKey);
  const first = order[0]?.key;
  const base = policies.find((policy) => policy.key === 'base_currency')?.in_force.value;
  const currency = typeof base === 'string' ? base : '';
  const step = (by: 1 | -1) => {
    const at = order.findIndex((policy) => policy.key === settingKey);
    const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
    if (next) onSetting(next.key);
  };
  useHotkeys([
    { keys: 'j, arrowdown', name: t`Next setting`, group: 'list', run: () => step(1) },
    { keys: 'k, arrowup', name: t`Setting before`, group: 'list', run: () => step(-1) },
    { keys: '/', name: t`Search settings`, group: 'list', run: () => search.current?.focus() },
  ]);
  const isWide = useWidth('(min-width: 1024px)');
  useEffect(() => {
    if (settingKey === null && first !== undefined && isWide) onSetting(first);
    // Opens the first one when the screen is entered, or becomes wide; later choices are the reader's own.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [settingKey, first, isWide]);
  return (
    <>
      <PanelHeader
        title={t`Policy settings`}
        isReadOnly={!mayDecide}
        actions={
          <SearchField
            ref={search}
            className="w-60 max-tablet:w-40"
            label={t`Search settings`}
            keys="/"
            value={find}
            onChange={onFind}
          />
        }
      />
      <Columns>
        <SettingList
          chapters={chapters}
          currentKey={settingKey}
          begun={drafts ?? NONE}
          onOpen={onSetting}
          className={cx('max-laptop:w-full!', settingKey !== null && 'max-laptop:hidden')}
        />
        {list.isPending && (
          <div className="flex-1 p-7">
            <SkeletonLines lines={10} />
          </div>
        )}
        {list.isError && (
          <PartError
            className="flex-1"
            title={<Trans>The settings were not loaded</Trans>}
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        {current && (
          <SettingView
            key={current.key}
            policy={current}
            currency={currency}
            names={names}
            mayDecide={mayDecide}
            onBack={() => onSetting(null)}
          />
        )}
      </Columns>
    </>
  );
}
