import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';

/** One login under way: born at /start, spent at /callback, by the same browser, once. */
export interface LoginStateRecord {
  /** SHA-256 of the `state` sent through the platform. */
  _id: string;
  platform: string;
  /** SHA-256 of the secret only the browser that started holds. */
  browser: string;
  /** Where to go afterwards: a local path. */
  next: string;
  expiresAt: Date;
}

export const LoginStateModel = mongoose.model(
  'LoginState',
  new Schema<LoginStateRecord>(
    {
      _id: String,
      platform: { type: String, required: true },
      browser: { type: String, required: true },
      next: { type: String, required: true },
      expiresAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'login_states' },
  ).index({ expiresAt: 1 }, { name: 'login_state_ttl', expireAfterSeconds: 0 }),
);
