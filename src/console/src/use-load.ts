import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from './api.ts';

export interface Loaded<T> {
  readonly data: T | null;
  readonly error: ApiError | null;
  readonly loading: boolean;
  reload(): Promise<void>;
  set(data: T): void;
}

/** Loads when `key` changes; an answer that comes after a newer question is dropped. */
export function useLoad<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [data, set] = useState<T | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [loading, setLoading] = useState(true);
  const loader = useRef(load);
  loader.current = load;
  const turn = useRef(0);
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    setLoading(true);
    try {
      const fresh = await loader.current();
      if (mine !== turn.current) return;
      set(fresh);
      setError(null);
    } catch (failure) {
      if (mine !== turn.current) return;
      setError(failure instanceof ApiError ? failure : new ApiError('UNKNOWN', 0, '没有成功，请重试', null));
    } finally {
      if (mine === turn.current) setLoading(false);
    }
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what the loader closes over
  useEffect(() => {
    set(null);
    void reload();
  }, [key, reload]);
  return { data, error, loading, reload, set };
}
