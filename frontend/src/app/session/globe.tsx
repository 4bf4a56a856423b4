import { cityOf, timeIn, useMinute } from '@/shared/time';
import { type Place, project } from './globe-view';

const SIZE = 660;
const RADIUS = 330;
const STEP = 24;

const PLACES: readonly Place[] = [
  ['Asia/Shanghai', 31.2, 121.5],
  ['Europe/Berlin', 52.5, 13.4],
  ['Europe/Madrid', 40.4, -3.7],
  ['Europe/Istanbul', 41, 29],
  ['Asia/Dubai', 25.2, 55.3],
  ['Asia/Kolkata', 22.6, 88.4],
  ['Africa/Nairobi', -1.3, 36.8],
  ['Africa/Johannesburg', -26.2, 28],
  ['America/Sao_Paulo', -23.6, -46.6],
  ['America/New_York', 40.7, -74],
  ['America/Los_Angeles', 34, -118.2],
  ['America/Mexico_City', 19.4, -99.1],
  ['America/Bogota', 4.7, -74.1],
  ['Asia/Tokyo', 35.7, 139.7],
  ['Asia/Singapore', 1.4, 103.8],
  ['Australia/Sydney', -33.9, 151.2],
  ['Pacific/Auckland', -36.8, 174.8],
];

/** The half of the earth where it is day: the sun's meridian drawn strong, the time in the cities on it. It turns with the hours. */
export function Globe() {
  const now = useMinute();
  const { noon, centre, places, meridians, parallels } = project(now, PLACES, RADIUS, STEP);
  return (
    <svg
      viewBox={`${-SIZE / 2 - 8} ${-SIZE / 2 - 8} ${SIZE + 16} ${SIZE + 16}`}
      className="max-h-[74%] max-w-[78%] overflow-visible"
      aria-hidden
    >
      <g fill="none" className="stroke-line-2" strokeWidth="1">
        <circle r={RADIUS} className="fill-surface" />
        {meridians.map((width) => (
          <path key={width} d={arc(width)} />
        ))}
        {parallels.map(({ y, half }) => (
          <path key={y} d={`M${-half} ${y}H${half}`} className="stroke-line" />
        ))}
      </g>
      <path
        d={arc(RADIUS * Math.sin(((noon - centre) * Math.PI) / 180))}
        fill="none"
        className="stroke-accent"
        strokeWidth="2"
      />
      {places.map(({ zone, x, y, isLeft }) => (
        <g key={zone} transform={`translate(${x} ${y})`}>
          <circle r="4" className="fill-accent stroke-surface" strokeWidth="1" />
          <text
            x={isLeft ? -12 : 12}
            y="4.5"
            textAnchor={isLeft ? 'end' : 'start'}
            className="fill-ink stroke-surface text-sm font-strong tabular-nums"
            strokeWidth="4"
            strokeLinejoin="round"
            paintOrder="stroke"
          >
            {cityOf(zone)} {timeIn(now, zone)}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Half an ellipse from pole to pole, `width` px to the right (or left) of the middle. */
function arc(width: number): string {
  return `M0 ${-RADIUS}A${Math.abs(width)} ${RADIUS} 0 0 ${width < 0 ? 0 : 1} 0 ${RADIUS}`;
}
