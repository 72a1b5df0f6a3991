import { ConfigProvider } from 'antd-mobile';
import zhCN from 'antd-mobile/es/locales/zh-CN';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { followColorScheme } from './color-scheme.ts';
import { RouterProvider } from './router.tsx';
import './style.css';

followColorScheme();
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
