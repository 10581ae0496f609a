import { Command, Option } from "commander";
import type { AdoptOptions } from "./adopt";
import type { CheckCommand } from "./check";
import { Failure } from "./exit";
import type { ExplainOptions } from "./explain";
import type { Source } from "./load";
import { config, findingsFormat, folder, gates, strict } from "./options";
import type { ReviewCommand } from "./review";

/** What the user asked to work on, by `--config`; undefined: what main.ts declares. */
export interface Configured {
  readonly config?: readonly string[];
}

/**
 * The command line: every command with its options. What a command needs is loaded when it runs, because every run
 * waits for what is loaded.
 *
 * @param sourcesOf where the declarations of a run come from
 */
export function programOf(sourcesOf: (configured: Configured) => readonly Source[]): Command {
  const program = new Command("jobrole")
    .description("Exactly the declared AWS and Kubernetes permissions for every GitLab CI job on EKS.")
    .exitOverride()
    .showSuggestionAfterError()
    .helpCommand(false)
    .addHelpText(
      "after",
      "\nExit codes: 0 clean, 1 invalid input or an error found, 2 wrong usage, 3 no, a gate or a difference, 70 a bug of jobrole.",
    );

  program
    .command("synth")
    .description("check declarations and write their Terraform")
    .addOption(config())
    .addOption(
      new Option("-o, --output <folder>", "where to write").env("CDKTF_OUTDIR").default("cdktf.out").argParser(folder),
    )
    .addOption(strict())
    .action(async (options: Configured & { output: string; strict?: boolean }) => {
      const { synth } = await import("./synth");
      process.exitCode = await synth(sourcesOf(options), options.output, options);
    });
  /** Options may stand before the word policy as well, but a declaration has no part in it. */
  const optionsOf = (command: Command): CheckCommand => {
    const { config: declarations, ...options } = command.optsWithGlobals<CheckCommand & { config?: unknown }>();
    if (declarations === undefined) return options;
    throw new Failure(`got --config for check ${command.name()}, expected a file alone: leave it out`);
  };
  const check = program
    .command("check")
    .description("check declarations and write nothing")
    .addOption(config())
    .addOption(findingsFormat())
    .addOption(strict())
    .action(async (options: CheckCommand & Configured) => {
      const { checkDeclarations } = await import("./check");
      process.exitCode = await checkDeclarations(sourcesOf(options), options);
    });
  check
    .command("policy")
    .description("check an IAM policy, or the policy of a bucket, that exists already")
    .argument("<file>", "the document as JSON, or what aws iam get-policy-version answers")
    .addOption(findingsFormat())
    .addOption(strict())
    .action(async (file: string, _options: unknown, command: Command) => {
      const { checkPolicy } = await import("./check-policy");
      process.exitCode = await checkPolicy(file, optionsOf(command));
    });
  check
    .command("trust")
    .description("check the trust policy of a role that exists already")
    .argument("<file>", "the document as JSON, or what aws iam get-role answers")
    .addOption(findingsFormat())
    .addOption(strict())
    .action(async (file: string, _options: unknown, command: Command) => {
      const { checkTrust } = await import("./check-trust");
      process.exitCode = await checkTrust(file, optionsOf(command));
    });
  program
    .command("access")
    .description("say who may do what")
    .argument("[identity]", "only this one, by its key")
    .addOption(config())
    .addOption(
      new Option("-f, --format <format>", "how to say it").choices(["text", "markdown", "json"]).default("text"),
    )
    .option("--reach", "whom it may become instead: by which steps, and what cuts others")
    .action(
      async (
        identity: string | undefined,
        options: Configured & { format: "text" | "markdown" | "json"; reach?: boolean },
      ) => {
        const { access, reach } = await import("./access");
        process.exitCode = await (options.reach === true ? reach : access)(
          sourcesOf(options),
          identity,
          options.format,
        );
      },
    );

  program
    .command("explain")
    .description("say whether an identity may do something, and why: exit 0 for yes, 3 for anything else")
    .argument("<identity>", "its key")
    .argument("<question...>", "an AWS action (s3:GetObject), or a verb and a resource (delete deployments.apps)")
    .addOption(config())
    .option("--on <resource>", "AWS: an ARN, or bucket:KEY/object for a declared bucket; default *")
    .option("--in <namespace>", "Kubernetes: a namespace; default the whole cluster")
    .option("--when <key=value...>", "AWS: what else is known of the request, by condition key")
    .action(async (identity: string, words: readonly string[], options: ExplainOptions & Configured) => {
      const { explain, questionOf } = await import("./explain");
      process.exitCode = await explain(sourcesOf(options), identity, questionOf(words, options));
    });
  program
    .command("ci")
    .description("print what a .gitlab-ci.yml needs for its jobs to be what is declared")
    .argument("[project]", "only what its jobs may be, by its full path")
    .addOption(config())
    .action(async (project: string | undefined, options: Configured) => {
      const { ci } = await import("./ci");
      process.exitCode = await ci(sourcesOf(options), project);
    });

  program
    .command("probe")
    .description("print a pod that runs as an identity and fails where that is not what is declared")
    .argument("<identity>", "its key")
    .addOption(config())
    .option("--image <image>", "with the AWS CLI, curl and sh")
    .action(async (identity: string, options: Configured & { image?: string }) => {
      const { probe } = await import("./probe");
      process.exitCode = await probe(sourcesOf(options), identity, options.image);
    });

  program
    .command("gitlab")
    .description("what an own GitLab needs to keep its objects in the declared buckets")
    .command("values")
    .description("print values of GitLab's chart, and the Secrets that they name")
    .addOption(config())
    .addOption(new Option("--only <part>", "one of the two").choices(["values", "secrets"]))
    .action(async (options: Configured & { only?: "values" | "secrets" }) => {
      const { gitlabValues } = await import("./gitlab-values");
      process.exitCode = await gitlabValues(sourcesOf(options), options.only);
    });

  program
    .command("review")
    .description("say what terraform plans change in who may do what: exit 3 where that needs a human")
    .argument("<plan...>", "what terraform show -json prints of a plan; - for what comes in")
    .addOption(
      new Option("-f, --format <format>", "how to say it")
        .choices(["text", "markdown", "json", "gitlab-terraform", "code-quality"])
        .default("text"),
    )
    .option("--base <state...>", "compare with states (terraform show -json), not with what the plans found")
    .addOption(
      new Option("--fail-on <gates>", "what to stop for: of escape,gain,destroy,unknown, or none")
        .argParser(gates)
        .default(["escape", "destroy", "unknown"], "escape,destroy,unknown"),
    )
    .option("--approved <digest>", "pass what was approved: the digest of its review, and no other")
    .action(async (plans: readonly string[], options: ReviewCommand) => {
      const { review } = await import("./review");
      process.exitCode = await review(plans, options);
    });

  program
    .command("drift")
    .description("hold states or plans against the declaration: exit 3 where they differ")
    .argument("<state...>", "what terraform show -json prints of a state or plan, of every stack")
    .addOption(config())
    .addOption(
      new Option("-f, --format <format>", "how to say it")
        .choices(["text", "markdown", "json", "code-quality"])
        .default("text"),
    )
    .action(
      async (
        states: readonly string[],
        options: Configured & { format: "text" | "markdown" | "json" | "code-quality" },
      ) => {
        const { drift } = await import("./drift");
        process.exitCode = await drift(sourcesOf(options), states, options.format);
      },
    );

  program
    .command("adopt")
    .description("propose a declaration of roles and ServiceAccounts that exist, with what the first apply takes over")
    .argument("[state...]", "what terraform show -json prints of a state")
    .addOption(
      new Option("--from-aws-export <folder>", "answers of the AWS CLI and kubectl, instead").argParser(folder),
    )
    .option("--name <name>", "of the platform", "adopted")
    .action(async (states: readonly string[], options: AdoptOptions) => {
      const { adopt } = await import("./adopt");
      process.exitCode = await adopt(states, options);
    });

  return program;
}
