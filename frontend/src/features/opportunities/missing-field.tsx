import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { lostReasonLabels, options } from '@/shared/labels';
import { Checkbox } from '@/shared/ui/forms/choice';
import { DateField } from '@/shared/ui/forms/date-field';
import { AmountField } from '@/shared/ui/forms/number-field';
import { Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { ContactPicker, CurrencyField, FileField, ProductPicker } from '@/shared/pickers';
import type { Filling, Gap } from './filling';

interface Props {
  gap: Gap;
  customerId: string;
  filling: Filling;
  onChange: (part: Partial<Filling>) => void;
  /** Takes the focus: the first of several. */
  autoFocus?: boolean;
  /** The company's day. */
  today: string;
}

/** The field that supplies what a move lacks. For facts that only calls bring it says where they come from. */
export function MissingField(props: Props): ReactNode {
  const { gap } = props;
  if (gap in TEXTS) return <Words {...props} />;
  if (gap in DAYS) return <DayOf {...props} />;
  return <Special {...props} />;
}

const TEXTS = {
  reason: 'reason',
  needs_description: 'needs',
  contract_number: 'number',
  payment_terms: 'paymentTerms',
  delivery_terms: 'deliveryTerms',
  winning_competitor: 'winner',
  lessons_learned: 'lessons',
} as const satisfies Partial<Record<Gap, keyof Filling>>;
const LONG: readonly string[] = ['reason', 'needs_description', 'lessons_learned'];

function Words({ gap, filling, onChange, autoFocus = false }: Props) {
  const { t } = useLingui();
  const name = TEXTS[gap as keyof typeof TEXTS];
  const words: Record<keyof typeof TEXTS, string> = {
    reason: t`Why`,
    needs_description: t`What the customer needs`,
    contract_number: t`Contract number`,
    payment_terms: t`How it is paid`,
    delivery_terms: t`How it is delivered`,
    winning_competitor: t`Who won it`,
    lessons_learned: t`What was learned`,
  };
  const field = {
    label: words[gap as keyof typeof TEXTS],
    value: filling[name],
    onChange: (value: string) => onChange({ [name]: value }),
    autoFocus,
  };
  return LONG.includes(gap) ? <TextArea rows={2} {...field} /> : <TextField {...field} />;
}

const DAYS = {
  expected_purchase_date: 'purchaseOn',
  signing_date: 'signedOn',
  revisit_planned: 'revisitOn',
} as const satisfies Partial<Record<Gap, keyof Filling>>;

function DayOf({ gap, filling, onChange, today }: Props) {
  const { t } = useLingui();
  const name = DAYS[gap as keyof typeof DAYS];
  const words: Record<keyof typeof DAYS, string> = {
    expected_purchase_date: t`When the customer is to buy`,
    signing_date: t`Day of signing`,
    revisit_planned: t`Day of the revisit`,
  };
  return (
    <DateField
      label={words[gap as keyof typeof DAYS]}
      value={filling[name]}
      onChange={(value) => onChange({ [name]: value })}
      {...(gap === 'revisit_planned' && { min: today })}
    />
  );
}

function Special({ gap, customerId, filling, onChange, autoFocus = false, today }: Props) {
  const { t } = useLingui();
  const currency = <CurrencyField value={filling.currency} onChange={(value) => onChange({ currency: value })} />;
  switch (gap) {
    case 'open_follow_up':
      return (
        <>
          <TextField
            label={t`Aim of the next call`}
            value={filling.followUpAim}
            onChange={(followUpAim) => onChange({ followUpAim })}
            autoFocus={autoFocus}
          />
          <DateField
            label={t`Day at the customer`}
            value={filling.followUpOn}
            onChange={(followUpOn) => onChange({ followUpOn })}
            min={today}
          />
        </>
      );
    case 'product_lines':
      return (
        <>
          <ProductPicker
            label={t`Product`}
            value={filling.product}
            onChange={(product) =>
              onChange({
                product,
                ...(product && { line: product.name }),
                ...(product?.price && { price: product.price.amount, currency: product.price.currency }),
              })
            }
          />
          <TextField label={t`What it is`} value={filling.line} onChange={(line) => onChange({ line })} />
          <div className="flex gap-2">
            <AmountField
              className="w-24"
              label={t`Quantity`}
              value={filling.quantity}
              onChange={(quantity) => onChange({ quantity })}
            />
            {currency}
            <AmountField
              className="flex-1"
              label={t`Price of one`}
              value={filling.price}
              onChange={(price) => onChange({ price })}
            />
          </div>
        </>
      );
    case 'competitors':
      return (
        <>
          <TextField
            label={t`Who competes`}
            value={filling.competitor}
            isDisabled={filling.noneKnown}
            onChange={(competitor) => onChange({ competitor })}
            autoFocus={autoFocus}
          />
          <Checkbox isSelected={filling.noneKnown} onChange={(noneKnown) => onChange({ noneKnown })}>
            <Trans>No competitor is known</Trans>
          </Checkbox>
        </>
      );
    case 'solution_proposal':
      return (
        <>
          <TextArea
            label={t`What is offered`}
            rows={2}
            value={filling.proposal}
            onChange={(proposal) => onChange({ proposal })}
            autoFocus={autoFocus}
          />
          <FileField
            label={t`Send a file`}
            size="sm"
            files={filling.proposalFiles}
            onChange={(proposalFiles) => onChange({ proposalFiles })}
          />
        </>
      );
    case 'amount':
    case 'contract_amount': {
      const name = gap === 'amount' ? 'amount' : 'contractAmount';
      return (
        <div className="flex gap-2">
          {currency}
          <AmountField
            className="flex-1"
            label={t`Amount`}
            value={filling[name]}
            onChange={(value) => onChange({ [name]: value })}
          />
        </div>
      );
    }
    case 'decision_maker':
      return (
        <ContactPicker
          label={t`Who decides there`}
          hidesLabel
          customerId={customerId}
          value={filling.decisionMakerId}
          onChange={(decisionMakerId) => onChange({ decisionMakerId })}
          autoFocus={autoFocus}
        />
      );
    case 'contract_file':
      return (
        <FileField
          label={t`Send the contract`}
          size="sm"
          files={filling.contractFiles}
          onChange={(contractFiles) => onChange({ contractFiles })}
        />
      );
    case 'delivery_milestone':
      return (
        <div className="flex gap-2">
          <TextField
            className="flex-1"
            label={t`What is delivered`}
            value={filling.delivery}
            onChange={(delivery) => onChange({ delivery })}
          />
          <DateField label={t`By`} value={filling.deliveryOn} onChange={(deliveryOn) => onChange({ deliveryOn })} />
        </div>
      );
    case 'payment_milestone':
      return (
        <>
          <div className="flex gap-2">
            <TextField
              className="flex-1"
              label={t`What is paid`}
              value={filling.payment}
              onChange={(payment) => onChange({ payment })}
            />
            <DateField label={t`By`} value={filling.paymentOn} onChange={(paymentOn) => onChange({ paymentOn })} />
          </div>
          <div className="flex gap-2">
            {currency}
            <AmountField
              className="flex-1"
              label={t`Amount`}
              value={filling.paymentAmount}
              onChange={(paymentAmount) => onChange({ paymentAmount })}
            />
          </div>
        </>
      );
    case 'lost_reason':
      return (
        <Select
          label={t`Why it was lost`}
          hidesLabel
          choices={options(lostReasonLabels)}
          value={filling.lostReason}
          onChange={(lostReason) => onChange({ lostReason })}
          autoFocus={autoFocus}
        />
      );
    case 'milestones_done':
      return (
        <p className="text-xs text-ink-3">
          <Trans>Mark each milestone as done on the record.</Trans>
        </p>
      );
    default:
      return (
        <p className="text-xs text-ink-3">
          <Trans>A logged call brings it: log the call in which you reached somebody.</Trans>
        </p>
      );
  }
}
