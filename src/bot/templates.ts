import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Handlebars from 'handlebars';

/** Renders a template of `templates/` by path without extension: `render('replies/help', {…})`. */
export type Render = (name: string, values?: Readonly<Record<string, unknown>>) => string;

/**
 * Compiles every `.hbs` below `directory` once. Strict: a missing value throws instead of printing nothing,
 * an unknown name throws. Output is plain text for chat, so nothing is HTML-escaped here; adapters escape
 * for their platform.
 */
export function loadTemplates(directory: string): Render {
  const environment = Handlebars.create();
  const compiled = new Map<string, Handlebars.TemplateDelegate>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.hbs')) continue;
    const file = join(entry.parentPath, entry.name);
    const name = relative(directory, file)
      .replace(/\.hbs$/, '')
      .replaceAll('\\', '/');
    compiled.set(
      name,
      environment.compile(readFileSync(file, 'utf8').trim(), {
        noEscape: true,
        strict: true,
        knownHelpersOnly: true,
      }),
    );
  }
  return (name, values = {}) => {
    const template = compiled.get(name);
    if (template === undefined) throw new Error(`template ${name} does not exist`);
    return template(values).trim();
  };
}
