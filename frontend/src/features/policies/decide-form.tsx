import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useState } from 'react';
import { type Policy, isApiError } from '@/api';
import { useHotkeys } from '@/shared/hotkeys';
import { usePreferences } from '@/shared/preferences';
import { type Instant, dateIn, instantOf, useMinute, wallTime } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { MomentField } from '@/shared/ui/forms/date-field';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { Note } from '@/shared/ui/feedback/note';
import { Segmented } from '@/shared/ui/actions/segmented';
import { TextArea } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { decide, propose } from './queries';
import { nameOf } from './setting-list';
import type { useDecision } from './use-decision';

/** The first of the coming month, midnight on my clock: when most decisions take effect. */
function nextMonth(now: Instant, zone: string): string {
  const { year, month } = wallTime(now, zone);
  const [of, first] = month === 12 ? [year + 1, 1] : [year, month + 1];
  return instantOf({ year: of, month: first, day: 1, hour: 0, minute: 0 }, zone).toISOString().replace('.000Z', 'Z');
}

interface Props {
  policy: Policy;
  deciding: ReturnType<typeof useDecision>;
}

/** From when, why, and the decision itself. */
export function DecideForm({ policy, deciding }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { zone } = usePreferences();
  const now = useMinute();
  const [isAsked, setAsked] = useState(false);
  const { decision, isChanged, faults, change } = deciding;
  const reason = decision.reason.trim();
  const fault = (pointer: string) => faults.find((each) => each.pointer === pointer)?.detail;
  const isReady = isChanged && reason !== '' && faults.length === 0;
  const sending = useMutation({
    meta: { handles: [403, 409, 412, 422] },
    mutationFn: async () => {
      const body = { value: decision.value, effective_from: decision.from, reason };
      if (policy.second_person) {
        await propose(policy, body);
        return t`${nameOf(policy)}: the change waits for a second person`;
      }
      const version = await decide(policy, body);
      return t`${nameOf(policy)}: version ${version.number} is decided`;
    },
    onSuccess: async (done) => {
      setAsked(false);
      await deciding.done();
      toast.done(done);
    },
    onError: (error) => {
      if (isApiError(error) && [409, 412].includes(error.status))
        void client.invalidateQueries({ queryKey: ['policies'] });
    },
  });
  const submit = () => {
    setAsked(true);
    if (isReady && !sending.isPending) sending.mutate();
  };
  useHotkeys([{ keys: 'mod+enter', name: t`Decide`, group: 'record', run: submit }]);
  const day = decision.from === null ? '' : dateIn(decision.from, zone, now);
  const actWords = () => {
    if (decision.from === null)
      return policy.second_person ? t`Propose, in force once confirmed` : t`Decide, in force at once`;
    return policy.second_person ? t`Propose, in force from ${day}` : t`Decide, in force from ${day}`;
  };
  const error = isApiError(sending.error) ? sending.error : null;
  return (
    <div className="mt-5 flex flex-col gap-4">
      {policy.second_person && (
        <Note icon={Users}>
          <Trans>This setting takes two: your change counts once another person has confirmed it.</Trans>
        </Note>
      )}
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="flex flex-col gap-1">
          <span className="text-xs text-ink-2">
            <Trans>In force from</Trans>
          </span>
          <Segmented<'now' | 'later'>
            label={t`In force from`}
            value={decision.from === null ? 'now' : 'later'}
            onChange={(when) => change({ from: when === 'now' ? null : nextMonth(now, zone) })}
            choices={[
              { id: 'now', name: t`At once` },
              { id: 'later', name: t`A later day` },
            ]}
          />
        </div>
        {decision.from !== null && (
          <MomentField
            className="w-72"
            label={t`Effective date`}
            zone={zone}
            mine={zone}
            value={decision.from}
            onChange={(from) => from !== null && change({ from })}
            error={fault('/effective_from')}
            help={t`Can be withdrawn until then.`}
          />
        )}
      </div>
      <TextArea
        label={t`Reason`}
        isRequired
        note={t`kept with the version`}
        rows={2}
        maxLength={300}
        value={decision.reason}
        onChange={(text) => change({ reason: text.replaceAll('\n', ' ') })}
        error={isAsked && reason === '' ? t`Why is it decided? It is kept with the version.` : undefined}
      />
      {(error !== null || (isAsked && !isChanged)) && (
        <p role="alert" className="text-bad-ink">
          {error ? (error.problem.errors?.[0]?.detail ?? problemText(error)) : t`Nothing is changed yet.`}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" keys="mod+enter" isBusy={sending.isPending} onPress={submit}>
          {actWords()}
        </Button>
        {(isChanged || decision.reason !== '') && (
          <Button variant="ghost" onPress={() => void deciding.drop()}>
            <Trans>Discard</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}
