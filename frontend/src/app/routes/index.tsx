import { Trans } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/')({ component: Today });

function Today() {
  return (
    <main className="p-4 text-ink">
      <h1 className="text-xl font-strong">
        <Trans>Today</Trans>
      </h1>
    </main>
  );
}
