import { serviceAccountSubject, STS_AUDIENCE } from "../iam/trust";
import type { Statement } from "../iam/policy";
import type { Pod } from "../access/model";

/** Whom the trust policy of a role lets in, as far as a declaration can say it. */
export interface Trusted {
  /** Whether EKS Pod Identity may assume it, for whatever association names it. */
  readonly podIdentity: boolean;
  /** Pods by their tokens, each with the ARN of the OIDC provider. */
  readonly tokens: readonly { readonly pod: Pod; readonly provider: string }[];
  /** What a declaration cannot say, in words. */
  readonly others: readonly string[];
}

/** Reads a trust policy. */
export function trustedBy(statements: readonly Statement[]): Trusted {
  const read = statements.map(readStatement);
  return {
    podIdentity: read.some(({ podIdentity }) => podIdentity),
    tokens: read.flatMap(({ tokens }) => tokens),
    others: read.flatMap(({ others }) => others),
  };
}

const NOBODY: Trusted = { podIdentity: false, tokens: [], others: [] };

function readStatement(statement: Statement): Trusted {
  const { Effect, Principal, Action = [], Condition = {} } = statement;
  const principals = typeof Principal === "object" ? Principal : {};
  const { Service = [], Federated = [], ...more } = principals;
  const plain = Effect === "Allow" && Object.keys(more).length === 0;
  if (plain && Federated.length === 0 && Service.length === 1 && Service[0] === "pods.eks.amazonaws.com") {
    return { ...NOBODY, podIdentity: true };
  }
  const [provider, ...others] = Federated;
  if (plain && Service.length === 0 && provider !== undefined && others.length === 0) {
    const pods = podsOf(provider, Action, Condition);
    if (pods !== undefined) return { ...NOBODY, tokens: pods.map((pod) => ({ pod, provider })) };
  }
  return { ...NOBODY, others: [JSON.stringify(statement)] };
}

/** The ServiceAccounts that a statement names one by one; undefined where it says anything else. */
function podsOf(
  provider: string,
  actions: readonly string[],
  condition: NonNullable<Statement["Condition"]>,
): readonly Pod[] | undefined {
  const issuer = provider.split(":oidc-provider/")[1] ?? "";
  const { StringEquals = {}, ...operators } = condition;
  const { [`${issuer}:sub`]: subjects = [], [`${issuer}:aud`]: audiences = [], ...keys } = StringEquals;
  const known = Object.keys(operators).length === 0 && Object.keys(keys).length === 0;
  // Without an audience every token of the subject would do, which is more than a declaration says.
  const sts = audiences.length === 0 || audiences.every((audience) => audience === STS_AUDIENCE);
  if (!known || !sts || subjects.length === 0 || actions.join() !== "sts:AssumeRoleWithWebIdentity") return undefined;
  const pods = subjects.map((subject): Pod | undefined => {
    const [, , namespace = "", name = ""] = subject.split(":");
    return subject === serviceAccountSubject(namespace, name) && namespace !== "" ? `${namespace}/${name}` : undefined;
  });
  return pods.every((pod) => pod !== undefined) ? pods : undefined;
}
