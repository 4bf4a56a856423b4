import type { ComplaintState, Priority } from '@/api';
import { Trans, useLingui } from '@lingui/react/macro';
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import type { DeskChoice } from '@/shared/addresses/complaints';
import { useHotkeys } from '@/shared/hotkeys';
import { complaintStateLabels, options, priorityLabels } from '@/shared/labels';
import { Button } from '@/shared/ui/actions/button';
import { Popover } from '@/shared/ui/overlays/popover';
import { Select } from '@/shared/ui/forms/select';

const ANY = 'any';

interface Props {
  choice: DeskChoice;
  onChoice: (choice: DeskChoice) => void;
}

/** Narrows the desk to a priority and a state; the button says how many conditions hold. */
export function DeskFilter({ choice, onChoice }: Props) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const { priority, state, ...rest } = choice;
  const number = Number(priority !== undefined) + Number(state !== undefined);
  const narrow = (wanted: { priority?: Priority | undefined; state?: ComplaintState | undefined }) => {
    const next = { priority, state, ...wanted };
    onChoice({ ...rest, ...(next.priority && { priority: next.priority }), ...(next.state && { state: next.state }) });
  };
  useHotkeys([{ keys: 'f', name: t`Filter`, group: 'list', run: () => setOpen(true) }]);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button icon={ListFilter} keys="f">
        <span className="max-tablet:sr-only">
          {number > 0 ? <Trans>Filter · {number}</Trans> : <Trans>Filter</Trans>}
        </span>
      </Button>
      <Popover placement="bottom end">
        <Dialog aria-label={t`Filter`} className="flex w-64 flex-col gap-3 p-3 outline-none">
          <Select<Priority | 'any'>
            label={t`Priority`}
            value={priority ?? ANY}
            onChange={(id) => narrow({ priority: id === ANY ? undefined : id })}
            choices={[{ id: ANY, name: t`Any priority` }, ...options(priorityLabels)]}
          />
          <Select<ComplaintState | 'any'>
            label={t`Where it stands`}
            value={state ?? ANY}
            onChange={(id) => narrow({ state: id === ANY ? undefined : id })}
            choices={[
              { id: ANY, name: t`Wherever it stands` },
              ...options(complaintStateLabels).filter(({ id }) => id !== 'archived'),
            ]}
          />
          {number > 0 && (
            <Button size="sm" variant="ghost" className="self-start" onPress={() => onChoice(rest)}>
              <Trans>Clear</Trans>
            </Button>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
