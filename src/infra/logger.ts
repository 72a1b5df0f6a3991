import pino, { type Logger } from 'pino';
import { describeError } from './describe-error.ts';

export type { Logger } from 'pino';

/**
 * The one logger. Only ids, codes, counts and durations are logged: never a body, a phone or a secret.
 * The redaction list is a second net, not the plan; a test searches every byte written for canaries.
 */
export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      redact: {
        paths: [
          'phone',
          '*.phone',
          'name',
          '*.name',
          'token',
          '*.token',
          'secret',
          '*.secret',
          'body',
          '*.body',
        ],
        remove: true,
      },
    },
    destination ?? pino.destination({ sync: true }),
  );
}
