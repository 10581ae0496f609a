import * as z from "zod";

// Compiling each schema to JavaScript costs more at start-up than it saves on the largest declaration.
z.config({ jitless: true });

/** The words that the declaration is made of: one zod schema each, with the rule it holds in its description. */

/**
 * Text that shows as what it is: no control characters, no line ends (U+0085, U+2028, U+2029), and none of those that
 * turn the direction of the text after them, by which a reviewer reads something else than what is applied.
 *
 * @see https://trojansource.codes
 */
const VISIBLE = /^[^\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$/;

/** Key of a bucket, runner, identity or permission. */
const KEY_PATTERN = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

const KEY_RULE = "lower-case letters, digits and hyphens; begins with a letter, does not end in a hyphen";

export const key = () => z.string().regex(KEY_PATTERN, KEY_RULE).max(63, "at most 63 characters");

/**
 * A reference to a key. `K` is what TypeScript callers may write here; that the key is declared is checked by
 * references.ts, because only there all sections of all files are known.
 */
export function reference<K extends string>(): z.ZodType<K, K> {
  // A phantom type: at run time any string passes, and references.ts decides.
  return text() as unknown as z.ZodType<K, K>;
}

export const text = () =>
  z
    .string()
    .min(1, "must not be empty")
    .regex(VISIBLE, "one line of printable text: no control characters, none that hide or turn the text around them")
    // Longer than any ARN: CDKTF's time grows with the square of some texts.
    .max(2048, "at most 2048 characters");

/** Tags of one thing, besides those of everything. */
export const tags = () => z.record(text(), z.string());

/** Twelve digits, quoted: YAML reads unquoted digits as a number and drops leading zeros. */
export const account = () => z.string().regex(/^[0-9]{12}$/, "an AWS account id: twelve digits in quotes");

export const days = () => z.int().min(1).max(36500);

export const url = () =>
  z.string().regex(/^https:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/, "an https:// URL without query or user");

/** An emulator of AWS on this machine or the network: without a path, and without the TLS that none has. */
export const endpoint = () =>
  z.string().regex(/^https?:\/\/[^\s/?#@]+$/, "a URL without path, query or user, such as http://127.0.0.1:4566");

export const arn = () =>
  z.string().regex(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}|aws)?:.+$/, "an ARN, arn:partition:service:…");

/** A place inside a bucket: ends in `/`, no wildcards, no `..`. */
export const prefix = () =>
  z
    .string()
    .regex(VISIBLE, "printable text: no control characters, none that hide or turn the text around them")
    .regex(/^[^*?${}]*$/, 'no wildcards ("*", "?"), "$" or braces')
    .regex(/^(?!\/)(?!.*(^|\/)\.\.?(\/|$))(?!.*\/\/)/, 'no "..", "." or empty segment, and no "/" at the beginning')
    .regex(/^.+\/$/, 'text that ends in "/"')
    .max(512, "at most 512 characters");

/** Key of one object, `docs/prod.tfstate`. */
export const objectKey = () =>
  text()
    .regex(
      /^(?!\/)(?!.*(^|\/)\.\.?(\/|$))(?!.*\/\/)[^*?${}]*[^*?${}/]$/,
      'the key of one object: no wildcards, "$", braces, ".." or empty segments, and no "/" at either end',
    )
    .max(1000, "at most 1000 characters");

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
export const repositoryName = () =>
  z
    .string()
    .regex(
      /^(arn:[^*?${}\s]+|([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*)$/,
      "an ECR repository: lower-case letters and digits, with single . _ - / between them, or its ARN",
    )
    .max(512);

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export const parameterName = () =>
  z
    .string()
    .regex(
      /^(\/([A-Za-z0-9_.-]+\/)*[A-Za-z0-9_.-]*|[A-Za-z0-9_.-]+)$/,
      'a parameter such as /team/token, or "/team/" for all below it: letters, digits, _.- between slashes',
    )
    .regex(/^(?!\/$)/, "a parameter or a hierarchy of some: not every parameter of the account")
    .max(1011, "at most 1011 characters");

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const secretName = () =>
  z
    .string()
    .regex(
      /^(arn:aws[a-z-]*:secretsmanager:[^*?${}\s]+|[A-Za-z0-9/_+=.@-]+)$/,
      "a secret's name, of letters, digits and /_+=.@-, or its ARN",
    )
    .max(512, "at most 512 characters");

/** Issuer of OIDC tokens, as its tokens say it: IAM takes no slash at its end. */
export const issuer = () =>
  z
    .string()
    .regex(/^https:\/\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~-]+)*$/, "an https:// URL without a slash at its end");

export const oidcProviderArn = () =>
  z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~-]+)*$/,
      "the ARN of an OIDC provider, arn:aws:iam::ACCOUNT:oidc-provider/ISSUER",
    );

/**
 * A branch or tag, or a pattern of some. A wildcard is a whole segment: what stands before it ends in a slash, so that
 * nobody can make a name that only begins alike.
 *
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export const gitRef = () =>
  z
    .string()
    .regex(/^[!-~]+$/, "a branch or tag: printable ASCII without spaces, which is what IAM takes")
    .regex(/^[^~^:?\[\]\\${}]+$/, "a branch or tag, without any of ~^:?[]\\${}")
    .regex(/^(\*|[^*/]+)(\/(\*|[^*/]+))*$/, 'a wildcard only as a whole segment, such as "release/*" or "*"')
    .max(255, "at most 255 characters");

/** What a claim of a token has to be: IAM compares it as it is. */
export const claim = () => z.string().regex(/^[ !-#%-)+->@-~]+$/, 'printable ASCII without "*", "?" and "$"');

/** Audience of a token. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export const audience = () =>
  z
    .string()
    .regex(/^[!-#%-)+->@-~]+$/, 'printable ASCII without spaces, "*", "?" and "$"')
    .max(255, "at most 255 characters");

export const roleArn = () =>
  z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[A-Za-z0-9+=,.@_/-]+$/,
      "the ARN of one role, arn:aws:iam::ACCOUNT:role/NAME",
    );

/** A managed policy by its name, with its path where it has one, or by its ARN. */
export const managedPolicy = () =>
  z
    .string()
    .regex(
      /^(arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy\/[A-Za-z0-9+=,.@_/-]+|[A-Za-z0-9+=,.@_-]+(\/[A-Za-z0-9+=,.@_-]+)*)$/,
      "a managed policy: its name, or arn:aws:iam::ACCOUNT:policy/NAME",
    )
    .max(1024, "at most 1024 characters");

/** A KMS key by its ARN. */
export const kmsKeyArn = () =>
  z
    .string()
    .regex(
      /^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+$/,
      "the ARN of a KMS key, arn:aws:kms:REGION:ACCOUNT:key/ID",
    );
