import { describe, expect, it } from 'vitest';
import type { Running } from '#launcher/running';
import { EXIT_CONFIG, supervise } from '#launcher/supervise';
import { waitFor } from '../../support/wait-for.ts';

/** A process that exists only here: it ends when told. */
function fakeProcess(pid: number, stopped: number[]): Running & { end(code: number | null): void } {
  let end: (code: number | null) => void = () => {};
  const ended = new Promise<number | null>((resolve) => {
    end = resolve;
  });
  return {
    pid,
    ended,
    end,
    stop: () => {
      stopped.push(pid);
      end(0);
      return Promise.resolve();
    },
  };
}

function setUp(failAt: readonly number[] = []) {
  const lives: ReturnType<typeof fakeProcess>[] = [];
  const stopped: number[] = [];
  const lines: string[] = [];
  const pids: (number | null)[] = [];
  let starts = 0;
  const options = {
    name: 'thing',
    say: (line: string) => lines.push(line),
    onPid: (pid: number | null) => pids.push(pid),
    start: () => {
      starts += 1;
      if (failAt.includes(starts)) return Promise.reject(new Error(`start ${starts} failed`));
      const life = fakeProcess(starts, stopped);
      lives.push(life);
      return Promise.resolve(life);
    },
  };
  return { lives, stopped, lines, pids, options };
}

describe('supervision', () => {
  it('starts a process again when it ends, within 2 s, and tells the new pid', async () => {
    const { lives, lines, pids, options } = setUp();
    const supervised = await supervise(options);
    const at = performance.now();
    lives[0]!.end(null);
    await waitFor(() => supervised.pid === 2);
    expect(performance.now() - at).toBeLessThan(2_000);
    expect(pids).toEqual([1, null, 2]);
    expect(lines[0]).toMatch(/thing .*ended \(signal\), restarting/);
    await supervised.stop();
  });

  it('waits longer with every early death', async () => {
    const { lives, lines, options } = setUp();
    const supervised = await supervise(options);
    lives[0]!.end(1);
    await waitFor(() => lives.length === 2);
    lives[1]!.end(1);
    await waitFor(() => lives.length === 3);
    const pauses = lines.map((line) => Number(/(\d+) 毫秒/.exec(line)?.[1]));
    expect(pauses[1]).toBeGreaterThan(pauses[0]!);
    await supervised.stop();
  });

  it('survives a start that fails, and rejects when the very first does', async () => {
    const { lives, lines, options } = setUp([2]);
    const supervised = await supervise(options);
    lives[0]!.end(1);
    await waitFor(() => lives.length === 2);
    expect(lines).toContain('start 2 failed');
    await supervised.stop();
    await expect(supervise(setUp([1]).options)).rejects.toThrow('start 1 failed');
  });

  it('does not start again what it stopped', async () => {
    const { lives, stopped, options } = setUp();
    const supervised = await supervise(options);
    await supervised.stop();
    expect(stopped).toContain(1);
    expect(lives).toHaveLength(1);
    expect(supervised.pid).toBeNull();
  });

  it('stops while it waits to start again', async () => {
    const { lives, options } = setUp();
    const supervised = await supervise(options);
    lives[0]!.end(1);
    await waitFor(() => supervised.pid === null);
    await supervised.stop();
    expect(lives).toHaveLength(1);
  });

  it('gives up on a process that says its configuration is wrong', async () => {
    const { lives, options } = setUp();
    const supervised = await supervise(options);
    lives[0]!.end(EXIT_CONFIG);
    expect(await supervised.gaveUp).toMatch(/thing: .*configuration is wrong/);
    expect(lives).toHaveLength(1);
  });
});
