import { Trans, useLingui } from '@lingui/react/macro';
import { Section } from '@/shared/ui/layout/panel';
import { bookNames, ruleTexts } from './words/rules';

/** `《营销型客户管理制度》第 17 条` for `MC-17`. */
export function useRuleName(): (rule: string) => string {
  const { t, i18n } = useLingui();
  return (rule) => {
    const [book = '', number = ''] = rule.split('-');
    const name = bookNames[book];
    return name ? t`${i18n._(name)}, rule ${number}` : rule;
  };
}

/** What the written policy says, beside the setting that carries it out. */
export function RuleTexts({ rules }: { rules: readonly string[] }) {
  const { i18n } = useLingui();
  const ruleName = useRuleName();
  if (rules.length === 0) return null;
  return (
    <Section title={<Trans>What the written policy says</Trans>}>
      <ul className="flex flex-col gap-3">
        {rules.map((rule) => {
          const text = ruleTexts[rule];
          return (
            <li key={rule}>
              <p className="text-xs text-ink-3">
                <b className="font-strong text-ink-2">{rule}</b> {ruleName(rule)}
              </p>
              {text && <p>{i18n._(text)}</p>}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
