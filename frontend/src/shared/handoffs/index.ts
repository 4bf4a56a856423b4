export { AskDialog, HandoffLine, handoffsOfQuery } from './handoffs';
