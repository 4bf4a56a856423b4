import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CustomerLine, CustomersSearch, Method } from '@/api';
import { label, methodLabels, options, planKindLabels } from '@/shared/labels';
import { useMe } from '@/shared/permissions';
import { plansKey } from '@/shared/plans/queries';
import { usePreferences } from '@/shared/preferences';
import { dayIn, useMinute } from '@/shared/time';
import { DateField } from '@/shared/ui/forms/date-field';
import { Select } from '@/shared/ui/forms/select';
import { LineError } from '@/shared/ui/feedback/states';
import type { Selection } from '@/shared/ui/table';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';

import { selectedLines } from './collect';
import type { Failure } from './failures';
import { BulkDialog } from './frame';
import { myPlansQuery, runningPlansQuery } from './plans';
import { type ContactToPlan, sendPlanned } from './run';

interface Props {
  selection: Selection;
  body: CustomersSearch;
  chosen: number | null;
  onClose: () => void;
  onDone: () => void;
}

/** Each customer's contact goes into the running plan of who owns the customer. */
const OWNERS = 'owners';

/** Plans the same contact with all selected customers; what is refused of them is named, the rest is planned. */
export function PlanDialog({ selection, body, chosen, onClose, onDone }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const mine = useQuery(myPlansQuery(me.id));
  const running = useQuery(runningPlansQuery);
  const [plan, setPlan] = useState(OWNERS);
  const [method, setMethod] = useState<Method>('phone');
  const [day, setDay] = useState<string | null>(null);
  const [aim, setAim] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const [failures, setFailures] = useState<Failure[]>([]);

  const planning = useMutation({
    mutationFn: async (contact: ContactToPlan) => {
      const lines = await selectedLines(selection, body);
      const total = lines.length;
      setProgress({ done: 0, total });
      const planOf = (line: CustomerLine) => (plan === OWNERS ? running.data?.get(line.owner_id ?? '') : plan);
      const failed = lines
        .filter((line) => planOf(line) === undefined)
        .map(({ name }) => ({ name, why: t`Its owner has no running plan.` }));
      let done = failed.length;
      for (const each of new Set(lines.flatMap((line) => planOf(line) ?? []))) {
        const before = done;
        const own = lines.filter((line) => planOf(line) === each);
        // One plan after another: each is locked while it is filled.
        // oxlint-disable-next-line no-await-in-loop
        failed.push(...(await sendPlanned(each, own, contact, (some) => setProgress({ done: before + some, total }))));
        done += own.length;
      }
      return { planned: total - failed.length, failed };
    },
    onSuccess: ({ planned, failed }) => {
      toast.done(t`${planned} contacts planned`);
      setFailures(failed);
      if (failed.length === 0) onDone();
    },
    onError: () => setProgress(null),
    onSettled: () => {
      for (const key of [plansKey, ['planned-contacts'], ['customers']])
        void client.invalidateQueries({ queryKey: key });
    },
  });

  return (
    <BulkDialog
      title={
        <Trans>
          Plan contacts with <Plural value={chosen ?? 0} one="# customer" other="# customers" />
        </Trans>
      }
      act={<Trans>Plan them</Trans>}
      chosen={chosen}
      progress={progress}
      progressName={t`Planned`}
      failures={failures}
      onClose={failures.length > 0 ? onDone : onClose}
      onAct={() => {
        setAsked(true);
        if (day !== null && aim.trim() !== '' && running.isSuccess) {
          planning.mutate({ method, aim: aim.trim(), due_on: day });
        }
      }}
    >
      <Select
        label={t`Into which plan`}
        choices={[
          { id: OWNERS, name: t`The running plan of each customer’s owner` },
          ...(mine.data ?? []).map(({ id, name, kind }) => ({ id, name, detail: label(planKindLabels, kind) })),
        ]}
        value={plan}
        onChange={setPlan}
      />
      <LineError query={running}>
        <Trans>The running plans were not loaded</Trans>
      </LineError>
      <LineError query={mine}>
        <Trans>Your plans were not loaded</Trans>
      </LineError>
      <div className="grid grid-cols-2 gap-3 max-phone:grid-cols-1">
        <Select<Method> label={t`How`} choices={options(methodLabels)} value={method} onChange={setMethod} />
        <DateField
          label={t`Day, at the customer`}
          isRequired
          min={today}
          value={day}
          onChange={setDay}
          error={isAsked && day === null ? t`Say when.` : undefined}
        />
      </div>
      <TextField
        label={t`Aim`}
        isRequired
        value={aim}
        onChange={setAim}
        error={isAsked && aim.trim() === '' ? t`What is it to achieve?` : undefined}
      />
    </BulkDialog>
  );
}
