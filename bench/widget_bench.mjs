// What a chat costs the page that it stands on, in Chromium with a processor four times slower; ours beside Flowise's
// embed and deep-chat from npm. It is added to a page that has been drawn, so that no task is the page's own. Prints JSON.

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
// Elements with their attributes, as a website writes them.
const chats = {
  none: [],
  ours: [["script", { src: endpoint.url + "/widget.js" }]],
  flowise: [["script", { type: "module", text: `import Chatbot from "/flowise.js"; Chatbot.init({ chatflowid: "x", apiHost: "${endpoint.url}" });` }]],
  "deep-chat": [["script", { type: "module", src: "/deep-chat.js" }], ["deep-chat", { style: "position:fixed;right:20px;bottom:20px", connect: `{"url":"${endpoint.url}/chat"}` }]],
};
const site = createServer((request, response) => {
  if (request.url === "/") return response.setHeader("content-type", "text/html"), response.end(`<!doctype html><meta charset=utf-8><title>t</title><link rel=icon href=data:,><body>${text}`);
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

const add = (page, elements) => page.evaluate(all => {
  for (const [tag, { text: code = "", ...attributes }] of all) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = code;
    document.body.append(made);
  }
}, elements);

async function measure(name) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const session = await page.createCDPSession();
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await session.send("Performance.enable");
  let bytes = 0, requests = 0;
  page.on("response", async response => {
    requests++;
    const body = await response.buffer().catch(() => Buffer.alloc(0));
    bytes += gzipSync(body).length;
  });
  await page.evaluateOnNewDocument(() => {
    window.shift = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value; })).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  await pause(1000);
  [bytes, requests] = [0, 0];
  await page.tracing.start({ categories: ["toplevel"] });
  await add(page, chats[name]);
  await pause(2500);
  const state = () => page.evaluate(() => ({ shift: window.shift, stored: localStorage.length + sessionStorage.length }));
  const loaded = { requests, gzipped_bytes: bytes, ...await state(), longest_task_cpu_ms: await longestTask(page) };
  let opened = null;
  if (name === "ours") {
    await page.tracing.start({ categories: ["toplevel"] });
    await page.evaluate(() => document.querySelector("mta-chat").shadowRoot.querySelector(".launcher").click());
    await pause(2000);
    opened = { requests, gzipped_bytes: bytes, ...await state(), longest_task_cpu_ms: await longestTask(page) };
  }
  await context.close();
  return { loaded, opened };
}

async function listenersAfterMounts() {
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  await session.send("Performance.enable");
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  await add(page, chats.ours);
  await pause(500);
  const mount = count => page.evaluate(async times => {
    for (let i = 0; i < times; ++i) { window.MTAChat.init({}); await window.MTAChat.open(); window.MTAChat.destroy(); }
  }, count);
  const count = async () => {
    for (let i = 0; i < 5; ++i) await session.send("HeapProfiler.collectGarbage"), await pause(100);
    return (await session.send("Performance.getMetrics")).metrics.find(each => each.name === "JSEventListeners").value;
  };
  const there = await count();
  await mount(1);
  const first = await count();
  await mount(100);
  return { mounted: there, destroyed_after_1: first, destroyed_after_100: await count() };
}

const result = {
  gzipped_bytes: { launcher: packed(bundle + "widget.js"), everything: packed(bundle + "widget.js") + packed(bundle + panel), flowise_embed: packed(files["/flowise.js"]), deep_chat: packed(files["/deep-chat.js"]) },
  pages: {}, listeners: await listenersAfterMounts(),
};
const repeats = 5;
/** Of several runs the one in the middle, by its longest task. */
async function middle(name) {
  const runs = [];
  for (let i = 0; i < repeats; ++i) runs.push(await measure(name));
  const task = run => (run.opened || run.loaded).longest_task_cpu_ms;
  const { loaded, opened } = runs.sort((one, other) => task(one) - task(other))[repeats >> 1];
  const most = part => Math.max(...runs.map(run => run[part]?.longest_task_cpu_ms ?? 0));
  return { loaded: { ...loaded, worst_of_5_cpu_ms: most("loaded") }, opened: opened && { ...opened, worst_of_5_cpu_ms: most("opened") } };
}
for (const name of Object.keys(chats)) result.pages[name] = await middle(name);
console.log(JSON.stringify(result, null, 2));
await browser.close();
await endpoint.stop();
site.close();
site.closeAllConnections();
