import type { QueryClient } from '@tanstack/react-query';
import { type Message, type ServerEvent, follow } from './events';
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
  return follow((message: Message) => {
    if (message.kind === 'event') spread(client, message.event);
    else if (message.kind === 'gap') void client.invalidateQueries();
    else if (message.kind === 'ended') onEnded();
  });
}
