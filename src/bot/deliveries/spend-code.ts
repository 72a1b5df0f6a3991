import { DeliveryModel } from './delivery.model.ts';

/** Takes a single-use code out of the ledger; false when another process took it first. */
export async function spendCode(deliveryId: string, sealed: string): Promise<boolean> {
  const result = await DeliveryModel.collection.updateOne(
    { _id: deliveryId as never, 'codes.sealed': sealed },
    { $pull: { codes: { sealed } } as never },
  );
  return result.modifiedCount === 1;
}
