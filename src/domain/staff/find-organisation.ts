import { appError } from '#domain/kernel/errors';
import { StoreModel, TeamModel, toStore, toTeam } from './organisation.model.ts';
import type { Store, Team } from './organisation.ts';

export async function findStore(id: string): Promise<Store | null> {
  const record = await StoreModel.findOne({ _id: id }).lean();
  return record === null ? null : toStore(record);
}

/** Throws NOT_FOUND. */
export async function getStore(id: string): Promise<Store> {
  const store = await findStore(id);
  if (store === null) throw appError('NOT_FOUND', { what: '门店' });
  return store;
}

export async function listStores(): Promise<Store[]> {
  return (await StoreModel.find().sort({ _id: 1 }).lean()).map(toStore);
}

/** Throws NOT_FOUND. */
export async function getTeam(id: string): Promise<Team> {
  const record = await TeamModel.findOne({ _id: id }).lean();
  if (record === null) throw appError('NOT_FOUND', { what: '团队' });
  return toTeam(record);
}

/** All teams, or those of a store, in the order rules ask them. */
export async function listTeams(input: { storeId?: string } = {}): Promise<Team[]> {
  return (await TeamModel.find(input).sort({ order: 1, _id: 1 }).lean()).map(toTeam);
}
