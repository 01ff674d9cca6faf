/** Line icons on a grid of 24, drawn for this console. They say nothing to screen readers: what they stand beside does. */
const PATHS = {
  overview: 'M4 13h6V4H4zM14 20h6V11h-6zM14 8h6V4h-6zM4 20h6v-4H4z',
  webhook: 'M9 8a3 3 0 1 1 4 2.800L16 16M12 10l-4 7M8 17a3 3 0 1 1-3-3M8 17h7a3 3 0 1 0 1-1',
  deliveries: 'M4 6h12M4 12h9M4 18h6M15 15l3 3 4-5',
  events: 'M3 12h4l3-8 4 16 3-8h4',
  catalogue: 'M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM9 9h6M9 13h6',
  book: 'M7 4H4v16h3M17 4h3v16h-3M10 8l4 8M14 8l-4 8',
  settings:
    'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5zM8 14.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500 19 19M5 19l1.500-1.500M17.500 6.500 19 5',
  moon: 'M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10z',
  check: 'M5 13l4 4L19 7',
  alert: 'M12 4 2.500 20h19zM12 10v4M12 17v.5',
  plus: 'M12 5v14M5 12h14',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  send: 'M4 12 20 4l-5 16-3.500-6.500zM11.500 13.500 20 4',
  dots: 'M5 12h.01M12 12h.01M19 12h.01',
  out: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  back: 'M11 6l-6 6 6 6M5 12h14',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'dots' ? 3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-carehook-7)" />
      <path
        d="M7 17h4l2.500-6 4 12 3-9 1.500 3H25"
        fill="none"
        stroke="#fff"
        strokeWidth="2.500"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
