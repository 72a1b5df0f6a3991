import { REASONS } from './reasons.ts';
import type { Spread } from './stats.ts';

/** One goal and what was measured against it. */
export interface Figure {
  /** Stable name; the key of the reason given when the goal is missed. */
  readonly id: string;
  readonly what: string;
  readonly goal: { readonly atMost: number } | { readonly atLeast: number };
  readonly unit: string;
  readonly result: Spread;
}

/** Something measured beside the goals: floors, and what ratios were made of. */
export interface Measured {
  readonly what: string;
  readonly unit: string;
  readonly result: Spread;
}

/** What one part of the benchmark found. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly measured: readonly Measured[];
  /** Sentences: sizes, and what was checked in the same run. */
  readonly notes: readonly string[];
}

/** The median decides: a lucky or unlucky round does not. */
export function isMet({ goal, result }: Figure): boolean {
  return 'atMost' in goal ? result.median <= goal.atMost : result.median >= goal.atLeast;
}

/** Three significant digits, and whole numbers from a thousand on with separators. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  if (Math.abs(value) >= 100) return value.toFixed(0);
  if (Math.abs(value) >= 10) return value.toFixed(1);
  return Math.abs(value) >= 0.1 || value === 0 ? value.toFixed(2) : value.toFixed(4);
}

/** A section as Markdown: goals first, then what they were made of. */
export function renderSection(section: Section, conditions: string): string {
  const lines = [`## ${section.title}`, '', `${conditions}`, ''];
  lines.push('| figure | goal | median | min | max | |', '| --- | --- | --- | --- | --- | --- |');
  for (const figure of section.figures) lines.push(figureRow(figure));
  lines.push('', '| measured beside it | median | min | max | unit |', '| --- | --- | --- | --- | --- |');
  for (const { what, unit, result } of section.measured) {
    lines.push(
      `| ${what} | ${number(result.median)} | ${number(result.min)} | ${number(result.max)} | ${unit} |`,
    );
  }
  for (const note of section.notes) lines.push('', note);
  for (const [reason, missed] of byReason(section.figures.filter((figure) => !isMet(figure)))) {
    const text = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
    lines.push('', `**Missed: ${missed.map(({ what }) => what).join('; ')}.** ${text}`);
  }
  return `${lines.join('\n')}\n`;
}

function byReason(missed: readonly Figure[]): Map<string, Figure[]> {
  const groups = new Map<string, Figure[]>();
  for (const figure of missed) {
    const reason = REASONS[figure.id] ?? 'the reason is not known yet.';
    groups.set(reason, [...(groups.get(reason) ?? []), figure]);
  }
  return groups;
}

function figureRow(figure: Figure): string {
  const { what, goal, unit, result } = figure;
  const bound = 'atMost' in goal ? `≤ ${number(goal.atMost)}` : `≥ ${number(goal.atLeast)}`;
  const cells = [result.median, result.min, result.max].map((value) => `${number(value)} ${unit}`.trim());
  const verdict = isMet(figure) ? 'met' : '**missed**';
  return `| ${[what, `${bound} ${unit}`.trim(), `**${cells[0]}**`, cells[1], cells[2], verdict].join(' | ')} |`;
}

const begin = (name: string) => `<!-- figures: ${name} -->`;
const end = (name: string) => `<!-- end: ${name} -->`;

/** The document with this block's figures put between its markers. Throws when the markers are not there. */
export function replaceBlock(document: string, name: string, content: string): string {
  const from = document.indexOf(begin(name));
  const to = document.indexOf(end(name));
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no markers for “${name}”`);
  return `${document.slice(0, from)}${begin(name)}\n${content}${document.slice(to)}`;
}
