import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Permission } from '@/api';
import { may, useMe } from '@/shared/permissions';
import { cx } from '@/shared/ui/cx';

interface Props {
  current: string;
  /** Beside the current one: how many it holds. */
  note?: ReactNode;
}

/** From one list that the company keeps to the others; it is the heading of each. */
export function ReferenceNav({ current, note }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const lists: readonly {
    to: '/products' | '/markets' | '/rates' | '/custom-fields' | '/objections' | '/notes';
    name: string;
    needs: Permission;
  }[] = [
    { to: '/products', name: t({ context: 'reference', message: 'Products' }), needs: 'product:read' },
    { to: '/markets', name: t`Markets`, needs: 'product:read' },
    { to: '/rates', name: t`Exchange rates`, needs: 'rate:read' },
    { to: '/custom-fields', name: t`Own fields`, needs: 'field:read' },
    { to: '/objections', name: t`Objections`, needs: 'script:read' },
    { to: '/notes', name: t`Market notes`, needs: 'note:read' },
  ];
  return (
    <nav
      aria-label={t`What the company keeps`}
      className="flex items-baseline gap-3 overflow-x-auto [scrollbar-width:none]"
    >
      {lists
        .filter(({ needs }) => may(me, needs))
        .map(({ to, name }) => (
          <span key={to} className="flex flex-none items-baseline gap-1.5">
            <Link
              to={to}
              className={cx(
                'no-underline hover:underline',
                name === current ? 'font-strong text-ink' : 'text-sm font-normal text-ink-3',
              )}
            >
              {name}
            </Link>
            {name === current && note !== undefined && <span className="text-sm font-normal text-ink-3">{note}</span>}
          </span>
        ))}
    </nav>
  );
}
