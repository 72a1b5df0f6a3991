import { type ApiRoute, refuse } from './call.ts';

const MEDIA_TYPES = ['image', 'voice', 'video', 'file'];
const MEDIA_LIMIT = 20 * 1024 * 1024;

/** Addresses, JS-SDK tickets and temporary media (wecom docs 90930, 90506, 90253). */
export const extraRoutes: readonly ApiRoute[] = [
  {
    path: '/cgi-bin/getcallbackip',
    methods: ['GET'],
    token: true,
    run: () => ({ ip_list: ['127.0.0.1'] }),
  },
  {
    path: '/cgi-bin/get_jsapi_ticket',
    methods: ['GET'],
    token: true,
    run: ({ core }) => ticket(core.credentials.corpId),
  },
  {
    path: '/cgi-bin/ticket/get',
    methods: ['GET'],
    token: true,
    run: ({ core, query, app }) => {
      if (query.type !== 'agent_config') refuse(91040);
      return ticket(`${core.credentials.corpId}-${app.agentId}`);
    },
  },
  {
    path: '/cgi-bin/media/upload',
    methods: ['POST'],
    token: true,
    run: ({ core, query, rawBody, contentType }) => {
      const type = query.type ?? '';
      if (!MEDIA_TYPES.includes(type)) refuse(40008, 'type');
      if (!contentType.startsWith('multipart/form-data')) refuse(44001);
      const part = rawBody.toString('latin1');
      const name = /name="media";[^\r\n]*filename="([^"]*)"/.exec(part)?.[1];
      if (name === undefined) refuse(44001, 'multipart field media with a filename');
      if (rawBody.length > MEDIA_LIMIT) refuse(45001);
      const mediaId = core.random(32).toString('base64url');
      const createdAt = core.clock.ms();
      core.state.media[mediaId] = { type, createdAt, name: Buffer.from(name, 'latin1').toString('utf8') };
      core.changed();
      return { type, media_id: mediaId, created_at: String(Math.floor(createdAt / 1000)) };
    },
  },
];

/** The sandbox has no JS-SDK to verify the signature, so the ticket need only be stable. */
function ticket(seed: string): Record<string, unknown> {
  return { ticket: `sandbox-ticket-${seed}`, expires_in: 7200 };
}
