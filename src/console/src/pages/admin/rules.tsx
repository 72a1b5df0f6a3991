import { Button, CapsuleTabs } from 'antd-mobile';
import { useState } from 'react';
import type { RuleKind, RuleSetView } from '../../../../contract/admin-api.ts';
import { ApiError, api } from '../../api.ts';
import { TextBox } from '../../components/sheet.tsx';
import { Failure, Waiting } from '../../components/states.tsx';
import { useLoad } from '../../use-load.ts';
import { useWork } from '../../use-work.ts';
import { readRules, showRules } from './rules-text.ts';

const KINDS: readonly (readonly [RuleKind, string])[] = [
  ['assignment', '分配'],
  ['scoring', '评分'],
  ['clocks', '时限'],
];

/** Rules as text: what is in force, older versions, and for admins a new one. */
export function RulesPanel() {
  const [kind, setKind] = useState<RuleKind>('assignment');
  const view = useLoad(`rules:${kind}`, () => api.rules(kind));
  return (
    <>
      <CapsuleTabs activeKey={kind} onChange={(key) => setKind(key as RuleKind)}>
        {KINDS.map(([id, label]) => (
          <CapsuleTabs.Tab title={label} key={id} />
        ))}
      </CapsuleTabs>
      {view.error !== null && view.data === null && <Failure error={view.error} retry={view.reload} />}
      {view.data === null && view.error === null && <Waiting />}
      {view.data?.kind === kind && (
        <Editor key={`${kind}:${view.data.version}`} view={view.data} onChange={view.set} />
      )}
    </>
  );
}

function Editor({ view, onChange }: { view: RuleSetView; onChange: (view: RuleSetView) => void }) {
  const [text, setText] = useState(() => showRules(view.rules));
  const [mistake, setMistake] = useState<string | null>(null);
  const { busy, run } = useWork();
  const publish = async () => {
    const read = readRules(text);
    if (read.mistake !== null) return setMistake(read.mistake);
    setMistake(null);
    await run(async () => {
      try {
        onChange(await api.publishRules(view.kind, view.version, read.rules));
        return '已发布';
      } catch (error) {
        // A mistake belongs beside the text; anything else is said by the dialog.
        if (!(error instanceof ApiError) || error.code !== 'INVALID_INPUT') throw error;
        setMistake(error.message);
        return null;
      }
    });
  };
  return (
    <section className="panel">
      <p className="quiet small">
        {view.version === 0 ? '内置规则' : `第 ${view.version} 版`}
        {view.mayPublish ? '' : ' · 只有管理员可以修改'}
      </p>
      {view.mayPublish ? (
        <TextBox name="规则" maxLength={200_000} rows={16} value={text} onChange={setText} />
      ) : (
        <pre className="rules">{text}</pre>
      )}
      {mistake !== null && (
        <p className="error" role="alert">
          {mistake}
        </p>
      )}
      {view.mayPublish && (
        <Button block color="primary" loading={busy} onClick={() => void publish()}>
          发布新版本
        </Button>
      )}
      <h2>历史版本</h2>
      <ol className="plain">
        {view.history.map((one) => (
          <li key={one.version}>
            <details>
              <summary>
                {one.version === 0 ? '内置规则' : `第 ${one.version} 版 · ${one.publishedBy ?? ''}`}
              </summary>
              <pre className="rules">{showRules(one.rules)}</pre>
              {view.mayPublish && one.version !== view.version && (
                <Button onClick={() => setText(showRules(one.rules))}>放入编辑框</Button>
              )}
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}
