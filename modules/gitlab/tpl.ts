/**
 * Makes text come out of Helm's `tpl` as it went in. The chart renders `runners.config` with it, so that a "{{" of ours
 * would be taken for a template.
 *
 * @see https://helm.sh/docs/howto/charts_tips_and_tricks/#using-the-tpl-function
 */
export function escapeTpl(text: string): string {
  return text.replaceAll("{{", OPEN);
}

/** What `tpl` makes of escaped text; undefined when it holds a template that is not ours, whose outcome nobody knows. */
export function unescapeTpl(text: string): string | undefined {
  const parts = text.split(OPEN);
  return parts.some((part) => part.includes("{{")) ? undefined : parts.join("{{");
}

/** A template that prints "{{". In backquotes: text in quotes would meet those of TOML. */
const OPEN = "{{`{{`}}";
