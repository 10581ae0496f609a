import type { Trial } from "./trials";

/** What the probe of an identity finds out. */
export interface Probe {
  /** Name of the role that it has to have. */
  readonly role: string;
  /** Twelve digits. */
  readonly account: string;
  readonly trials: readonly Trial[];
}

/**
 * A script for sh that tries an identity from inside, says a line for each thing, and ends with 1 where anything is
 * otherwise than declared, or cannot be told. Whatever is declared stands in single quotes in it.
 */
export function probeScript({ role, account, trials }: Probe): string {
  return [
    PRELUDE,
    `identity ${quoted(account)} ${quoted(role)}`,
    ...trials.map((trial) => {
      switch (trial.kind) {
        case "aws":
          return `calls ${trial.can ? "yes" : "no"} ${quoted(trial.what)} ${trial.command.map(quoted).join(" ")}`;
        case "kubernetes":
          return `reviews ${trial.can ? "yes" : "no"} ${quoted(trial.what)} ${quoted(trial.review)}`;
        case "skipped":
          return `say skipped ${quoted(`${trial.what}: ${trial.why}`)}`;
      }
    }),
    'exit "$failed"\n',
  ].join("\n");
}

/** Text as one word of sh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const PRELUDE = `set -u
failed=0
say() { printf '%-8s %s\\n' "$1" "$2"; }
differs() { say differs "$1"; failed=1; }
identity() {
  if ! arn=$(aws sts get-caller-identity --query Arn --output text 2>&1); then
    differs "has no credentials, expected those of role $2: $arn"
    return
  fi
  case $arn in
    arn:*:sts::"$1":assumed-role/"$2"/*) say ok "is $arn" ;;
    *) differs "is $arn, expected role $2 of account $1" ;;
  esac
}
judge() {
  if [ "$1" = "$2" ]; then say ok "$3"; else differs "$3: got $2, expected $1"; fi
}
calls() {
  want=$1 what=$2
  shift 2
  if out=$(aws "$@" --output text 2>&1); then
    judge "$want" yes "$what"
    if [ "$2" = create-multipart-upload ]; then
      shift 2
      aws s3api abort-multipart-upload "$@" --upload-id "$out" >/dev/null 2>&1 || say left "the upload $out, for the bucket's lifecycle"
    fi
    return
  fi
  case $out in
    *AccessDenied* | *'(403)'* | *'not authorized'*) judge "$want" no "$what" ;;
    *'(404)'* | *NoSuchKey* | *ParameterNotFound* | *ResourceNotFound*) judge "$want" yes "$what" ;;
    *) differs "$what: cannot tell: $out" ;;
  esac
}
reviews() {
  want=$1 what=$2 token=/var/run/secrets/kubernetes.io/serviceaccount
  if ! out=$(curl --silent --show-error --fail --cacert "$token/ca.crt" --header "Authorization: Bearer $(cat "$token/token")" \\
    --header 'Content-Type: application/json' --data "$3" \\
    "https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" 2>&1); then
    differs "$what: cannot tell: $out"
    return
  fi
  case $(printf %s "$out" | tr -d ' \\n') in
    *'"allowed":true'*) judge "$want" yes "$what" ;;
    *'"allowed":false'*) judge "$want" no "$what" ;;
    *) differs "$what: cannot tell: $out" ;;
  esac
}`;
