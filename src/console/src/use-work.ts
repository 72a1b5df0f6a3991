import { Dialog, Toast } from 'antd-mobile';
import { useState } from 'react';
import { ApiError, logIn } from './api.ts';

/** Runs one piece of work at a time: success is a toast, a refusal is said in full. */
export function useWork(): {
  busy: boolean;
  /** `work` resolves to what to say, or null. Resolves to whether it went well. */
  run: (work: () => Promise<string | null>) => Promise<boolean>;
} {
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<string | null>) => {
    setBusy(true);
    try {
      const said = await work();
      if (said !== null) Toast.show({ content: said });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'UNAUTHENTICATED') logIn();
      else await Dialog.alert({ title: '没有成功', content: error.message, confirmText: '知道了' });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, run };
}
