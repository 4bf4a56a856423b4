import type { ContractCreate, Criterion, LostReason, PositionChange } from '@/api';
import { parseAmount } from '@/shared/format';
import type { FileLike } from '@/shared/pickers';

/** What a move lacks, by the criteria's codes; `reason` is what moves backwards ask for. */
export type Gap = Criterion | 'reason';

/** What is typed to supply it. Amounts are decimal strings as typed, dates are days. */
export interface Filling {
  reason: string;
  followUpAim: string;
  followUpOn: string | null;
  needs: string;
  product: { id: string; name: string } | null;
  line: string;
  quantity: string | null;
  price: string | null;
  purchaseOn: string | null;
  competitor: string;
  noneKnown: boolean;
  proposal: string;
  proposalFiles: FileLike[];
  amount: string | null;
  currency: string;
  decisionMakerId: string | null;
  number: string;
  signedOn: string | null;
  contractAmount: string | null;
  paymentTerms: string;
  deliveryTerms: string;
  contractFiles: FileLike[];
  delivery: string;
  deliveryOn: string | null;
  payment: string;
  paymentOn: string | null;
  paymentAmount: string | null;
  revisitOn: string | null;
  lostReason: LostReason | null;
  winner: string;
  lessons: string;
}

/** Nothing typed yet; an amount already known is offered for the contract. */
export function emptyFilling(amount: { amount: string; currency: string } | null): Filling {
  return {
    reason: '',
    followUpAim: '',
    followUpOn: null,
    needs: '',
    product: null,
    line: '',
    quantity: '1',
    price: null,
    purchaseOn: null,
    competitor: '',
    noneKnown: false,
    proposal: '',
    proposalFiles: [],
    amount: null,
    currency: amount?.currency ?? 'USD',
    decisionMakerId: null,
    number: '',
    signedOn: null,
    contractAmount: amount?.amount ?? null,
    paymentTerms: '',
    deliveryTerms: '',
    contractFiles: [],
    delivery: '',
    deliveryOn: null,
    payment: '',
    paymentOn: null,
    paymentAmount: null,
    revisitOn: null,
    lostReason: null,
    winner: '',
    lessons: '',
  };
}

const said = (text: string) => text.trim() !== '';
const isAmount = (amount: string | null) => amount !== null && parseAmount(amount) !== null && Number(amount) > 0;
const ids = (files: readonly FileLike[]) => files.map((file) => file.id);

const FILLED: Partial<Record<Gap, (filling: Filling) => boolean>> = {
  reason: ({ reason }) => said(reason),
  open_follow_up: ({ followUpAim, followUpOn }) => said(followUpAim) && followUpOn !== null,
  needs_description: ({ needs }) => said(needs),
  product_lines: ({ line, product, quantity }) => (said(line) || product !== null) && isAmount(quantity),
  expected_purchase_date: ({ purchaseOn }) => purchaseOn !== null,
  competitors: ({ competitor, noneKnown }) => noneKnown || said(competitor),
  solution_proposal: ({ proposal }) => said(proposal),
  amount: ({ amount }) => isAmount(amount),
  decision_maker: ({ decisionMakerId }) => decisionMakerId !== null,
  contract_number: ({ number }) => said(number),
  signing_date: ({ signedOn }) => signedOn !== null,
  contract_amount: ({ contractAmount }) => isAmount(contractAmount),
  payment_terms: ({ paymentTerms }) => said(paymentTerms),
  delivery_terms: ({ deliveryTerms }) => said(deliveryTerms),
  contract_file: ({ contractFiles }) => contractFiles.length > 0,
  delivery_milestone: ({ delivery, deliveryOn }) => said(delivery) && deliveryOn !== null,
  payment_milestone: ({ payment, paymentOn, paymentAmount }) =>
    said(payment) && paymentOn !== null && isAmount(paymentAmount),
  revisit_planned: ({ revisitOn }) => revisitOn !== null,
  lost_reason: ({ lostReason }) => lostReason !== null,
  winning_competitor: ({ winner }) => said(winner),
  lessons_learned: ({ lessons }) => said(lessons),
};

/** Whether a gap has a field of its own; the others are facts that calls and other records bring. */
export const hasField = (gap: Gap) => gap in FILLED;

