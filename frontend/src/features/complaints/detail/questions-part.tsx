import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CornerUpRight } from 'lucide-react';
import { useState } from 'react';
import type { Complaint } from '@/api';
import { AskDialog, HandoffLine, handoffsOfQuery } from '@/shared/handoffs';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';

/** Questions about the complaint that went to a department, with their answers (OT-14). */
export function QuestionsPart({ complaint }: { complaint: Complaint }) {
  const reads = useMay('handoff:read');
  const asks = useMay('handoff:write') && complaint.archived_at === null;
  const items = useQuery({ ...handoffsOfQuery(complaint.id), enabled: reads }).data?.items ?? [];
  const [isAsking, setAsking] = useState(false);
  if (items.length === 0 && !asks) return null;
  return (
    <section className="py-2">
      <header className="mb-1.5 flex items-center gap-2">
        <h3 className="text-sm">
          <Trans>Questions to departments</Trans>
        </h3>
        {asks && (
          <Button size="sm" variant="ghost" icon={CornerUpRight} className="ml-auto" onPress={() => setAsking(true)}>
            <Trans>Ask</Trans>
          </Button>
        )}
      </header>
      <ul className="flex flex-col gap-2.5">
        {items.map((handoff) => (
          <HandoffLine key={handoff.id} handoff={handoff} />
        ))}
      </ul>
      <>{isAsking && <AskDialog origin={{ kind: 'complaint', id: complaint.id }} onClose={() => setAsking(false)} />}</>
    </section>
  );
}
