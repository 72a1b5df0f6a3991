import { useState } from 'react';
import { shanghaiParts } from '../desk/browser-time.ts';
import type { LogLine } from '../desk/desk.types.ts';
import { useDesk } from '../desk/desk-context.tsx';
import { useWords } from '../words/words.tsx';

/** Everything that happened, one sentence each, newest first. */
export function LogPanel() {
  const { say } = useWords();
  const log = useDesk((desk) => desk.log);
  const members = useDesk((desk) => desk.members);
  const [person, setPerson] = useState('');
  const [withCalls, setWithCalls] = useState(false);
  const shown = log
    .filter((line) => (withCalls || !line.isTechnical) && (person === '' || line.userid === person))
    .toReversed();
  return (
    <section className="panel log" aria-labelledby="log-heading">
      <header className="panel-head log-head">
        <h2 id="log-heading">{say('log')}</h2>
        <select
          aria-label={say('log.filter')}
          value={person}
          onChange={(event) => setPerson(event.target.value)}
        >
          <option value="">{say('log.all')}</option>
          {members.map((member) => (
            <option key={member.userid} value={member.userid}>
              {member.name}
            </option>
          ))}
        </select>
        <label className="log-calls">
          <input
            type="checkbox"
            role="switch"
            className="switch"
            checked={withCalls}
            aria-checked={withCalls}
            onChange={(event) => setWithCalls(event.target.checked)}
          />
          {say('log.calls')}
        </label>
      </header>
      {shown.length === 0 ? (
        <p className="panel-empty">{say(person === '' ? 'log.empty' : 'log.empty.person')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <ol className="log-lines" tabIndex={0} aria-labelledby="log-heading">
          {shown.map((line) => (
            <LogRow key={line.id} line={line} />
          ))}
        </ol>
      )}
    </section>
  );
}

const KNOWN_KINDS = ['api', 'callback', 'chat', 'clock', 'fault', 'contact', 'lead', 'system'] as const;

function LogRow({ line }: { line: LogLine }) {
  const { say, language } = useWords();
  const kind = KNOWN_KINDS.find((each) => each === line.kind) ?? 'system';
  const at = shanghaiParts(Date.parse(line.time) || 0, language);
  return (
    <li className="log-line" data-kind={kind} data-bad={line.isBad}>
      <div className="log-meta">
        <span className="log-kind">{say(`log.kind.${kind}`)}</span>
        <time dateTime={line.time} title={at.short}>
          {at.time}:{at.seconds}
        </time>
      </div>
      <p>{language === 'zh' ? line.text : line.textEn}</p>
    </li>
  );
}
