import { useLingui } from '@lingui/react/macro';
import type { User } from '@/api';
import { personName } from '@/shared/format';
import { intentLabels, label } from '@/shared/labels';
import { ConflictDialog } from '@/shared/ui/overlays/conflict-dialog';
import type { LineConflict, LineField } from './use-line-edit';

interface Props {
  conflict: LineConflict;
  users: ReadonlyMap<string, User> | undefined;
  zone: string;
  onResolve: (takesMine: boolean) => void;
}

/** Somebody changed the same cell meanwhile: theirs or mine. */
export function LineConflictDialog({ conflict, users, zone, onResolve }: Props) {
  const { t } = useLingui();
  const { theirs, mine, fields } = conflict;
  const names: Record<LineField, string> = {
    intent_level: t`Intent`,
    city: t`City`,
    industry: t`Industry`,
    short_name: t`Short name`,
  };
  const who = theirs.edited_by === null ? undefined : users?.get(theirs.edited_by);
  const shown = (field: LineField, from: LineConflict['mine']) =>
    field === 'intent_level' ? from.intent_level && label(intentLabels, from.intent_level) : (from[field] ?? t`empty`);
  return (
    <ConflictDialog
      isOpen
      who={who ? personName(who) : t`Somebody`}
      at={theirs.updated_at}
      zone={zone}
      conflicts={fields.map((field) => ({
        field,
        name: names[field],
        theirs: shown(field, theirs as LineConflict['mine']),
        mine: shown(field, mine),
      }))}
      mergedCount={0}
      onClose={() => onResolve(false)}
      onSeeTheirs={() => onResolve(false)}
      onResolve={(sides) => onResolve(Object.values(sides).includes('mine'))}
    />
  );
}
