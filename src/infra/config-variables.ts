/** What each environment variable is and how to mend it. `.env.sample` and the README table are held to it. */
export interface VariableNote {
  readonly what: string;
  /** The same in Chinese. */
  readonly whatZh: string;
  /** Default as people should read it; null when there is none. */
  readonly fallback: string | null;
  readonly fix: string;
}

const note = (what: string, whatZh: string, fallback: string | null, fix: string): VariableNote => ({
  what,
  whatZh,
  fallback,
  fix,
});

export const VARIABLES = {
  PORT: note('HTTP port of the service', '服务的 HTTP 端口', '3000', 'give a port between 1 and 65535'),
  PUBLIC_URL: note(
    'Address under which phones and WeCom reach the service',
    '手机和企业微信访问服务的地址',
    'http://localhost:PORT',
    'give an absolute http(s) URL without a path',
  ),
  MONGODB_URI: note(
    'MongoDB replica set',
    'MongoDB 副本集',
    'an embedded mongod',
    'give mongodb://host/db?replicaSet=…, or start with npm start, which brings its own',
  ),
  MONGOD_PATH: note(
    'mongod to use for the embedded database',
    '内置数据库使用的 mongod',
    'found on PATH or fetched',
    'give the path of a mongod 6.0, 7.0 or 8.0',
  ),
  DATA_DIR: note(
    'Folder of the embedded database and generated secrets',
    '内置数据库和自动生成的密钥所在目录',
    '.data',
    'give a folder this user may write',
  ),
  LOG_LEVEL: note(
    'trace, debug, info, warn, error or silent',
    '日志级别：trace、debug、info、warn、error 或 silent',
    'info',
    'give one of trace, debug, info, warn, error, silent',
  ),
  SESSION_SECRET: note(
    'Key that signs login cookies',
    '登录 cookie 的签名密钥',
    'generated in DATA_DIR without real credentials',
    'give at least 32 characters, e.g. openssl rand -hex 32',
  ),
  FIELD_KEY: note(
    'Key that encrypts phone numbers',
    '手机号加密密钥',
    'generated in DATA_DIR without real credentials',
    'give 64 hexadecimal characters, e.g. openssl rand -hex 32',
  ),
  WECOM_CORP_ID: note(
    'WeCom corp id (企业ID); without it the sandbox plays WeCom',
    '企业ID；不设则由沙盒扮演企业微信',
    null,
    'copy 企业ID from 我的企业 in the WeCom admin console',
  ),
  WECOM_AGENT_ID: note(
    'AgentId of the self-built app',
    '自建应用的 AgentId',
    null,
    'copy AgentId from the app page in the WeCom admin console',
  ),
  WECOM_SECRET: note(
    'Secret of the self-built app',
    '自建应用的 Secret',
    null,
    'copy Secret from the app page in the WeCom admin console',
  ),
  WECOM_TOKEN: note(
    'Token of the callback (接收消息)',
    '接收消息的 Token',
    null,
    'copy Token from 接收消息 → 设置API接收: up to 32 letters and digits',
  ),
  WECOM_AES_KEY: note(
    'EncodingAESKey of the callback',
    '接收消息的 EncodingAESKey',
    null,
    'copy EncodingAESKey from 接收消息 → 设置API接收: 43 letters and digits',
  ),
  WECOM_API_BASE: note(
    'Base of the WeCom API',
    '企业微信接口地址',
    'https://qyapi.weixin.qq.com',
    'give an absolute http(s) URL',
  ),
  WECOM_AUTHORIZE_BASE: note(
    'Host of the in-app login page',
    '应用内网页授权的地址',
    'https://open.weixin.qq.com',
    'give an absolute http(s) URL',
  ),
  WECOM_LOGIN_BASE: note(
    'Host of the QR login page',
    '扫码登录的地址',
    'https://login.work.weixin.qq.com',
    'give an absolute http(s) URL',
  ),
  SANDBOX_PORT: note(
    'Port of the sandbox (only without WECOM_CORP_ID)',
    '沙盒端口（仅在未设 WECOM_CORP_ID 时）',
    '3900',
    'give a port between 1 and 65535',
  ),
  CLOCK_OFFSET_FILE: note(
    'Shared offset of the adjustable clock; set by the launcher beside the sandbox',
    '可拨快的时钟的共享偏移；由启动器在沙盒旁设置',
    null,
    'remove it: the launcher sets it',
  ),
  TRUST_PROXY: note(
    'true when a reverse proxy sets X-Forwarded-For',
    '反向代理设置 X-Forwarded-For 时为 true',
    'false',
    'give true or false',
  ),
} as const satisfies Record<string, VariableNote>;

export type VariableName = keyof typeof VARIABLES;
