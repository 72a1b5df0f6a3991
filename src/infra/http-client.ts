import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';

/**
 * An axios instance for one outside service: keep-alive, a deadline on every call, no redirects (a platform
 * API never redirects, and following one would leak the token), any status returned rather than thrown.
 */
export function createHttpClient(baseURL: string, timeoutMs = 5_000): AxiosInstance {
  return axios.create({
    baseURL,
    timeout: timeoutMs,
    maxRedirects: 0,
    maxContentLength: 2 * 1024 * 1024,
    proxy: false,
    validateStatus: () => true,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 32 }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 32 }),
    headers: { 'user-agent': 'cheliao' },
  });
}
