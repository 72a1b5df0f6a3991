import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MANAGER_REASONS } from '#bot/cards/lead-manager.card';
import { loadTemplates } from '#bot/templates';

const ROOT = join(import.meta.dirname, '../../..');
const TEMPLATES = join(ROOT, 'templates');
const render = loadTemplates(TEMPLATES);

/** Templates of the chat; those of pages are the web layer's. */
const names = ['cards', 'replies', 'notices'].flatMap((folder) =>
  filesBelow(join(TEMPLATES, folder), '.hbs').map((file) => relative(TEMPLATES, file).replace(/\.hbs$/, '')),
);
const sources = filesBelow(join(ROOT, 'src/bot'), '.ts')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Every `{{name}}` and `{{#if name}}` of a template. */
function valuesOf(name: string): string[] {
  const text = readFileSync(join(TEMPLATES, `${name}.hbs`), 'utf8');
  return [...text.matchAll(/\{\{(?:#if )?(\w+)\}\}/g)]
    .map((match) => match[1]!)
    .filter((one) => one !== 'else');
}

/** Names written out in the code, and the families whose last part is a status or reason. */
function isReferenced(name: string): boolean {
  if (sources.includes(`'${name}'`)) return true;
  const family = [...sources.matchAll(/`([a-z/-]+)\$\{/g)].map((match) => match[1]!);
  if (family.some((prefix) => prefix.length > 8 && name.startsWith(prefix))) return true;
  return name.endsWith('-title') && sources.includes(`'${name.slice(0, -'-title'.length)}'`);
}

describe('the texts of the chat', () => {
  it('are all there', () => {
    expect(names.length).toBeGreaterThan(40);
  });

  it.each(names)('%s renders with its values, leaves nothing open and nothing empty', (name) => {
    const values = Object.fromEntries(valuesOf(name).map((value) => [value, `〔${value}〕`]));
    const text = render(name, values);
    expect(text).not.toBe('');
    expect(text).not.toMatch(/\{\{|\}\}|undefined|null|\[object/);
    for (const value of Object.values(values)) expect(text).toContain(value);
  });

  it.each(names.filter((name) => valuesOf(name).length > 0))(
    '%s does not print a hole for a missing value',
    (name) => {
      const values = valuesOf(name);
      const text = readFileSync(join(TEMPLATES, `${name}.hbs`), 'utf8');
      const optional = new Set([...text.matchAll(/\{\{#if (\w+)\}\}/g)].map((match) => match[1]!));
      const needed = values.filter((value) => !optional.has(value));
      if (needed.length === 0) return;
      const given = Object.fromEntries(
        values.filter((value) => value !== needed[0]).map((value) => [value, 'x']),
      );
      expect(() => render(name, given)).toThrow();
    },
  );

  it.each(names)('%s is used', (name) => {
    expect(isReferenced(name), `nothing in src/bot renders ${name}`).toBe(true);
  });

  it('every template the code names exists', () => {
    const named = [...sources.matchAll(/'((?:cards|replies|notices)\/[a-z/_-]+)'/g)].map(
      (match) => match[1]!,
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(MANAGER_REASONS)('the alarm %s has its title and its advice', (reason) => {
    expect(names).toContain(`cards/lead-manager/title-${reason}`);
    expect(names).toContain(`cards/lead-manager/advice-${reason}`);
  });

  it('texts are not HTML-escaped: a chat would show the entities', () => {
    expect(render('replies/phone', { name: 'A&B <王>', phone: '1' })).toContain('A&B <王>');
  });

  it('values are values: a name that looks like a template stays a name', () => {
    expect(render('cards/lead-lose/title', { name: '{{reason}}' })).toBe('{{reason}} 为什么战败？');
  });
});

describe('loading templates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cheliao-templates-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('an unknown name throws and says which', () => {
    expect(() => render('replies/nothing')).toThrow('template replies/nothing does not exist');
  });

  it('other files in the folder are no templates', () => {
    writeFileSync(join(folder, 'notes.txt'), '{{nothing}}');
    writeFileSync(join(folder, 'hello.hbs'), '你好 {{name}}\n');
    const own = loadTemplates(folder);
    expect(own('hello', { name: '王强' })).toBe('你好 王强');
    expect(() => own('notes')).toThrow();
  });
});
