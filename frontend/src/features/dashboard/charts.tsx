import { useLingui } from '@lingui/react/macro';
import {
  Bar,
  BarChart,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { count, percent } from '@/shared/format';

/* What all charts share: colours of the tokens, horizontal lines only, no motion, arrows from mark to mark. */

const TEXT = { fill: 'var(--ink-3)', fontSize: 12 };
const ACROSS = { tick: TEXT, tickLine: false, axisLine: { stroke: 'var(--line-2)' } };
const TIP = {
  contentStyle: {
    background: 'var(--raised)',
    border: '1px solid var(--line-2)',
    borderRadius: 8,
    color: 'var(--ink)',
    padding: '6px 10px',
  },
  itemStyle: { color: 'var(--ink)', padding: 0 },
  labelStyle: { color: 'var(--ink-3)' },
  cursor: { fill: 'var(--hover)' },
  isAnimationActive: false,
} as const;
const HEIGHT = 230;

export interface Point {
  id: string;
  name: string;
}

interface Series {
  key: string;
  name: string;
  color: string;
}

interface BarsProps<Row extends Point> {
  label: string;
  rows: readonly Row[];
  series: readonly Series[];
  format?: (value: number) => string;
  onOpen: (row: Row, series: string) => void;
}

/** Bars by time or by kind; pressing one opens what it counts. */
export function Bars<Row extends Point>({ label, rows, series, format = count, onOpen }: BarsProps<Row>) {
  return (
    <figure aria-label={label} className="date m-0">
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <BarChart
          data={[...rows]}
          margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
          barGap={2}
          accessibilityLayer
          title={label}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="name" {...ACROSS} interval="preserveStartEnd" />
          <YAxis
            tick={{ ...TEXT, fontSize: 11 }}
            tickLine={false}
            axisLine={false}
            width={44}
            allowDecimals={false}
            tickFormatter={format}
          />
          <Tooltip {...TIP} formatter={(value) => format(Number(value))} />
          {series.map(({ key, name, color }) => (
            <Bar
              key={key}
              dataKey={key}
              name={name}
              fill={color}
              maxBarSize={36}
              isAnimationActive={false}
              className="cursor-pointer"
              onClick={(_, index) => {
                const row = rows[index];
                if (row) onOpen(row, key);
              }}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}

export interface HoursProps {
  label: string;
  rows: readonly HourPoint[];
  names: Readonly<Record<'planned' | 'dialled' | 'connected', string>>;
  /** Which row the present hour is, and what is written there. */
  now: { id: string; label: string } | undefined;
  onOpen: (row: HourPoint, part: 'dialled' | 'connected') => void;
}

interface HourPoint extends Point {
  planned: number;
  dialled: number;
  connected: number;
}

/** Plan and calls by the hour: the plan an outline, what was dialled within it, what was reached within that. */
export function Hours({ label, rows, names, now, onOpen }: HoursProps) {
  // By id: the hour after midnight may stand at both ends under one name.
  const nameOf = (id: string) => rows.find((row) => row.id === id)?.name ?? '';
  const bar = { isAnimationActive: false } as const;
  const opens = (part: 'dialled' | 'connected') => ({
    ...bar,
    className: 'cursor-pointer',
    onClick: (_: unknown, index: number) => {
      const row = rows[index];
      if (row) onOpen(row, part);
    },
  });
  return (
    <figure aria-label={label} className="date m-0">
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <BarChart
          data={[...rows]}
          margin={{ top: 18, right: 4, bottom: 0, left: 0 }}
          barGap="-100%"
          accessibilityLayer
          title={label}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="id" tickFormatter={nameOf} {...ACROSS} />
          <YAxis
            tick={{ ...TEXT, fontSize: 11 }}
            tickLine={false}
            axisLine={false}
            width={44}
            allowDecimals={false}
            tickFormatter={count}
          />
          <Tooltip
            {...TIP}
            labelFormatter={(id) => nameOf(typeof id === 'string' ? id : '')}
            formatter={(value) => count(Number(value))}
          />
          <Bar
            {...bar}
            dataKey="planned"
            name={names.planned}
            fill="var(--accent-soft)"
            stroke="var(--accent-line)"
            maxBarSize={40}
          />
          <Bar {...opens('dialled')} dataKey="dialled" name={names.dialled} fill="var(--c1)" maxBarSize={40} />
          <Bar {...opens('connected')} dataKey="connected" name={names.connected} fill="var(--c2)" maxBarSize={40} />
          {now && (
            <ReferenceLine
              x={now.id}
              stroke="var(--ink)"
              strokeDasharray="2 3"
              label={{ value: now.label, position: 'top', fill: 'var(--ink-2)', fontSize: 12 }}
            />
          )}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}

export interface Cause extends Point {
  count: number;
  together: number;
  query: string;
}

/** The Pareto: how often each cause, and which share together with the more frequent ones. */
export function Pareto({
  label,
  rows,
  onOpen,
}: {
  label: string;
  rows: readonly Cause[];
  onOpen: (row: Cause) => void;
}) {
  const { t } = useLingui();
  return (
    <figure aria-label={label} className="date m-0">
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          data={[...rows]}
          margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
          accessibilityLayer
          title={label}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="name"
            {...ACROSS}
            tick={{ ...TEXT, fontSize: 11, width: 68 }} // words wrap
            height={44}
            interval={0}
          />
          <YAxis
            yAxisId="count"
            tick={{ ...TEXT, fontSize: 11 }}
            tickLine={false}
            axisLine={false}
            width={32}
            allowDecimals={false}
          />
          <YAxis
            yAxisId="share"
            orientation="right"
            domain={[0, 1]}
            ticks={[0, 0.5, 1]}
            tick={{ ...TEXT, fontSize: 11 }}
            tickLine={false}
            axisLine={false}
            width={44}
            tickFormatter={(value: number) => percent(value)}
          />
          <Tooltip
            {...TIP}
            formatter={(value, name) =>
              name === t({ context: 'share', message: 'Together' }) ? percent(Number(value), 1) : count(Number(value))
            }
          />
          <Bar
            yAxisId="count"
            dataKey="count"
            name={t`Complaints`}
            fill="var(--c1)"
            maxBarSize={44}
            isAnimationActive={false}
            className="cursor-pointer"
            onClick={(_, index) => {
              const row = rows[index];
              if (row) onOpen(row);
            }}
          />
          <Line
            yAxisId="share"
            dataKey="together"
            name={t({ context: 'share', message: 'Together' })}
            stroke="var(--c2)"
            strokeWidth={2}
            dot={{ fill: 'var(--surface)', stroke: 'var(--c2)', r: 3 }}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}