/** Of what is asked for, what is still not typed, or cannot be typed here. */
export function stillMissing(asked: readonly Gap[], filling: Filling): Gap[] {
  return asked.filter((gap) => FILLED[gap]?.(filling) !== true);
}

const CONTRACT: Partial<Record<Gap, (filling: Filling) => ContractCreate>> = {
  contract_number: ({ number }) => ({ number: number.trim() }),
  signing_date: ({ signedOn }) => (signedOn === null ? {} : { signed_on: signedOn }),
  contract_amount: ({ contractAmount, currency }) => ({ amount: { amount: contractAmount ?? '', currency } }),
  payment_terms: ({ paymentTerms }) => ({ payment_terms: paymentTerms.trim() }),
  delivery_terms: ({ deliveryTerms }) => ({ delivery_terms: deliveryTerms.trim() }),
  contract_file: ({ contractFiles }) => ({ file_ids: ids(contractFiles) }),
};

type Body = Omit<PositionChange, 'stage' | 'after_id' | 'before_id'>;

const BODIES: Partial<Record<Gap, (filling: Filling) => Body>> = {
  reason: ({ reason }) => ({ reason: reason.trim() }),
  open_follow_up: ({ followUpAim, followUpOn }) => ({
    follow_up: { method: 'phone', aim: followUpAim.trim(), due_on: followUpOn },
  }),
  needs_description: ({ needs }) => ({ needs_description: needs.trim() }),
  product_lines: ({ product, line, quantity, price, currency }) => ({
    lines: [
      {
        product_id: product?.id ?? null,
        description: line.trim() || (product?.name ?? ''),
        quantity: quantity ?? '1',
        ...(isAmount(price) && { unit_price: { amount: price ?? '', currency } }),
      },
    ],
  }),
  expected_purchase_date: ({ purchaseOn }) => ({ expected_purchase_on: purchaseOn }),
  competitors: ({ noneKnown }) => (noneKnown ? { no_competitors_known: true } : {}),
  solution_proposal: ({ proposal, proposalFiles }) => ({
    proposal: { summary: proposal.trim(), file_ids: ids(proposalFiles) },
  }),
  amount: ({ amount, currency }) => ({ amount: { amount: amount ?? '', currency } }),
  decision_maker: ({ decisionMakerId }) => ({ decision_maker_id: decisionMakerId }),
  revisit_planned: ({ revisitOn }) => ({ revisit: { due_on: revisitOn } }),
  lost_reason: ({ lostReason }) => ({ lost_reason: lostReason }),
  winning_competitor: ({ winner }) => (said(winner) ? { winning_competitor: winner.trim() } : {}),
  lessons_learned: ({ lessons }) => ({ lessons_learned: lessons.trim() }),
};

/** What goes with the move, for what is asked for and typed. */
export function bodyOf(asked: readonly Gap[], filling: Filling): Body {
  const contract = Object.assign({}, ...asked.map((gap) => CONTRACT[gap]?.(filling) ?? {})) as ContractCreate;
  const body = Object.assign({}, ...asked.map((gap) => BODIES[gap]?.(filling) ?? {})) as Body;
  return Object.keys(contract).length > 0 ? { ...body, contract } : body;
}

/** What has to be on record before the move, because no move takes it. */
export interface Before {
  competitor: string | null;
  milestones: { kind: 'delivery' | 'payment'; title: string; due_on: string; amount?: PositionChange['amount'] }[];
}

export function beforeOf(asked: readonly Gap[], filling: Filling): Before {
  const { competitor, noneKnown, delivery, deliveryOn, payment, paymentOn, paymentAmount, currency } = filling;
  const milestones: Before['milestones'] = [];
  if (asked.includes('delivery_milestone') && deliveryOn !== null) {
    milestones.push({ kind: 'delivery', title: delivery.trim(), due_on: deliveryOn });
  }
  if (asked.includes('payment_milestone') && paymentOn !== null) {
    const amount = { amount: paymentAmount ?? '', currency };
    milestones.push({ kind: 'payment', title: payment.trim(), due_on: paymentOn, amount });
  }
  const names = asked.includes('competitors') && !noneKnown && said(competitor);
  return { competitor: names ? competitor.trim() : null, milestones };
}
