import { type Named, initial, personName } from '@/shared/format/names';
import { cx } from '../cx';

interface Props {
  name: string;
  /** Only I am tinted. */
  isMe?: boolean;
  size?: 'sm' | 'md' | 'lg';
}

const SIZES = { sm: 'size-5 text-xs', md: 'size-7 rounded-control! text-sm', lg: 'size-7 text-sm' };

/** A person as one letter. Decoration: the name stands beside it. */
export function Avatar({ name, isMe = false, size = 'sm' }: Props) {
  return (
    <span
      aria-hidden
      className={cx(
        'inline-flex flex-none items-center justify-center rounded-full leading-none',
        SIZES[size],
        isMe ? 'bg-accent-soft text-accent-ink inset-line-accent' : 'bg-surface-3 text-ink-2 inset-line-2',
      )}
    >
      {initial(name)}
    </span>
  );
}

/** A colleague: letter and name. */
export function Person({ person, isMe = false }: { person: Named; isMe?: boolean }) {
  const name = personName(person);
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <Avatar name={name} isMe={isMe} />
      <span className="truncate">{name}</span>
    </span>
  );
}
