import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Check, Languages, Quote, ScrollText } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { ScriptMatch } from '@/api';
import { language as readersLanguage } from '@/shared/i18n';
import { languageName, title } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label } from '@/shared/labels';
import { checkLabels, dimensionLabels } from '@/shared/labels/scripts';
import { useObjections } from '@/shared/objections';
import { Button } from '@/shared/ui/actions/button';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { Kbd } from '@/shared/ui/actions/kbd';
import { Menu } from '@/shared/ui/actions/menu';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Tabs } from '@/shared/ui/layout/tabs';
import type { CallSubject, WrapUp } from '../wrap-up/wrap-up';
import { ObjectionCard, ObjectionList } from './objection-card';
import { PartView } from './part-view';
import { matchQuery } from './queries';
import { SendMaterials } from './send-materials';
import { BEFORE, OBJECTIONS, type ScriptDraft, answer, beginning, goTo, inLanguage, languagesOf } from './use';

interface Props {
  item: CallSubject;
  /** Who is called there. */
  contactId: string | null;
  wrapUp: WrapUp;
  onChange: (part: Partial<WrapUp>) => void;
  /** What was said before: shown where no script fits, and as the last tab. */
  before: ReactNode;
}

/** The middle of the desk: the script that fits, part by part, with what to answer to objections. */
export function ScriptPane({ item, contactId, wrapUp, onChange, before }: Props) {
  const [scriptId, setScriptId] = useState<string | null>(null);
  const match = useQuery(matchQuery(item, contactId, scriptId));
  const chosen = match.data?.chosen ?? null;
  if (match.isPending)
    return (
      <div className="flex-1">
        <SkeletonLines lines={6} />
      </div>
    );
  if (match.data === undefined || chosen === null) return before;
  const draft = wrapUp.script?.versionId === chosen.version_id ? wrapUp.script : beginning(chosen);
  return (
    <Shown
      match={match.data}
      customerId={item.customer_id}
      contactId={contactId}
      draft={draft}
      wrapUp={wrapUp}
      onChange={onChange}
      onDraft={(script) => onChange({ script })}
      onScript={setScriptId}
      before={before}
    />
  );
}

interface ShownProps extends Omit<Props, 'item'> {
  customerId: string;
  match: ScriptMatch;
  draft: ScriptDraft;
  onDraft: (draft: ScriptDraft) => void;
  onScript: (id: string) => void;
}

