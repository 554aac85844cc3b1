/** What the server is told of the settings. */

/** What a scope of VS Code's settings says of a key; see `WorkspaceConfiguration.inspect`. */
export interface Inspected {
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

/** A key of the server's settings: where it may be set, as the manifest says. */
export interface Key {
  name: string;
  /** Settings of a workspace do not count. */
  userOnly: boolean;
}

/** The keys of a section of the manifest. */
export function keys(properties: Readonly<Record<string, { scope?: string }>>): Key[] {
  return Object.entries(properties).map(([name, { scope }]) => ({
    name: name.replace(/^sysgrok\./, ""),
    userOnly: scope === "machine" || scope === "application",
  }));
}

/**
 * The settings that somebody made, nested as the server wants them. Defaults stay out: they would hide what stands in the
 * user's own `config.toml` and in `.sysgrok.toml`.
 */
export function chosen(
  keys: readonly Key[],
  inspect: (name: string) => Inspected | undefined,
  defaults: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const { name, userOnly } of keys) {
    const value = valueOf(inspect(name), userOnly) ?? defaults[name];
    if (value !== undefined) {
      put(settings, name.split("."), value);
    }
  }
  return settings;
}

function valueOf(inspected: Inspected | undefined, userOnly: boolean): unknown {
  const { globalValue, workspaceValue, workspaceFolderValue } = inspected ?? {};
  return (userOnly ? undefined : (workspaceFolderValue ?? workspaceValue)) ?? globalValue ?? undefined;
}

function put(into: Record<string, unknown>, [first = "", ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = (into[first] ?? {}) as Record<string, unknown>;
  into[first] = inner;
  put(inner, rest, value);
}
