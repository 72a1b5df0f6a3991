import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { connectDesk } from './connect-desk.ts';
import type { Desk } from './desk.types.ts';
import { createDeskActions, type DeskActions } from './desk-actions.ts';
import { createDeskStore, type DeskStore } from './desk-store.ts';

const DeskContext = createContext<{ store: DeskStore; actions: DeskActions } | null>(null);

export function DeskProvider({ children }: { children: ReactNode }) {
  const [store] = useState(createDeskStore);
  const value = useMemo(() => ({ store, actions: createDeskActions(store) }), [store]);
  useEffect(() => connectDesk(store), [store]);
  return <DeskContext value={value}>{children}</DeskContext>;
}

/** A part of the desk; the component draws again only when that part changes (compared by identity). */
export function useDesk<T>(select: (desk: Desk) => T): T {
  const { store } = useDeskContext();
  return useSyncExternalStore(store.subscribe, () => select(store.read()));
}

export function useDeskActions(): DeskActions {
  return useDeskContext().actions;
}

function useDeskContext() {
  const context = use(DeskContext);
  if (context === null) throw new Error('useDesk outside DeskProvider');
  return context;
}
