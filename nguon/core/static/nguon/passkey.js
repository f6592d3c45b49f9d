// Around a passkey: the button waits until it can do something, and what went wrong is said on the page.
"use strict";

const said = document.getElementById("passkey-said");

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = false;
});

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-passkey]")) said.hidden = true;
});

// The browser names the trouble; a name that we have no words for is shown with the general ones.
document.addEventListener("allauth.error", (event) => {
  const { name } = event.detail.exception;
  const words = said.dataset[name[0].toLowerCase() + name.slice(1)];
  said.textContent = words ?? `${said.dataset.other} (${name})`;
  said.hidden = false;
  event.preventDefault();
});
