// Stands in for the product or the sandbox in launcher tests: answers 200, writes down its life in a file.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [, , ...args] = process.argv;
const name = process.env.SANDBOX_STATE_FILE ? 'sandbox' : 'product';
const port = Number(name === 'sandbox' ? process.env.SANDBOX_PORT : process.env.PORT);
const note = (event) =>
  appendFileSync(process.env.LIFE_FILE ?? `${process.env.CLOCK_OFFSET_FILE}.life`, `${name} ${event}\n`);
const shown = ['MONGODB_URI', 'WECOM_CORP_ID', 'WECOM_API_BASE', 'CHELIAO_DEMO', 'SANDBOX_CALLBACK_URL'];

note(`started ${process.pid} ${args.join(' ')}`);
const server = createServer((_request, response) => {
  response.end(JSON.stringify(Object.fromEntries(shown.map((key) => [key, process.env[key]]))));
});
server.listen(port, '127.0.0.1');
process.on('SIGTERM', () => {
  note('stopping');
  server.close();
  server.closeAllConnections();
  setTimeout(() => {
    note('stopped');
    process.exit(0);
  }, 50);
});
