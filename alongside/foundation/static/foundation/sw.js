// Where there is no signal, one page says so. Only that page and its own files are ever kept on the
// device: no page about anybody, no answer of the server, no words. On a device that is allowed to work
// without a signal, its own page puts beside them the page on which one does; it names nobody either.
// The server puts KEPT above this.
const addresses = new Set([KEPT.page, ...KEPT.files].map((one) => new URL(one, location).href));

async function keep() {
  const cache = await caches.open(KEPT.name);
  // Without cookies, so that nobody's name can be in what is kept.
  await cache.addAll([...addresses].map((one) => new Request(one, { credentials: "omit", cache: "no-cache" })));
}

async function tidy() {
  for (const name of await caches.keys()) if (name !== KEPT.name && !name.startsWith("away-")) await caches.delete(name);
  await registration.navigationPreload?.enable(); // pages need not wait until this script has started
}

async function kept(address) {
  const cache = await caches.open(KEPT.name);
  return (await cache.match(address, { ignoreVary: true })) ?? Response.error();
}

/** The page for work without a signal, and its files, always as they were kept together. */
async function fromAway(address) {
  for (const name of await caches.keys()) {
    const found = name.startsWith("away-") && (await (await caches.open(name)).match(address, { ignoreVary: true }));
    if (found) return found;
  }
  return undefined;
}

const away = new Set(); // the windows that show it
async function awayPage(event) {
  const found = await fromAway(KEPT.away);
  if (!found) return page(event);
  away.add(event.resultingClientId);
  return found;
}

/** Whatever the server answers is passed on as it is, also a failure; only its silence is ours. */
async function page(event) {
  // A request sent while this script was starting may be cancelled by the browser: that is no silence.
  const sent = await Promise.resolve(event.preloadResponse).catch(() => undefined);
  try {
    return sent ?? (await fetch(event.request));
  } catch {
    const { body, headers, type } = await kept(KEPT.page);
    return type === "error" ? Response.error() : new Response(body, { status: 503, statusText: "No signal", headers });
  }
}

addEventListener("install", (event) => {
  skipWaiting(); // it keeps nothing that an open page stands on
  event.waitUntil(keep());
});
addEventListener("activate", (event) => event.waitUntil(tidy()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return; // what is sent is the browser's to send again
  const isAway = new URL(request.url).pathname === KEPT.away;
  if (request.mode === "navigate") event.respondWith(isAway ? awayPage(event) : page(event));
  else if (away.has(event.clientId)) event.respondWith(fromAway(request.url).then((found) => found ?? fetch(request)));
  else if (addresses.has(request.url)) event.respondWith(fetch(request).catch(() => kept(request.url)));
});
