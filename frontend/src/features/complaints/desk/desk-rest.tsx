import { Trans } from '@lingui/react/macro';
import { MessageSquareWarning } from 'lucide-react';
import { Empty } from '@/shared/ui/feedback/states';

/** Beside the list as long as no complaint is open. */
export function NoComplaintOpen() {
  return (
    <Empty className="py-24" icon={MessageSquareWarning} title={<Trans>Choose a complaint</Trans>}>
      <Trans>J and K go through the list.</Trans>
    </Empty>
  );
}
