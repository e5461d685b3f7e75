// Offline once loaded. The network always comes first, so nobody ever sees an old page while there is a new one;
// what it gave is kept for when it is gone. Only this site's own files, never the server's /api.
const KEPT = "pagewalk-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && fresh.type === "basic") await kept.put(request, fresh.clone());
    return fresh;
  } catch (gone) {
    const old = await kept.match(request, { ignoreSearch: true });
    if (old) return old;
    throw gone;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const ours = url.origin === location.origin && !url.pathname.includes("/api/");
  if (request.method === "GET" && ours) event.respondWith(answer(request));
});
