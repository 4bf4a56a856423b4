import { Trans, useLingui } from '@lingui/react/macro';
import { CircleSlash2, Info, Users } from 'lucide-react';
import type { Policy, PolicyPreview } from '@/api';
import { count } from '@/shared/format';
import { label, roleLabels } from '@/shared/labels';
import { MyTime } from '@/shared/ui/values/figures';
import { Difference } from '@/shared/ui/values/marks';
import { Note } from '@/shared/ui/feedback/note';
import { Section } from '@/shared/ui/layout/panel';
import type { Kind } from './kinds';
import { type Measure, partText, pointerText } from './text';

interface Props {
  policy: Policy;
  kind: Kind;
  measure: Measure;
  /** What the server says that the decision would do; null while nothing is changed. */
  preview: PolicyPreview | null;
  isAsking: boolean;
}

/** What a decision would change, whom it concerns, and until when: as the server counts it. */
export function Effect({ policy, kind, measure, preview, isAsking }: Props) {
  const { t } = useLingui();
  if (preview === null) {
    return (
      <Section title={<Trans>What it would do</Trans>}>
        <p className="text-ink-3">
          {isAsking ? <Trans>Asking…</Trans> : <Trans>Change the value to see what the decision would do.</Trans>}
        </p>
        <Standing policy={policy} />
      </Section>
    );
  }
  const people = preview.affected.reduce((sum, each) => sum + each.people, 0);
  return (
    <>
      <Section
        title={<Trans>What it would do</Trans>}
        note={<MyTime at={preview.effective_from} />}
        className={isAsking ? 'opacity-60' : ''}
      >
        {preview.changes.length === 0 ? (
          <p className="text-ink-2">
            <Trans>Nothing: the same would be in force then anyway.</Trans>
          </p>
        ) : (
          <ul aria-label={t`Changes`} aria-busy={isAsking} className="flex flex-col">
            {preview.changes.map((change) => (
              <li
                key={change.pointer}
                className="flex flex-wrap justify-between gap-x-3 border-b border-line py-1.5 last:border-b-0"
              >
                <span className="text-ink-2">{pointerText(kind, change.pointer) || t`Value`}</span>
                <Difference
                  before={partText(kind, change.pointer, change.before ?? undefined, measure)}
                  after={partText(kind, change.pointer, change.after ?? undefined, measure)}
                />
              </li>
            ))}
          </ul>
        )}
        {preview.until !== null && (
          <Note tone="warn" icon={Info} className="mt-2">
            <Trans>
              A version already decided takes over on <MyTime at={preview.until} />.
            </Trans>
          </Note>
        )}
        <Standing policy={policy} />
      </Section>
      <Section
        title={<Trans>Who is affected</Trans>}
        note={preview.affected.length > 0 && <Trans>{count(people)} people</Trans>}
      >
        {preview.affected.length === 0 ? (
          <p className="flex items-start gap-2 text-ink-2">
            <Users className="icon-sm mt-0.75 text-ink-3" aria-hidden />
            <Trans>This setting is not kept per role: it concerns everybody whose work it governs.</Trans>
          </p>
        ) : (
          <table className="w-full" aria-label={t`Who is affected`}>
            <tbody>
              {preview.affected.map(({ role, people: number }) => (
                <tr key={role} className="border-b border-line last:border-b-0">
                  <th scope="row" className="py-1.5 text-left font-normal">
                    {label(roleLabels, role)}
                  </th>
                  <td className="text-right font-strong">{count(number)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
    </>
  );
}

/** What becomes of work that has begun, and whether anything reads the setting at all. */
function Standing({ policy }: { policy: Policy }) {
  return (
    <>
      {policy.not_in_use && (
        <Note tone="warn" icon={CircleSlash2} className="mt-2">
          <Trans>Nothing in the product reads this setting yet: a decision is kept, but changes nothing.</Trans>
        </Note>
      )}
      <p className="mt-2 text-xs text-ink-3">
        {policy.pinned ? (
          <Trans>Work that has begun keeps the version it began under.</Trans>
        ) : (
          <Trans>Work that has begun follows the new value from then on.</Trans>
        )}
      </p>
    </>
  );
}
