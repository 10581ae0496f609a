import tseslint from "typescript-eslint";

/**
 * The architecture as a table: what each folder may import of the others. Imports go one way.
 * `cdktf`: whether a folder may import CDKTF, constructs and the providers' bindings.
 */
const FOLDERS = {
  "modules/iam": { imports: [] },
  "modules/kubernetes": { imports: [] },
  "modules/gitlab": { imports: [] },
  "modules/platform": { imports: ["iam", "kubernetes", "gitlab"] },
  "modules/access": { imports: ["platform", "iam", "kubernetes", "gitlab"] },
  "modules/adopt": { imports: ["access", "iam"] },
  "modules/checks": { imports: ["access", "platform", "iam", "kubernetes", "gitlab"] },
  "modules/report": { imports: ["access", "platform", "iam"], typesOnly: true },
  "modules/probe": { imports: ["platform", "iam", "kubernetes"] },
  "modules/constructs": { imports: ["platform", "iam", "kubernetes", "gitlab"], cdktf: true },
  stacks: { imports: ["constructs", "platform", "iam"], cdktf: true },
  sandbox: { imports: ["access", "platform", "cli"] },
  "modules/cli": {
    imports: ["access", "adopt", "checks", "platform", "probe", "report", "iam", "gitlab"],
    lazily: ["stacks"],
  },
};

const MODULES = Object.keys(FOLDERS).map((folder) => folder.replace("modules/", ""));

const WHOLE_PROVIDERS = {
  regex: "^@cdktf/provider-[a-z]+(/lib(/index)?)?$",
  message: "Import a provider's class by its deep path: the whole package costs 4 s and 970 MB.",
};

const CDKTF = {
  regex: "^(cdktf|constructs|@cdktf/.*)(/.*)?$",
  message: "Only modules/constructs and stacks know CDKTF.",
};

const TEST_ORACLE = {
  regex: "^@cloud-copilot/iam-simulate",
  message: "Its licence is the AGPL: tests compare with it, the program never contains it.",
};

function importRules(folder) {
  const { imports, typesOnly = false, cdktf = false, lazily = [] } = FOLDERS[folder];
  const own = folder.replace("modules/", "");
  const foreign = MODULES.filter((other) => other !== own && !imports.includes(other) && !lazily.includes(other));
  const patterns = [
    WHOLE_PROVIDERS,
    TEST_ORACLE,
    ...(cdktf ? [] : [CDKTF]),
    {
      regex: `^(\\.\\./)+(modules/)?(${foreign.join("|")})/`,
      message: `${folder} may import ${imports.join(", ") || "no other folder"}.`,
    },
    ...(typesOnly
      ? [
          {
            regex: `^(\\.\\./)+(${imports.join("|")})/`,
            allowTypeImports: true,
            message: `${folder} imports types only.`,
          },
        ]
      : []),
    ...lazily.map((other) => ({
      regex: `^(\\.\\./)+${other}/`,
      allowTypeImports: true,
      message: `${folder} loads ${other} by await import(), so that other commands start without it.`,
    })),
  ];
  return {
    files: [`${folder}/**/*.ts`],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
  };
}

export default tseslint.config(
  { ignores: ["dist/", "cdktf.out/", "node_modules/", "coverage/", ".sandbox/", ".stryker/", "**/*.d.ts"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-restricted-imports": ["error", { patterns: [WHOLE_PROVIDERS] }],
      // A mapped type says what its keys are; the keys of a declaration are inferred from them.
      "@typescript-eslint/consistent-indexed-object-style": "off",
      // An optional chain or a default that types call needless is often what data from outside needs.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
    },
  },
  ...Object.keys(FOLDERS).map(importRules),
  {
    files: ["modules/constructs/**/*.ts", "stacks/**/*.ts"],
    // A construct is made for what it does to its scope.
    rules: { "no-new": "off", "@typescript-eslint/no-extraneous-class": "off" },
  },
);
