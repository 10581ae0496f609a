import { type AwsGrant, cacheStatements, grantStatements } from "../../modules/iam/grants";
import { GRANTED_ACTIONS, KMS_ACTIONS } from "../../modules/iam/granted-actions";
import { loadCatalogue } from "../../modules/iam/catalogue";

const AWS = { account: "123456789012", region: "eu-central-1", partition: "aws" };
const PLAIN = { name: "acme", encryption: { kind: "s3" } } as const;
const KEY = "arn:aws:kms:eu-central-1:123456789012:key/k";
const kms = (key: string, bucketKey: boolean) =>
  ({ name: "acme", encryption: { kind: "kms", key, bucketKey } }) as const;

type BucketGrant = Extract<AwsGrant, { readonly kind: "bucket" }>;

function statements(access: BucketGrant["access"], bucket: BucketGrant["bucket"], prefix?: string) {
  return grantStatements({ kind: "bucket", bucket, access, ...(prefix === undefined ? {} : { prefix }) }, AWS);
}

describe("a grant on a bucket", () => {
  test("list lists the bucket", () => {
    expect(statements("list", PLAIN)).toEqual([
      { Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::acme"] },
    ]);
  });

  test("list under a prefix lists that prefix only", () => {
    expect(statements("list", PLAIN, "public/")).toEqual([
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: ["arn:aws:s3:::acme"],
        Condition: { StringLike: { "s3:prefix": ["public/*"] } },
      },
    ]);
  });

  test("read reads objects and lists nothing", () => {
    expect(statements("read", PLAIN)).toEqual([
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::acme/*"] },
    ]);
  });

  test("write writes, deletes and aborts, and reads nothing", () => {
    expect(statements("write", PLAIN, "in/")).toEqual([
      {
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
        Resource: ["arn:aws:s3:::acme/in/*"],
      },
    ]);
  });

  test("read-write is read and write", () => {
    expect(statements("read-write", PLAIN, "public/")).toEqual([
      {
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        Resource: ["arn:aws:s3:::acme/public/*"],
      },
    ]);
  });

  test("the cache of a runner reads and writes and never deletes", () => {
    expect(cacheStatements(PLAIN, "docs/", AWS)).toEqual([
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: ["arn:aws:s3:::acme/docs/*"] },
    ]);
  });
});

describe("a bucket under KMS", () => {
  test("with bucket keys decrypts for the bucket, by its key, through S3 in its region", () => {
    expect(statements("read", kms(KEY, true), "public/")).toEqual([
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [KEY],
        Condition: {
          StringEquals: {
            "kms:EncryptionContext:aws:s3:arn": ["arn:aws:s3:::acme"],
            "kms:ViaService": ["s3.eu-central-1.amazonaws.com"],
          },
        },
      },
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::acme/public/*"] },
    ]);
  });

  test("without bucket keys decrypts for the objects of the prefix", () => {
    expect(statements("write", kms(KEY, false), "public/")[0]).toEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [KEY],
      Condition: {
        StringEquals: { "kms:ViaService": ["s3.eu-central-1.amazonaws.com"] },
        StringLike: { "kms:EncryptionContext:aws:s3:arn": ["arn:aws:s3:::acme/public/*"] },
      },
    });
  });

  test("under the S3 managed key narrows by conditions, since its ARN is not known", () => {
    const [first] = statements("read", kms("alias/aws/s3", true));
    expect(first?.Resource).toEqual(["arn:aws:kms:eu-central-1:123456789012:key/*"]);
    expect(Object.keys(first?.Condition?.StringEquals ?? {})).toEqual([
      "kms:EncryptionContext:aws:s3:arn",
      "kms:ViaService",
    ]);
  });

  test("asks for no key where objects are only listed", () => {
    expect(statements("list", kms(KEY, true))).toHaveLength(1);
  });

  test("in China has China's endpoint and ARNs", () => {
    const china = { account: "123456789012", region: "cn-north-1", partition: "aws-cn" };
    const [first, second] = grantStatements(
      { kind: "bucket", bucket: kms("alias/aws/s3", false), access: "read" },
      china,
    );
    expect(first?.Condition).toEqual({
      StringEquals: { "kms:ViaService": ["s3.cn-north-1.amazonaws.com.cn"] },
      StringLike: { "kms:EncryptionContext:aws:s3:arn": ["arn:aws-cn:s3:::acme/*"] },
    });
    expect(second?.Resource).toEqual(["arn:aws-cn:s3:::acme/*"]);
  });
});

/** A policy has no order: it is written in one that does not depend on the grants. */
function expectStatements(actual: readonly unknown[], expected: readonly unknown[]): void {
  expect(actual).toHaveLength(expected.length);
  expect(actual).toEqual(expect.arrayContaining([...expected]));
}

describe("a grant on a repository", () => {
  const arn = "arn:aws:ecr:eu-central-1:123456789012:repository/shop";
  const login = { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] };

  test("pull gets images", () => {
    expectStatements(grantStatements({ kind: "repository", arn, access: "pull" }, AWS), [
      login,
      { Effect: "Allow", Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource: [arn] },
    ]);
  });

  test("push puts images and reads manifests, gets no layers and deletes nothing", () => {
    expectStatements(grantStatements({ kind: "repository", arn, access: "push" }, AWS), [
      login,
      {
        Effect: "Allow",
        Action: [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ],
        Resource: [arn],
      },
    ]);
  });
});

describe("a grant on parameters", () => {
  const below = "arn:aws:ssm:eu-central-1:123456789012:parameter/docs/";

  test("of one reads that one", () => {
    expectStatements(grantStatements({ kind: "parameter", arn: `${below}token` }, AWS), [
      { Effect: "Allow", Action: ["ssm:GetParameter", "ssm:GetParameters"], Resource: [`${below}token`] },
    ]);
  });

  test("of a hierarchy reads and lists what is below it, by its own key in this context only", () => {
    expectStatements(grantStatements({ kind: "parameter", arn: below, key: KEY }, AWS), [
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [KEY],
        Condition: {
          StringEquals: { "kms:ViaService": ["ssm.eu-central-1.amazonaws.com"] },
          StringLike: { "kms:EncryptionContext:PARAMETER_ARN": [`${below}*`] },
        },
      },
      {
        Effect: "Allow",
        Action: ["ssm:GetParametersByPath"],
        Resource: ["arn:aws:ssm:eu-central-1:123456789012:parameter/docs"],
      },
      {
        Effect: "Allow",
        Action: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
        Resource: [`${below}*`],
      },
    ]);
  });
});

test("a grant on a secret reads its value, whatever AWS appended to its name", () => {
  const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:docs/token-??????";
  expectStatements(grantStatements({ kind: "secret", arn, key: KEY }, AWS), [
    {
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: [KEY],
      Condition: {
        StringEquals: { "kms:ViaService": ["secretsmanager.eu-central-1.amazonaws.com"] },
        StringLike: { "kms:EncryptionContext:SecretARN": [arn] },
      },
    },
    { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [arn] },
  ]);
});

describe("a grant on a state of Terraform", () => {
  const [object, lock] = ["arn:aws:s3:::acme/docs/prod.tfstate", "arn:aws:s3:::acme/docs/prod.tfstate.tflock"];
  const list = {
    Effect: "Allow",
    Action: ["s3:ListBucket"],
    Resource: ["arn:aws:s3:::acme"],
    Condition: { StringEquals: { "s3:prefix": ["docs/prod.tfstate", "env:/"] } },
  };
  const state = (access: "read" | "write", bucket: BucketGrant["bucket"] = PLAIN) =>
    grantStatements({ kind: "terraformState", bucket, key: "docs/prod.tfstate", access }, AWS);

  test("read gets that state", () => {
    expectStatements(state("read"), [list, { Effect: "Allow", Action: ["s3:GetObject"], Resource: [object] }]);
  });

  test("write puts it, and makes and takes away the lock, but never the state", () => {
    expectStatements(state("write"), [
      list,
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: [object] },
      { Effect: "Allow", Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], Resource: [lock] },
    ]);
  });

  test("under a key without bucket keys uses it for both objects", () => {
    expect(state("write", kms(KEY, false))).toContainEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [KEY],
      Condition: {
        StringEquals: {
          "kms:EncryptionContext:aws:s3:arn": [object, lock],
          "kms:ViaService": ["s3.eu-central-1.amazonaws.com"],
        },
      },
    });
  });
});

test("a role is assumed with the session tags of pod identity", () => {
  const arn = "arn:aws:iam::999999999999:role/deployer";
  expectStatements(grantStatements({ kind: "assume", arn }, AWS), [
    { Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: [arn] },
  ]);
});

test("every action of the table is one of AWS, in AWS's spelling", async () => {
  const catalogue = await loadCatalogue(["s3", "kms", "ecr", "ssm", "secretsmanager", "sts"]);
  const actions = [
    ...Object.values(GRANTED_ACTIONS).flatMap((level) => level.map(({ action }) => action)),
    ...Object.keys(KMS_ACTIONS),
    ...Object.values(KMS_ACTIONS).flat(),
  ];
  for (const action of actions) expect(catalogue.findActions(action)).toEqual([action]);
});
