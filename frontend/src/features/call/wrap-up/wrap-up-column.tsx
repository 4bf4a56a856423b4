import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CallCard, DialEntry, IntentLevel, SatisfactionScore } from '@/api';
import { useHotkeys } from '@/shared/hotkeys';
import { dispositionLabels, intentLabels, label, options, satisfactionLabels } from '@/shared/labels';
import { useObjections } from '@/shared/objections';
import { usePreferences } from '@/shared/preferences';
import { timeIn } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { Kbd } from '@/shared/ui/actions/kbd';
import { KeyChoices, Scale } from '@/shared/ui/forms/key-choices';
import { Column } from '@/shared/ui/layout/panel';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { Extras } from './extras';
import { NextStep } from './next-step';
import { type CallSubject, type Gap, type WrapUp, SCORES, outcomeOf } from './wrap-up';

export interface WrapUpProps {
  item: CallSubject;
  place: string | undefined;
  /** Open opportunities of the customer: the call may be about one. */
  opportunities: NonNullable<CallCard['opportunities']>;
  /** It was made when nobody is called there. */
  isOutside: boolean;
  next: DialEntry | null;
  wrapUp: WrapUp;
  required: readonly string[];
  gaps: readonly Gap[];
  /** How often a save was refused: each time the first gap gets the focus. */
  refusals: number;
  /** When the customer may be called next, where the server said that the time chosen is outside their hours. */
  opensAt: string | null;
  wasIntent: IntentLevel | null;
  keptAt: number | null;
  isSaving: boolean;
  onChange: (part: Partial<WrapUp>) => unknown;
  onSave: (dials: boolean) => void;
  onOpen: (entry: DialEntry) => void;
}

/** The record of the call, written while talking. */
export function WrapUpColumn(props: WrapUpProps) {
  const { item, next, wrapUp, required, gaps, wasIntent, keptAt, isSaving, onChange, onSave, onOpen } = props;
  const { t } = useLingui();
  const { zone: mine } = usePreferences();
  const notes = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLDivElement>(null);
  const objections = useObjections().choices;
  const asked = useRef(gaps);
  useEffect(() => {
    asked.current = gaps;
  });
  useEffect(() => {
    if (props.refusals > 0) focusFirst(form.current, asked.current);
  }, [props.refusals]);
  const outcomes = options(dispositionLabels);
  const intents = options(intentLabels);
  const isConnected = wrapUp.disposition === 'connected';
  const needs = (field: string) => isConnected && required.includes(field);

  useHotkeys([
    ...outcomes.map((outcome, index) => ({
      keys: String(index + 1),
      name: outcome.name,
      group: 'call' as const,
      run: () => onChange(outcomeOf(outcome.id)),
    })),
    ...intents.map((intent, index) => ({
      keys: `i ${index}`,
      name: t`Intent: ${intent.name}`,
      group: 'call' as const,
      run: () => onChange({ intent: intent.id }),
    })),
    {
      keys: 'o',
      name: t`About the opportunity`,
      group: 'call',
      isOn: props.opportunities.length > 0,
      run: () => {
        const ids = [...props.opportunities.map(({ id }) => id), null];
        onChange({ opportunityId: ids[(ids.indexOf(wrapUp.opportunityId) + 1) % ids.length] ?? null });
      },
    },
    { keys: 'n', name: t`Write key points`, group: 'call', run: () => notes.current?.focus() },
  ]);

  return (
    <Column
      width={388}
      label={t`Log this call`}
      className="desk:max-wide:w-91! max-desk:w-full!"
      header={
        <header className="flex h-9 flex-none items-center px-4 pt-1">
          <h2 className="text-sm font-strong">
            <Trans>Log this call</Trans>
          </h2>
          <span className="ml-auto text-xs text-ink-3" role="status">
            {keptAt !== null && <Trans>Draft saved {timeIn(keptAt, mine)}</Trans>}
          </span>
        </header>
      }
      footer={
        <footer className="flex-none border-t border-line bg-surface-2 px-4 py-2.5">
          {gaps.length > 0 && (
            <p role="alert" className="pb-2 text-bad-ink">
              <Missing gaps={gaps} />
            </p>
          )}
          <div className="flex gap-2">
            <Button
              variant="primary"
              size="lg"
              keys="mod+enter"
              className="flex-auto!"
              isBusy={isSaving}
              onPress={() => onSave(true)}
            >
              {next ? <Trans>Save and dial next</Trans> : <Trans>Save the call</Trans>}
            </Button>
            <Button size="lg" isBusy={isSaving} onPress={() => onSave(false)}>
              <Trans>Save only</Trans>
            </Button>
          </div>
          {next && (
            <button
              type="button"
              onClick={() => onOpen(next)}
              className="mt-1.5 flex min-h-6 w-full items-center gap-1.5 text-left text-xs text-ink-3"
            >
              <ArrowRight className="icon-xs" aria-hidden />
              <span className="truncate">
                <Trans>
                  Next <b>{next.customer_name}</b>
                </Trans>
              </span>
            </button>
          )}
        </footer>
      }
    >
      <div ref={form} className="flex min-h-full flex-col gap-3 px-4 pt-1 pb-3">
        <div data-gap="disposition">
          <KeyChoices
            label={t`Outcome of the call`}
            choices={outcomes}
            value={wrapUp.disposition}
            onChange={(disposition) => onChange(outcomeOf(disposition))}
          />
        </div>
        <div className="relative" data-gap="key_points">
          <TextArea
            ref={notes}
            label={t`Key points`}
            isRequired={needs('key_points')}
            rows={5}
            value={wrapUp.keyPoints}
            onChange={(keyPoints) => onChange({ keyPoints })}
            error={gaps.includes('key_points') ? t`Write what was said.` : undefined}
          />
          <span className="absolute top-0 right-0 flex items-center gap-1 text-xs text-ink-3">
            <Trans>while typing</Trans> <Kbd keys="alt+1–9" />
          </span>
        </div>
        <TextField
          data-gap="outcome"
          label={t`Result`}
          isRequired={needs('outcome')}
          value={wrapUp.outcome}
          onChange={(outcome) => onChange({ outcome })}
          error={gaps.includes('outcome') ? t`Say what came of it, in a few words.` : undefined}
        />
        <div data-gap="intent_level">
          <p className="mb-1 flex gap-1.5 text-xs text-ink-3">
            <span>
              <Trans>Intent</Trans>
            </span>
            {needs('intent_level') && (
              <span>
                <Trans>required</Trans>
              </span>
            )}
            {wasIntent && (
              <span>
                <Trans>· was {label(intentLabels, wasIntent)}</Trans>
              </span>
            )}
          </p>
          <Scale
            label={t`Intent`}
            choices={intents}
            value={wrapUp.intent}
            onChange={(intent) => onChange({ intent })}
          />
        </div>
        <div
          className="flex flex-wrap items-center gap-1.5"
          role="group"
          aria-label={t`Objections`}
          data-gap="objections"
        >
          <span className="text-xs text-ink-3">
            <Trans>Objections</Trans>
          </span>
          {objections.map(({ id: code, name }) => (
            <ToggleChip
              key={code}
              checks
              isSelected={wrapUp.objections.includes(code)}
              onChange={(isOn) =>
                onChange({
                  objections: isOn ? [...wrapUp.objections, code] : wrapUp.objections.filter((other) => other !== code),
                })
              }
            >
              {name}
            </ToggleChip>
          ))}
        </div>
        {(item.occasion === 'revisit' || gaps.includes('satisfaction')) && (
          <Scores scores={wrapUp.satisfaction} onChange={(satisfaction) => onChange({ satisfaction })} />
        )}
        {props.isOutside && (
          <TextField
            label={t`Why you called outside their hours`}
            value={wrapUp.callWhy}
            onChange={(callWhy) => onChange({ callWhy })}
          />
        )}
        {props.opportunities.length > 0 && (
          <div className="flex flex-wrap items-center gap-1.5" role="group" aria-label={t`About the opportunity`}>
            <span className="flex items-center gap-1 text-xs text-ink-3">
              <Trans>About the opportunity</Trans> <Kbd keys="o" />
            </span>
            {props.opportunities.map(({ id, title }) => (
              <ToggleChip
                key={id}
                checks
                isSelected={wrapUp.opportunityId === id}
                onChange={(isOn) => onChange({ opportunityId: isOn ? id : null })}
              >
                {title}
              </ToggleChip>
            ))}
          </div>
        )}
        <NextStep {...props} isRequired={needs('next_step') || wrapUp.disposition === 'callback_requested'} />
        <Extras wrapUp={wrapUp} gaps={gaps} onChange={onChange} />
      </div>
    </Column>
  );
}

