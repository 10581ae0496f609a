/** Something that one writes and others read, who run it or take it for true. */
export interface WrittenAndRead {
  readonly write: readonly string[];
  readonly read: readonly string[];
  /** ARNs of what it is about. */
  readonly kind: RegExp;
}

export const IMAGES: WrittenAndRead = {
  write: ["ecr:PutImage"],
  read: ["ecr:BatchGetImage"],
  kind: /^\*+$|^arn:[^:]*:ecr:/,
};

export const PARAMETERS: WrittenAndRead = {
  write: ["ssm:PutParameter"],
  read: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
  kind: /^\*+$|^arn:[^:]*:ssm:/,
};

export const SECRETS: WrittenAndRead = {
  write: ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"],
  read: ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"],
  kind: /^\*+$|^arn:[^:]*:secretsmanager:/,
};
