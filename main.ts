#!/usr/bin/env node
import { load } from "./modules/cli/load";
import { run } from "./modules/cli/run";

// For TypeScript instead of YAML: run(platform({ name: "ci-prod", … })), see examples/typescript.
void run(load("jobrole.yaml"));
