/** What to do about an error code (wecom docs 90313, classes of our own). */
export type ErrcodeClass =
  | 'transient'
  | 'throttled'
  | 'credential'
  | 'credential_fatal'
  | 'config'
  | 'addressing'
  | 'payload'
  | 'expired'
  | 'done';

/**
 * `retry` soon, at most three times · `wait` until the window reopens · `refresh` the token once · `stop` and
 * alarm, never loop · `refuse` for good · `compensate`: the artefact is spent, get a new one · `succeed`: it
 * had happened already.
 */
export type ErrcodePolicy = 'retry' | 'wait' | 'refresh' | 'stop' | 'refuse' | 'compensate' | 'succeed';

export interface ErrcodeRule {
  readonly class: ErrcodeClass;
  readonly policy: ErrcodePolicy;
  /** For an administrator, in Chinese: what to click. */
  readonly hint: string;
}

const CLASSES: Record<ErrcodeClass, { policy: ErrcodePolicy; hint: string; codes: string }> = {
  transient: {
    policy: 'retry',
    hint: '企业微信暂时繁忙，系统会自动重试，无需处理',
    codes: '-1 6000 45033 45035 45036 301022 301026 301057 41063 41079 41096 2000111 2000141',
  },
  throttled: {
    policy: 'wait',
    hint: '调用超过频率限制，系统会在限制解除后继续；若经常出现，请减少群发或联系企业微信提额',
    codes: '45009 41094 640019',
  },
  credential: {
    policy: 'refresh',
    hint: '凭证已过期，系统会自动重新获取，无需处理',
    codes: '40014 42001 42009 40082 42012 42013',
  },
  credential_fatal: {
    policy: 'stop',
    hint: '凭证不正确：在管理后台「应用管理」打开自建应用，核对企业ID和Secret后更新配置并重启',
    codes: '40001 40013 40091 41001 41002 41004 48010',
  },
  config: {
    policy: 'refuse',
    hint: '应用权限或配置不足：在管理后台「应用管理」打开自建应用，检查可见范围与接口权限',
    codes:
      '48001-48009 48011 50001-50003 50006 60011 60020 60021 60030 60031 80001 84074 85005 92000-92003 ' +
      '301002 301055 301056 43012 701008',
  },
  addressing: {
    policy: 'refuse',
    hint: '找不到收件人：请确认该成员仍在职并在应用可见范围内，然后重新同步通讯录',
    codes: '81013 82001-82003 40031 40032 40066 40068 46004 60003 60111 60123 40003 84061 84084 40096',
  },
  payload: {
    policy: 'refuse',
    hint: '请求内容不符合企业微信要求，属于程序问题，请把错误码反馈给开发者',
    codes:
      '40004-40006 40008-40011 40033 40035 40039 40056 40058 40063 41006 41009 41011 41016 41033 42014-42021 ' +
      '42023-42051 44001 44004 45001 45002 45007 45008 45032 45034 82004 90200-90208 301025 41049 41064 41065',
  },
  expired: {
    policy: 'compensate',
    hint: '凭据已用过或已过期，系统会改用新的消息或重新登录，无需处理',
    codes: '40007 40145 60140 42052 41050 40029 42003 42022 84014 95007',
  },
  done: {
    policy: 'succeed',
    hint: '该操作此前已经完成，无需处理',
    codes: '41051 41093 60102 60104 60106 60008 86215 40130 95013',
  },
};

/** Codes whose remedy is more precise than that of their class. */
const HINTS: Readonly<Record<number, string>> = {
  40001: 'Secret不正确或应用已停用：管理后台「应用管理」→自建应用→「Secret」重新查看，更新配置并重启',
  40013: '企业ID不正确：管理后台「我的企业」→「企业信息」最下方复制企业ID，更新配置并重启',
  40091: 'Secret属于别的企业：请核对企业ID与Secret是否来自同一企业',
  43012: '应用没有设置接收消息的服务器：「应用管理」→自建应用→「接收消息」→「设置API接收」',
  48002: '应用没有此接口的权限：管理后台「客户联系」→「API」→「可调用接口的应用」，勾选本应用',
  48009: '通讯录同步助手的Secret不能读取成员详情：请改用自建应用的Secret',
  50001: '登录跳转域名不可信：「应用管理」→自建应用→「网页授权及JS-SDK」→「设置可信域名」',
  50002: '成员不在应用可见范围：「应用管理」→自建应用→「可见范围」，加入该成员或其部门',
  50003: '应用已被停用：「应用管理」→自建应用，重新启用',
  60011: '应用无权读取该部门或成员：「应用管理」→自建应用→「可见范围」，加入全部门店部门',
  60020: '服务器IP不在白名单：「应用管理」→自建应用→「企业可信IP」，加入本服务器的出口IP（约1分钟生效）',
  60021: '成员不在应用可见范围：「应用管理」→自建应用→「可见范围」，加入该成员',
  81013: '收件人全部无效或不在可见范围：「应用管理」→自建应用→「可见范围」，加入该成员后重新同步通讯录',
  84061: '该成员与客户没有好友关系：请确认客户仍在成员的客户列表中',
  84074: '成员没有客户联系权限：管理后台「客户联系」→「权限配置」→「使用范围」，加入该成员',
  301002: '应用ID与Secret不是同一个应用：请核对AgentId和Secret后更新配置并重启',
  701008: '成员没有基础接口许可：管理后台「应用管理」→「接口许可」，购买或分配账号',
};

/** Used for codes nobody listed: permanent, with an alarm, never retried. */
export const UNKNOWN_ERRCODE: ErrcodeRule = {
  class: 'payload',
  policy: 'refuse',
  hint: '企业微信返回了未知错误码，请在其错误码查询页查询后反馈给开发者',
};

/** Code → rule. */
export const ERRCODES: ReadonlyMap<number, ErrcodeRule> = buildTable();

/** The rule of a code, also of unknown ones. */
export function errcodeRule(code: number): ErrcodeRule {
  return ERRCODES.get(code) ?? UNKNOWN_ERRCODE;
}

function buildTable(): Map<number, ErrcodeRule> {
  const table = new Map<number, ErrcodeRule>();
  for (const [name, group] of Object.entries(CLASSES)) {
    for (const code of expand(group.codes)) {
      const hint = HINTS[code] ?? group.hint;
      table.set(code, { class: name as ErrcodeClass, policy: group.policy, hint });
    }
  }
  return table;
}

function expand(codes: string): number[] {
  return codes.split(' ').flatMap((part) => {
    const range = /^(\d+)-(\d+)$/.exec(part);
    if (range === null) return [Number(part)];
    const [first, last] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
