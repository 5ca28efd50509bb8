// An editor is one page's hold on one piece of a draft; a page that has gone no longer holds its own.
const holding = new Map();

/** Whether this page now holds it, which nobody else may until the page goes or lets go. */
export const holdEditor = (editor, limit = { signal: AbortSignal.timeout(400) }) =>
  !navigator.locks ||
  holding.has(editor) ||
  new Promise((done) => {
    navigator.locks
      .request("editor:" + editor, limit, () => {
        done(true);
        return keepHolding(editor);
      })
      .catch(() => done(false));
  });

/** Inside a lock that was waited for: keep it until all are let go. */
export const keepHolding = (editor) => new Promise((free) => holding.set(editor, free));

export function letGoOfEditors() {
  holding.forEach((free) => free());
  holding.clear();
}
