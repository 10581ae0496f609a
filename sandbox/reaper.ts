import { createInterface } from "node:readline";
import { stopAll } from "./processes";

/**
 * Stops the processes whose ids come by standard input when that ends: with the process at its other end, however that
 * came to its end. "keep" leaves them alone.
 */
const pids: number[] = [];
let keep = false;

createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (line === "keep") keep = true;
    else pids.push(Number(line));
  })
  .on("close", () => {
    if (!keep) void stopAll([...pids].reverse());
  });
