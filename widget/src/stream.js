// The AI SDK's UI message stream, version 1: server-sent events whose data is JSON.

/** Calls take(event) for each; returns true once the stream has said that it is done. */
export async function readEvents(body, take) {
  const reader = body.getReader(), decoder = new TextDecoder();
  let rest = "", isDone = false;
  for (let piece; !(piece = await reader.read()).done;) {
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;  // comments, blank lines
      const data = line.slice(5).trim();
      if (data === "[DONE]") isDone = true;
      else take(JSON.parse(data));
    }
  }
  return isDone;
}
