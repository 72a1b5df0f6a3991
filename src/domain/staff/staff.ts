export const ROLES = ['sales', 'service_advisor', 'manager', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type ChatPlatformId = 'wecom' | 'dingtalk';

/** How a role is called in texts. */
export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  sales: '销售顾问',
  service_advisor: '服务顾问',
  manager: '销售经理',
  admin: '管理员',
};

export interface Leave {
  readonly from: Date;
  readonly to: Date;
}

/** A person who works here. The id is ours and never the platform's user id, which can be reused. */
export interface Staff {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly title: string;
  /** Null until an administrator places a member who came in by directory sync. */
  readonly storeId: string | null;
  readonly teamIds: readonly string[];
  readonly status: 'active' | 'left';
  readonly onDuty: boolean;
  readonly busyUntil: Date | null;
  readonly leaves: readonly Leave[];
  /** Share within a team that assigns by weight; a whole number of 1 or more. */
  readonly weight: number;
  /** Most leads the rules may give in one day; null = no limit. */
  readonly dailyCap: number | null;
  /** Most open leads at one time; null = no limit. */
  readonly openCap: number | null;
  readonly identities: Readonly<Partial<Record<ChatPlatformId, string>>>;
  readonly preferredChannel: ChatPlatformId;
  /** Leads the rules gave on the local date `on` (older dates count as none); `turn` moves with every write. */
  readonly given: { readonly on: string; readonly count: number; readonly turn: number };
}
