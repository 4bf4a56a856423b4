import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowRight, PenLine } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { ScriptChosen, ScriptSection } from '@/api';
import { language as readersLanguage } from '@/shared/i18n';
import { useHotkeys } from '@/shared/hotkeys';
import { label } from '@/shared/labels';
import { fillsLabels } from '@/shared/labels/scripts';
import { useObjections } from '@/shared/objections';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { Kbd } from '@/shared/ui/actions/kbd';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { Materials } from './objection-card';
import { useOwnWording } from './queries';
import { ScriptText } from './script-text';
import { ANSWER_KEYS as KEYS, type ScriptDraft, inLanguage, take } from './use';

interface Props {
  chosen: ScriptChosen;
  part: ScriptSection;
  values: Partial<Record<string, string>>;
  draft: ScriptDraft;
  onDraft: (draft: ScriptDraft) => void;
  /** Opens the answer to it; the draft is what has been said until then. */
  onObjection: (code: string, draft: ScriptDraft) => void;
}

/** One part: what to say, how they may answer, what to ask. */
export function PartView({ chosen, part, values, draft, onDraft, onObjection }: Props) {
  const { t } = useLingui();
  const { word } = useObjections();
  const mayAdapt = useMay('script:adapt');
  const [isWriting, setWriting] = useState(false);
  const mine = readersLanguage() === 'en' ? 'en' : 'zh';
  const own = chosen.adaptation?.sections[part.key]?.[draft.language];
  const template = inLanguage(part.says, draft.language);
  const text = draft.isAdapted && own ? own : template;
  const branches = part.branches ?? [];
  const titles = new Map((chosen.content.sections ?? []).map((each) => [each.key, inLanguage(each.title, mine)]));

  const choose = (key: string) => {
    const branch = branches.find((each) => each.key === key);
    const said = take(draft, part, key);
    if (branch?.objection) onObjection(branch.objection, said);
    else onDraft(said);
  };
  useHotkeys(
    branches.slice(0, KEYS.length).map((branch, index) => ({
      keys: KEYS[index]!,
      name: t`They say: ${inLanguage(branch.says, draft.language)}`,
      group: 'call' as const,
      run: () => choose(branch.key),
    })),
  );

  return (
    <>
      {isWriting ? (
        <OwnWording
          chosen={chosen}
          section={part.key}
          language={draft.language}
          text={text}
          onDone={() => {
            setWriting(false);
            onDraft({ ...draft, isAdapted: true });
          }}
          onCancel={() => setWriting(false)}
        />
      ) : (
        <ScriptText text={text} values={values} language={draft.language} />
      )}
      {!isWriting && (
        <p className="mt-1 flex flex-wrap gap-1.5">
          {own !== undefined && (
            <Button variant="ghost" size="sm" onPress={() => onDraft({ ...draft, isAdapted: !draft.isAdapted })}>
              {draft.isAdapted ? <Trans>Show the template</Trans> : <Trans>Show my wording</Trans>}
            </Button>
          )}
          {mayAdapt && (
            <Button variant="ghost" size="sm" icon={PenLine} onPress={() => setWriting(true)}>
              <Trans>My wording</Trans>
            </Button>
          )}
        </p>
      )}
      {branches.length > 0 && (
        <>
          <h3 className="mt-4 mb-1.5 text-xs text-ink-3">
            <Trans>What do they say?</Trans>
          </h3>
          <ul className="flex flex-col gap-1.5">
            {branches.map((branch, index) => (
              <li key={branch.key}>
                <AriaButton
                  onPress={() => choose(branch.key)}
                  className={cx(
                    'flex min-h-8 w-full cursor-default items-center gap-2 rounded-control border px-2 text-left hover:bg-button-hover coarse:min-h-11',
                    draft.branches.includes(`${part.key}.${branch.key}`)
                      ? 'border-accent-line bg-accent-soft'
                      : 'border-line-2 bg-button',
                  )}
                >
                  {KEYS[index] && <Kbd keys={KEYS[index]} />}
                  <span className="min-w-0 flex-1" lang={draft.language}>
                    {inLanguage(branch.says, draft.language)}
                  </span>
                  <span className="flex flex-none items-center gap-1 text-xs text-ink-3">
                    <ArrowRight className="icon-xs" aria-hidden />
                    {branch.objection ? (
                      <Trans>objection: {word(branch.objection)}</Trans>
                    ) : (
                      titles.get(branch.section ?? '')
                    )}
                  </span>
                </AriaButton>
              </li>
            ))}
          </ul>
        </>
      )}
      {(part.questions ?? []).length > 0 && (
        <div className="mt-4 flex flex-col gap-2.5">
          {(part.questions ?? []).map((question) => (
            <TextField
              key={question.key}
              label={inLanguage(question.asks, draft.language)}
              note={label(fillsLabels, question.fills)}
              isRequired={question.required ?? false}
              maxLength={1000}
              value={draft.answers[question.key] ?? ''}
              onChange={(typed) => onDraft({ ...draft, answers: { ...draft.answers, [question.key]: typed } })}
            />
          ))}
        </div>
      )}
      <Materials files={chosen.materials.filter((file) => part.materials?.includes(file.id))} />
    </>
  );
}

interface OwnProps {
  chosen: ScriptChosen;
  section: string;
  language: string;
  text: string;
  onDone: () => void;
  onCancel: () => void;
}

function OwnWording({ chosen, section, language, text, onDone, onCancel }: OwnProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(text);
  const keep = useOwnWording(chosen);
  return (
    <div className="flex flex-col gap-2">
      <TextArea label={t`My wording, beside the template`} rows={5} value={typed} onChange={setTyped} autoFocus />
      <p className="flex gap-2">
        <Button
          variant="primary"
          isBusy={keep.isPending}
          isDisabled={typed.trim() === ''}
          onPress={() => keep.mutate({ section, language, text: typed.trim() }, { onSuccess: onDone })}
        >
          <Trans>Keep</Trans>
        </Button>
        <Button onPress={onCancel}>
          <Trans>Cancel</Trans>
        </Button>
      </p>
    </div>
  );
}
