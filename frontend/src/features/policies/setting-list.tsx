import { Trans, useLingui } from '@lingui/react/macro';
import type { Policy } from '@/api';
import { title } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { dateIn, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { cx } from '@/shared/ui/cx';
import { Column } from '@/shared/ui/layout/panel';
import { SearchX } from 'lucide-react';
import { Empty } from '@/shared/ui/feedback/states';
import { type Chapter, chapterNames, settingWords } from './words/settings';

/** What a setting is called. */
export const nameOf = (policy: Policy): string => title({ name: policy.label_en, name_zh: policy.label_zh });

export interface ChapterOf {
  chapter: Chapter;
  settings: Policy[];
}

/** The settings that a search finds, by name, key or rule, in their chapters. */
export function chaptersOf(policies: readonly Policy[], find: string): ChapterOf[] {
  const wanted = find.trim().toLowerCase();
  const found = policies.filter((policy) =>
    [policy.label_en, policy.label_zh, policy.key, ...policy.rules].some((text) => text.toLowerCase().includes(wanted)),
  );
  const chapters = Object.keys(chapterNames) as Chapter[];
  return chapters
    .map((chapter) => ({
      chapter,
      settings: found.filter((policy) => (settingWords[policy.key]?.chapter ?? 'other') === chapter),
    }))
    .filter(({ settings }) => settings.length > 0);
}

interface Props {
  chapters: readonly ChapterOf[];
  currentKey: string | null;
  /** Settings that the reader has begun to change. */
  begun: ReadonlySet<string>;
  onOpen: (key: string) => void;
  className?: string;
}

/** All settings, by chapter; what is yet to come and what steers nothing says so. */
export function SettingList({ chapters, currentKey, begun, onOpen, className }: Props) {
  const { t, i18n } = useLingui();
  return (
    <Column width={248} isSide label={t`Settings`} className={className ?? ''}>
      {chapters.length === 0 && (
        <Empty icon={SearchX} className="py-12" title={<Trans>No setting like that</Trans>}>
          <Trans>Search by its name or by the number of a rule, such as MC-17.</Trans>
        </Empty>
      )}
      {chapters.map(({ chapter, settings }) => (
        <section key={chapter} className="px-2 pt-3 last:pb-3">
          <h2 className="px-2 pb-1 text-xs font-normal text-ink-3">{i18n._(chapterNames[chapter])}</h2>
          <ul>
            {settings.map((policy) => (
              <li key={policy.key}>
                <button
                  type="button"
                  aria-current={policy.key === currentKey}
                  onClick={() => onOpen(policy.key)}
                  className={cx(
                    'flex min-h-7 w-full cursor-default items-center gap-2 rounded-control px-2 py-0.5 text-left focus-visible:ring-focus-inside coarse:min-h-11',
                    policy.key === currentKey ? 'bg-surface-3 font-strong' : 'hover:bg-hover',
                  )}
                >
                  <span className="min-w-0 flex-1">{nameOf(policy)}</span>
                  <Mark policy={policy} isBegun={begun.has(policy.key)} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Column>
  );
}

function Mark({ policy, isBegun }: { policy: Policy; isBegun: boolean }) {
  const { zone } = usePreferences();
  const now = useMinute();
  const [next] = policy.pending;
  if (isBegun) {
    return (
      <Badge tone="accent">
        <Trans>being changed</Trans>
      </Badge>
    );
  }
  if (next) {
    const day = dateIn(next.effective_from, zone, now);
    return (
      <Badge>
        <Trans>from {day}</Trans>
      </Badge>
    );
  }
  if (!policy.not_in_use) return null;
  return (
    <span className="flex-none text-xs font-normal text-ink-3">
      <Trans>not in use</Trans>
    </span>
  );
}
