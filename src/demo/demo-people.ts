/** Made-up customers for the demo: plausible, and obviously nobody's number (all from one unused block). */
export interface DemoCustomer {
  readonly name: string;
  readonly phone: string;
  readonly model: string;
  readonly channel: 'site_form' | 'mini_program' | 'auto_show' | 'autohome' | 'yiche' | 'phone_call';
  readonly wants: readonly ('test_drive' | 'quote' | 'trade_in' | 'call_back')[];
  /** Days before the first start at which the customer came. */
  readonly daysAgo: number;
  /** How far the lead got. */
  readonly fate: 'assigned' | 'accepted' | 'contacted' | 'lost' | 'converted';
}

const SURNAMES = ['赵', '钱', '孙', '李', '周', '吴', '郑', '冯', '陈', '褚', '卫', '蒋', '沈', '韩', '杨'];
const MODELS = [
  '宋PLUS',
  'Model Y',
  '途观L',
  '理想L7',
  '问界M7',
  '汉',
  'CR-V',
  '凯美瑞',
  '哈弗H6',
  '小米SU7',
];
const CHANNELS = ['mini_program', 'autohome', 'site_form', 'auto_show', 'yiche', 'phone_call'] as const;
const WANTS = [['test_drive'], ['quote'], ['call_back'], ['test_drive', 'trade_in'], ['quote']] as const;
const FATES = ['contacted', 'converted', 'contacted', 'lost', 'contacted', 'accepted'] as const;

/** The last four are left to be worked by whoever opens the sandbox. */
const LIVE_FROM = 26;
const SUVS = ['宋PLUS', '理想L7', '问界M7', 'Model Y'];

/** Thirty customers over the last month, the same on every machine. */
export function demoCustomers(): DemoCustomer[] {
  return Array.from({ length: 30 }, (_, i) => ({
    name: `${SURNAMES[i % SURNAMES.length]}${i % 2 === 0 ? '先生' : '女士'}`,
    phone: `138000${String(10_000 + i * 37).slice(-5)}`,
    model: i >= LIVE_FROM ? SUVS[i % SUVS.length]! : MODELS[(i * 3) % MODELS.length]!,
    // The newest ones suit the SUV team, whose phones are the first a newcomer sees.
    channel: i >= LIVE_FROM ? 'mini_program' : CHANNELS[i % CHANNELS.length]!,
    wants: WANTS[i % WANTS.length]!,
    daysAgo: 30 - i,
    fate: i >= LIVE_FROM ? 'assigned' : FATES[i % FATES.length]!,
  }));
}
