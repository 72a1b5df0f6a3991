import { createRequire } from 'node:module';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readMessage } from '../../../../src/sandbox/ui/src/desk/read-server.ts';
import { loadUi } from './load-ui.ts';

// The page's own React, which is not the one at the root; untyped, as the page's other parts are here.
const ofPage = createRequire(new URL('../../../../src/sandbox/ui/package.json', import.meta.url));
const { createElement } = ofPage('react') as { createElement(part: Component, props: object): unknown };
const { renderToStaticMarkup } = ofPage('react-dom/server') as {
  renderToStaticMarkup(node: unknown): string;
};

type Component = (props: Record<string, unknown>) => unknown;
let parts: Record<'TemplateCard' | 'LinkedText' | 'Markdown' | 'WordsProvider' | 'Avatar', Component>;
let language: string | null = null;

beforeAll(async () => {
  const [card, rich, words, avatar] = await Promise.all(
    ['cards/template-card.tsx', 'cards/rich-text.tsx', 'words/words.tsx', 'phones/avatar.tsx'].map((path) =>
      loadUi<Record<string, Component>>(path),
    ),
  );
  parts = { ...card, ...rich, ...words, ...avatar } as typeof parts;
});
beforeEach(() => {
  language = null;
  vi.stubGlobal('localStorage', { getItem: () => language, setItem: () => undefined });
});
afterEach(() => vi.unstubAllGlobals());

const ignore = () => undefined;
const draw = (name: keyof typeof parts, props: Record<string, unknown>) =>
  renderToStaticMarkup(createElement(parts.WordsProvider, { children: createElement(parts[name], props) }));
const drawCard = (message: Record<string, unknown>, pressing: string | null = null) =>
  draw('TemplateCard', {
    message: readMessage({ id: 'm', kind: 'button_interaction', state: 'active', ...message }),
    openLink: ignore,
    press: ignore,
    pressing,
  });
const buttons = (...texts: string[]) => texts.map((text) => ({ key: text, text, style: 1 }));

