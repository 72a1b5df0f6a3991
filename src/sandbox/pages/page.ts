/** A small page without scripts, readable on a phone. `body` is HTML: escape what comes from outside. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>body{font:16px/1.6 system-ui,"PingFang SC","Noto Sans SC",sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem;color:#1f2329}a.choice{display:block;padding:.75rem 1rem;margin:.5rem 0;border:1px solid #dee0e3;border-radius:8px;color:inherit;text-decoration:none}small{color:#8f959e}code{background:#f2f3f5;padding:.1rem .3rem;border-radius:4px}</style></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`;
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (char) => entities[char]!);
}
