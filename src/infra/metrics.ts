import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The registry behind /metrics. Labels are bounded: results, codes and route patterns, never ids. */
export const registry = new Registry();

const registers = [registry];

export const metrics = {
  callbacks: new Counter({
    name: 'cheliao_callbacks_total',
    help: 'Platform callbacks by result',
    labelNames: ['platform', 'result'],
    registers,
  }),
  leadsReceived: new Counter({
    name: 'cheliao_leads_received_total',
    help: 'Inbound lead payloads by channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers,
  }),
  inboxOldestSeconds: new Gauge({
    name: 'cheliao_inbox_oldest_seconds',
    help: 'Age of the oldest unprocessed inbox row',
    registers,
  }),
  outboxOldestSeconds: new Gauge({
    name: 'cheliao_outbox_oldest_seconds',
    help: 'Age of the oldest undelivered event',
    registers,
  }),
  deliveriesOldestSeconds: new Gauge({
    name: 'cheliao_deliveries_oldest_seconds',
    help: 'Age of the oldest unsent card or message',
    registers,
  }),
  platformCalls: new Counter({
    name: 'cheliao_platform_calls_total',
    help: 'Calls to chat platforms by API and result code',
    labelNames: ['platform', 'api', 'code'],
    registers,
  }),
  timerLatenessSeconds: new Histogram({
    name: 'cheliao_timer_lateness_seconds',
    help: 'How late timers fire',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300],
    registers,
  }),
  httpSeconds: new Histogram({
    name: 'cheliao_http_seconds',
    help: 'HTTP requests by route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  }),
};