function Shown({ match, customerId, contactId, draft, wrapUp, onChange, onDraft, onScript, before }: ShownProps) {
  const { t } = useLingui();
  const { word } = useObjections();
  const chosen = match.chosen!;
  const sections = chosen.content.sections ?? [];
  const answers = chosen.content.objections ?? [];
  const checklist = chosen.content.checklist ?? [];
  const part = sections.find((section) => section.key === draft.shown);
  const open = answers.find((each) => each.objection === draft.answering);
  const languages = languagesOf(chosen.script, sections);
  const mine = readersLanguage() === 'en' ? 'en' : 'zh';

  const openObjection = (code: string | null, said = draft) => {
    const script = answer(said, code);
    const isNew = code !== null && !wrapUp.objections.includes(code);
    onChange(isNew ? { script, objections: [...wrapUp.objections, code] } : { script });
  };
  const step = (by: number) => {
    const keys = [...sections.map((section) => section.key), OBJECTIONS, BEFORE];
    const there = keys[Math.min(Math.max(keys.indexOf(draft.shown) + by, 0), keys.length - 1)];
    if (there !== undefined) onDraft(goTo(draft, there));
  };
  const toggle = (check: string, isOn: boolean) =>
    onDraft({ ...draft, checks: isOn ? [...draft.checks, check] : draft.checks.filter((each) => each !== check) });

  // A call made with the script open is made by it, also where nobody answers: shares are of all of them.
  const isMade = wrapUp.startedAt !== null || wrapUp.disposition !== null;
  useEffect(() => {
    if (isMade && wrapUp.script === null) onDraft(draft);
  });

  useHotkeys([
    { keys: ']', name: t`Next part of the script`, group: 'call', run: () => step(1) },
    { keys: '[', name: t`Previous part of the script`, group: 'call', run: () => step(-1) },
    ...checklist.map((check, index) => ({
      keys: `x ${index + 1}`,
      name: t`Check: ${label(checkLabels, check)}`,
      group: 'call' as const,
      run: () => toggle(check, !draft.checks.includes(check)),
    })),
  ]);

  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <Tabs
        label={t`Script`}
        value={draft.shown}
        onChange={(key) => onDraft(goTo(draft, key))}
        className="flex-1"
        tabs={[
          ...sections.map((section) => ({
            id: section.key,
            name: inLanguage(section.title, mine),
            mark: draft.sections.includes(section.key) ? <Check className="icon-xs text-ok" aria-hidden /> : null,
          })),
          { id: OBJECTIONS, name: t`Objections`, ...(answers.length > 0 && { count: answers.length }) },
          { id: BEFORE, name: t`So far` },
        ]}
        after={
          languages.length > 1 && (
            <Menu
              label={t`Language of the script`}
              trigger={
                <Button variant="ghost" size="sm" icon={Languages}>
                  {languageName(draft.language)}
                </Button>
              }
              checked={[draft.language]}
              groups={[
                {
                  entries: languages.map((code) => ({
                    id: code,
                    name: languageName(code),
                    run: () => onDraft({ ...draft, language: code }),
                  })),
                },
              ]}
            />
          )
        }
      >
        {draft.shown === BEFORE ? (
          before
        ) : (
          <div className="min-h-0 flex-1 overflow-auto px-5 py-3">
            <p className="flex min-h-6 items-center gap-2 text-xs text-ink-3">
              <Quote className="icon-sm flex-none" aria-hidden />
              <span className="min-w-0 truncate">
                <Trans>
                  {title(chosen.script)} · version {chosen.number}
                </Trans>
              </span>
              <Why match={match} onScript={onScript} />
            </p>
            {part && (
              <PartView
                key={part.key}
                chosen={chosen}
                part={part}
                values={match.values}
                draft={draft}
                onDraft={onDraft}
                onObjection={openObjection}
              />
            )}
            {draft.shown === OBJECTIONS && (
              <ObjectionList codes={answers.map((each) => each.objection)} onOpen={(code) => openObjection(code)} />
            )}
            {open && (
              <ObjectionCard
                name={word(open.objection)}
                text={inLanguage(open.answer, draft.language)}
                values={match.values}
                materials={chosen.materials.filter((file) => open.materials?.includes(file.id))}
                onClose={() => openObjection(null)}
              />
            )}
          </div>
        )}
      </Tabs>
      <footer
        className="flex min-h-10 flex-none flex-wrap items-center gap-1.5 border-t border-line px-5 py-1.5"
        role="group"
        aria-label={t`Conduct of the call`}
      >
        {checklist.map((check) => (
          <ToggleChip
            key={check}
            checks
            isSelected={draft.checks.includes(check)}
            onChange={(isOn) => toggle(check, isOn)}
          >
            {label(checkLabels, check)}
          </ToggleChip>
        ))}
        <SendMaterials chosen={chosen} customerId={customerId} contactId={contactId} draft={draft} onDraft={onDraft} />
        <span className="ml-auto flex items-center gap-1 text-xs text-ink-3">
          <Kbd keys="[" /> <Kbd keys="]" /> <Trans>move</Trans>
        </span>
      </footer>
    </div>
  );
}

/** Why this script, and which others fit. */
function Why({ match, onScript }: { match: ScriptMatch; onScript: (id: string) => void }) {
  const { t, i18n } = useLingui();
  const fits = (match.chosen?.fits ?? []).map((each) => label(dimensionLabels, each));
  const why =
    fits.length === 0
      ? t`For any call.`
      : t`Made for ${new Intl.ListFormat(i18n.locale, { type: 'conjunction' }).format(fits)} of this call.`;
  const current = match.chosen?.script.id ?? '';
  const all = match.chosen === null ? match.others : [match.chosen, ...match.others];
  return (
    <Menu
      label={t`Why this script`}
      trigger={
        <Button variant="ghost" size="sm" icon={ScrollText}>
          <Trans>Why this one</Trans>
        </Button>
      }
      checked={[current]}
      groups={[
        {
          name: why,
          entries: all.map((fit) => ({
            id: fit.script.id,
            name: title(fit.script),
            run: () => onScript(fit.script.id),
          })),
        },
      ]}
    />
  );
}
