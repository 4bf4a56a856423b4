/* What happens, live. One tab of the browser leads: it holds the stream and tells the others. When it goes, another
   takes over where it stopped. */
import { connection } from './connection';
import { remember, remembered } from './stream-mark';

/** An event as the server tells it. */
export interface ServerEvent {
  id: string;
  /** `customer.updated`, `alert.opened`, … */
  type: string;
  at: string;
  actor_id: string | null;
  subject_type: string;
  subject_id: string;
  subject_version: number | null;
  customer_id: string | null;
  data: unknown;
}

/** `gap`: events were missed, whatever was read may be old. `ended`: the session is over. */
export type Message =
  | { kind: 'event'; event: ServerEvent }
  | { kind: 'gap' }
  | { kind: 'ended' }
  | { kind: 'online' }
  | { kind: 'lost'; attempt: number; nextAt: number };

interface Frame {
  id?: string;
  event?: string;
  data?: string;
}

const SILENCE_MS = 45_000;
const MOST_WAIT_MS = 30_000;

/** How long to wait before try number `attempt`, counted from 1: doubles up to 30 s, with a share of chance. */
export function backOff(attempt: number, chance = Math.random()): number {
  return Math.min(MOST_WAIT_MS, 1000 * 2 ** (attempt - 1)) * (0.75 + chance / 2);
}

/** Splits a stream of server-sent events into frames; give it each piece of text as it comes. */
export function frameReader(onFrame: (frame: Frame) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    rest += text;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const frame: Frame = {};
      for (const line of block.split(/\r?\n/)) {
        const [, field, value = ''] = /^(id|event|data):? ?(.*)$/.exec(line) ?? [];
        if (field === 'id') frame.id = value;
        else if (field === 'event') frame.event = value;
        else if (field === 'data') frame.data = frame.data === undefined ? value : `${frame.data}\n${value}`;
      }
      if (frame.id !== undefined || frame.data !== undefined || frame.event !== undefined) onFrame(frame);
    }
  };
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => (clearTimeout(timer), resolve());
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    addEventListener('online', done, { once: true });
  });

/** Reads the stream until it ends. Throws when it breaks; returns false when the session is over. */
async function readStream(tell: (message: Message) => void, signal: AbortSignal, onOpen: () => void): Promise<boolean> {
  const last = remembered();
  const silence = new AbortController();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  const response = await fetch('/v1/events/stream', {
    headers: { Accept: 'text/event-stream', ...(last === null ? {} : { 'Last-Event-ID': last }) },
    signal: AbortSignal.any([signal, silence.signal]),
  });
  if (response.status === 401 || response.status === 403) return false;
  if (!response.ok || !response.body) throw new Error(`stream: ${response.status}`);
  onOpen();
  heard();
  const goneOffline = () => silence.abort();
  addEventListener('offline', goneOffline);
  const read = frameReader((frame) => {
    if (frame.event === 'reset') tell({ kind: 'gap' });
    else if (frame.data !== undefined) tell({ kind: 'event', event: JSON.parse(frame.data) as ServerEvent });
    if (frame.id !== undefined) remember(frame.id);
  });
  try {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      heard();
      read(value);
    }
  } finally {
    clearTimeout(watchdog);
    removeEventListener('offline', goneOffline);
  }
}

/** Holds the stream for as long as this tab leads. */
async function lead(tell: (message: Message) => void, signal: AbortSignal): Promise<void> {
  let attempt = 0;
  while (!signal.aborted) {
    try {
      const goesOn = await readStream(tell, signal, () => {
        attempt = 0;
        tell({ kind: 'online' });
      });
      if (!goesOn) return tell({ kind: 'ended' });
    } catch {
      if (signal.aborted) return;
    }
    attempt += 1;
    const wait = backOff(attempt);
    if (attempt > 1 || !navigator.onLine) tell({ kind: 'lost', attempt, nextAt: Date.now() + wait });
    await pause(wait, signal);
  }
}

/** Follows what happens, led by this tab or by another. Returns how to stop. */
export function follow(onMessage: (message: Message) => void): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel('meridian.events');
  const receive = (message: Message) => {
    if (message.kind === 'online') connection.online();
    else if (message.kind === 'lost') connection.lost(message.attempt, message.nextAt);
    onMessage(message);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => receive(data));
  const tell = (message: Message) => {
    channel.postMessage(message);
    receive(message);
  };
  navigator.locks
    .request('meridian.events', { signal: stop.signal }, () => lead(tell, stop.signal))
    .catch(() => {
      // Stopped before it was our turn.
    });
  return () => {
    stop.abort();
    channel.close();
  };
}
