import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readWritten } from "../modules/access/written";
import type { Applier } from "./applier";
import type { AwsApi } from "./aws-api";
import type { CommandOptions } from "./command";
import { leftovers } from "./leftovers";
import { ApplyError, type Change, Terraform } from "./terraform";

/** Applies stacks as they are, with every provider. */
export class FullApplier implements Applier {
  readonly mode: Applier["mode"] = "full";

  /** @param stacks folder with a folder for each stack; `cache`: of providers */
  constructor(
    private readonly stacks: string,
    private readonly cache: string,
    private readonly api: AwsApi,
  ) {}

  async init(stack: string): Promise<void> {
    await this.terraform(stack).init();
  }

  plan(stack: string): Promise<readonly Change[]> {
    return this.terraform(stack).plan();
  }

  async apply(stack: string, options: CommandOptions = {}): Promise<void> {
    const terraform = this.terraform(stack);
    try {
      await terraform.apply(options);
    } catch (thrown) {
      if (!(thrown instanceof ApplyError)) throw thrown;
      const document: unknown = JSON.parse(readFileSync(join(terraform.folder, "cdk.tf.json"), "utf8"));
      const ids = await leftovers(thrown, readWritten([document]).resources, this.api);
      if (ids === undefined) throw thrown;
      await terraform.applyImporting(ids, options);
    }
  }

  async destroy(stack: string): Promise<void> {
    await this.terraform(stack).destroy();
  }

  private terraform(stack: string): Terraform {
    return new Terraform(join(this.stacks, stack), this.cache);
  }
}
