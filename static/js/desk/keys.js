// Which keys are pressed together, in the words of the desk: "Ctrl+B", "Ctrl+Alt+P".

export const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

// AltGr reports Control and Alt on some systems, but it writes letters. On a Mac the letters go
// with Command, because Control+B and Control+K move the caret there and cut.
export const chord = (event) => {
  if (event.isComposing || event.shiftKey || event.getModifierState("AltGraph")) return "";
  const { altKey, ctrlKey, metaKey } = event;
  const pressed = APPLE && !altKey ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (!pressed) return "";
  return `Ctrl+${altKey ? "Alt+" : ""}${sign(event)}`;
};

// With Option held, or in another alphabet, a key gives another letter; its place still counts.
const sign = ({ key, code }) =>
  /^[a-z0-9]$/i.test(key) ? key.toUpperCase() : code.replace(/^(?:Key|Digit)/, "");
