import type { QueryClient } from '@tanstack/react-query';
import type { Message, ServerEvent } from './events';
import type { EventOf, EventType } from './types';

/* Which caches an event touches. Features say so when they are loaded; what is not loaded has nothing to update. */

export type LiveHandler<Type extends EventType> = (client: QueryClient, event: EventOf<Type>) => void;
export type LiveHandlers = { [Type in EventType]?: LiveHandler<Type> };

const registered: LiveHandlers[] = [];

/** Adds what a feature does with events: targeted updates of its own caches. */
export function onEvents(handlers: LiveHandlers): void {
  registered.push(handlers);
}

function spread(client: QueryClient, event: ServerEvent): void {
  for (const handlers of registered) {
    const handler = handlers[event.type as EventType] as
      | ((client: QueryClient, event: ServerEvent) => void)
      | undefined;
    handler?.(client, event);
  }
}

/** Keeps the caches true to what happens. After a gap everything on screen is read anew. Returns how to stop. */
export function keepLive(client: QueryClient, onEnded: () => void): () => void {
  let stop: (() => void) | undefined;
  let isStopped = false;
  const onMessage = (message: Message) => {
    if (message.kind === 'event') spread(client, message.event);
    else if (message.kind === 'gap') void client.invalidateQueries();
    else if (message.kind === 'ended') onEnded();
  };
  // The stream's own code comes after the screen.
  void import('./events').then(({ follow }) => {
    if (!isStopped) stop = follow(onMessage);
  });
  return () => {
    isStopped = true;
    stop?.();
  };
}
