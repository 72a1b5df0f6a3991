import { relative } from 'node:path';

export interface Capability {
  readonly id: string;
  readonly area: string;
  readonly name: string;
  readonly goal: string;
}

/** The part of vitest's JSON report that is read. */
export interface TestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

interface Proof {
  readonly file: string;
  readonly title: string;
  readonly passed: boolean;
}

/**
 * The page of capabilities: a row is proven by passed tests that carry its id in their title (`[CH2] …`), and
 * is "failing" as soon as one of them did not pass. Ids in titles that no row has are problems.
 */
export function renderFeatures(
  capabilities: readonly Capability[],
  report: TestReport,
  root: string,
): { page: string; problems: readonly string[]; proven: number } {
  const proofs = proofsById(report, root);
  const known = new Set(capabilities.map((capability) => capability.id));
  const problems = [...proofs.keys()]
    .filter((id) => !known.has(id))
    .map((id) => `[${id}] in a test title is no row of docs/capabilities.json`);
  const isProven = ({ id }: Capability) => proofs.get(id)?.every((proof) => proof.passed) ?? false;
  const proven = capabilities.filter(isProven).length;
  const lines = [
    '# Features',
    '',
    'Written by `npm run features` from a test run; do not edit. A row counts as proven when tests carry its id',
    `in their title and all of them passed: ${proven} of ${capabilities.length}.`,
  ];
  for (const area of new Set(capabilities.map((capability) => capability.area))) {
    lines.push('', `## ${area}`, '', '| id | 能力 | goal | proven by |', '|---|---|---|---|');
    for (const capability of capabilities.filter((candidate) => candidate.area === area)) {
      const { id, name, goal } = capability;
      lines.push(`| ${id} | ${cell(name)} | ${cell(goal)} | ${verdict(proofs.get(id) ?? [])} |`);
    }
  }
  return { page: `${lines.join('\n')}\n`, problems, proven };
}

function proofsById(report: TestReport, root: string): Map<string, Proof[]> {
  const proofs = new Map<string, Proof[]>();
  for (const { name, assertionResults } of report.testResults) {
    for (const { fullName, title, status } of assertionResults) {
      if (status === 'skipped' || status === 'pending' || status === 'todo') continue;
      for (const [, id = ''] of fullName.matchAll(/\[([A-Z]{1,2}\d{1,2})\]/g)) {
        const proof = { file: relative(root, name), title, passed: status === 'passed' };
        proofs.set(id, [...(proofs.get(id) ?? []), proof]);
      }
    }
  }
  return proofs;
}

function verdict(proofs: readonly Proof[]): string {
  if (proofs.length === 0) return 'not yet';
  const sorted = proofs.map((proof) => {
    // The seed of a property test is another one in every run.
    const title = proof.title.replace(/\[[A-Z]{1,2}\d{1,2}\]\s*/g, '').replace(/ \(with seed=-?\d+\)$/, '');
    return `${proof.passed ? '' : '**failing** '}${cell(title)} (\`${proof.file}\`)`;
  });
  return sorted.sort().join('<br>');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
