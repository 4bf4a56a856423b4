import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { Complaint } from '@/api';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { PreventiveLine } from '../preventive/preventive-line';
import { preventiveOfQuery } from '../queries';

/** What is done so that it does not happen again (CR-27). */
export function PreventivePart({ complaint, onAdd }: { complaint: Complaint; onAdd: () => void }) {
  const handles = useMay('complaint:handle');
  const actions = useQuery(preventiveOfQuery(complaint.id));
  const items = actions.data?.items ?? [];
  const adds = handles && complaint.archived_at === null && complaint.root_cause_category !== null;
  if (items.length === 0 && !adds) return null;
  return (
    <section className="py-2">
      <header className="mb-1.5 flex items-center gap-2">
        <h3 className="text-sm">
          <Trans>Prevention</Trans>
        </h3>
        {adds && (
          <Button size="sm" variant="ghost" icon={Plus} className="ml-auto" onPress={onAdd}>
            <Trans>Add</Trans>
          </Button>
        )}
      </header>
      {items.length === 0 && (
        <p className="text-ink-3">
          <Trans>No action against repetition yet.</Trans>
        </p>
      )}
      <ul className="flex flex-col gap-2">
        {items.map((action) => (
          <PreventiveLine key={action.id} action={action} />
        ))}
      </ul>
    </section>
  );
}
