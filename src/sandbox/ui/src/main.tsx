import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { DeskProvider } from './desk/desk-context.tsx';
import { WordsProvider } from './words/words.tsx';
import './styles/base.css';
import './styles/layout.css';
import './styles/top.css';
import './styles/phone.css';
import './styles/card.css';
import './styles/panels.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <WordsProvider>
      <DeskProvider>
        <App />
      </DeskProvider>
    </WordsProvider>
  </StrictMode>,
);
