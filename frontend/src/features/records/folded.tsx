import { Trans } from '@lingui/react/macro';
import { ListFilter } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/shared/ui/actions/button';
import { useWidth } from '@/shared/ui/use-width';

/** Filters beside the views of a list. On a phone they would fill the screen: there they wait behind a button, which says
 * how many hold. */
export function Folded({ number, children }: { number: number; children: ReactNode }) {
  const isPhone = useWidth('(max-width: 767px)');
  const [isOpen, setOpen] = useState(false);
  if (!isPhone) return children;
  return (
    <>
      <Button size="sm" icon={ListFilter} aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
        {number > 0 ? <Trans>Filter · {number}</Trans> : <Trans>Filter</Trans>}
      </Button>
      {isOpen && <div className="flex basis-full flex-wrap items-center gap-2">{children}</div>}
    </>
  );
}
