import { findCustomer, findMember } from '../state.ts';
import { type ApiCall, type ApiRoute, list, refuse, text } from './call.ts';

interface CorpTag {
  readonly id: string;
  readonly name: string;
  readonly groupId: string;
  readonly groupName: string;
}

/** The tags an administrator of the demo company has made; the sandbox cannot add any. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  客户意向: ['高意向', '中意向', '低意向'],
  客户来源: ['车展', '官网', '转介绍'],
};

const TAGS: readonly CorpTag[] = Object.entries(GROUPS).flatMap(([groupName, names], group) =>
  names.map((name, i) => ({
    id: `etSandbox${group + 1}0${i + 1}`,
    name,
    groupId: `etSandboxGroup${group + 1}`,
    groupName,
  })),
);

const path = (name: string) => `/cgi-bin/externalcontact/${name}`;

/** Tags of customers (wecom docs 92117, 92118). */
export const corpTagRoutes: readonly ApiRoute[] = [
  { path: path('get_corp_tag_list'), methods: ['POST'], token: true, run: listTags },
  { path: path('mark_tag'), methods: ['POST'], token: true, run: markTag },
];

/** `tag_id` and `group_id` narrow the list; with both, groups are ignored, as on the platform. */
function listTags({ body }: ApiCall): Record<string, unknown> {
  const [tagIds, groupIds] = [list(body.tag_id).map(String), list(body.group_id).map(String)];
  const wanted = (tag: CorpTag) =>
    tagIds.length > 0 ? tagIds.includes(tag.id) : groupIds.length === 0 || groupIds.includes(tag.groupId);
  const found = TAGS.filter(wanted);
  const names = new Map(found.map((tag) => [tag.groupId, tag.groupName]));
  return {
    tag_group: [...names].map(([groupId, name], order) => ({
      group_id: groupId,
      group_name: name,
      create_time: 0,
      order,
      tag: found
        .filter((tag) => tag.groupId === groupId)
        .map((tag, i) => ({ id: tag.id, name: tag.name, create_time: 0, order: i })),
    })),
  };
}

/** Adds and removes tags on one member's view of a customer; 40068 for a tag that does not exist. */
function markTag({ core, body }: ApiCall): Record<string, unknown> {
  const member = findMember(core.state, text(body.userid, 41009)) ?? refuse(60111);
  const customer = findCustomer(core.state, text(body.external_userid, 40096)) ?? refuse(40096);
  const follow = customer.follows.find((each) => each.userid === member.userid) ?? refuse(84061);
  const [add, remove] = [list(body.add_tag).map(String), list(body.remove_tag).map(String)];
  if (add.length + remove.length === 0) refuse(40063, 'add_tag or remove_tag');
  for (const id of [...add, ...remove]) if (!TAGS.some((tag) => tag.id === id)) refuse(40068, id);
  const before = follow.tags ?? [];
  follow.tags = [...new Set([...before, ...add])].filter((id) => !remove.includes(id));
  core.changed();
  return {};
}

/** `follow_user[].tags` of externalcontact/get. */
export function presentTags(ids: readonly string[]): Record<string, unknown>[] {
  return TAGS.filter((tag) => ids.includes(tag.id)).map((tag) => ({
    group_name: tag.groupName,
    tag_name: tag.name,
    tag_id: tag.id,
    type: 1,
  }));
}
