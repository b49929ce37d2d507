// What a visitor and the service have said to each other, and what is still to be sent. Knows no element.
//
// entries: {id, who: "visitor", text, at, state: "sent" | "sending" | "queued" | "refused"}
//          {id, who: "assistant", text, at, state: "typing" | "streaming" | "done" | "broken" | "stopped",
//           messageId, products, handoff, lead, rating}
//          {id, who: "form" | "notice", ...}: the view's own
// status:  {kind: "idle" | "busy"}, {kind: "waiting", reason: "offline" | "cut" | "limit", until},
//          {kind: "failed", reason, until}: the visitor may try again, from `until` on

import { readEvents } from "./stream.js";

const mostCharacters = 4000;
const mostTries = 12;
const mostKept = 100;
const longestWait = 120;  // seconds that a message waits by itself
const keptByServer = 10 * 60 * 1000;  // for so long a repeat of a key is given its answer again
const silence = 60_000;  // without a byte for so long the connection is given up

// Not crypto.randomUUID(), which a page has over https alone.
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");

const parts = { "data-products": "products", "data-handoff": "handoff", "data-lead": "lead" };

/** `changed()` after every change; `said(entry)` once for each answer that has ended. */
export function makeConversation({ endpoint, store, changed, said, emit, firstDelay = 500 }) {
  const fresh = () => ({ session: null, entries: [], attempt: null, next: 1 });
  let kept = { ...fresh(), ...store.read() };
  let status = { kind: "idle" };
  let request = null, timer = 0;

  const save = () => store.write({ ...kept, entries: kept.entries.slice(-mostKept) });
  const entry = id => kept.entries.find(each => each.id === id);
  const queued = () => kept.entries.filter(each => each.state === "queued");

  function update(next) {
    if (next) status = next;
    save();
    changed();
  }

  function add(who, values) {
    const made = { id: kept.next++, who, at: Date.now(), ...values };
    kept.entries.push(made);
    return made;
  }

  /** The messages that wait, as one; what does not fit waits on. */
  function prepare() {
    const taken = [];
    let length = 0;
    for (const each of queued()) {
      length += each.text.length + 1;
      if (taken.length && length > mostCharacters) break;
      taken.push(each);
    }
    const message = taken.map(each => each.text).join("\n");
    for (const each of taken) each.state = "sending";
    kept.attempt = {
      key: newKey(), at: Date.now(), tries: 0, messages: taken.map(each => each.id), answer: null,
      // The same to the byte in every try, or the key would be another request's.
      body: JSON.stringify({ message, ...(kept.session && { session_id: kept.session }), page: location.origin + location.pathname }),
    };
  }

  function advance() {
    if (kept.attempt || !queued().length) return update({ kind: "idle" });
    prepare();
    run();
  }

  async function run() {
    const attempt = kept.attempt;
    clearTimeout(timer);
    let answer = entry(attempt.answer);
    if (!answer) {
      // Behind its question, before what was typed since.
      answer = { id: kept.next++, who: "assistant", at: Date.now(), text: "" };
      kept.entries.splice(kept.entries.findIndex(each => each.id === attempt.messages.at(-1)) + 1, 0, answer);
      attempt.answer = answer.id;
    }
    answer.state = answer.text ? "streaming" : "typing";
    const mine = request = new AbortController();
    update({ kind: "busy" });
    let outcome;
    try {
      outcome = await ask(attempt, answer, mine);
    } catch {
      outcome = { kind: mine.stopped ? "stopped" : "cut" };
    }
    if (kept.attempt !== attempt || request !== mine) return;  // a new chat, or destroyed
    request = null;
    settle(outcome, attempt, answer);
  }

  async function ask(attempt, answer, control) {
    let alarm = 0;
    const alive = () => {
      clearTimeout(alarm);
      alarm = setTimeout(() => control.abort(), silence);
    };
    alive();
    try {
      const reply = await fetch(endpoint + "/chat", {
        method: "POST", body: attempt.body, signal: control.signal, credentials: "omit", referrerPolicy: "no-referrer",
        headers: { "content-type": "application/json", accept: "text/event-stream, application/json;q=0.9", "idempotency-key": attempt.key },
      });
      if (!reply.ok) return refusal(reply, await reply.json().catch(() => ({})));
      attempt.arrived = true;
      return /event-stream/.test(reply.headers.get("content-type")) ? await readStream(reply.body, answer, alive)
        : readWhole(await reply.json(), answer);
    } finally {
      clearTimeout(alarm);
    }
  }

  function refusal(reply, body) {
    const seconds = body.retry_after ?? +reply.headers.get("retry-after");
    return { kind: "refused", status: reply.status, seconds: seconds || 0, message: body.message };
  }

  function take(answer, about) {
    if (about.session_id) kept.session = about.session_id;
    if (about.message_id) answer.messageId = about.message_id;
  }

  async function readStream(body, answer, alive) {
    let text = "", problem = null;
    const isDone = await readEvents(body, event => {
      alive();
      if (event.type === "data-session") take(answer, event.data);
      else if (event.type === "error") problem = { kind: "broken" };
      else if (parts[event.type]) answer[parts[event.type]] = event.data;
      if (event.type !== "text-delta") return;
      text += event.delta;
      answer.state = "streaming";
      // Given again after a cut, an answer begins anew; what of it stands there already stays.
      if (!answer.text.startsWith(text)) answer.text = text;
      changed();
    });
    if (isDone && !problem) answer.text = text;
    return problem || { kind: isDone ? "done" : "cut" };
  }

  function readWhole(body, answer) {
    take(answer, body);
    answer.text = body.response;
    for (const name of Object.values(parts)) if (body[name]) answer[name] = body[name];
    return { kind: "done" };
  }

  function finish(attempt, answer, state) {
    for (const id of attempt.messages) if (entry(id)) entry(id).state = "sent";
    kept.attempt = null;
    answer.state = state;
    answer.at = Date.now();
    if (!answer.text) remove(answer);
    else said(answer);
    advance();
  }

  function remove(answer) {
    kept.entries = kept.entries.filter(each => each !== answer);
    if (kept.attempt) kept.attempt.answer = null;
  }

  function later(reason, milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(retry, milliseconds);
    update({ kind: "waiting", reason, until: Date.now() + milliseconds });
  }

  const isOffline = () => navigator.onLine === false;

  function settle(outcome, attempt, answer) {
    if (outcome.kind === "done" || outcome.kind === "stopped") {
      emit(outcome.kind === "done" ? "answer" : "stopped", { messageId: answer.messageId });
      return finish(attempt, answer, outcome.kind === "done" ? "done" : "stopped");
    }
    if (answer.text) answer.state = "broken";
    else remove(answer);
    if (outcome.kind === "cut") return again(attempt);
    if (outcome.kind === "refused") return refused(outcome, attempt);
    emit("error", { reason: "broken" });
    update({ kind: "failed", reason: "broken", until: 0 });
  }

  /** The connection failed: the same request again, sooner where something had come. */
  function again(attempt) {
    attempt.tries = attempt.arrived ? attempt.tries + .5 : attempt.tries + 1;
    const delay = attempt.arrived ? firstDelay : Math.min(firstDelay * 2 ** attempt.tries, 15_000);
    attempt.arrived = false;
    if (isOffline()) return update({ kind: "waiting", reason: "offline", until: 0 });
    if (attempt.tries >= mostTries) return update({ kind: "failed", reason: "unreachable", until: 0 });
    later("cut", delay * (.75 + Math.random() / 2));
  }

  function refused({ status: code, seconds, message }, attempt) {
    emit("error", { reason: "refused", status: code });
    const until = Date.now() + Math.min(seconds, longestWait) * 1000;
    if (code === 429 && seconds <= longestWait) return later("limit", Math.max(seconds, 1) * 1000);
    // Its first try may still be answered: asked again it is given that answer.
    if (code === 504 && attempt.tries++ < 2) return later("cut", firstDelay * 2);
    if (code === 429) return update({ kind: "failed", reason: "limit", until });
    if (code >= 500 || code === 408) return update({ kind: "failed", reason: "service", until });
    for (const id of attempt.messages) Object.assign(entry(id), { state: "refused", problem: code === 403 ? "origin" : message });
    kept.attempt = null;
    advance();
  }

  function retry() {
    if (!kept.attempt || request) return;
    if (status.kind === "failed") kept.attempt.tries = 0;
    run();
  }

  const online = () => status.kind === "waiting" && status.reason !== "limit" && retry();
  addEventListener("online", online);

  return {
    get entries() { return kept.entries; },
    get status() { return status; },
    get session() { return kept.session; },
    add(who, values) {
      const made = add(who, values);
      update();
      return made;
    },
    remove(made) { remove(made); update(); },
    update,
    send(text) {
      add("visitor", { text: text.slice(0, mostCharacters), state: "queued" });
      emit("message");
      if (kept.attempt) update();
      else advance();
    },
    retry,
    stop() {
      if (!request) return;
      request.stopped = true;
      request.abort();
    },
    /** After a reload: what had no answer is asked again, at once while the server still keeps it. */
    resume() {
      for (const each of kept.entries) if (/typing|streaming/.test(each.state)) each.state = "broken";
      kept.entries = kept.entries.filter(each => each.who !== "assistant" || each.text);
      if (kept.attempt && Date.now() - kept.attempt.at < keptByServer) run();
      else if (kept.attempt) update({ kind: "failed", reason: "unreachable", until: 0 });
      else advance();
    },
    clear() {
      clearTimeout(timer);
      const mine = request;
      request = null;
      kept = fresh();
      mine?.abort();
      update({ kind: "idle" });
    },
    /** Whether the service has kept it; where it has not, the answer is rated as before. */
    async rate(answer, rating, comment) {
      const before = answer.rating;
      answer.rating = rating;
      update();
      const reply = await fetch(endpoint + "/feedback", {
        method: "POST", credentials: "omit", headers: { "content-type": "application/json" }, keepalive: true,
        body: JSON.stringify({ session_id: kept.session, message_id: answer.messageId, rating, ...(comment && { comment }) }),
      }).catch(() => null);
      if (reply?.ok) return true;
      answer.rating = before;
      update();
      return false;
    },
    destroy() {
      removeEventListener("online", online);
      clearTimeout(timer);
      const mine = request;
      request = null;
      mine?.abort();
    },
  };
}
