import { BlockList, isIP } from "node:net";

/**
 * Prepares a block of addresses (`203.0.113.0/24`, `2001:db8::/32`) or a single one; undefined for what is neither. The
 * answer tells whether an address is in it; undefined for what is no address.
 */
export function addressBlock(block: string): ((address: string) => boolean | undefined) | undefined {
  const [network = "", bits, ...more] = block.split("/");
  const family = isIP(network);
  const widest = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity;
  if (family === 0 || more.length > 0 || prefix > widest) return undefined;
  const kind = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, prefix, kind);
  return (address) => {
    const own = isIP(address);
    return own === 0 ? undefined : own === family && list.check(address, kind);
  };
}
