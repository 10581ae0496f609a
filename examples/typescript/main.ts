import { run } from "../../modules/cli/run";
import platform from "./platform";

void run(platform);
