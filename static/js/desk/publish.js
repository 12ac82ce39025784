// The popover of publishing: what is wrong is shown where it can be put right, and Enter
// presses the button that can be seen.

const popover = document.getElementById("publish");
const wrong = popover?.matches("[data-wrong]");

if (wrong && popover.showPopover) {
  popover.showPopover();
  popover.querySelector('[aria-invalid="true"]')?.focus();
}

// A link in the summary of errors leads to a field that the closed popover would hide.
document.querySelector(".banner.bad")?.addEventListener("click", (event) => {
  const target = event.target.closest("a")?.hash.slice(1);
  const field = target && document.getElementById(target);
  if (!field || !popover?.contains(field)) return;
  event.preventDefault();
  if (!popover.matches(":popover-open")) popover.showPopover();
  (field.matches("input") ? field : field.querySelector("input"))?.focus();
});

// A browser would press the first button of the form, which is Save.
popover?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
  event.preventDefault();
  const buttons = [...popover.querySelectorAll("button.primary")];
  buttons.find((button) => button.getClientRects().length > 0)?.click();
});
