import { MongoBulkWriteError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { duplicatesOf, isDuplicateKey } from '#infra/mongo';

/** A bulk error as the driver throws it. */
function bulkError(codes: readonly number[], writeConcern?: object): MongoBulkWriteError {
  const error = Object.create(MongoBulkWriteError.prototype) as MongoBulkWriteError;
  const writeErrors = codes.map((code, index) => ({ code, index: index * 2 }));
  return Object.assign(error, {
    writeErrors,
    result: { getWriteConcernError: () => writeConcern },
  });
}

describe('who was first', () => {
  it.each([
    [{ code: 11_000 }, true],
    [Object.assign(new Error('E11000'), { code: 11_000 }), true],
    [{ code: 11_001 }, false],
    [{ code: '11000' }, false],
    [new Error('E11000 duplicate key'), false],
    [null, false],
    [undefined, false],
    [11_000, false],
  ])('%o is a duplicate key: %s', (error, expected) => {
    expect(isDuplicateKey(error)).toBe(expected);
  });

  it('the refused positions of a batch are told, wherever they were', () => {
    expect(duplicatesOf(bulkError([11_000, 11_000, 11_000]))).toEqual([0, 2, 4]);
  });

  it('a single failure that the driver did not put in a list is one too', () => {
    const error = bulkError([]);
    Object.assign(error, { writeErrors: { code: 11_000, index: 7 } });
    expect(duplicatesOf(error)).toEqual([7]);
  });

  it.each([
    ['another failure among duplicates', bulkError([11_000, 121])],
    ['an unconfirmed write', bulkError([11_000], { code: 64 })],
    ['no bulk error at all', new Error('socket closed')],
    ['a single duplicate outside a batch', Object.assign(new Error('E11000'), { code: 11_000 })],
  ])('%s is thrown on', (_what, error) => {
    expect(() => duplicatesOf(error)).toThrow(error);
  });
});
