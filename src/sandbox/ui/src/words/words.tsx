import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { en } from './en.ts';
import type { Language, Say } from './words.types.ts';
import { zh } from './zh.ts';

interface Words {
  readonly language: Language;
  readonly say: Say;
  readonly switchLanguage: () => void;
}

const WordsContext = createContext<Words | null>(null);
const REMEMBERED = 'cheliao.sandbox.language';

/** Chinese unless English was chosen here before. */
export function WordsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'zh',
  );
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = (language === 'zh' ? zh : en).brand;
  }, [language]);
  const words = useMemo<Words>(
    () => ({
      language,
      say: (key, values = {}) => fill((language === 'zh' ? zh : en)[key], values),
      switchLanguage: () => {
        const next = language === 'zh' ? 'en' : 'zh';
        localStorage.setItem(REMEMBERED, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  const words = use(WordsContext);
  if (words === null) throw new Error('useWords outside WordsProvider');
  return words;
}

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
