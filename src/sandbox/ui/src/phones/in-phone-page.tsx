import { useState } from 'react';
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
      <div className="web-frame">
        {!isLoaded && <p className="chat-empty">{say('web.loading')}</p>}
        <iframe
          src={address}
          title={`${say('web.title')}: ${say('phone.of', { name: member.name })}`}
          onLoad={() => setLoaded(true)}
        />
      </div>
    </div>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
