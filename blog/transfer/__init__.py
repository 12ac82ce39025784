"""Transfer: a whole blog comes in as Markdown files, and goes out again."""
