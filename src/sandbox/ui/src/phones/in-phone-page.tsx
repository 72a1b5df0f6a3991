import { useLayoutEffect, useRef, useState } from 'react';
import type { Member } from '../desk/desk.types.ts';
import { useWords } from '../words/words.tsx';

interface InPhonePageProps {
  member: Member;
  url: string;
  close: () => void;
}

/** A page of the product inside the phone, opened as this member (WeCom's own browser). */
export function InPhonePage({ member, url, close }: InPhonePageProps) {
  const { say } = useWords();
  const [isLoaded, setLoaded] = useState(false);
  const { frame, scale } = useFit();
  const query = new URLSearchParams({ userid: member.userid, url });
  const address = `/_sandbox/webview?${query.toString()}`;
  return (
    <div className="web">
      <div className="phone-bar">
        <button type="button" className="phone-back" aria-label={say('web.close')} onClick={close}>
          ‹
        </button>
        <strong className="web-host">{hostOf(url)}</strong>
        <a
          className="web-outside"
          href={address}
          target="_blank"
          rel="noreferrer"
          aria-label={say('web.outside')}
        >
          ↗
        </a>
      </div>
      <div className="web-frame" ref={frame}>
        {!isLoaded && <p className="chat-empty">{say('web.loading')}</p>}
        <iframe
          src={address}
          title={`${say('web.title')}: ${say('phone.of', { name: member.name })}`}
          style={{ zoom: scale }}
          onLoad={() => setLoaded(true)}
        />
      </div>
    </div>
  );
}

/** Pages are made for phones of this width; on the desk they are shown whole, only smaller. */
const PAGE_WIDTH = 375;

/** How much smaller a page must be drawn to fit the frame; follows the frame's width. */
function useFit() {
  const frame = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(1);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setScale(Math.min(1, element.clientWidth / PAGE_WIDTH)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { frame, scale };
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
