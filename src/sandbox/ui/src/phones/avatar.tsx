interface AvatarProps {
  name?: string;
  id?: string;
  /** The app's own face. */
  app?: boolean;
}

/** A coloured square with the family name, as chat clients draw people without a photo. */
export function Avatar({ name = '', id = '', app = false }: AvatarProps) {
  if (app) {
    return (
      <span className="avatar avatar-app" aria-hidden="true">
        <svg viewBox="0 0 32 32" width="100%" height="100%">
          <title>车聊</title>
          <path
            d="M7 11a4 4 0 0 1 4-4h10a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4h-6l-5 4.5V21a4 4 0 0 1-3-4z"
            fill="#fff"
          />
          <circle cx="13" cy="14" r="1.7" fill="#1f6feb" />
          <circle cx="19" cy="14" r="1.7" fill="#1f6feb" />
        </svg>
      </span>
    );
  }
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  const hue = Math.round((sum * 137.508) % 360);
  return (
    <span className="avatar" aria-hidden="true" style={{ background: `oklch(56% 0.13 ${hue})` }}>
      {name.slice(0, 1)}
    </span>
  );
}
