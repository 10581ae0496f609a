import { fromTerraform } from "../../modules/access/from-terraform";
import { Reference, type Resource, Unknown } from "../../modules/access/resource";

function provider(name: string, values: Resource["values"]): Resource {
  const type = "aws_iam_openid_connect_provider";
  return { address: `${type}.${name}`, type, values };
}

const SURROUNDINGS = { account: "111122223333", region: "cn-north-1" };

describe("an OIDC provider", () => {
  test("is known by its issuer, with its ARN and its audiences in order", () => {
    const resource = provider("gitlab", { url: "https://gitlab.example.com:8443", client_id_list: ["b", "a"] });
    expect(fromTerraform([resource], SURROUNDINGS).oidcProviders).toEqual({
      "gitlab.example.com:8443": {
        arn: { value: "arn:aws-cn:iam::111122223333:oidc-provider/gitlab.example.com:8443" },
        audiences: { value: ["a", "b"] },
      },
    });
  });

  test("has an ARN that is not known where the account is not told", () => {
    const resource = provider("gitlab", { url: "https://gitlab.com", client_id_list: [] });
    expect(fromTerraform([resource], {}).oidcProviders["gitlab.com"]?.arn).toEqual({
      unknown: "the account is not told",
    });
  });

  test("has audiences that are not known where one is not", () => {
    const resource = provider("p", { url: "https://gitlab.com", client_id_list: [new Unknown("a template")] });
    expect(fromTerraform([resource], SURROUNDINGS).oidcProviders["gitlab.com"]?.audiences).toEqual({
      unknown: "known after apply",
    });
  });

  test("is unread where its issuer is not known", () => {
    const values = { url: new Reference("aws_eks_cluster.c", "identity"), client_id_list: [] };
    const { oidcProviders, unread } = fromTerraform([provider("p", values)], SURROUNDINGS);
    expect([oidcProviders, unread]).toEqual([{}, ["aws_iam_openid_connect_provider.p"]]);
  });

  test("is unread where another has its issuer", () => {
    const values = { url: "https://gitlab.com", client_id_list: [] };
    const { oidcProviders, unread } = fromTerraform([provider("a", values), provider("b", values)], SURROUNDINGS);
    expect([Object.keys(oidcProviders), unread]).toEqual([["gitlab.com"], ["aws_iam_openid_connect_provider.b"]]);
  });
});
