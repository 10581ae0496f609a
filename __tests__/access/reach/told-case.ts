import { loadManagedPolicies } from "../../../modules/iam/managed-policies";
import { reachOf } from "../../../modules/access/reach/reach";
import { tellReach, type ToldReach } from "../../../modules/access/reach/told";
import { modelOf, type ReachCase } from "./reach-case";

type Told = Pick<ReachCase, "beyond" | "within" | "seen" | "cut" | "open">;

/** What is said of the reach of docs, as a case expects it: less what is said of every job. */
export async function toldOf(reachCase: ReachCase): Promise<Told> {
  const managedPolicies = await loadManagedPolicies();
  const model = modelOf(reachCase);
  return written(tellReach(model, reachOf(model, managedPolicies))([{ kind: "pod", name: "ci-docs/docs" }]));
}

function written({ reached, cut, open }: ToldReach): Told {
  const of = (which: string) =>
    reached.filter(({ how }) => how === which).map(({ place, steps }) => `${place}: ${steps.join("; ")}`);
  const told = {
    beyond: of("beyond"),
    within: of("within"),
    seen: of("seen"),
    cut: cut.map(({ step, by }) => `${step}: ${by}`).filter((text) => !OF_EVERY_JOB.includes(text)),
    open: open.map(({ step, why }) => `${step}: ${why}`).filter((text) => !OF_EVERY_JOB.includes(text)),
  };
  return Object.fromEntries(Object.entries(told).filter(([, texts]) => texts.length > 0));
}

const OF_EVERY_JOB = [
  "ci-docs/docs may ask runner ci-docs-manager/p-docs for any ServiceAccount that it lets its jobs be: the guard of ci-docs: each ServiceAccount is for the jobs of its projects",
  "the metadata service has the role of the node, where it lets pods in: the nodes are made by others",
];
