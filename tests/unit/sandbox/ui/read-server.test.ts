import { describe, expect, it } from 'vitest';
import { addEntry } from '#sandbox/chats/chat';
import { presentMessage } from '#sandbox/chats/present-message';
import { presentState } from '#sandbox/control/present-state';
import { FaultRequest } from '#sandbox/faults';
import { FAULT_PRESETS, presetOf } from '../../../../src/sandbox/ui/src/desk/fault-presets.ts';
import {
  list,
  readClock,
  readFaults,
  readLogLine,
  readMembers,
  readMessage,
  record,
} from '../../../../src/sandbox/ui/src/desk/read-server.ts';
import { openCore } from '../open-core.ts';

const ODD: unknown[] = [null, undefined, 5, 'text', true, [], [null], {}, { a: { b: 1 } }];

describe('whatever the server says, the page does not break', () => {
  it.each(ODD.map((value) => [JSON.stringify(value) ?? 'undefined', value]))('%s', (_name, value) => {
    expect(() => readMessage(value)).not.toThrow();
    expect(() => readMembers(value)).not.toThrow();
    expect(() => readLogLine(value)).not.toThrow();
    expect(() => readFaults(value)).not.toThrow();
    expect(Number.isFinite(readClock(value))).toBe(true);
    expect(Array.isArray(list(value))).toBe(true);
    expect(typeof record(value)).toBe('object');
  });

  it('an empty message is an empty bubble of the app', () => {
    expect(readMessage({})).toMatchObject({
      from: 'app',
      state: 'plain',
      title: '',
      text: '',
      lines: [],
      buttons: [],
      choices: [],
      menu: [],
      url: null,
      outcome: null,
      pressed: null,
      at: 0,
    });
  });
});

describe('messages', () => {
  it('read what the server presents, field by field', () => {
    const { core } = openCore();
    const entry = addEntry(core, 'lina', {
      from: 'app',
      kind: 'template_card',
      body: {
        card_type: 'button_interaction',
        task_id: 't',
        source: { desc: '浦东店', desc_color: 2 },
        main_title: { title: '新线索', desc: '小程序' },
        emphasis_content: { title: '30', desc: '分' },
        quote_area: { quote_text: '轮到你' },
        horizontal_content_list: [{ keyname: '电话', value: '138****1234' }],
        card_action: { type: 1, url: 'http://localhost:3000/app/leads/1' },
        action_menu: { action_list: [{ text: '收起', key: 'm' }] },
        button_selection: { question_key: 'q', title: '原因', option_list: [{ id: 'a', text: '价格' }] },
        button_list: [{ text: '接单', key: 'k', style: 2 }],
      },
    });
    const view = readMessage(JSON.parse(JSON.stringify(presentMessage(core.state, entry))));
    expect(view).toEqual({
      id: entry.id,
      from: 'app',
      kind: 'button_interaction',
      title: '新线索',
      subtitle: '小程序',
      text: '',
      source: { text: '浦东店', color: 2 },
      emphasis: { title: '30', text: '分' },
      quote: { title: '', text: '轮到你', url: null },
      image: null,
      lines: [{ label: '电话', value: '138****1234', url: null }],
      links: [],
      choices: [expect.objectContaining({ key: 'q', style: 'drop-down', selected: ['a'] })],
      buttons: [{ key: 'k', text: '接单', style: 2, url: null }],
      menu: [{ key: 'm', text: '收起' }],
      url: 'http://localhost:3000/app/leads/1',
      state: 'active',
      outcome: null,
      pressed: null,
      at: core.clock.ms(),
    });
  });

  it.each<[string, boolean, string]>([
    ['vote_interaction', false, 'list'],
    ['vote_interaction', true, 'list'],
    ['button_interaction', true, 'list'],
    ['button_interaction', false, 'drop-down'],
    ['multiple_interaction', false, 'drop-down'],
  ])('a question of a %s, several allowed %s, is a %s', (kind, multiple, style) => {
    const choice = { key: 'q', title: '', multiple, disabled: false, options: [], selected: [] };
    expect(readMessage({ kind, choices: [choice] }).choices[0]?.style).toBe(style);
  });

  it.each([
    ['member', 'member'],
    ['note', 'note'],
    ['app', 'app'],
    ['stranger', 'app'],
  ])('from %s is drawn as %s', (from, drawn) => {
    expect(readMessage({ from }).from).toBe(drawn);
  });
});

