import { fromLiving } from "../../modules/access/living";
import { fromPlatform } from "../../modules/access/from-platform";
import { readWritten } from "../../modules/access/written";
import { manifestOf } from "../../sandbox/manifests";
import { EVERYTHING } from "../support/examples";
import { platformOf } from "../support/findings";
import { synthesized } from "../support/synthesized";

test("the objects that written Terraform stands for mean what was declared", async () => {
  const platform = await platformOf(EVERYTHING);
  const { resources } = readWritten(Object.values(synthesized(platform)));
  const objects = resources.filter(({ type }) => type.startsWith("kubernetes_")).map(manifestOf);
  const { account, region } = platform.aws;
  const living = fromLiving({
    account,
    region,
    objects,
    roles: [],
    oidcProviders: [],
    associations: [],
    buckets: [],
    releases: [],
  });
  const { pods, bindings, namespaces, admission } = fromPlatform(platform);
  expect(living).toMatchObject({ pods, bindings, namespaces, admission, unread: [] });
  expect(objects.length).toBeGreaterThan(20);
});

test("a type that this app does not write has no manifest", () => {
  expect(() => manifestOf({ type: "kubernetes_secret_v1", address: "kubernetes_secret_v1.x", values: {} })).toThrow(
    "kubernetes_secret_v1.x: no manifest is known for kubernetes_secret_v1",
  );
});
