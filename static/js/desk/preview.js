// Switching to the preview refreshes it, so that it shows the words as they are now.

// Its address is for those without script; loading it now would race with the words sent to it.
document.getElementById("preview").removeAttribute("src");

const refresh = document.getElementById("refresh");
const views = document.querySelectorAll('.switch input[name="view"]');

for (const view of views) {
  view.addEventListener("change", () => {
    if (view.value !== "write") refresh.form.requestSubmit(refresh);
  });
}
