// What a chat costs the page that it stands on, in Chromium with a processor four times slower; ours beside Flowise's
// embed and deep-chat from npm. Prints JSON.

import { createServer } from "node:http";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { launch, pause } from "../tests/widget/browser.mjs";
import { Endpoint, bundle } from "../tests/widget/endpoint.mjs";

const peers = new URL("../build/widget_peers/node_modules/", import.meta.url).pathname;
const packed = file => gzipSync(readFileSync(file), { level: 9 }).length;
const panel = readdirSync(bundle).find(name => name.startsWith("widget-panel-"));

const endpoint = await new Endpoint().start();
const files = { "/flowise.js": join(peers, "flowise-embed/dist/web.js"), "/deep-chat.js": join(peers, "deep-chat/dist/deepChat.bundle.js") };
const text = "<h1>A website</h1>" + "<p>Some text that stands there and should not move.</p>".repeat(20);
const pages = {
  "/none": "",
  "/ours": `<script async src="${endpoint.url}/widget.js"></script>`,
  "/flowise": `<script type=module>import Chatbot from "/flowise.js"; Chatbot.init({ chatflowid: "x", apiHost: "${endpoint.url}" });</script>`,
  "/deep-chat": `<script type=module src="/deep-chat.js"></script><deep-chat style="position:fixed;right:20px;bottom:20px" connect='{"url":"${endpoint.url}/chat"}'></deep-chat>`,
};
const site = createServer((request, response) => {
  const page = pages[request.url];
  if (page !== undefined) return response.setHeader("content-type", "text/html"), response.end(`<!doctype html><meta charset=utf-8><title>t</title><link rel=icon href=data:,><body>${text}${page}`);
  if (!files[request.url]) return response.writeHead(404), response.end();
  response.setHeader("content-type", "text/javascript");
  response.end(readFileSync(files[request.url]));
});
await new Promise(resolve => site.listen(0, "127.0.0.1", resolve));
const browser = await launch();

/** Time of the processor, not of the clock: what else runs on this machine does not count. */
async function longestTask(page) {
  const { traceEvents } = JSON.parse(Buffer.from(await page.tracing.stop()).toString());
  const pages = new Set(traceEvents.filter(event => event.name === "thread_name" && event.args.name === "CrRendererMain").map(event => event.pid + "." + event.tid));
  const tasks = traceEvents.filter(event => event.name.endsWith("RunTask") && pages.has(event.pid + "." + event.tid));
  return Math.round(Math.max(0, ...tasks.map(event => event.tdur / 1000 || 0)));
}

async function measure(path) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const session = await page.createCDPSession();
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await session.send("Performance.enable");
  let bytes = 0, requests = 0;
  page.on("response", async response => {
    requests++;
    const body = await response.buffer().catch(() => Buffer.alloc(0));
    bytes += /^\/(none|ours|flowise|deep-chat)$/.test(new URL(response.url()).pathname) ? 0 : gzipSync(body).length;
  });
  await page.evaluateOnNewDocument(() => {
    window.shift = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value; })).observe({ type: "layout-shift", buffered: true });
  });
  await page.tracing.start({ categories: ["toplevel"] });
  await page.goto(`http://127.0.0.1:${site.address().port}${path}`);
  await pause(2500);
  const state = () => page.evaluate(() => ({ shift: window.shift, stored: localStorage.length + sessionStorage.length }));
  const loaded = { requests: requests - 1, gzipped_bytes: bytes, ...await state(), longest_task_cpu_ms: await longestTask(page) };
  let opened = null;
  if (path === "/ours") {
    await page.tracing.start({ categories: ["toplevel"] });
    await page.evaluate(() => document.querySelector("mta-chat").shadowRoot.querySelector(".launcher").click());
    await pause(2000);
    opened = { requests: requests - 1, gzipped_bytes: bytes, ...await state(), longest_task_cpu_ms: await longestTask(page) };
  }
  await context.close();
  return { loaded, opened };
}

async function listenersAfterMounts() {
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  await session.send("Performance.enable");
  await page.goto(`http://127.0.0.1:${site.address().port}/ours`);
  await pause(500);
  const mount = count => page.evaluate(async times => {
    for (let i = 0; i < times; ++i) { window.MTAChat.init({}); await window.MTAChat.open(); window.MTAChat.destroy(); }
  }, count);
  const count = async () => {
    for (let i = 0; i < 5; ++i) await session.send("HeapProfiler.collectGarbage"), await pause(100);
    return (await session.send("Performance.getMetrics")).metrics.find(each => each.name === "JSEventListeners").value;
  };
  await mount(1);
  const first = await count();
  await mount(100);
  return { after_1: first, after_100: await count() };
}

const result = {
  gzipped_bytes: { launcher: packed(bundle + "widget.js"), everything: packed(bundle + "widget.js") + packed(bundle + panel), flowise_embed: packed(files["/flowise.js"]), deep_chat: packed(files["/deep-chat.js"]) },
  pages: {}, listeners: await listenersAfterMounts(),
};
for (const path of Object.keys(pages)) result.pages[path.slice(1)] = await measure(path);
console.log(JSON.stringify(result, null, 2));
await browser.close();
await endpoint.stop();
site.close();
site.closeAllConnections();
