// The shipped binary, on a free port.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;

export async function startServer(...settings) {
  const folder = mkdtempSync(join(tmpdir(), "mta-widget-"));
  const binary = process.env.MTA_CHAT_BINARY_UNDER_TEST || join(root, "build/release/mta-chat");
  const child = spawn(binary, ["serve", "--config", join(root, "config/local.toml"), "--listen", "127.0.0.1:0", "--set", "server.admin_listen=127.0.0.1:0",
    "--set", `storage.path=${join(folder, "chat.db")}`, "--set", `knowledge.directory=${join(root, "knowledge")}`,
    "--set", "throttle.burst=100000", "--set", "throttle.rate_per_second=100000", "--set", "rate_limit.max=100000", ...settings.flatMap(each => ["--set", each])],
    { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  const url = await new Promise((resolve, reject) => {
    child.stderr.on("data", piece => {
      log += piece;
      const port = log.match(/"listen":"127\.0\.0\.1:(\d+)"/)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.on("exit", code => reject(new Error(`the server ended with ${code}: ${log}`)));
  });
  return { url, log: () => log, stop: () => new Promise(resolve => {
    child.removeAllListeners("exit");
    child.on("exit", () => { rmSync(folder, { recursive: true }); resolve(); });
    child.kill();
  }) };
}
