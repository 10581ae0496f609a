/** What `terraform show -json` printed, by its sections: each is parsed when it is asked for, or not at all. */
export class Shown {
  private constructor(
    private readonly bytes: Buffer,
    private readonly sections: ReadonlyMap<string, Section>,
  ) {}

  /**
   * Finds the sections of a document without parsing them: most of a large plan says everything twice. Throws
   * Unreadable where it is no JSON object, or nested deeper than terraform ever prints.
   */
  static of(bytes: Buffer): Shown {
    const foreign = foreignForm(bytes);
    if (foreign !== undefined) throw new Unreadable(foreign);
    return new Shown(bytes, sectionsOf(bytes));
  }

  has(key: string): boolean {
    return this.sections.has(key);
  }

  /** A section, parsed; undefined where there is none. */
  value(key: string): unknown {
    const section = this.sections.get(key);
    return section === undefined ? undefined : this.parse(key, section.begin, section.end);
  }

  /** The items of a section that is a list, each parsed in its turn. */
  *items(key: string): Generator {
    const section = this.sections.get(key);
    if (section === undefined) return;
    if (section.items === undefined) {
      if (this.value(key) === null) return;
      throw new Unreadable(`its ${key} are no list`);
    }
    for (let i = 0; i < section.items.length; i += 2) {
      yield this.parse(key, section.items[i] ?? 0, section.items[i + 1] ?? 0);
    }
  }

  private parse(key: string, begin: number, end: number): unknown {
    try {
      return JSON.parse(this.bytes.toString("utf8", begin, end));
    } catch {
      throw new Unreadable(`it is malformed JSON in ${key}`);
    }
  }
}

/** Why a document cannot be read: one line, which goes on from its name. */
export class Unreadable extends Error {}

interface Section {
  readonly begin: number;
  readonly end: number;
  /** Of a list: where each item begins and ends, in turns. */
  readonly items?: readonly number[];
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Deeper than any schema of a provider, and shallow enough to be walked by recursion. */
const DEEPEST = 200;

function sectionsOf(bytes: Buffer): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>();
  let at = bytes.subarray(0, 3).toString("hex") === "efbbbf" ? 3 : 0;
  while (isSpace(bytes[at])) at += 1;
  if (at === bytes.length) throw new Unreadable("it is empty");
  if (bytes[at] !== OPEN_OBJECT) throw new Unreadable("it is no JSON object");
  let depth = 0;
  let key: string | undefined;
  let begin = 0;
  let items: number[] | undefined;
  const endItem = (end: number) => {
    // A list without items has nothing between its brackets.
    if (items !== undefined && (items.length > 1 || !isBlank(bytes, items[0] ?? 0, end))) items.push(end);
  };
  const endSection = (end: number) => {
    if (key === undefined) return;
    sections.set(key, { begin, end, ...(items === undefined ? {} : { items: items.length === 1 ? [] : items }) });
    [key, items] = [undefined, undefined];
  };
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const start = at;
      at = endOfText(bytes, at);
      if (depth === 1 && key === undefined) key = bytes.toString("utf8", start + 1, at);
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > DEEPEST) throw new Unreadable(`it is nested deeper than ${String(DEEPEST)} levels`);
      if (depth === 2 && byte === OPEN_LIST) items = [at + 1];
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 2 && byte === CLOSE_LIST) endItem(at);
      if (depth === 1) endSection(at);
      depth -= 1;
      if (depth === 0) break;
    } else if (byte === COLON) {
      if (depth === 1) begin = at + 1;
    } else if (byte === COMMA) {
      if (depth === 1) endSection(at);
      else if (depth === 2 && items !== undefined) items.push(at, at + 1);
    }
  }
  if (depth > 0) throw new Unreadable("it ends in the middle: it is truncated");
  if (!isBlank(bytes, at + 1, bytes.length)) throw new Unreadable("it goes on after the end of its JSON object");
  return sections;
}

function endOfText(bytes: Buffer, start: number): number {
  let at = start + 1;
  for (;;) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0) throw new Unreadable("it ends in the middle: it is truncated");
    let escapes = 0;
    while (bytes[at - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return at;
    at += 1;
  }
}

function isBlank(bytes: Buffer, begin: number, end: number): boolean {
  for (let at = begin; at < end; at++) if (!isSpace(bytes[at])) return false;
  return true;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** What people give in place of what `terraform show -json` prints. */
function foreignForm(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 4).toString("latin1");
  const shown = "give what terraform show -json prints of it";
  if (head.startsWith("PK")) return `it is a plan as terraform plan -out writes it: ${shown}`;
  if (head.startsWith("\xff\xfe") || head.startsWith("\xfe\xff")) {
    return "it is UTF-16, as PowerShell writes it: write UTF-8";
  }
  const start = bytes.subarray(0, 200).toString("latin1");
  if (/^\s*\{\s*"@level"/.test(start)) return "it is the log of terraform plan -json: write a plan by -out and show it";
  return undefined;
}
