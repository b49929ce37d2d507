// The shipped binary, on a free port. `leads()`: a line of JSON each.

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const root = new URL("../../", import.meta.url).pathname;

export async function startServer(...settings) {
  const folder = mkdtempSync(join(tmpdir(), "mta-widget-"));
  const { MTA_CHAT_BINARY_UNDER_TEST: binary = join(root, "build/release/mta-chat"), ...env } = process.env;
  const options = ["--config", join(root, "config/local.toml"), ...["server.admin_listen=127.0.0.1:0", `storage.path=${join(folder, "chat.db")}`,
    `knowledge.directory=${join(root, "knowledge")}`, "throttle.burst=100000", "throttle.rate_per_second=100000", "rate_limit.max=100000", ...settings].flatMap(each => ["--set", each])];
  const child = spawn(binary, ["serve", "--listen", "127.0.0.1:0", ...options], { env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  const url = await new Promise((resolve, reject) => {
    child.stderr.on("data", piece => {
      log += piece;
      const port = log.match(/"listen":"127\.0\.0\.1:(\d+)"/)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.on("exit", code => reject(new Error(`the server ended with ${code}: ${log}`)));
  });
  const leads = async () => (await promisify(execFile)(binary, ["leads", "export", ...options], { env })).stdout.split("\n").filter(Boolean);
  return { url, leads, stop: () => new Promise(resolve => {
    child.removeAllListeners("exit");
    child.on("exit", () => { rmSync(folder, { recursive: true }); resolve(); });
    child.kill();
  }) };
}
