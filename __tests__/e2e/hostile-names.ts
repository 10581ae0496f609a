/**
 * Names that are none of the declared ones and look as if they were: with more before or behind, of other case or
 * letters, on lines of their own, parts of a regular expression, neighbours by one character, texts of the same
 * characters and of those of patterns. Always the same ones.
 *
 * @param count how many
 */
export function hostileNames(declared: readonly string[], count: number): readonly string[] {
  const known = new Set(declared);
  const names = new Set<string>();
  for (let round = 0; names.size < count && round < 10 * count; round++) {
    for (const name of declared) {
      for (const hostile of [...disguised(name), ...neighbours(name, round), scrambled(name, round)]) {
        if (names.size < count && !known.has(hostile)) names.add(hostile);
      }
    }
  }
  return [...names];
}

function disguised(name: string): readonly string[] {
  return [
    "",
    " ",
    `${name} `,
    ` ${name}`,
    `${name}\n`,
    `\n${name}`,
    `x\n${name}`,
    `${name}\nx`,
    `${name}\r`,
    `${name}\t`,
    `${name}\0`,
    `x${name}`,
    `${name}x`,
    `review-${name}-apps`,
    `${name}-evil`,
    `evil-${name}`,
    `${name}.`,
    `.${name}`,
    name.toUpperCase(),
    name.charAt(0).toUpperCase() + name.slice(1),
    name.replace("-", "_"),
    name.replace(".", "x"),
    name.replace("-", "."),
    name.replace("a", "а"),
    name.replace("o", "ο"),
    name.normalize("NFKD") + "\u0301",
    `${name}\u200b`,
    `\ufeff${name}`,
    name + name,
    `${name}|${name}`,
    `(${name})`,
    `^${name}$`,
    `^(?:${name})$`,
    ".*",
    "^.*$",
    "|",
    "$",
    "x".repeat(5000),
    `$${name}`,
    "${" + name + "}",
    `${name}/${name}`,
    `../${name}`,
  ];
}

/** What one edit makes of a name, at a place that moves with the round. */
function neighbours(name: string, round: number): readonly string[] {
  const at = round % (name.length + 1);
  const letters = "abz019-.";
  const letter = letters.charAt(Math.floor(round / (name.length + 1)) % letters.length);
  return [
    name.slice(0, at) + letter + name.slice(at),
    name.slice(0, at) + name.slice(at + 1),
    name.slice(0, at) + letter + name.slice(at + 1),
  ];
}

/** A text of a name's own characters and some that mean something to a pattern, another in each round. */
function scrambled(name: string, round: number): string {
  const letters = [...new Set(name), ...new Set("ab0-._ \n|^$()*")];
  let state = round + 1;
  const next = (below: number): number => {
    // Numerical Recipes' linear congruential generator.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: 1 + next(name.length + 3) }, () => letters[next(letters.length)] ?? "").join("");
}
