import { Agent, request } from "node:https";

export interface Response {
  readonly status: number;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
}

/** Whom the administrator speaks for. @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation */
export interface Impersonation {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** A client of the Kubernetes API: paths and objects as its reference gives them. */
export class KubernetesClient {
  private readonly agent: Agent;

  constructor(
    private readonly server: string,
    private readonly authority: Buffer,
    private readonly token: string,
  ) {
    this.agent = new Agent({ ca: authority, keepAlive: true });
  }

  /** The same for who holds another token. */
  withToken(token: string): KubernetesClient {
    return new KubernetesClient(this.server, this.authority, token);
  }

  /** Answers with the status of the API server, whatever it is; throws only where none answers. */
  request(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
    as?: Impersonation,
  ): Promise<Response> {
    const headers = {
      Authorization: `Bearer ${this.token}`,
      "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
      ...(as === undefined ? {} : { "Impersonate-User": as.user, "Impersonate-Group": [...(as.groups ?? [])] }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.server}${path}`, { method, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString()) });
        });
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Answers with the body. Throws what the API server says when it refuses. */
  async send(...args: Parameters<KubernetesClient["request"]>): Promise<unknown> {
    const { status, body } = await this.request(...args);
    if (status >= 400) throw new Error(`${args[0]} ${args[1]}: ${String(status)} ${JSON.stringify(body)}`);
    return body;
  }

  /** The objects at the path of a list, each with the kind that lists leave out. */
  async list(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { apiVersion, kind, items } = (await this.send("GET", path)) as {
      readonly apiVersion: string;
      readonly kind: string;
      readonly items: readonly Readonly<Record<string, unknown>>[];
    };
    return items.map((item) => ({ apiVersion, kind: kind.replace(/List$/, ""), ...item }));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
