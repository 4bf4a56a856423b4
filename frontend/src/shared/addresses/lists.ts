import { day, oneOf, reader, text } from './read';

/* What the address of a list, a history and a home holds: read by their routes before any of their code is there. */

/** Which records a figure counted: the query string of the API's list. */
export const listOf: (search: Record<string, unknown>) => { of?: string } = reader({ of: text });

/** Whose day a leader looks at: the team's, or the own. */
export const dayOf: (search: Record<string, unknown>) => { day?: 'own'; team?: string } = reader({
  day: oneOf('own'),
  team: text,
});

/** What of the history is shown. */
export interface HistoryChoice {
  entity?: string;
  record?: string;
  customer?: string;
  who?: string;
  from?: string;
  to?: string;
  done?: 'insert' | 'update' | 'delete';
}

export const historyOf: (search: Record<string, unknown>) => HistoryChoice = reader({
  entity: text,
  record: text,
  customer: text,
  who: text,
  from: day,
  to: day,
  done: oneOf('insert', 'update', 'delete'),
});

/** The time and the team that a dashboard looks at. */
export const dashboardOf: (search: Record<string, unknown>) => { span?: '30' | '90' | '365'; team?: string } = reader({
  span: oneOf('30', '90', '365'),
  team: text,
});
