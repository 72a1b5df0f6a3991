/**
 * A client as a stranger would write it from the platform's documents: no import from the product or the
 * sandbox, so that nothing here can agree with them by accident.
 */
/** The fields of any answer; absent ones are undefined at run time. */
export interface Answer {
  readonly errcode: number;
  readonly errmsg: string;
  readonly access_token: string;
  readonly expires_in: number;
  readonly msgid: string;
  readonly response_code: string;
  readonly invaliduser: string | string[];
  readonly userid: string;
  readonly [field: string]: unknown;
}

export interface DocsClient {
  token(): Promise<string>;
  get(path: string, query?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, token?: string): Promise<Answer>;
  /** Sends to `touser` and gives back the answer. */
  send(message: Record<string, unknown>): Promise<Answer>;
  sendCard(touser: string, card: Record<string, unknown>): Promise<Answer>;
}

export function openDocsClient(
  base: string,
  app: { corpId: string; secret: string; agentId: number },
): DocsClient {
  let cached: string | null = null;
  const call = async (path: string, init?: RequestInit) =>
    (await fetch(`${base}/cgi-bin/${path}`, init)).json() as Promise<Answer>;
  const token = async () => {
    cached ??= (await call(`gettoken?corpid=${app.corpId}&corpsecret=${app.secret}`)).access_token as string;
    return cached;
  };
  const post = async (path: string, body: unknown, given?: string) =>
    call(`${path}?access_token=${given ?? (await token())}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
  const send = (message: Record<string, unknown>) =>
    post('message/send', { agentid: app.agentId, ...message });
  return {
    token,
    post,
    send,
    get: async (path, query = {}) =>
      call(`${path}?${new URLSearchParams({ access_token: await token(), ...query }).toString()}`),
    sendCard: (touser, card) => send({ touser, msgtype: 'template_card', template_card: card }),
  };
}

let serial = 0;

/** A button card as in the documents' example. */
export function buttonCard(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  serial += 1;
  return {
    card_type: 'button_interaction',
    task_id: `task-${serial}@1`,
    source: { desc: '车聊', desc_color: 1 },
    main_title: { title: '新线索', desc: '小程序' },
    horizontal_content_list: [{ keyname: '车型', value: '星越L' }],
    button_list: [
      { text: '接单', style: 1, key: 'lead.accept|L1|1' },
      { text: '战败', style: 3, key: 'lead.lose|L1|1' },
    ],
    ...overrides,
  };
}
