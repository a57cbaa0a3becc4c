/* Small extras; every page works without them. */
"use strict";

/* Once sent, a form is not sent again by an impatient second press. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});

/* Tick or untick all rows of a list. */
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-pick-all]");
  if (!all) return;
  all.form.querySelectorAll("input[name='" + all.dataset.pickAll + "']").forEach((box) => { box.checked = all.checked; });
});

/* Open panels close on Escape and when another opens. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.menu[open], details.ask[open]").forEach((d) => { d.open = false; });
});

/* Print buttons. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

/* After a refusal the reader stands at the summary of what is wrong. */
const summary = document.querySelector(".alert-danger[tabindex]");
if (summary) summary.focus();
