import { ConfigProvider, unstableSetRender } from 'antd-mobile';
import zhCN from 'antd-mobile/es/locales/zh-CN';
import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { App } from './app.tsx';
import { followColorScheme } from './color-scheme.ts';
import { RouterProvider } from './router.tsx';
import './style.css';

followColorScheme();
// The kit's toasts and dialogs draw themselves with ReactDOM.render, which React 19 no longer has.
const roots = new WeakMap<Element | DocumentFragment, Root>();
unstableSetRender((node, container) => {
  const own = roots.get(container) ?? createRoot(container);
  roots.set(container, own);
  own.render(node);
  return async () => {
    // Not while React is rendering: it refuses to unmount then.
    await new Promise((resolve) => setTimeout(resolve, 0));
    own.unmount();
    roots.delete(container);
  };
});
const root = document.getElementById('root');
if (root === null) throw new Error('page has no #root');
createRoot(root).render(
  <StrictMode>
    <ConfigProvider locale={zhCN}>
      <RouterProvider>
        <App />
      </RouterProvider>
    </ConfigProvider>
  </StrictMode>,
);
