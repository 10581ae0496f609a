import { BlockList, isIP } from "node:net";

/** Whether an address is in a block (`203.0.113.0/24`, `2001:db8::/32`), or is it; undefined for what is neither. */
export function ipMatches(address: string, block: string): boolean | undefined {
  const [network = "", bits, ...more] = block.split("/");
  const family = isIP(network);
  const own = isIP(address);
  const widest = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (family === 0 || own === 0 || more.length > 0 || prefix < 0 || prefix > widest) return undefined;
  if (own !== family) return false;
  const list = new BlockList();
  const kind = family === 4 ? "ipv4" : "ipv6";
  list.addSubnet(network, prefix, kind);
  return list.check(address, kind);
}
