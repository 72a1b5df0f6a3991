import { describe, expect, it } from 'vitest';
import { appError } from '#domain/kernel/errors';
import { presentError, toAppError } from '#http/core/translate-error';

const ID = 'request-0001';
const withStatus = (status: number) => Object.assign(new Error('internal text'), { status });
const named = (name: string) => Object.assign(new Error('connect 10.1.2.3:27017'), { name });

describe('toAppError', () => {
  it('leaves a catalogued error as it is', () => {
    const error = appError('STALE_REVISION');
    expect(toAppError(error, ID)).toBe(error);
  });

  it.each([
    [413, 'PAYLOAD_TOO_LARGE', 413],
    [415, 'INVALID_INPUT', 400],
    [400, 'INVALID_INPUT', 400],
    [404, 'NOT_FOUND', 404],
    [405, 'METHOD_NOT_ALLOWED', 405],
    [501, 'METHOD_NOT_ALLOWED', 405],
    [500, 'INTERNAL', 500],
  ])('maps a library error %i to %s', (status, code, answered) => {
    const error = toAppError(withStatus(status), ID);
    expect([error.code, error.status]).toEqual([code, answered]);
  });

  it.each([
    'MongoServerSelectionError',
    'MongoNetworkError',
    'MongoNetworkTimeoutError',
    'MongooseServerSelectionError',
    'MongoWaitQueueTimeoutError',
    'MongoNotConnectedError',
    'MongoPoolClearedError',
  ])('answers 503 when the database is away: %s', (name) => {
    expect(toAppError(named(name), ID).code).toBe('DATABASE_UNAVAILABLE');
  });

  it('does not take a duplicate key for a lost database', () => {
    expect(toAppError(named('MongoServerError'), ID).code).toBe('INTERNAL');
  });

  it.each([undefined, null, 'text', 42, { status: 404 }])('treats a thrown %j as a bug', (thrown) => {
    expect(toAppError(thrown, ID).code).toBe('INTERNAL');
  });
});

describe('presentError', () => {
  it('shows code, sentence, field and request id', () => {
    const error = appError('INVALID_INPUT', { field: 'phone', fix: '请检查手机号' });
    expect(presentError(error, ID)).toEqual({
      error: {
        code: 'INVALID_INPUT',
        message: '“phone”填写有误：请检查手机号',
        field: 'phone',
        requestId: ID,
      },
    });
  });

  it('shows nothing of an unexpected failure but its number', () => {
    const cause = new Error('E11000 dup key { phone: "+8613812345678" }');
    const text = JSON.stringify(presentError(toAppError(cause, ID), ID));
    expect(text).not.toMatch(/E11000|138|at |stack/);
    expect(text).toContain(ID);
  });
});
