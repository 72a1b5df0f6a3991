import { describe, expect, it } from 'vitest';
import { AppError, isAppError } from '#domain/kernel/app-error';
import { appError, ERRORS, type ErrorCode } from '#domain/kernel/errors';

const CODES = Object.keys(ERRORS) as ErrorCode[];

describe('the error catalogue', () => {
  it.each(CODES)('%s names itself, speaks Chinese and has a status of its kind', (code) => {
    const { code: named, kind, status, message } = ERRORS[code];
    expect(named).toBe(code);
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(message).toMatch(/\p{Script=Han}/u);
    if (kind === 'user') expect([status >= 400, status < 500]).toEqual([true, true]);
    else expect(status).toBeGreaterThanOrEqual(500);
  });

  it('nothing a person can mend is reported as ours, and nothing of ours as theirs', () => {
    const kinds = new Map(CODES.map((code) => [code, ERRORS[code].kind]));
    expect(kinds.get('INTERNAL')).toBe('unexpected');
    expect(kinds.get('DATABASE_UNAVAILABLE')).toBe('operational');
    expect(kinds.get('STALE_REVISION')).toBe('user');
  });

  it('says the sentence with its details filled in', () => {
    const error = appError('LEAD_NOT_YOURS', { owner: '李娜' });
    expect(error.message).toBe('这条线索现在由李娜负责');
    expect(error).toMatchObject({ name: 'AppError', code: 'LEAD_NOT_YOURS', kind: 'user', status: 403 });
    expect(error.details).toEqual({ owner: '李娜' });
  });

  it('leaves a gap visible rather than saying undefined', () => {
    expect(appError('NOT_FOUND').message).toBe('没有找到{what}');
    expect(appError('RATE_LIMITED', { seconds: 0 }).message).toBe('操作太频繁，请0秒后再试');
  });

  it('takes a detail as text and never as a pattern', () => {
    expect(appError('NOT_FOUND', { what: '$& {what} $1' }).message).toBe('没有找到$& {what} $1');
  });

  it('keeps its cause, and has none without', () => {
    const cause = new Error('socket');
    expect(appError('DATABASE_UNAVAILABLE', {}, cause).cause).toBe(cause);
    expect('cause' in appError('INTERNAL')).toBe(false);
  });

  it('is told from other errors', () => {
    expect(isAppError(appError('FORBIDDEN'))).toBe(true);
    expect(isAppError(new AppError(ERRORS.FORBIDDEN))).toBe(true);
    for (const other of [new Error('x'), { code: 'FORBIDDEN' }, null, undefined, 'FORBIDDEN']) {
      expect(isAppError(other)).toBe(false);
    }
  });
});
