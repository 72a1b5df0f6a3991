import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

const FOLDER = fileURLToPath(new URL('../../../templates/pages/', import.meta.url));
const compiled = new Map<string, Handlebars.TemplateDelegate>();
const engine = Handlebars.create();

/**
 * Renders `templates/pages/<name>.hbs` inside the layout. Everything is HTML-escaped, unknown names throw
 * (`strict`), and templates only ever come from our own folder: never a string somebody sent.
 */
export function renderPage(
  name: string,
  values: { readonly title: string } & Record<string, unknown>,
): string {
  return template('layout')({ ...values, content: new Handlebars.SafeString(template(name)(values)) });
}

/** Renders a template that is a whole document of its own, with its own styles. */
export function renderDocument(name: string, values: Record<string, unknown>): string {
  return template(name)(values);
}

function template(name: string): Handlebars.TemplateDelegate {
  const known = compiled.get(name);
  if (known) return known;
  const source = readFileSync(join(FOLDER, `${name}.hbs`), 'utf8');
  const fresh = engine.compile(source, { strict: true, knownHelpersOnly: true, preventIndent: true });
  compiled.set(name, fresh);
  return fresh;
}

/** A page that says one thing and, where it helps, what to do next. */
export function messagePage(options: {
  title: string;
  message: string;
  hint?: string;
  link?: { href: string; text: string };
  requestId?: string;
}): string {
  return renderPage('message', {
    title: options.title,
    message: options.message,
    hint: options.hint ?? null,
    link: options.link ?? null,
    requestId: options.requestId ?? null,
  });
}
