import { wildcard } from "./wildcard";

/** An action by which its caller gets more rights than those that are written. */
export interface Escalation {
  /** `iam:PassRole` */
  readonly action: string;
  /** What its caller can do by it, as the end of "by which one can". */
  readonly how: string;
  /** The action that it is harmless without. */
  readonly needs?: "iam:PassRole";
  /** The service that gets the role which is passed. */
  readonly passedTo?: string;
  /** Whether it is one only where no resource is named: on a named one it is what was meant. */
  readonly onAnyOnly: boolean;
  /** AWS's page of it. */
  readonly source: string;
}

/**
 * The actions of the list that a pattern matches; case does not matter. IAM's own access levels are no help: passing a
 * role, or giving a pod one, count as plain writes there.
 */
export function escalationsOf(pattern: string): readonly Escalation[] {
  if (!/[*?]/.test(pattern)) {
    const exact = BY_ACTION.get(pattern.toLowerCase());
    return exact === undefined ? [] : [exact];
  }
  const matches = wildcard(pattern);
  return ESCALATIONS.filter(({ action }) => matches.test(action));
}

/** Pages of AWS's API references, but for the name of the call. */
const API = {
  apprunner: "https://docs.aws.amazon.com/apprunner/latest/api/API_",
  autoscaling: "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_",
  batch: "https://docs.aws.amazon.com/batch/latest/APIReference/API_",
  cloudformation: "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_",
  codebuild: "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_",
  codepipeline: "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_",
  "cognito-identity": "https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_",
  datapipeline: "https://docs.aws.amazon.com/datapipeline/latest/APIReference/API_",
  ec2: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_",
  "ec2-instance-connect": "https://docs.aws.amazon.com/ec2-instance-connect/latest/APIReference/API_",
  ecr: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_",
  ecs: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_",
  eks: "https://docs.aws.amazon.com/eks/latest/APIReference/API_",
  elasticmapreduce: "https://docs.aws.amazon.com/emr/latest/APIReference/API_",
  events: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_",
  glue: "https://docs.aws.amazon.com/glue/latest/webapi/API_",
  iam: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_",
  identitystore: "https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_",
  kms: "https://docs.aws.amazon.com/kms/latest/APIReference/API_",
  lambda: "https://docs.aws.amazon.com/lambda/latest/api/API_",
  organizations: "https://docs.aws.amazon.com/organizations/latest/APIReference/API_",
  rolesanywhere: "https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_",
  s3: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_",
  sagemaker: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_",
  scheduler: "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_",
  secretsmanager: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_",
  sns: "https://docs.aws.amazon.com/sns/latest/api/API_",
  sqs: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_",
  ssm: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_",
  sso: "https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_",
  states: "https://docs.aws.amazon.com/step-functions/latest/apireference/API_",
  sts: "https://docs.aws.amazon.com/STS/latest/APIReference/API_",
} as const;

/** Calls that have another name than their action. */
const PAGES: Readonly<Record<string, string>> = {
  "s3:PutAccessPointPolicy": "control_PutAccessPointPolicy",
  "s3:PutAccountPublicAccessBlock": "control_PutPublicAccessBlock",
  "s3:PutBucketPublicAccessBlock": "PutPublicAccessBlock",
};

type Service = keyof typeof API;
type Row = readonly [service: Service, names: readonly string[], how: string];

