import { useLingui } from '@lingui/react/macro';
import { Copy, Phone as PhoneIcon } from 'lucide-react';
import { dialLink, phone } from '@/shared/format';
import { IconButton } from '../actions/icon-button';
import { cx } from '../cx';
import { toast } from '../feedback/toast';

export interface PhoneProps {
  e164: string;
  extension?: string | null;
  /** What is under it for dialling; without it the number is text. */
  dials?: boolean;
  copies?: boolean;
  className?: string;
}

/** A number in groups, never cut. Dialling is the telephone's own `tel:` link. */
export function Phone({ e164, extension, dials = false, copies = false, className }: PhoneProps) {
  const { t } = useLingui();
  const text = `${phone(e164)}${extension ? ` #${extension}` : ''}`;
  return (
    <span className={cx('inline-flex items-center gap-1 whitespace-nowrap', className)}>
      {dials ? (
        <a href={dialLink(e164, extension)} className="inline-flex items-center gap-1.5 hover:underline">
          <PhoneIcon className="icon-sm" aria-hidden />
          {text}
        </a>
      ) : (
        text
      )}
      {copies && (
        <IconButton
          icon={Copy}
          size="sm"
          label={t`Copy the number`}
          onPress={() => {
            void navigator.clipboard.writeText(e164);
            toast.info(t`Copied ${text}`);
          }}
        />
      )}
    </span>
  );
}
