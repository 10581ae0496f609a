import { jobrole, ROOT } from "../support/cli";

const AWS_SCOPE =
  "  not judged: service and resource control policies of the organisation, session policies, policies of resources that are not declared here\n";

describe("jobrole explain", () => {
  test("says yes, what decides it, and where that is declared", () => {
    const asked = ["explain", "docs-publish", "s3:PutObject", "--on", "bucket:site/public/index.html"];
    expect(jobrole(ROOT, asked)).toEqual({
      code: 0,
      stdout:
        "yes: docs-publish may s3:PutObject on arn:aws:s3:::ci-prod-site/public/index.html\n" +
        "  identities.docs-publish.allow[0] allows s3:AbortMultipartUpload, s3:DeleteObject, s3:GetObject, s3:PutObject on arn:aws:s3:::ci-prod-site/public/*\n" +
        "  declared at jobrole.yaml:39:9\n" +
        AWS_SCOPE,
      stderr: "",
    });
  });

  test("says no with exit code 3", () => {
    const asked = ["explain", "docs-publish", "delete", "deployments.apps", "--in", "docs"];
    expect(jobrole(ROOT, asked)).toEqual({
      code: 3,
      stdout:
        "no: docs-publish may not delete deployments.apps in namespace docs\n" +
        "  nothing that is bound to it allows this\n" +
        "  not judged: EKS access policies, bindings that others make, and what admission refuses\n",
      stderr: "",
    });
  });

  test("knows what a request brings only by --when", () => {
    const asked = ["explain", "docs-publish", "s3:GetObject", "--on", "bucket:site/public/x"];
    expect(jobrole(ROOT, [...asked, "--when", "aws:SecureTransport=false"])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("the policy of bucket ci-prod-site denies s3:*") as string,
    });
  });

  test.each([
    [["docs-publsh", "s3:GetObject"], 'did you mean "docs-publish"?'],
    [["docs-publish", "s3:GetObject", "--in", "docs"], 'got --in for "s3:GetObject"'],
    [["docs-publish", "get", "pods", "--on", "x"], 'got --on for "get pods"'],
    [["docs-publish", "pods"], 'got "pods": expected "verb resource'],
    [["docs-publish", "s3:GetObject", "--when", "x"], 'got --when "x", expected key=value'],
  ])("%j is refused", (args, message) => {
    const { code, stderr, stdout } = jobrole(ROOT, ["explain", ...args]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
  });

  test("asks for an identity and a question", () => {
    expect(jobrole(ROOT, ["explain", "docs-publish"]).code).toBe(2);
  });
});
