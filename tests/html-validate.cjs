module.exports = {
  root: true,
  extends: ["html-validate:standard", "html-validate:document", "html-validate:a11y"],
  rules: {
    // HTML allows these; the rest of the rule finds what is ambiguous.
    "no-raw-characters": ["error", { relaxed: true }],
    // A button without a type submits, which is what ours are for.
    "no-implicit-button-type": "off",
    // Safari forgets that a list is one when its markers are styled away.
    "no-redundant-role": "off",
    "prefer-native-element": ["error", { exclude: ["list"] }],
    // Scripts and styles come from our own address, which serves the page as well.
    "require-sri": "off",
  },
};
