// A scripted endpoint: the chat's routes as docs/openapi.yaml has them, with faults on demand; and the pages that
// embed the widget.

import { createServer } from "node:http";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const bundle = new URL("../../build/release/widget/", import.meta.url).pathname;

const consent = {
  en: { version: "v1", text: "I agree that you keep my details and contact me about my question." },
  ar: { version: "v1", text: "أوافق على حفظ بياناتي والتواصل معي بخصوص سؤالي." },
  fr: { version: "v1", text: "J’accepte que vous gardiez mes coordonnées et me contactiez." },
};

export const lasers = [
  { name: "Q-Switched Nd:YAG Laser", price: 2300, currency: "USD", summary: "Tattoos, pigmentation, carbon facials" },
  { name: "Picosecond Tattoo Removal Machine", price: 9800, currency: "USD", summary: "Very short pulses, tattoos and pigmentation" },
];
export const arabicLasers = [
  { name: "Q-Switched Nd:YAG Laser", localized_name: "جهاز ليزر كيو سويتش Nd:YAG", price: 2300, currency: "USD", summary: "الوشم والتصبغات وجلسات الكربون" },
  { name: "Picosecond Tattoo Removal Machine", localized_name: "جهاز البيكو ليزر", price: 9800, currency: "USD", summary: "نبضات قصيرة جداً للوشم والتصبغات" },
];
const answers = {
  en: { text: "Two of our lasers are made for tattoo removal:\n- Q-Switched Nd:YAG Laser: 2300 USD\n- Picosecond Tattoo Removal Machine: 9800 USD\n\nIndicative prices. Shall I compare them, or would you like an offer?", products: lasers },
  ar: { text: "لدينا جهازا ليزر لإزالة الوشم:\n- Q-Switched Nd:YAG Laser (جهاز ليزر كيو سويتش): 2300 دولار أمريكي\n- Picosecond Tattoo Removal Machine (جهاز البيكو ليزر): 9800 دولار أمريكي\n\nأسعار تقريبية. هل أقارن بينهما أم تفضل عرض سعر؟", products: arabicLasers },
};

const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** `chats`: what POST /chat was sent. `script`: what becomes of the next ones; without one an answer is streamed. */
export class Endpoint {
  chats = []; leads = []; feedback = []; requests = []; script = []; models = 0; settings = {}; pages = {}; consents = consent; kept = new Map(); leadStatus = []; feedbackStatus = []; isPanelLost = false; isUpgraded = false;
  piece = 6; pause = 0; whole = false;

  async start() {
    this.server = createServer((request, response) => this.answer(request, response).catch(() => response.destroy()));
    await new Promise(resolve => this.server.listen(0, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise(resolve => this.server.close(resolve));
  }

  async answer(request, response) {
    const url = new URL(request.url, this.url);
    this.requests.push(`${request.method} ${url.pathname}`);
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces).toString();
    response.setHeader("access-control-allow-origin", "*");
    if (request.method === "OPTIONS") {
      response.writeHead(204, { "access-control-allow-methods": "GET, POST, OPTIONS", "access-control-allow-headers": "content-type, idempotency-key" });
      return response.end();
    }
    const page = this.pages[url.pathname];
    if (page) return this.page(response, page);
    if (url.pathname === "/chat") return this.chat(request, response, JSON.parse(body), body);
    if (url.pathname === "/widget/config") return this.json(response, 200, this.settings);
    if (url.pathname === "/leads/consent") return this.json(response, 200, { consent: this.consents });
    if (url.pathname === "/leads") return this.lead(request, response, JSON.parse(body));
    if (url.pathname === "/feedback") {
      this.feedback.push(JSON.parse(body));
      response.writeHead(this.feedbackStatus.shift() || 204);
      return response.end();
    }
    if (this.isPanelLost && url.pathname.startsWith("/widget-panel")) return response.destroy();
    // A newer release is on the server: the hash of before names nothing.
    if (this.isUpgraded && url.pathname === "/widget-panel.js") url.pathname = "/" + readdirSync(bundle).find(name => name.startsWith("widget-panel-"));
    else if (this.isUpgraded && url.pathname.startsWith("/widget-panel-")) url.pathname = "/gone";
    if (url.pathname.startsWith("/widget") && readdirSync(bundle).includes(url.pathname.slice(1))) {
      response.writeHead(200, { "content-type": "text/javascript" });
      return response.end(readFileSync(join(bundle, url.pathname)));
    }
    this.json(response, 404, { error: "Not found", message: "There is nothing at this path" });
  }

  page(response, { html, headers = {} }) {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers });
    response.end(html);
  }

  json(response, status, body, headers = {}) {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  }

  lead(request, response, body) {
    this.leads.push({ body, key: request.headers["idempotency-key"] });
    const status = this.leadStatus.shift();
    if (status === 409) {
      for (const each of Object.values(this.consents)) each.version = "v2";
      return this.json(response, 409, { error: "Consent changed", message: "read it again", consent: this.consents });
    }
    if (status) return this.json(response, status, { error: "Invalid phone", message: "This is not a telephone number" });
    this.json(response, 201, { lead_id: "lead-1" });
  }

  /** As the server does it: an answer that was made is given again to the same key, and costs no model call. */
  answerFor(key, message) {
    if (!this.kept.has(key)) {
      this.models++;
      const language = /[\u0600-\u06ff]/.test(message) ? "ar" : "en";
      const given = this.next ?? answers[language];
      this.next = undefined;
      this.kept.set(key, { ...given, id: "m" + this.models });
    }
    return this.kept.get(key);
  }

  async chat(request, response, body, raw) {
    const key = request.headers["idempotency-key"];
    this.chats.push({ body, raw, key, origin: request.headers.origin });
    const fate = this.script.shift() || {};
    if (fate.status) return this.json(response, fate.status, { error: "E", message: fate.message || "no", request_id: "r", ...(fate.retry_after && { retry_after: fate.retry_after }) });
    if (fate.refuse) return response.destroy();
    const answer = this.answerFor(key, body.message);
    if (fate.lost) return response.destroy();
    const head = { session_id: "s1", message_id: answer.id, model: "catalogue" };
    if (this.whole || !/event-stream/.test(request.headers.accept)) {
      return this.json(response, 200, { response: answer.text, products: answer.products, handoff: answer.handoff, lead: answer.lead, ...head });
    }
    response.writeHead(200, { "content-type": "text/event-stream", "x-vercel-ai-ui-message-stream": "v1" });
    const send = event => new Promise(sent => response.write(`data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`, sent));
    send({ type: "start", messageId: answer.id });
    send({ type: "data-session", data: head, transient: true });
    let last = send({ type: "text-start", id: "text" });
    const letters = [...answer.text];
    for (let at = 0; at < letters.length; at += this.piece) {
      if (fate.cutAfter !== undefined && at >= fate.cutAfter) return await last, response.destroy();  // what was written goes out before
      if (fate.hold && at >= fate.hold.after) await fate.hold.until;
      last = send({ type: "text-delta", id: "text", delta: letters.slice(at, at + this.piece).join("") });
      if (this.pause) await wait(this.pause);
    }
    if (fate.broken) {
      this.kept.delete(key);
      send({ type: "error", errorText: "The answer broke off" });
      send("[DONE]");
      return response.end();
    }
    if (answer.products) send({ type: "data-products", data: answer.products });
    if (answer.handoff) send({ type: "data-handoff", data: answer.handoff });
    if (answer.lead) send({ type: "data-lead", data: answer.lead });
    send({ type: "text-end", id: "text" });
    send({ type: "finish" });
    send("[DONE]");
    response.end();
  }
}