/** What is one by itself. */
const ALONE: readonly Row[] = [
  ["iam", ["CreatePolicyVersion", "SetDefaultPolicyVersion"], "change what a policy allows, wherever it is attached"],
  ["iam", ["AttachRolePolicy", "PutRolePolicy"], "give a role any permission"],
  ["iam", ["AttachGroupPolicy", "PutGroupPolicy"], "give a group any permission"],
  ["iam", ["AttachUserPolicy", "PutUserPolicy"], "give a user any permission"],
  ["iam", ["UpdateAssumeRolePolicy"], "let oneself assume a role"],
  ["iam", ["AddUserToGroup"], "get what a group may do"],
  ["iam", ["CreateAccessKey", "CreateServiceSpecificCredential"], "get credentials of a user that do not end"],
  ["iam", ["CreateLoginProfile", "UpdateLoginProfile"], "log in as a user"],
  ["iam", ["DeactivateMFADevice"], "take the second factor from a user"],
  [
    "iam",
    ["DeleteRolePermissionsBoundary", "DeleteUserPermissionsBoundary", "PutRolePermissionsBoundary"],
    "lift what bounds an identity",
  ],
  ["iam", ["DeleteRolePolicy", "DetachRolePolicy"], "take away a policy that denies"],
  [
    "iam",
    ["AddClientIDToOpenIDConnectProvider", "CreateOpenIDConnectProvider", "UpdateOpenIDConnectProviderThumbprint"],
    "make AWS take tokens of others",
  ],
  ["iam", ["CreateSAMLProvider", "UpdateSAMLProvider"], "make AWS take logins of others"],
  ["rolesanywhere", ["CreateTrustAnchor", "UpdateTrustAnchor"], "make AWS take certificates of others"],
  ["cognito-identity", ["SetIdentityPoolRoles"], "say which role the users of an identity pool get"],
  ["eks", ["AssociateAccessPolicy", "CreateAccessEntry", "UpdateAccessEntry"], "become an administrator of a cluster"],
  ["eks", ["AssociateIdentityProviderConfig"], "make a cluster take tokens of others"],
  ["ssm", ["ResumeSession", "SendCommand", "StartSession"], "run commands on a machine, with its role"],
  ["ssm", ["CreateAssociation", "UpdateAssociation"], "run commands on machines, with their role"],
  ["ssm", ["StartAutomationExecution"], "run what an automation's role may"],
  ["ssm", ["UpdateDocument"], "change what machines run"],
  ["ssm", ["PutResourcePolicy"], "share parameters with others"],
  [
    "ec2-instance-connect",
    ["SendSSHPublicKey", "SendSerialConsoleSSHPublicKey"],
    "log in to a machine, which has a role",
  ],
  ["ec2", ["ModifyInstanceAttribute"], "change what a machine runs when it starts, with its role"],
  ["ec2", ["CreateLaunchTemplateVersion", "ModifyLaunchTemplate"], "change what the machines of a template run"],
  ["lambda", ["UpdateFunctionCode"], "run code with the role of a function"],
  ["lambda", ["UpdateFunctionConfiguration"], "run a layer of one's own with the role of a function"],
  ["lambda", ["AddLayerVersionPermission", "AddPermission"], "let others call a function or have its layers"],
  ["codebuild", ["StartBuild", "StartBuildBatch"], "run another buildspec with the role of a project"],
  ["codebuild", ["UpdateProject"], "change what runs with the role of a project"],
  ["codepipeline", ["UpdatePipeline"], "change what runs with the roles of a pipeline"],
  ["glue", ["UpdateDevEndpoint"], "log in to an endpoint, which has a role"],
  ["glue", ["UpdateJob"], "change what runs with the role of a job"],
  ["glue", ["RunStatement"], "run code with the role of a session"],
  [
    "cloudformation",
    ["CreateChangeSet", "CreateStackInstances", "ExecuteChangeSet", "UpdateStack", "UpdateStackSet"],
    "change what is made with the role of a stack",
  ],
  ["ecs", ["ExecuteCommand"], "run commands in a container, with its role"],
  ["ecs", ["RunTask", "StartTask"], "run another command with the role of a task"],
  ["batch", ["SubmitJob"], "run another command with the role of a job"],
  ["states", ["UpdateStateMachine"], "change what runs with the role of a state machine"],
  [
    "sagemaker",
    ["CreatePresignedDomainUrl", "CreatePresignedNotebookInstanceUrl"],
    "log in to a notebook, which has a role",
  ],
  ["elasticmapreduce", ["AddJobFlowSteps"], "run code with the role of a cluster"],
  ["datapipeline", ["PutPipelineDefinition"], "change what runs with the role of a pipeline"],
  ["kms", ["CreateGrant", "PutKeyPolicy"], "let anyone use a key"],
  ["s3", ["DeleteBucketPolicy", "PutAccessPointPolicy", "PutBucketPolicy"], "change who has a bucket"],
  ["s3", ["PutBucketAcl", "PutObjectAcl"], "let others have a bucket or its objects"],
  ["s3", ["PutAccountPublicAccessBlock", "PutBucketPublicAccessBlock"], "let policies make buckets public"],
  ["secretsmanager", ["PutResourcePolicy"], "let others have a secret"],
  ["ecr", ["SetRepositoryPolicy", "PutRegistryPolicy"], "let others have or replace images"],
  ["sns", ["AddPermission", "SetTopicAttributes"], "let others have a topic"],
  ["sqs", ["AddPermission", "SetQueueAttributes"], "let others have a queue"],
  ["organizations", ["AttachPolicy", "DetachPolicy"], "change what bounds an account"],
  ["organizations", ["LeaveOrganization"], "take an account out of what bounds it"],
  [
    "sso",
    ["AttachManagedPolicyToPermissionSet", "CreateAccountAssignment", "PutInlinePolicyToPermissionSet"],
    "give people access to an account",
  ],
  ["identitystore", ["CreateGroupMembership"], "get the access of a group of people"],
];

