/** The rows of the picker of hosts. */

import type { HostInfo, Hosts } from "../protocol";

export interface HostChoice {
  label: string;
  description: string;
  /** What is asked for when the row is chosen. */
  hosts: string[];
}

const FROM: Record<HostInfo["from"], string> = {
  ssh: "ssh",
  local: "this machine",
  docker: "container",
  kubectl: "pod",
  settings: "settings",
  recent: "looked at before",
};

/** The known hosts and groups, and what is typed when it names none of them; ticked rows stay. */
export function choices(known: Hosts, typed: string, ticked: readonly HostChoice[] = []): HostChoice[] {
  const hosts = known.hosts.map(({ name, detail, from }): HostChoice => {
    return { label: name, description: [FROM[from], detail ?? ""].filter((part) => part !== "").join(", "), hosts: [name] };
  });
  const groups = known.groups.map(({ name, hosts }): HostChoice => ({ label: name, description: `group: ${hosts.join(", ")}`, hosts }));
  const rows = [...hosts, ...groups];
  const named = typed.trim();
  const isNew = named !== "" && !/\s/.test(named) && !named.startsWith("-") && !rows.some(({ label }) => label === named);
  const own = isNew ? [{ label: named, description: "as typed", hosts: [named] }] : [];
  const kept = ticked.filter(({ label }) => label !== named && !rows.some((row) => row.label === label));
  return [...own, ...kept, ...rows];
}
