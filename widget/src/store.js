// What the tab keeps of the conversation; where storage throws, what the page keeps.

export function makeStore(endpoint) {
  const key = "mta-chat:" + endpoint, openKey = "mta-chat:open:" + endpoint;
  const quietly = run => {
    try {
      return run();
    } catch {
      return null;  // no storage, or a full one
    }
  };
  return {
    read: () => quietly(() => {
      const kept = JSON.parse(sessionStorage.getItem(key));
      return Array.isArray(kept?.entries) ? kept : null;  // nothing, or another version's
    }),
    write: value => quietly(() => sessionStorage.setItem(key, JSON.stringify(value))),
    remember: isOpen => quietly(() => sessionStorage.setItem(openKey, isOpen ? "1" : "0")),
  };
}
