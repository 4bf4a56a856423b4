/** The mark: a globe, one meridian, a point on it. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      strokeWidth="1.7"
      className="flex-none stroke-accent-ink"
      aria-hidden
    >
      <circle cx="10" cy="10" r="8.6" />
      <path d="M10 1.4v17.200M10 1.4c4.6 4.7 4.6 12.5 0 17.2" />
      <circle cx="10" cy="10" r="2.1" className="fill-accent-ink stroke-none" />
    </svg>
  );
}
