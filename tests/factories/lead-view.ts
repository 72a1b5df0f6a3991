import { join } from 'node:path';
import type { LeadView } from '#bot/cards/lead-view';
import { loadTemplates } from '#bot/templates';
import type { Lead } from '#domain/leads/index';

export const render = loadTemplates(join(import.meta.dirname, '../../templates'));

/** Monday 2026-11-23 10:00 in Shanghai. */
export const MONDAY_TEN = new Date('2026-11-23T02:00:00Z');

/** A plain lead, owned by `staff-a` and not yet accepted; give what the test is about. */
export function buildLead(overrides: Partial<Lead> = {}): Lead {
  return {
    id: '01LEAD0000000000000000000A',
    rev: 2,
    status: 'assigned',
    open: true,
    businessLine: 'new_car',
    name: '张先生',
    phoneMasked: '138****5678',
    phoneTail: '5678',
    phoneVerified: false,
    phoneKind: 'mobile',
    externalUserId: null,
    contactStaffId: null,
    city: '上海',
    region: '华东',
    storeId: 'store-pudong',
    channel: 'mini_program',
    campaignId: null,
    sources: [],
    series: { id: 'byd-song-plus', brand: '比亚迪', name: '宋PLUS', body: 'suv' },
    modelText: '宋PLUS',
    budgetFen: null,
    plate: null,
    vin: null,
    wants: ['test_drive'],
    behaviours: [],
    remark: null,
    score: 72,
    level: 'hot',
    scoreReasons: [
      { ruleId: 'want-test-drive', label: '预约试驾', points: 50 },
      { ruleId: 'model-known', label: '意向车型明确', points: 10 },
    ],
    ownerId: 'staff-a',
    teamId: 'team-suv',
    assignmentId: '01ASSIGNMENT00000000000001',
    assignedAt: MONDAY_TEN,
    reassignCount: 0,
    acceptedAt: null,
    firstContactAt: null,
    lastFollowUpAt: null,
    nextFollowUpAt: null,
    lostReason: null,
    consent: null,
    createdAt: MONDAY_TEN,
    updatedAt: MONDAY_TEN,
    ...overrides,
  };
}

/** The view `staff-a` has of the lead, two minutes after it came. */
export function buildLeadView(lead: Partial<Lead> = {}, overrides: Partial<LeadView> = {}): LeadView {
  return {
    lead: buildLead(lead),
    ownerName: '王强',
    storeName: '浦东旗舰店',
    contactBy: new Date('2026-11-23T02:15:00Z'),
    reader: { staffId: 'staff-a', managesStore: false },
    now: new Date('2026-11-23T02:02:00Z'),
    pageUrl: 'http://localhost:3000/app/leads/01LEAD0000000000000000000A',
    ...overrides,
  };
}
