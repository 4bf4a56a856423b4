import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { PaletteFrame } from './palette-frame';
import { useFound } from './use-found';

/** Search and commands from anywhere: what the open record offers, places, customers, people. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const { groups, isLoading, error } = useFound(typed, onClose);
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-40 flex items-start justify-center bg-scrim px-3 pt-[12vh] transition-opacity duration-(--t) entering:opacity-0 max-tablet:pt-3"
    >
      <Modal className="w-140 max-w-full rounded-card border border-line-2 bg-raised shadow-3">
        <AriaDialog aria-label={t`Search or run a command`} className="outline-none">
          <PaletteFrame typed={typed} onType={setTyped} groups={groups} isLoading={isLoading} autoFocus />
          {error && (
            <p role="alert" className="border-t border-line px-3.5 py-2 text-xs text-bad-ink">
              <Trans>Customers and people cannot be searched for the moment.</Trans>
            </p>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
