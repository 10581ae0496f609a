import { kubernetesGrants } from "../platform/grants";
import { type Path, pathText } from "../platform/path";
import type { IdTokenIdentity } from "../platform/identity";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const idToken: DeclarationCheck = {
  id: "id-token",
  of: "declaration",
  what: "An ID token is trusted for some refs, by claims that AWS knows of this GitLab, and for AWS only.",
  why: "A trust without refs admits every branch that somebody may push. Of instances other than gitlab.com AWS knows no claims but sub and aud: a condition on another never holds.",
  fix: "Name branches, tags, or protected refs; leave claims to gitlab.com.",
  example: ["identities:", "  release: { idToken: { projects: [acme/infra], refs: {} } }"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ identities, gitlab }: Platform): readonly Problem[] {
  return identities.flatMap((identity) =>
    identity.kind === "id-token"
      ? [
          ...refs(identity),
          ...(gitlab.url === GITLAB_COM ? [] : foreignClaims(identity, gitlab.url)),
          ...grants(identity),
        ]
      : [],
  );
}

const GITLAB_COM = "https://gitlab.com";

function refs({ path, refs: { branches, tags } }: IdTokenIdentity): readonly Problem[] {
  if (branches.length > 0 || tags.length > 0) return [];
  const at = [...path, "idToken", "refs"];
  return [wrong(at, "no refs", "branches, tags or protected: true", "write refs: { branches: [main] }")];
}

/** AWS tells these claims to policies for gitlab.com only: elsewhere the condition would never hold. */
function foreignClaims({ path, refs: { protected: only }, claims }: IdTokenIdentity, url: string): readonly Problem[] {
  const at = [...path, "idToken"];
  const fix = "take it out: of other instances AWS knows sub and aud only";
  return [
    ...(only
      ? [wrong([...at, "refs", "protected"], `protected refs of ${url}`, `them of ${GITLAB_COM} only`, fix)]
      : []),
    ...Object.keys(claims).map((claim) =>
      wrong([...at, "claims", claim], `a claim of ${url}`, `it of ${GITLAB_COM} only`, fix),
    ),
  ];
}

function grants(identity: IdTokenIdentity): readonly Problem[] {
  return kubernetesGrants(identity).map(({ path }) =>
    wrong(
      path,
      `Kubernetes permissions for ${pathText(identity.path)}, which has no ServiceAccount`,
      "permissions in AWS",
      "make it an identity of a runner",
    ),
  );
}

function wrong(path: Path, got: string, expected: string, fix: string): Problem {
  return error("id-token", { path }, `${pathText(path)}: got ${got}, expected ${expected}`, fix);
}