/** What has a role that its caller chooses, and runs what its caller says. */
const WITH_A_ROLE: readonly (readonly [...Row, passedTo: string])[] = [
  ["iam", ["AddRoleToInstanceProfile"], "give a machine a role", "ec2.amazonaws.com"],
  [
    "ec2",
    ["AssociateIamInstanceProfile", "CreateFleet", "ReplaceIamInstanceProfileAssociation", "RequestSpotFleet"],
    "run a machine with a role",
    "ec2.amazonaws.com",
  ],
  ["ec2", ["RequestSpotInstances", "RunInstances"], "run a machine with a role", "ec2.amazonaws.com"],
  [
    "autoscaling",
    ["CreateAutoScalingGroup", "CreateLaunchConfiguration"],
    "run machines with a role",
    "ec2.amazonaws.com",
  ],
  ["eks", ["CreateAddon", "UpdateAddon"], "give an add-on's pods a role", "pods.eks.amazonaws.com"],
  ["eks", ["CreateCapability"], "run controllers with a role", "capabilities.eks.amazonaws.com"],
  [
    "eks",
    ["CreatePodIdentityAssociation", "UpdatePodIdentityAssociation"],
    "give a pod a role",
    "pods.eks.amazonaws.com",
  ],
  ["lambda", ["CreateFunction"], "run code with a role", "lambda.amazonaws.com"],
  ["codebuild", ["CreateProject"], "run builds with a role", "codebuild.amazonaws.com"],
  ["codepipeline", ["CreatePipeline"], "run pipelines with a role", "codepipeline.amazonaws.com"],
  ["glue", ["CreateDevEndpoint", "CreateJob", "CreateSession"], "run code with a role", "glue.amazonaws.com"],
  ["cloudformation", ["CreateStack", "CreateStackSet"], "make anything with a role", "cloudformation.amazonaws.com"],
  [
    "ecs",
    ["CreateService", "RegisterTaskDefinition", "UpdateService"],
    "run containers with a role",
    "ecs-tasks.amazonaws.com",
  ],
  ["batch", ["RegisterJobDefinition"], "run containers with a role", "ecs-tasks.amazonaws.com"],
  ["states", ["CreateStateMachine"], "make calls with a role", "states.amazonaws.com"],
  ["events", ["PutTargets"], "make calls with a role", "events.amazonaws.com"],
  ["scheduler", ["CreateSchedule", "UpdateSchedule"], "make calls with a role", "scheduler.amazonaws.com"],
  [
    "sagemaker",
    ["CreateNotebookInstance", "CreateProcessingJob", "CreateTrainingJob"],
    "run code with a role",
    "sagemaker.amazonaws.com",
  ],
  ["elasticmapreduce", ["RunJobFlow"], "run a cluster with a role", "elasticmapreduce.amazonaws.com"],
  ["datapipeline", ["CreatePipeline"], "run a pipeline with a role", "datapipeline.amazonaws.com"],
  ["apprunner", ["CreateService", "UpdateService"], "run code with a role", "tasks.apprunner.amazonaws.com"],
  [
    "rolesanywhere",
    ["CreateProfile", "UpdateProfile"],
    "give holders of certificates a role",
    "rolesanywhere.amazonaws.com",
  ],
];

/** What is meant where it names whom, and is everyone where it does not. */
const ON_ANY: readonly Row[] = [["sts", ["AssumeRole"], "become every role that lets one in"]];

/** Every one, sorted by action. */
export const ESCALATIONS: readonly Escalation[] = [
  {
    action: "iam:PassRole",
    how: "let a service do whatever a role may",
    onAnyOnly: false,
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  },
  ...ALONE.flatMap((row) => escalations(row)),
  ...WITH_A_ROLE.flatMap(([service, names, how, passedTo]) =>
    escalations([service, names, how]).map((each) => ({ ...each, needs: "iam:PassRole" as const, passedTo })),
  ),
  ...ON_ANY.flatMap((row) => escalations(row).map((each) => ({ ...each, onAnyOnly: true }))),
].sort((a, b) => (a.action < b.action ? -1 : Number(a.action > b.action)));

const BY_ACTION: ReadonlyMap<string, Escalation> = new Map(
  ESCALATIONS.map((escalation) => [escalation.action.toLowerCase(), escalation]),
);

function escalations([service, names, how]: Row): readonly Escalation[] {
  return names.map((name) => ({
    action: `${service}:${name}`,
    how,
    onAnyOnly: false,
    source: `${API[service]}${PAGES[`${service}:${name}`] ?? name}.html`,
  }));
}
