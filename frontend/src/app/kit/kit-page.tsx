import { useEffect } from 'react';
import { listen } from '@/shared/hotkeys';
import { ToastRegion } from '@/shared/ui/feedback/toast-region';
import { ControlsColumn } from './controls';
import { FloatingColumn } from './floating';
import { MoreParts } from './more-parts';
import { StatesColumn } from './states';

/* Texts here are samples in Chinese, as the drawn sheet has them: not strings of the product. */

/** The sheet of components. The first screen is laid out as the drawn one, to hold beside it. */
export function KitPage() {
  useEffect(() => listen(), []);
  return (
    <div className="h-full overflow-auto bg-canvas">
      <div className="grid h-[900px] grid-cols-[452px_1fr_424px] divide-x divide-line">
        <ControlsColumn />
        <FloatingColumn />
        <StatesColumn />
      </div>
      <MoreParts />
      <ToastRegion />
    </div>
  );
}