describe('a card as the phone draws it', () => {
  it('stacks its parts in the order of the client', () => {
    const html = drawCard({
      source: { text: '浦东店', color: 2 },
      title: '新线索',
      subtitle: '小程序',
      emphasis: { title: '30 分', text: '超时' },
      quote: { title: '', text: '轮到你' },
      lines: [{ label: '电话', value: '138****1234' }],
      choices: [{ key: 'q', title: '原因', options: [{ id: 'a', text: '价格' }], selected: ['a'] }],
      buttons: buttons('接单'),
      url: 'http://localhost:3000/x',
    });
    const order = [
      '浦东店',
      '新线索',
      '小程序',
      '30 分',
      '轮到你',
      '138****1234',
      '原因',
      '接单',
      '查看详情',
    ];
    const places = order.map((text) => html.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it.each<[string, string[], boolean]>([
    ['one button takes the row', ['接单'], false],
    ['short ones stand in pairs', ['接单', '已联系', '转派'], true],
    ['five letters are short', ['为什么给我', '接单'], true],
    ['a long one makes all stand alone', ['接单', '请安排同事跟进'], false],
  ])('%s', (_what, texts, paired) => {
    expect(drawCard({ buttons: buttons(...texts) })).toContain(`data-paired="${paired}"`);
  });

  it('while one button works the others rest', () => {
    const html = drawCard({ buttons: buttons('接单', '战败') }, '接单');
    expect(html.match(/disabled=""/g)).toHaveLength(2);
    expect(html.match(/aria-busy="true"/g)).toHaveLength(1);
    expect(html).toContain('aria-label="处理中"');
  });

  it('a waiting card shows which button was pressed, also to somebody who has just opened the page', () => {
    const html = drawCard({
      state: 'waiting',
      pressed: { key: '战败', selected: {} },
      buttons: buttons('接单', '战败'),
    });
    expect(html).toMatch(/aria-busy="true"[^>]*><span class="spinner"[^>]*><\/span>战败/);
  });

  it('a decided card has a grey line and nothing to press', () => {
    const html = drawCard({ state: 'done', outcome: '张伟 已接单', buttons: [] });
    expect(html).toContain('<div class="card-replaced">张伟 已接单</div>');
    expect(html).not.toContain('card-button');
  });

  it.each<[string, boolean, string]>([
    ['vote_interaction', false, 'type="radio"'],
    ['vote_interaction', true, 'type="checkbox"'],
    ['multiple_interaction', false, '<select'],
  ])('a question of a %s, several %s, is drawn as %s', (kind, multiple, drawn) => {
    const options = ['a', 'b'].map((id) => ({ id, text: id }));
    const html = drawCard({ kind, choices: [{ key: 'q', title: '', multiple, options, selected: ['b'] }] });
    expect(html).toContain(drawn);
    expect(html).toMatch(multiple || kind === 'vote_interaction' ? /checked=""/ : /selected=""/);
  });

  it('what comes from customers is text, never markup', () => {
    const html = drawCard({ title: '<img src=x onerror=alert(1)>', text: '<b>x</b>', buttons: [] });
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<b>');
    expect(html).toContain('&lt;img');
  });

  it('speaks English when that was chosen', () => {
    language = 'en';
    expect(drawCard({ url: 'http://localhost/x' })).toContain('Details');
  });
});

describe('texts with links', () => {
  const text = (content: string) => draw('LinkedText', { content, openLink: ignore });
  it.each<[string, string, string[]]>([
    ['no link', '你好', []],
    ['a named link', '看<a href="http://e.cn/1">这里</a>吧', ['这里']],
    ['a bare address', '打开 http://e.cn/a?b=1 看', ['http://e.cn/a?b=1']],
    ['an address before a Chinese stop', '见http://e.cn/a。谢谢', ['http://e.cn/a']],
    ['two', "http://e.cn/1 和 <a href='http://e.cn/2'>二</a>", ['http://e.cn/1', '二']],
  ])('%s', (_what, content, labels) => {
    const found = [...text(content).matchAll(/<button[^>]*>([^<]*)<\/button>/g)].map((one) => one[1]);
    expect(found).toEqual(labels);
  });

  it('keeps everything around the links', () => {
    expect(text('前<a href="http://e.cn">中</a>后').replace(/<[^>]+>/g, '')).toBe('前中后');
  });

  it('never runs what is written', () => {
    expect(text('<script>alert(1)</script>')).toBe('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});

describe('markdown as WeCom knows it', () => {
  const markdown = (content: string) => draw('Markdown', { content, openLink: ignore });
  it.each<[string, string]>([
    ['# 标题', '<p class="md-heading">标题</p>'],
    ['###### 小', '<p class="md-heading">小</p>'],
    ['#标签', '<p>#标签</p>'],
    ['> 引用', '<p class="md-quote">引用</p>'],
    ['**粗**体', '<p><strong>粗</strong>体</p>'],
    ['`代码`', '<p><code>代码</code></p>'],
    ['<font color="warning">急</font>', '<p><span class="md-warning">急</span></p>'],
    ['<font color="info">**好**</font>', '<p><span class="md-info"><strong>好</strong></span></p>'],
    ['', '<p>\u00a0</p>'],
    ['一\n二', '<p>一</p><p>二</p>'],
    ['<b>不认识</b>', '<p>&lt;b&gt;不认识&lt;/b&gt;</p>'],
  ])('%j', (content, html) => {
    expect(markdown(content)).toBe(`<div class="markdown">${html}</div>`);
  });

  it('a link is a button that opens inside the phone', () => {
    expect(markdown('[线索](http://e.cn/1)')).toMatch(/<button[^>]*class="link"[^>]*>线索<\/button>/);
  });
});

describe('faces', () => {
  it('have one colour per person, and mostly different ones', () => {
    const colour = (id: string) => /oklch\([^)]*\)/.exec(draw('Avatar', { name: '张伟', id }))?.[0];
    expect(colour('zhangwei')).toBe(colour('zhangwei'));
    const people = ['zhangwei', 'wangqiang', 'lina', 'liufang', 'chenchen', 'sunlei', 'wuhao', 'hejia'];
    expect(new Set(people.map(colour)).size).toBeGreaterThanOrEqual(7);
  });

  it('show the family name', () => {
    expect(draw('Avatar', { name: '欧阳雪', id: 'x' })).toContain('>欧<');
  });
});