/** The first field in sight that one of the gaps belongs to. */
function focusFirst(form: HTMLElement | null, gaps: readonly Gap[]): void {
  const fields = [...(form?.querySelectorAll<HTMLElement>('[data-gap]') ?? [])];
  const first = fields.find((field) => gaps.includes(field.dataset['gap'] as Gap));
  first?.querySelector<HTMLElement>('input, textarea, button, [role=spinbutton]')?.focus();
}

function Missing({ gaps }: { gaps: readonly Gap[] }) {
  const { t } = useLingui();
  const words: Record<Gap, string> = {
    disposition: t`the outcome (1–9)`,
    key_points: t`key points`,
    outcome: t`the result`,
    intent_level: t`the intent`,
    objections: t`objections`,
    satisfaction: t`the four scores`,
    next_step: t`the next step`,
    next_at: t`when the next step is`,
    next_aim: t`the aim of the next step`,
    next_reason: t`why nothing follows`,
    next_why: t`why outside their calling hours`,
    phone: t`which number is wrong: dial it from here`,
    handoff: t`the department that is asked`,
  };
  const list = [...new Set(gaps)].map((gap) => words[gap]).join(t({ context: 'list', message: ', ' }));
  return <Trans>To see to: {list}</Trans>;
}

interface ScoresProps {
  scores: WrapUp['satisfaction'];
  onChange: (scores: WrapUp['satisfaction']) => void;
}

const STEPS = ['1', '2', '3', '4', '5'].map((id) => ({ id, name: id }));

/** The four scores of a revisit, 1 to 5. */
function Scores({ scores, onChange }: ScoresProps) {
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1" data-gap="satisfaction">
      {SCORES.map((score: SatisfactionScore) => (
        <div key={score} className="contents">
          <span className="text-xs text-ink-3">{label(satisfactionLabels, score)}</span>
          <Scale
            label={label(satisfactionLabels, score)}
            choices={STEPS}
            value={scores[score]?.toString() ?? null}
            onChange={(value) => onChange({ ...scores, [score]: Number(value) })}
          />
        </div>
      ))}
    </div>
  );
}
