/** Stroke paths on a 24 × 24 grid; drawn here because not every machine has a font with such signs. */
const PATHS = {
  mini_program: 'M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM11 18h2',
  site_form: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  auto_show: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 20v-2',
  autohome: 'M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6',
  yiche: 'M4 16v-4l2-6h12l2 6v4zM4 12h16M5 16v3h3v-3M16 16v3h3v-3',
  phone_call: 'M5 4h4l2 5-2.5 2a12 12 0 0 0 4.5 4.5l2-2.5 5 2v4a1 1 0 0 1-1 1C11 20 4 13 4 5a1 1 0 0 1 1-1z',
  wecom_contact:
    'M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-5 4v-4H6a2 2 0 0 1-2-2zM12 7.5v5M9.5 10h5',
  phones: 'M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM11 18h2',
  sources: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5',
  log: 'M5 6h2M10 6h9M5 12h2M10 12h9M5 18h2M10 18h9',
  bolt: 'M13 3L5 13.5h6L10 21l8-10.5h-6z',
  reset: 'M4 5v5h5M4.6 10a8 8 0 1 1-.4 4',
  swap: 'M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4',
  dice: 'M20 11a8 8 0 0 0-14.5-3.5M4 4v4h4M4 13a8 8 0 0 0 14.5 3.5M20 20v-4h-4',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside a word, never instead of one. */
export function Icon({ name, size = 17 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
