// Starts one bench hub for all test files, runs them with node's own test runner, and ends the hub again.
// Arguments are test files; without any, all of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startServer } from './bench.mjs';

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'twinscope-sdk-'));
const files = process.argv.length > 2
  ? process.argv.slice(2)
  : readdirSync(here).filter((name) => name.endsWith('.test.mjs')).map((name) => join(here, name));

let code = 1;
try {
  const server = await startServer({ folder: join(folder, 'data'), port: 8883, httpsPort: 8443 });
  try {
    const environment = {
      ...process.env,
      TWINSCOPE_BENCH: JSON.stringify(server.ready),
      TWINSCOPE_BENCH_FOLDER: folder,
      NODE_EXTRA_CA_CERTS: server.ready.ca,
    };
    const parameters = ['--test', '--test-force-exit', '--test-timeout=60000', '--test-reporter=spec', '--test-reporter-destination=stdout', ...files];
    const tests = spawn(process.execPath, parameters, { stdio: 'inherit', env: environment });
    [code] = await once(tests, 'exit');
  } finally {
    await server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = code ?? 1;
