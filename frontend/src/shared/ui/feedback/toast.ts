/* What was done, or failed, said at the bottom left. A queue without a view: ToastRegion draws it, the shell loads that
   only when there is something to say. */

export interface Toast {
  id: number;
  text: string;
  tone: 'ok' | 'bad' | 'info';
  /** Takes the action back; `Z` does it too. */
  undo?: (() => void) | undefined;
  /** Tries again what failed. A failed toast stays until it is closed. */
  retry?: (() => void) | undefined;
  /** The number under which the server knows what went wrong. */
  traceId?: string | undefined;
}

const STAY_MS = 5000;
const MOST = 3;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function startTimer(toast: Toast): void {
  if (toast.tone !== 'bad')
    timers.set(
      toast.id,
      setTimeout(() => dismiss(toast.id), STAY_MS),
    );
}

function show(toast: Omit<Toast, 'id'>): number {
  const entry = { ...toast, id: nextId++ };
  for (const old of toasts.slice(0, Math.max(0, toasts.length - MOST + 1))) stopTimer(old.id);
  change([...toasts.slice(-(MOST - 1)), entry]);
  startTimer(entry);
  return entry.id;
}

function stopTimer(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

function dismiss(id: number): void {
  stopTimer(id);
  change(toasts.filter((toast) => toast.id !== id));
}

/** Says things at the bottom left. Never for a fault of a field: that stands at the field. */
export const toast = {
  /** Something was done: `已保存，Anadolu Kimya 的下一步在周五 09:30`. Gone after 5 s, unless looked at. */
  done: (text: string, undo?: () => void) => show({ text, tone: 'ok', undo }),
  /** Something worth knowing. */
  info: (text: string) => show({ text, tone: 'info' }),
  /** Something failed; stays. */
  failed: (text: string, more: { retry?: (() => void) | undefined; traceId?: string | undefined } = {}) =>
    show({ text, tone: 'bad', ...more }),
  dismiss,
  /** Takes back the latest thing that can be taken back. False when there is none. */
  undo(): boolean {
    const last = toasts.findLast((entry) => entry.undo);
    last?.undo?.();
    if (last) dismiss(last.id);
    return last !== undefined;
  },
  /** Time stands still while the pointer or the focus is on the toasts. */
  hold: () => timers.forEach((_, id) => stopTimer(id)),
  release: () => toasts.forEach((entry) => !timers.has(entry.id) && startTimer(entry)),
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  read: () => toasts,
};
