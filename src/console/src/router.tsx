import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

interface Router {
  readonly path: string;
  go(to: string): void;
  back(): void;
}

const RouterContext = createContext<Router | null>(null);

/** Three pages need no routing library: the path under /app, and the browser's own history. */
export function RouterProvider({ children }: { children: ReactNode }) {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const read = () => setPath(location.pathname);
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, []);
  const router = useMemo<Router>(() => {
    const go = (to: string) => {
      history.pushState({ ours: true }, '', to);
      setPath(location.pathname);
      scrollTo(0, 0);
    };
    // Opened from a chat card there is no page of ours to go back to.
    const back = () => ((history.state as { ours?: boolean } | null)?.ours ? history.back() : go('/app/'));
    return { path, go, back };
  }, [path]);
  return <RouterContext value={router}>{children}</RouterContext>;
}

export function useRouter(): Router {
  const router = useContext(RouterContext);
  if (router === null) throw new Error('RouterProvider is missing');
  return router;
}
