import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';
import { cx } from '../cx';

export interface TabsProps<Id extends string> {
  label: string;
  tabs: readonly { id: Id; name: ReactNode; count?: ReactNode; mark?: ReactNode }[];
  value: Id;
  onChange: (value: Id) => void;
  /** What stands at the right end of the strip. */
  after?: ReactNode;
  /** The part that is open. */
  children: ReactNode;
  className?: string;
}

/** The parts of a record. Which one is open belongs into the URL. */
export function Tabs<Id extends string>({ label, tabs, value, onChange, after, children, className }: TabsProps<Id>) {
  return (
    <AriaTabs
      selectedKey={value}
      onSelectionChange={(key) => onChange(key as Id)}
      keyboardActivation="manual"
      className={cx('flex min-h-0 flex-col', className)}
    >
      <div className="flex flex-none items-center border-b border-line px-4">
        <TabList aria-label={label} className="flex min-w-0 flex-1 gap-4.5 overflow-x-auto [scrollbar-width:none]">
          {tabs.map((tab) => (
            <Tab
              key={tab.id}
              id={tab.id}
              className={cx(
                '-mb-px flex h-9 cursor-default items-center gap-1.5 border-b-2 border-transparent whitespace-nowrap text-ink-3 outline-none coarse:h-11',
                'hover:text-ink focus-visible:ring-focus-inside selected:border-accent selected:font-strong selected:text-ink',
              )}
            >
              {tab.mark}
              {tab.name}
              {tab.count !== undefined && <span className="text-xs font-normal text-ink-3">{tab.count}</span>}
            </Tab>
          ))}
        </TabList>
        {after}
      </div>
      <TabPanel id={value} className="flex min-h-0 flex-1 flex-col outline-none">
        {children}
      </TabPanel>
    </AriaTabs>
  );
}
