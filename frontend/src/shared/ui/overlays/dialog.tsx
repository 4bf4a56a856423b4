import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from '../actions/button';
import { IconButton } from '../actions/icon-button';
import { cx } from '../cx';

interface Opened {
  isOpen: boolean;
  onClose: () => void;
}

const OVERLAY = 'fixed inset-0 z-40 bg-scrim transition-opacity duration-(--t) entering:opacity-0 exiting:opacity-0';

export interface DialogProps extends Opened {
  /** States the object: `归档 Adria Brodogradnja d.d.?` */
  title: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  children?: ReactNode;
  /** Left of the buttons, in quiet ink. */
  footnote?: ReactNode;
  /** Buttons, the one to take last. They repeat the verb. */
  footer?: ReactNode;
  /** Alert dialogs say what will be lost. */
  role?: 'dialog' | 'alertdialog';
  /** The body has no padding of its own: a table, a list. */
  isFlush?: boolean;
}

const WIDTHS = { sm: 'w-105', md: 'w-140', lg: 'w-190' };

/** A question or a short form over the page. Esc is the safe answer. */
export function Dialog({
  isOpen,
  onClose,
  title,
  size = 'sm',
  children,
  footnote,
  footer,
  role = 'dialog',
  isFlush = false,
}: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog'}
      className={cx(OVERLAY, 'flex items-start justify-center overflow-auto p-4 pt-[12vh]')}
    >
      <Modal
        className={cx(
          'max-w-full rounded-card border border-line-2 bg-raised shadow-3 transition-[opacity,translate] duration-(--t) ease-out entering:translate-y-2 entering:opacity-0 exiting:opacity-0',
          WIDTHS[size],
        )}
      >
        <AriaDialog role={role} className="flex max-h-[76vh] flex-col outline-none">
          <Heading slot="title" className="px-4 pt-3.5 text-md font-strong">
            {title}
          </Heading>
          <div className={cx('min-h-0 overflow-auto text-ink-2', isFlush ? 'pt-2' : 'px-4 pt-0.5 pb-1')}>
            {children}
          </div>
          {(footer || footnote) && (
            <footer className="flex flex-wrap items-center justify-end gap-2 px-4 pt-2.5 pb-3.5">
              {footnote && <span className="min-w-0 flex-1 text-xs text-ink-3">{footnote}</span>}
              {footer}
            </footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface ConfirmProps extends Opened {
  title: ReactNode;
  /** The consequences in numbers. */
  children: ReactNode;
  /** The safe answer: `保留`. */
  keep: string;
  /** The verb that is done: `归档并取消 2 项计划`. */
  act: string;
  onAct: () => void;
  isBusy?: boolean;
  /** False for what merely needs a decision. */
  isDanger?: boolean;
}

/** Before something that cannot be undone, and only then. */
export function Confirm({
  keep,
  act,
  onAct,
  isBusy = false,
  isDanger = true,
  onClose,
  children,
  ...props
}: ConfirmProps) {
  return (
    <Dialog
      {...props}
      onClose={onClose}
      role="alertdialog"
      footer={
        <>
          <Button keys="escape" onPress={onClose} autoFocus>
            {keep}
          </Button>
          <Button variant={isDanger ? 'danger' : 'primary'} isBusy={isBusy} onPress={onAct}>
            {act}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

export interface DrawerProps extends Opened {
  title: ReactNode;
  /** Beside the title: counts, filters. */
  actions?: ReactNode;
  width?: 'sm' | 'md';
  children: ReactNode;
  footer?: ReactNode;
}

const DRAWERS = { sm: 'w-95', md: 'w-120' };

/** A record or list at the right edge, over the page it came from: 480 for a record, 380 for alerts. */
export function Drawer({ isOpen, onClose, title, actions, width = 'md', children, footer }: DrawerProps) {
  const { t } = useLingui();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={cx(OVERLAY, 'flex justify-end')}
    >
      <Modal
        className={cx(
          'h-full max-w-full border-l border-line-2 bg-surface shadow-3 transition-[opacity,translate] duration-(--t-slow) ease-out entering:translate-x-2 entering:opacity-0 exiting:opacity-0',
          DRAWERS[width],
        )}
      >
        <AriaDialog className="flex h-full flex-col outline-none">
          <header className="flex h-(--header) flex-none items-center gap-2 border-b border-line pr-2 pl-4">
            <Heading slot="title" className="min-w-0 flex-1 truncate text-title font-strong">
              {title}
            </Heading>
            {actions}
            <IconButton icon={X} label={t`Close`} keys="escape" onPress={onClose} />
          </header>
          <div className="min-h-0 flex-1 overflow-auto">{children}</div>
          {footer && (
            <footer className="flex flex-none items-center gap-2 border-t border-line px-4 py-2.5">{footer}</footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
