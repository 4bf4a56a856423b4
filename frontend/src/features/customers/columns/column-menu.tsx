import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Popover } from '@/shared/ui/overlays/popover';
import { COLUMNS } from './columns';

interface Props {
  shown: readonly string[];
  onChange: (columns: readonly string[]) => void;
  onReset: () => void;
}

/** Which columns are shown and in which order. */
export function ColumnMenu({ shown, onChange, onReset }: Props) {
  const { t, i18n } = useLingui();
  const all = [...shown, ...COLUMNS.map((column) => column.id).filter((id) => !shown.includes(id))];
  const move = (id: string, by: number) => {
    const at = shown.indexOf(id);
    const there = shown[at + by];
    if (there === undefined) return;
    onChange(shown.with(at, there).with(at + by, id));
  };
  return (
    <DialogTrigger>
      <Button variant="ghost" size="sm" icon={Columns3}>
        <Trans>Columns {shown.length}</Trans>
      </Button>
      <Popover placement="bottom end">
        <Dialog aria-label={t`Columns`} className="flex max-h-112 w-64 flex-col outline-none">
          <ul className="min-h-0 flex-1 overflow-auto p-1.5">
            {all.map((id) => {
              const spec = COLUMNS.find((column) => column.id === id);
              if (!spec) return null;
              const name = i18n._(spec.name);
              const at = shown.indexOf(id);
              return (
                <li key={id} className="flex h-7 items-center rounded-badge pl-1.5 hover:bg-hover coarse:h-11">
                  <Checkbox
                    className="min-w-0 flex-1"
                    isSelected={at >= 0}
                    isDisabled={id === 'name'}
                    onChange={(chosen) => onChange(chosen ? [...shown, id] : shown.filter((each) => each !== id))}
                  >
                    {name}
                  </Checkbox>
                  {at > 0 && (
                    <IconButton icon={ArrowUp} size="sm" label={t`${name} to the left`} onPress={() => move(id, -1)} />
                  )}
                  {at >= 0 && at < shown.length - 1 && (
                    <IconButton
                      icon={ArrowDown}
                      size="sm"
                      label={t`${name} to the right`}
                      onPress={() => move(id, 1)}
                    />
                  )}
                </li>
              );
            })}
          </ul>
          <footer className="border-t border-line p-1.5">
            <Button variant="ghost" size="sm" onPress={onReset}>
              <Trans>As usual</Trans>
            </Button>
          </footer>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
