import { useEffect, useState } from 'react';
import { browserNowMs } from './browser-time.ts';
import { useDesk } from './desk-context.tsx';

/** The product's time in milliseconds, drawn anew every second and at once when the clock is moved. */
export function useProductTime(): number {
  const skewMs = useDesk((desk) => desk.skewMs);
  const [now, setNow] = useState(browserNowMs);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(browserNowMs()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  return now + skewMs;
}
