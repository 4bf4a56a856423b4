import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import type { MarketTopic, Method, NeedKind, RevisitForm } from '@/api';
import { label, marketTopicLabels, methodLabels, needKindLabels, options, satisfactionLabels } from '@/shared/labels';
import { ContactPicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { Button } from '@/shared/ui/actions/button';
import { DateField, MomentField } from '@/shared/ui/forms/date-field';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Scale } from '@/shared/ui/forms/key-choices';
import { AmountField } from '@/shared/ui/forms/number-field';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { type Gap, type RevisitDraft, SCORES } from './draft';

interface Props {
  form: RevisitForm;
  draft: RevisitDraft;
  planned: Method | null;
  /** What is missing, once it was asked for. */
  gaps: readonly Gap[];
  onChange: (change: Partial<RevisitDraft>) => void;
}

const STEPS = ['1', '2', '3', '4', '5'].map((id) => ({ id, name: id }));

/** The record of a revisit: when and how, what was said and came of it, four scores, needs, the market, what follows. */
export function RecordFields({ form, draft, planned, gaps, onChange }: Props) {
  const { t } = useLingui();
  const { zone: mine } = usePreferences();
  const missing = (gap: Gap, text: string) => (gaps.includes(gap) ? text : undefined);
  return (
    <div className="flex max-w-180 flex-col gap-4 p-5">
      <div className="grid gap-3 laptop:grid-cols-2">
        <Select
          label={t({ context: 'plan', message: 'How' })}
          choices={options(methodLabels)}
          value={draft.method}
          onChange={(method) => onChange({ method })}
        />
        <ContactPicker
          label={t`Person there`}
          customerId={form.customer.id}
          value={draft.contactId}
          onChange={(contactId) => onChange({ contactId })}
        />
        {planned !== null && planned !== draft.method && (
          <TextField
            label={t`Why not as planned: ${label(methodLabels, planned)}`}
            isRequired
            className="laptop:col-span-2"
            value={draft.methodReason}
            onChange={(methodReason) => onChange({ methodReason })}
            error={missing('method_reason', t`Say why in a few words.`)}
          />
        )}
        <MomentField
          label={t`When it began, at the customer`}
          isRequired
          zone={form.customer.zone ?? mine}
          mine={mine}
          value={draft.startedAt}
          onChange={(startedAt) => onChange({ startedAt })}
          error={missing('started_at', t`Say when it began.`)}
        />
        <AmountField
          label={t`How long`}
          unit={t`min`}
          value={draft.minutes === null ? null : String(draft.minutes)}
          onChange={(typed) => onChange({ minutes: typed === null || !/^\d+$/.test(typed) ? null : Number(typed) })}
        />
      </div>
      <TextArea
        label={t`What was said`}
        isRequired={form.required.includes('key_points')}
        rows={4}
        value={draft.keyPoints}
        onChange={(keyPoints) => onChange({ keyPoints })}
        error={missing('key_points', t`Write down what was said.`)}
      />
      <TextArea
        label={t`What came of it`}
        isRequired={form.required.includes('outcome')}
        rows={2}
        value={draft.outcome}
        onChange={(outcome) => onChange({ outcome })}
        error={missing('outcome', t`Write down what came of it.`)}
      />
      <fieldset>
        <legend className="mb-1.5 text-sm font-strong">
          <Trans>How satisfied they are</Trans>
        </legend>
        <div className="grid gap-2 laptop:grid-cols-2">
          {SCORES.map((score) => (
            <div key={score} className="flex items-center gap-3">
              <span className="w-24 flex-none text-ink-2">{label(satisfactionLabels, score)}</span>
              <span className="min-w-0 flex-1">
                <Scale
                  label={label(satisfactionLabels, score)}
                  choices={STEPS}
                  value={draft.scores[score]?.toString() ?? null}
                  onChange={(value) => onChange({ scores: { ...draft.scores, [score]: Number(value) } })}
                />
              </span>
            </div>
          ))}
        </div>
        {gaps.includes('satisfaction') && (
          <p className="mt-1 text-xs text-bad-ink">
            <Trans>All four scores, 1 for bad to 5 for excellent.</Trans>
          </p>
        )}
      </fieldset>
      <Lines
        title={<Trans>Needs found</Trans>}
        add={t`Add a need`}
        rows={draft.needs.map(({ kind, description }) => ({ kind, text: description }))}
        kinds={options(needKindLabels)}
        first="current"
        onChange={(rows) =>
          onChange({ needs: rows.map(({ kind, text }) => ({ kind: kind as NeedKind, description: text })) })
        }
      />
      <Lines
        title={<Trans>Of the market</Trans>}
        add={t`Add what was learned`}
        rows={draft.market.map(({ topic, text }) => ({ kind: topic, text }))}
        kinds={options(marketTopicLabels)}
        first="competitors"
        onChange={(rows) => onChange({ market: rows.map(({ kind, text }) => ({ topic: kind as MarketTopic, text })) })}
      />
      <TextArea
        label={t`A complaint that was heard`}
        help={t`It is registered and passed on with this record.`}
        rows={2}
        value={draft.complaint}
        onChange={(complaint) => onChange({ complaint })}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-strong">
          <Trans>What follows</Trans>
        </legend>
        <Segmented
          label={t`What follows`}
          className="self-start"
          value={draft.next}
          onChange={(next) => onChange({ next })}
          choices={[
            { id: 'nurture', name: t`Contact them periodically` },
            { id: 'follow_up', name: t`Another contact` },
            { id: 'none', name: t`Nothing` },
          ]}
        />
        {draft.next === 'follow_up' && (
          <div className="flex flex-wrap gap-2">
            <DateField
              label={t`Day, at the customer`}
              isRequired
              value={draft.nextOn}
              onChange={(nextOn) => onChange({ nextOn })}
              error={missing('next_on', t`Say when.`)}
            />
            <TextField
              label={t({ context: 'plan', message: 'Aim' })}
              isRequired
              className="min-w-52 flex-1"
              value={draft.nextAim}
              onChange={(nextAim) => onChange({ nextAim })}
              error={missing('next_aim', t`What is it to achieve?`)}
            />
          </div>
        )}
        {draft.next !== 'follow_up' && (
          <TextField
            label={t({ context: 'plan', message: 'Why' })}
            isRequired={draft.next === 'none'}
            value={draft.nextWhy}
            onChange={(nextWhy) => onChange({ nextWhy })}
            error={missing('next_why', t`Say why in a few words.`)}
          />
        )}
      </fieldset>
    </div>
  );
}

interface Line {
  kind: string;
  text: string;
}

interface LinesProps {
  title: React.ReactNode;
  add: string;
  rows: readonly Line[];
  kinds: readonly { id: string; name: string }[];
  first: string;
  onChange: (rows: Line[]) => void;
}

/** Several short notes, each of a kind. */
function Lines({ title, add, rows, kinds, first, onChange }: LinesProps) {
  const { t } = useLingui();
  const change = (at: number, next: Partial<Line>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...next } : row)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-strong">{title}</legend>
      {rows.map((row, index) => (
        <div key={index} className="flex items-end gap-2">
          <Select
            label={t`Kind of note`}
            className="w-36 flex-none"
            choices={kinds}
            value={row.kind}
            onChange={(kind) => change(index, { kind })}
          />
          <TextField
            label={t`What it is`}
            className="flex-1"
            autoFocus={row.text === ''}
            value={row.text}
            onChange={(text) => change(index, { text })}
          />
          <IconButton
            icon={X}
            label={t`Take it out`}
            onPress={() => onChange(rows.filter((_row, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="sm"
        icon={Plus}
        className="self-start"
        onPress={() => onChange([...rows, { kind: first, text: '' }])}
      >
        {add}
      </Button>
    </fieldset>
  );
}
