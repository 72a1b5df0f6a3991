import type { SandboxCore } from '../core.ts';
import { bytes, entryOf, list, record, refuse, text } from './call.ts';
import { checkCard } from './card-rules.ts';

/** Milliseconds a temporary media file lives. */
export const MEDIA_LIFE_MS = 3 * 86_400_000;

/**
 * Checks the body of a message and returns it as the client will show it (texts cut at their limit).
 * Sources: wecom docs 90236. 40008 for an unknown msgtype.
 */
export function checkContent(
  core: SandboxCore,
  msgtype: string,
  body: Record<string, unknown>,
): Record<string, unknown> {
  const check = entryOf(CHECKS, msgtype);
  if (check === undefined) refuse(40008, msgtype);
  return check(body, core);
}

type Check = (body: Record<string, unknown>, core: SandboxCore) => Record<string, unknown>;

const CHECKS: Readonly<Record<string, Check>> = {
  text: (body) => ({ ...body, content: cutBytes(text(body.content, 44004), 2048) }),
  markdown: (body) => {
    if (bytes(text(body.content, 44004)) > 2048) refuse(45002, 'markdown.content');
    return body;
  },
  textcard: (body) => {
    text(body.title, 41016);
    text(body.description, 41033);
    checkLink(body.url);
    return body;
  },
  news: (body) => {
    const articles = list(body.articles).map(record);
    if (articles.length === 0) refuse(41016, 'articles');
    if (articles.length > 8) refuse(45008);
    for (const article of articles) {
      text(article.title, 41016);
      if (article.appid === undefined) checkLink(article.url);
    }
    return body;
  },
  mpnews: (body) => {
    const articles = list(body.articles).map(record);
    if (articles.length > 8) refuse(45008);
    for (const article of articles) text(article.title, 41016);
    return body;
  },
  image: checkMedia,
  voice: checkMedia,
  video: checkMedia,
  file: checkMedia,
  // No mini-program is linked to the sandbox's corp.
  miniprogram_notice: () => refuse(90208),
  template_card: (body) => {
    checkCard(body);
    return body;
  },
};

function checkMedia(body: Record<string, unknown>, core: SandboxCore): Record<string, unknown> {
  const media = entryOf(core.state.media, text(body.media_id, 41006));
  if (media === undefined || media.createdAt + MEDIA_LIFE_MS <= core.clock.ms()) refuse(40007);
  return { ...body, title: media.name };
}

function checkLink(url: unknown): void {
  const given = text(url, 45034);
  if (!/^https?:\/\//.test(given)) refuse(45034);
  if (bytes(given) > 2048) refuse(45002, 'url');
}

/** Cuts at a byte limit without splitting a character. */
export function cutBytes(value: string, limit: number): string {
  if (bytes(value) <= limit) return value;
  const cut = Buffer.from(value, 'utf8').subarray(0, limit).toString('utf8');
  return cut.endsWith('\ufffd') ? cut.slice(0, -1) : cut;
}
