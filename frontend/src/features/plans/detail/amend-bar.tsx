import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Send, X } from 'lucide-react';
import { useState } from 'react';
import { isApiError } from '@/api';
import { Button } from '@/shared/ui/actions/button';
import { faultText } from '@/shared/ui/forms/fault-text';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { ChangeMark } from '@/shared/ui/values/marks';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { type Gathered, useAmend } from './amend';

interface Props {
  plan: string;
  gathered: readonly Gathered[];
  onDrop: (gathered: Gathered) => void;
  /** They were submitted, or let go of. */
  onEnd: () => void;
}

/** The changes gathered so far, submitted together with one reason. */
export function AmendBar({ plan, gathered, onDrop, onEnd }: Props) {
  const { t } = useLingui();
  const amend = useAmend(plan);
  const [reason, setReason] = useState('');
  const [isAsked, setAsked] = useState(false);
  const sending = useMutation({
    meta: { handles: [400, 403, 404, 409, 412, 422] },
    mutationFn: () => amend(gathered, reason.trim()),
    onSuccess: (made) => {
      toast.done(made.state === 'applied' ? t`The changes took effect at once` : t`The changes wait for approval`);
      onEnd();
    },
  });
  const error = isApiError(sending.error) ? sending.error : null;
  const faults = (error?.problem.errors ?? []).map(faultText);
  return (
    <footer className="flex flex-none flex-col gap-2 border-t border-line bg-surface-2 px-4 py-2.5">
      <ul className="flex flex-wrap gap-1.5" aria-label={t`Changes gathered`}>
        {gathered.map((each, index) => (
          <li
            key={index}
            className="flex h-6 items-center gap-1.5 rounded-control border border-line-2 bg-button pl-1 text-xs"
          >
            <ChangeMark kind={each.change.change} />
            {each.name}
            <IconButton icon={X} size="sm" label={t`Take out ${each.name}`} onPress={() => onDrop(each)} />
          </li>
        ))}
        {gathered.length === 0 && (
          <li className="text-xs text-ink-3">
            <Trans>Change, add or give up contacts above; they are gathered here and submitted together.</Trans>
          </li>
        )}
      </ul>
      {error && (
        <div role="alert" className="text-bad-ink">
          {(faults.length > 0 ? faults : [problemText(error)]).map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          label={t`Why the plan changes`}
          isRequired
          className="min-w-52 flex-1"
          value={reason}
          onChange={setReason}
          error={isAsked && reason.trim() === '' ? t`Say it in a few words.` : undefined}
        />
        <Button onPress={onEnd}>
          <Trans>Leave the plan as it is</Trans>
        </Button>
        <Button
          variant="primary"
          icon={Send}
          isBusy={sending.isPending}
          onPress={() => {
            setAsked(true);
            if (gathered.length > 0 && reason.trim() !== '') sending.mutate();
          }}
        >
          <Plural value={gathered.length} one="Submit # change" other="Submit # changes" />
        </Button>
      </div>
    </footer>
  );
}
