import { stringify } from "yaml";
import type { AccountIdentity, IdTokenIdentity } from "../platform/identity";
import type { Platform } from "../platform/platform";
import { probeScript, quoted } from "./script";
import { trialsOf } from "./trials";

/** Has the AWS CLI, curl and a shell. */
export const PROBE_IMAGE = "public.ecr.aws/aws-cli/aws-cli:2.31.0";

/**
 * A pod that runs once as an identity and says whether it is what was declared. A guard lets it in for the group of
 * `cluster.breakGlass` only: it is nobody's job. A bare pod, because what a Job makes comes from a controller, which no
 * guard lets in.
 */
export function probePod(identity: AccountIdentity, platform: Platform, image: string = PROBE_IMAGE): string {
  const { namespace, serviceAccount, key } = identity;
  const trials = trialsOf(identity.expectations);
  const name = `probe-${key}`;
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: {
      serviceAccountName: serviceAccount,
      // Asked for where the identity has no use of it, too: whether it may nothing is what is tried.
      automountServiceAccountToken: trials.some(({ kind }) => kind === "kubernetes"),
      restartPolicy: "Never",
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "probe",
          image,
          command: ["/bin/sh", "-c", unexpanded(script(identity, platform))],
          env: [
            { name: "HOME", value: "/tmp" },
            { name: "AWS_REGION", value: platform.aws.region },
          ],
          resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
      ],
    },
  };
  const group = identity.kind === "job" ? platform.cluster?.breakGlass : undefined;
  const notes = [
    `# ${group === undefined ? "" : `by a member of ${group}: `}kubectl apply -f -`,
    `# then: kubectl -n ${namespace} wait --for=jsonpath='{.status.phase}'=Succeeded --timeout=120s pod/${name}`,
    `#       kubectl -n ${namespace} logs ${name}; kubectl -n ${namespace} delete pod ${name}`,
  ];
  return `${notes.join("\n")}\n${stringify(pod, { lineWidth: 0 })}`;
}

/** A job for a `.gitlab-ci.yml` that does the same: nothing but a job has an ID token. */
export function probeJob(identity: IdTokenIdentity, platform: Platform, image: string = PROBE_IMAGE): string {
  const hidden = `.as-${identity.key}`;
  const job = {
    [`probe-${identity.key}`]: {
      extends: hidden,
      image: { name: image, entrypoint: [""] },
      script: [`sh -c ${quoted(script(identity, platform))}`],
    },
  };
  return `# beside ${hidden} of jobrole ci\n${stringify(job, { lineWidth: 0 })}`;
}

function script(identity: AccountIdentity | IdTokenIdentity, { aws }: Platform): string {
  return probeScript({ role: identity.role, account: aws.account, trials: trialsOf(identity.expectations) });
}

/**
 * Text that Kubernetes passes on as it is, where it would take $(NAME) for a variable.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
 */
function unexpanded(text: string): string {
  return text.replace(/\$(?=[$(])/g, "$$$$");
}
