import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Hotkey, type HotkeyGroup, registered } from '@/shared/hotkeys';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { Kbd } from '@/shared/ui/actions/kbd';

const GROUPS: Record<HotkeyGroup, ReturnType<typeof msg>> = {
  everywhere: msg`Everywhere`,
  list: msg`Lists`,
  record: msg`Record`,
  call: msg`Call`,
  planner: msg`Planner`,
  board: msg`Board`,
  approvals: msg`Approvals`,
  go: msg`Go to`,
};

/** The keys that act now, by where they belong. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const { i18n } = useLingui();
  const [hotkeys] = useState(registered);
  const groups = (Object.keys(GROUPS) as HotkeyGroup[])
    .map((group) => ({ group, members: hotkeys.filter((hotkey) => hotkey.group === group) }))
    .filter(({ members }) => members.length > 0);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="lg"
      title={<Trans>Keys</Trans>}
      footnote={<Trans>Single keys act outside text fields. Inside a field the same keys work with Alt.</Trans>}
    >
      <div className="columns-2 gap-8 pt-2 max-tablet:columns-1">
        {groups.map(({ group, members }) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs text-ink-3">{i18n._(GROUPS[group])}</h3>
            <dl>
              {members.map((hotkey) => (
                <Row key={hotkey.keys + hotkey.name} hotkey={hotkey} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Row({ hotkey }: { hotkey: Hotkey }) {
  const shown = hotkey.keys.split(', ')[0] ?? hotkey.keys;
  return (
    <div className="flex min-h-6.5 items-center gap-2">
      <dt className="w-24 flex-none">
        <Kbd keys={shown} />
        <span className="sr-only">{shown}</span>
      </dt>
      <dd className="text-ink-2">{hotkey.name}</dd>
    </div>
  );
}
