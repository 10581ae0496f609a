import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { component } from "./components";
import { KubernetesClient } from "./kubernetes-client";
import { freePorts, type Processes, until } from "./processes";
import { built } from "./project";

/** A Kubernetes API server on this machine, without nodes: pods stay where the API server put them. */
export interface Kubernetes {
  /** File by which kubectl, helm and Terraform reach it as its administrator. */
  readonly kubeconfig: string;
  readonly client: KubernetesClient;
  /** Files of its certificate and key, which are for this machine: whoever answers the API server here may use them. */
  readonly certificate: string;
  readonly key: string;
}

/**
 * Starts etcd, an API server and a controller manager, and a stand-in for the kubelet that calls every pod ready, so
 * that whoever waits for a rollout sees its end.
 */
export async function startKubernetes(processes: Processes, folder: string): Promise<Kubernetes> {
  mkdirSync(folder, { recursive: true });
  const [etcd = 0, peer = 0, secure = 0, controllers = 0] = await freePorts(4);
  const etcdUrl = `http://127.0.0.1:${String(etcd)}`;
  const peerUrl = `http://127.0.0.1:${String(peer)}`;
  processes.start("etcd", component("etcd"), [
    ...["--data-dir", join(folder, "etcd"), "--unsafe-no-fsync"],
    ...["--listen-client-urls", etcdUrl, "--advertise-client-urls", etcdUrl],
    ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
    ...["--initial-cluster", `default=${peerUrl}`],
  ]);
  const token = randomBytes(16).toString("hex");
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const files = {
    tokens: write(folder, "tokens.csv", `${token},admin,1,system:masters\n`),
    publicKey: write(folder, "sa.pub", publicKey.export({ type: "spki", format: "pem" })),
    privateKey: write(folder, "sa.key", privateKey.export({ type: "pkcs8", format: "pem" })),
  };
  const certificates = join(folder, "certs");
  const server = `https://127.0.0.1:${String(secure)}`;
  processes.start("kube-apiserver", component("kube-apiserver"), [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${String(secure)}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--cert-dir=${certificates}`,
    "--service-cluster-ip-range=10.96.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${files.publicKey}`,
    `--service-account-signing-key-file=${files.privateKey}`,
    "--authorization-mode=RBAC",
    // As on every cluster: what keeps privileged pods out is the level of a namespace.
    "--allow-privileged=true",
    `--token-auth-file=${files.tokens}`,
    "--endpoint-reconciler-type=none",
  ]);
  const authority = join(certificates, "apiserver.crt");
  await until("the certificate of kube-apiserver", 30, () => readFileSync(authority).length > 0);
  const client = new KubernetesClient(server, readFileSync(authority), token);
  await until("kube-apiserver", 60, async () => (await client.request("GET", "/readyz")).status === 200);
  const kubeconfig = write(folder, "kubeconfig", kubeconfigText(server, readFileSync(authority), token));
  processes.start("kube-controller-manager", component("kube-controller-manager"), [
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${files.privateKey}`,
    "--use-service-account-credentials=true",
    "--leader-elect=false",
    "--bind-address=127.0.0.1",
    `--secure-port=${String(controllers)}`,
  ]);
  processes.start("kubelet", process.execPath, [built("sandbox/kubelet.js"), server, authority, files.tokens]);
  await until("the ServiceAccount controller", 60, async () => {
    const account = await client.request("GET", "/api/v1/namespaces/default/serviceaccounts/default");
    return account.status === 200;
  });
  return { kubeconfig, client, certificate: authority, key: join(certificates, "apiserver.key") };
}

function write(folder: string, name: string, text: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

function kubeconfigText(server: string, authority: Buffer, token: string): string {
  const name = "sandbox";
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster: { server, "certificate-authority-data": authority.toString("base64") } }],
      users: [{ name, user: { token } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    },
    undefined,
    2,
  );
}
