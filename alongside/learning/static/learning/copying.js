// Copies one answer when its button is pressed; without a script, the words can be selected.
(() => {
  const told = document.getElementById("copied");
  for (const button of document.querySelectorAll("[data-copies]")) {
    const field = document.getElementById(button.dataset.copies);
    if (!field || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "Copied";
        if (told) told.textContent = "Copied. Put it into the form.";
      } catch {
        field.focus();
        field.select();
        if (told) told.textContent = "Selected. Press Ctrl and C to copy it.";
      }
    });
  }
})();
