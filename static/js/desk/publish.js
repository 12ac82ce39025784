// What is wrong with a publication is shown where it can be put right.

const popover = document.querySelector("#publish[data-wrong]");

if (popover?.showPopover) {
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
