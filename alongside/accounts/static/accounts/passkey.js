// Passkeys: asks this device, and sends its answer with the form. Without a script these forms stay hidden.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function ready({ publicKey: asked }) {
  const listed = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const options = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) options.excludeCredentials = listed(asked.excludeCredentials);
  if (asked.allowCredentials) options.allowCredentials = listed(asked.allowCredentials);
  return options;
}

/** A passkey is found without an address, and always asks who is there. */
function asPasskey(options) {
  const asked = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return { ...options, authenticatorSelection: { ...options.authenticatorSelection, ...asked } };
}

function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  const { id, type, authenticatorAttachment } = credential;
  return { id, type, authenticatorAttachment, rawId: text(credential.rawId), response, clientExtensionResults: credential.getClientExtensionResults() };
}

async function asked(form) {
  if (form.dataset.passkey !== "sign-in") return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("not given");
  return (await answer.json()).request_options;
}

async function use(form) {
  const options = ready(await asked(form));
  const isNew = form.dataset.passkey === "add";
  const credential = isNew ? await navigator.credentials.create({ publicKey: asPasskey(options) }) : await navigator.credentials.get({ publicKey: options });
  form.elements.credential.value = JSON.stringify(told(credential));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-passkey-said]");
    said.textContent = "";
    try {
      await use(form);
    } catch (error) {
      said.textContent = error.name === "SecurityError" || !window.PublicKeyCredential ? said.dataset.insecure : said.dataset.none;
    }
  });
}
