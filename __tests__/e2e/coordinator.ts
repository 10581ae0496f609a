import { createServer, type IncomingMessage, type Server } from "node:http";

/** A job as GitLab hands it to a runner, as far as the tests differ. */
export interface CoordinatedJob {
  readonly id: number;
  /** Of the project that the pipeline runs in. */
  readonly project: number;
  /** `alpine:3.20` where it is left out. */
  readonly image: string | undefined;
  /** In their order: of two with one name GitLab sends both. */
  readonly variables: readonly (readonly [key: string, value: string])[];
}

/** A stand-in for GitLab's side of the runner's API: it hands out jobs, and keeps what the runner says of each. */
export interface Coordinator {
  readonly url: string;
  /** What the runner wrote into the log of a job. */
  readonly traceOf: (id: number) => string;
  readonly close: () => void;
}

/**
 * Starts one that hands out each of these jobs once.
 *
 * @see https://docs.gitlab.com/api/runners/
 */
export async function startCoordinator(jobs: readonly CoordinatedJob[]): Promise<Coordinator> {
  const waiting = [...jobs];
  const traces = new Map<number, string>();
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = "", url = "" } = request;
      const [, id] = /\/api\/v4\/jobs\/(\d+)/.exec(url) ?? [];
      if (url.endsWith("/runners/verify")) return response.writeHead(200, JSON_TYPE).end('{"id":1,"token":"token"}');
      if (url.endsWith("/jobs/request")) {
        const job = waiting.shift();
        if (job === undefined) return response.writeHead(204).end();
        return response.writeHead(201, JSON_TYPE).end(JSON.stringify(payload(job)));
      }
      if (method === "PATCH" && id !== undefined) {
        const trace = (traces.get(Number(id)) ?? "") + body;
        traces.set(Number(id), trace);
        const range = `0-${String(Buffer.byteLength(trace))}`;
        return response.writeHead(202, { Range: range, "Job-Status": "running" }).end();
      }
      return response.writeHead(200, JSON_TYPE).end("{}");
    });
  });
  await new Promise<void>((started) => server.listen(0, "127.0.0.1", started));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    traceOf: (id) => traces.get(id) ?? "",
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const JSON_TYPE = { "Content-Type": "application/json" };

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function payload({ id, project, image = "alpine:3.20", variables }: CoordinatedJob): object {
  return {
    id,
    token: `job-${String(id)}`,
    allow_git_fetch: true,
    job_info: { id, name: "try", stage: "test", project_id: project, project_name: "docs" },
    git_info: {
      repo_url: "https://gitlab.example.com/acme/docs.git",
      ref: "main",
      sha: "0".repeat(40),
      before_sha: "0".repeat(40),
      ref_type: "branch",
      refspecs: [],
      depth: 1,
    },
    runner_info: { timeout: 600 },
    variables: variables.map(([key, value]) => ({ key, value, public: true, masked: false, raw: false })),
    steps: [{ name: "script", script: ["true"], timeout: 600, when: "on_success", allow_failure: false }],
    image: { name: image },
    services: [],
    artifacts: [],
    cache: [],
    credentials: [],
    dependencies: [],
    features: { trace_sections: true },
  };
}
