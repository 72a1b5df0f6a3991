import type { OrganisationInput } from '#domain/staff/index';

/** One store with forty salespeople in two teams, none of them capped. */
export function benchOrganisation(): OrganisationInput {
  const storeId = 'store-bench';
  const teams = ['team-one', 'team-two'];
  return {
    group: { name: '压测集团' },
    stores: [{ id: storeId, name: '压测店', city: '上海', region: '华东' }],
    teams: teams.map((id) => ({ id, name: id, storeId, method: 'round_robin' as const })),
    staff: Array.from({ length: 40 }, (_, i) => ({
      userId: `sales${i}`,
      name: `顾问${i}`,
      role: 'sales' as const,
      storeId,
      teamIds: [teams[i % teams.length]!],
    })),
  };
}

let sent = 0;

export interface LeadForm {
  readonly name: string;
  readonly phone: string;
  readonly model: string;
  readonly city: string;
  readonly wants: string[];
  readonly remark: string;
  readonly storeId: string;
  readonly consent: true;
  readonly submissionId: string;
}

/** Forms of customers who were never here before: every phone and submission is new for the process's life. */
export function leadForms(count: number): LeadForm[] {
  return Array.from({ length: count }, () => {
    const n = sent++;
    return {
      name: '测试客户',
      phone: `1380${String(n).padStart(7, '0')}`,
      model: n % 2 === 0 ? 'Model Y' : '汉EV',
      city: '上海',
      wants: ['test_drive'],
      remark: '周末到店试驾，想了解置换政策和金融方案',
      storeId: 'store-bench',
      consent: true as const,
      submissionId: `bench-${n}`,
    };
  });
}
