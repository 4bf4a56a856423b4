import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import {
  ApiError,
  type Fill,
  type Import,
  type ImportRow,
  type RowScreening,
  type ScreeningAnswer,
  type ScreeningDecision,
} from '@/api';
import { count } from '@/shared/format';
import { options } from '@/shared/labels';
import { fillLabels } from '@/shared/labels/data';
import { RadioGroup } from '@/shared/ui/forms/choice';
import { Segmented } from '@/shared/ui/actions/segmented';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Note } from '@/shared/ui/feedback/note';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { useScreening } from '../queries';

/** The server takes so many decisions at once. */
const MOST = 200;

interface Props {
  whole: Import;
  /** The rows that are loaded; the first of them are decided on. */
  rows: readonly ImportRow[];
  hasMore: boolean;
  note: ReactNode;
  onClose: () => void;
  onDone: () => void;
}

/** One decision for the rows that wait: those it does not fit stay in the queue. */
export function DecideAll({ whole, rows, hasMore, note, onClose, onDone }: Props) {
  const { t } = useLingui();
  const [decision, setDecision] = useState<ScreeningDecision>(whole.kind === 'customers' ? 'accept' : 'merge');
  const [fill, setFill] = useState<Fill>('fill_empty');
  const [reason, setReason] = useState('');
  const [failed, setFailed] = useState<ScreeningAnswer[]>([]);
  const screening = useScreening(whole.id);
  const chosen = rows.slice(0, MOST);
  const canEnter = whole.kind === 'customers' && whole.mapping?.mode !== 'update';
  const problems = new Map<string, number>();
  for (const { problem } of failed) {
    const text = problem ? problemText(new ApiError(problem as ConstructorParameters<typeof ApiError>[0])) : '';
    problems.set(text, (problems.get(text) ?? 0) + 1);
  }
  return (
    <FormDialog
      title={
        <Trans>
          Decide on <Plural value={chosen.length} one="# row" other="# rows" /> together
        </Trans>
      }
      act={t`Decide on them`}
      footnote={hasMore || rows.length > MOST ? note : undefined}
      onClose={onClose}
      isReady={decision !== 'reject' || reason.trim() !== ''}
      send={async () => {
        const decisions = chosen.map(({ number }): RowScreening => ({
          number,
          decision,
          ...(decision === 'merge' && { fill }),
          ...(decision === 'reject' && { reason: reason.trim() }),
        }));
        const answers = await screening.mutateAsync(decisions);
        const refused = answers.filter((each) => each.status >= 300);
        setFailed(refused);
        const done = answers.length - refused.length;
        toast.done(t`${done} rows decided, ${refused.length} still wait`);
        if (refused.length === 0 && !hasMore) onDone();
      }}
    >
      {({ isAsked }) => (
        <>
          <RadioGroup<ScreeningDecision>
            label={<Trans>What becomes of them</Trans>}
            stacked
            value={decision}
            onChange={setDecision}
            choices={[
              ...(canEnter ? [{ id: 'accept' as const, name: t`Take all as new` }] : []),
              { id: 'merge', name: t`Merge each into the one customer it resembles` },
              { id: 'reject', name: t`Turn all down` },
            ]}
          />
          {decision === 'merge' && (
            <Segmented<Fill>
              label={t`Values of the customer`}
              className="self-start"
              value={fill}
              onChange={setFill}
              choices={options(fillLabels)}
            />
          )}
          {decision === 'reject' && (
            <TextField
              label={t`Why they are turned down`}
              isRequired
              value={reason}
              onChange={setReason}
              error={isAsked && reason.trim() === '' ? t`Say why; it stays with the rows.` : undefined}
            />
          )}
          {[...problems].map(([text, number]) => (
            <Note key={text} tone="warn">
              {text} ({count(number)})
            </Note>
          ))}
        </>
      )}
    </FormDialog>
  );
}
