import * as contract from '#contract/admin-api';
import { getPublishedRules, getRuleSet, publishRules, type RuleKind } from '#domain/rules/index';
import { can, type Staff } from '#domain/staff/index';
import { type Route, route } from '../core/route.ts';
import { iso } from '../staff-api/present-lead.ts';
import { staffNames } from '../staff-api/staff-names.ts';

const HISTORY = 10;
const PATH = '/api/app/v1/rules/:kind';

/** Assignment, scoring and clocks as data: managers see what is in force, admins publish. */
export function rulesRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: PATH,
      tag: 'rules',
      summary: 'The rules in force and their latest versions',
      access: { kind: 'staff', roles: ['manager', 'admin'], scope: 'group' },
      params: contract.RuleParams,
      responses: { 200: contract.RuleSetView },
      handle: async ({ params, staff }) => ({ body: await presentRules(params.kind, staff!) }),
    }),
    route({
      method: 'PUT',
      path: PATH,
      tag: 'rules',
      summary: 'Publish a new version; a mistake is named with its path, and changes nothing',
      access: { kind: 'staff', roles: ['admin'], scope: 'group' },
      params: contract.RuleParams,
      body: contract.PublishRulesRequest,
      bodyLimit: 256 * 1024,
      responses: { 200: contract.RuleSetView },
      handle: async ({ params, body, staff, ctx }) => {
        await publishRules(ctx, { kind: params.kind, ...body });
        return { body: await presentRules(params.kind, staff!) };
      },
    }),
  ];
}

async function presentRules(kind: RuleKind, staff: Staff): Promise<contract.RuleSetView> {
  const current = await getPublishedRules(kind);
  const versions = Array.from(
    { length: Math.min(HISTORY, current.version + 1) },
    (_, i) => current.version - i,
  );
  const sets = await Promise.all(versions.map((version) => getRuleSet(kind, version)));
  const names = await staffNames(sets.map((set) => set.publishedBy));
  return {
    kind,
    version: current.version,
    rules: current.rules,
    mayPublish: can(staff, 'rules.manage'),
    history: sets.map((set) => ({
      version: set.version,
      rules: set.rules,
      publishedAt: iso(set.publishedAt),
      publishedBy: set.publishedBy === null ? null : (names.get(set.publishedBy) ?? set.publishedBy),
    })),
  };
}