describe('the log', () => {
  it.each<[string, Record<string, unknown>, boolean, boolean]>([
    ['a good call', { kind: 'api', errcode: 0 }, false, true],
    ['a refused call', { kind: 'api', errcode: 45_009 }, true, false],
    ['a system error', { kind: 'api', errcode: -1 }, true, false],
    ['a callback answered', { kind: 'callback', status: 200 }, false, false],
    ['a callback refused', { kind: 'callback', status: 500 }, true, false],
    ['a callback without an answer', { kind: 'callback', status: null }, true, false],
    ['a chat line', { kind: 'chat' }, false, false],
    ['a fault', { kind: 'fault' }, false, false],
  ])('%s', (_what, line, isBad, isTechnical) => {
    expect(readLogLine(line)).toMatchObject({ isBad, isTechnical });
  });

  it('speaks Chinese where there is no English', () => {
    expect(readLogLine({ text: '张伟 收到' }).textEn).toBe('张伟 收到');
    expect(readLogLine({ text: '张伟 收到', textEn: 'Zhang got' }).textEn).toBe('Zhang got');
  });
});

describe('the clock', () => {
  it.each<[unknown, number]>([
    [{ now: '2026-05-06T02:00:00.000Z' }, Date.UTC(2026, 4, 6, 2)],
    [{ now: Date.UTC(2026, 4, 6, 2) }, Date.UTC(2026, 4, 6, 2)],
    [{ now: Date.UTC(2026, 4, 6, 2) / 1000 }, Date.UTC(2026, 4, 6, 2)],
    [{ now: 'soon' }, 0],
    [{}, 0],
  ])('%j', (value, ms) => {
    expect(readClock(value)).toBe(ms);
  });
});

describe('members', () => {
  it('are read as the server has them', () => {
    const { core } = openCore();
    const state = JSON.parse(JSON.stringify(presentState(core)));
    const members = readMembers(state.members);
    expect(members).toHaveLength(10);
    expect(members[0]).toEqual({
      userid: 'zhangwei',
      name: '张伟',
      role: 'sales',
      title: '销售顾问',
      store: '浦东旗舰店',
      storeId: 'store-pudong',
      active: true,
    });
  });

  it('somebody who left is told apart', () => {
    expect(readMembers([{ active: false }, {}]).map((member) => member.active)).toEqual([false, true]);
  });
});

describe('[OP1] fault switches', () => {
  it.each(FAULT_PRESETS.map((preset) => [preset.id, preset]))(
    '%s is understood by the server',
    (id, preset) => {
      expect(FaultRequest.parse(preset.request)).toMatchObject(preset.request);
      const { core } = openCore();
      const fault = core.faults.add(FaultRequest.parse(preset.request));
      expect(readFaults(JSON.parse(JSON.stringify(core.faults.list())))).toEqual([
        { id: String(fault.id), preset: id, remaining: fault.left },
      ]);
    },
  );

  it('are told apart from each other and from what a script sets', () => {
    const found = FAULT_PRESETS.map((preset) => presetOf(preset.request));
    expect(found).toEqual(FAULT_PRESETS.map((preset) => preset.id));
    expect(presetOf({ api: 'gettoken', errcode: 40_013 })).toBeNull();
    expect(presetOf({})).toBeNull();
  });

  it('a switch that has hit once is still that switch', () => {
    expect(presetOf({ api: 'message/send', errcode: -1, count: 2, left: 1 })).toBe('busy');
  });
});
