// Asks the chat with the AI SDK's own transport, as a page that uses it would, and prints what the SDK
// made of the answer. Usage: node read_answer.mjs PACKAGE URL QUESTION
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const [, , name, api, text] = process.argv;
const require = createRequire(pathToFileURL(process.cwd() + "/"));
const { DefaultChatTransport, readUIMessageStream } = await import(pathToFileURL(require.resolve(name)));

const data = [];
const transport = new DefaultChatTransport({
  api,
  prepareSendMessagesRequest: ({ messages }) => ({
    headers: { accept: "text/event-stream" },
    body: { message: messages.at(-1).parts[0].text },
  }),
});
const chunks = await transport.sendMessages({
  trigger: "submit-message",
  chatId: "test",
  messages: [{ id: "1", role: "user", parts: [{ type: "text", text }] }],
  abortSignal: undefined,
});
const [seen, read] = chunks.tee();
let message;
const collecting = (async () => {
  for await (const chunk of seen) if (chunk.type === "data-session") data.push(chunk.data);
})();
for await (const state of readUIMessageStream({ stream: read, onError: error => { throw error; } })) message = state;
await collecting;
console.log(JSON.stringify({
  text: message.parts.filter(part => part.type === "text").map(part => part.text).join(""),
  states: message.parts.filter(part => part.type === "text").map(part => part.state),
  session: data[0],
}));
