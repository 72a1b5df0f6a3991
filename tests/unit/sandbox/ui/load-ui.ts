/**
 * Loads a module of the page. Its types stay behind: the page is compiled for browsers by a project of its
 * own, and this one knows no `window`.
 */
export async function loadUi<T>(path: string): Promise<T> {
  const url = new URL(`../../../../src/sandbox/ui/src/${path}`, import.meta.url);
  return (await import(url.href)) as T;
}

/** Repeats the same numbers in [0, 1), so that a failure can be seen again. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
