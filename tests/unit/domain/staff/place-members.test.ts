import { describe, expect, it } from 'vitest';
import { placeMembers } from '#domain/staff/place-members';

const store = (id: string, name: string) => ({ id, name }) as never;
const team = (id: string, name: string, storeId: string) => ({ id, name, storeId }) as never;
const ORGANISATION = {
  stores: [store('s1', '浦东旗舰店'), store('s2', '闵行店')],
  teams: [team('t1', 'SUV组', 's1'), team('t2', '综合组', 's1'), team('t3', '综合组', 's2')],
};
const DEPARTMENTS = [
  { id: '1', name: '云驰汽车集团' },
  { id: 2, name: '浦东旗舰店' },
  { id: '21', name: 'SUV组' },
  { id: '22', name: '综合组' },
  { id: '3', name: '闵行店' },
  'nonsense',
];
const place = placeMembers(DEPARTMENTS, ORGANISATION);

describe('placing members by their departments', () => {
  it.each([
    ['a team', ['21'], { storeId: 's1', teamIds: ['t1'] }],
    ['a store', [2], { storeId: 's1', teamIds: [] }],
    ['team and store', ['3', '21'], { storeId: 's1', teamIds: ['t1'] }],
    ['the group only', ['1'], { storeId: null, teamIds: [] }],
    ['a name that two teams share', ['22'], { storeId: null, teamIds: [] }],
    ['a department nobody knows', ['99'], { storeId: null, teamIds: [] }],
    ['no department', [], { storeId: null, teamIds: [] }],
  ])('by %s', (_, ids, expected) => {
    expect(place(ids)).toEqual(expected);
  });
});
