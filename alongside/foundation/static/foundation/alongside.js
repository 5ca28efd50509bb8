// Starts the small improvements of govuk-frontend; every page works without them.
import { Button, Checkboxes, ErrorSummary, ExitThisPage, Radios, SkipLink, createAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(Button, { preventDoubleClick: true });
for (const piece of [Checkboxes, ErrorSummary, ExitThisPage, Radios, SkipLink]) createAll(piece);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// It keeps the page that says that there is no signal, and nothing else; see sw.js.
addEventListener("load", () => navigator.serviceWorker?.register("/sw.js").catch(() => {}));
