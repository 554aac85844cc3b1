/** Paints heat beside the code: bars in the gutter, marks in the overview ruler. Code never moves for them. */

import * as vscode from "vscode";

import type { Api } from "../api";
import type { DocumentHeat } from "../protocol";
import { bar, dataUri } from "./bars";
import { colour, colourId, type Contributed, type Theme, type ThemeKind } from "./colours";
import { type Level, LEVELS } from "./levels";
import { type Mark, marks, type Shape } from "./marks";

/** Milliseconds without an edit, after which the heat of an edited document is asked for. */
const QUIET = 300;

const SHAPES: readonly Shape[] = ["line", "function", "stale"];

type Types = ReadonlyMap<string, vscode.TextEditorDecorationType>;

/** What is known of an open document: its heat, and the timer and question that will renew it. */
interface Known {
  heat: DocumentHeat | null;
  timer: NodeJS.Timeout | null;
  question: vscode.CancellationTokenSource | null;
}

export class Painter implements vscode.Disposable {
  private readonly known = new Map<string, Known>();
  private readonly painted = new vscode.EventEmitter<{ uri: vscode.Uri; marks: readonly Mark[] }>();
  /** Fired when a document was painted; without marks when they went. */
  readonly onPainted = this.painted.event;
  private types: Types;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly api: Api,
    private readonly contributed: Contributed,
  ) {
    this.types = createTypes(contributed);
    const { window, workspace } = vscode;
    this.subscriptions = [
      api.onState(() => this.renewAll()),
      api.on("sysgrok/heatChanged", () => this.renewAll()),
      window.onDidChangeVisibleTextEditors(() => this.follow()),
      window.onDidChangeActiveColorTheme(() => this.repaint()),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) {
          this.later(document);
        }
      }),
      workspace.onDidCloseTextDocument((document) => this.forget(document.uri.toString())),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("workbench.colorCustomizations") || change.affectsConfiguration("workbench.colorTheme")) {
          this.repaint();
        } else if (change.affectsConfiguration("sysgrok.heat")) {
          window.visibleTextEditors.forEach((editor) => this.paint(editor));
        }
      }),
    ];
    this.follow();
  }

  /** The heat that is painted; `null` when none is known. */
  heat(document: vscode.TextDocument): DocumentHeat | null {
    return this.known.get(document.uri.toString())?.heat ?? null;
  }

  dispose(): void {
    [...this.known.keys()].forEach((key) => this.forget(key));
    this.subscriptions.forEach((subscription) => void subscription.dispose());
    this.types.forEach((type) => type.dispose());
    this.painted.dispose();
  }

  /** Editors come and go, and lose their decorations on the way. */
  private follow(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (this.known.has(editor.document.uri.toString())) {
        this.paint(editor);
      } else {
        void this.renew(editor.document);
      }
    }
  }

  private renewAll(): void {
    // What is not in sight is asked for when it comes into sight.
    const shown = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    [...this.known.keys()].filter((key) => !shown.has(key)).forEach((key) => this.forget(key));
    vscode.window.visibleTextEditors.forEach(({ document }) => void this.renew(document));
  }

  /** Until then the marks move with the text, as all decorations do. */
  private later(document: vscode.TextDocument): void {
    const known = this.known.get(document.uri.toString());
    if (known !== undefined) {
      clearTimeout(known.timer ?? undefined);
      known.timer = setTimeout(() => void this.renew(document), QUIET);
    }
  }

  private async renew(document: vscode.TextDocument): Promise<void> {
    if (document.uri.scheme !== "file") {
      return;
    }
    const key = document.uri.toString();
    const known = this.known.get(key) ?? { heat: null, timer: null, question: null };
    this.known.set(key, known);
    clearTimeout(known.timer ?? undefined);
    known.question?.cancel();
    const question = new vscode.CancellationTokenSource();
    known.question = question;
    let heat: DocumentHeat | null = null;
    if (this.api.offers("sysgrok/heat")) {
      try {
        heat = await this.api.ask("sysgrok/heat", { textDocument: { uri: key } }, question.token);
      } catch {
        // An overtaken question, or a server that ended: whatever did it brings the next question.
      }
    }
    question.dispose();
    // Edited meanwhile: those edits bring their own answer.
    const overtaken = heat !== null && heat.version !== null && heat.version !== document.version;
    if (known.question !== question || document.isClosed || overtaken) {
      return;
    }
    known.question = null;
    known.heat = heat;
    const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
    editors.forEach((editor) => this.paint(editor));
    this.painted.fire({ uri: document.uri, marks: heat === null ? [] : marks(heat) });
  }

  private paint(editor: vscode.TextEditor): void {
    const heat = this.heat(editor.document);
    const settings = vscode.workspace.getConfiguration("sysgrok.heat", editor.document);
    const shown = heat === null ? [] : marks(heat);
    const kinds = { gutter: settings.get("gutter", true), ruler: settings.get("overviewRuler", true) };
    const ranges = new Map<string, vscode.Range[]>([...this.types.keys()].map((name) => [name, []]));
    for (const { shape, level, range: { start, end } } of shown) {
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      if (kinds.gutter) {
        ranges.get(gutterName(shape, level))?.push(range);
      }
      if (kinds.ruler) {
        ranges.get(rulerName(level))?.push(range);
      }
    }
    this.types.forEach((type, name) => editor.setDecorations(type, ranges.get(name) ?? []));
  }

  private repaint(): void {
    this.types.forEach((type) => type.dispose());
    this.types = createTypes(this.contributed);
    vscode.window.visibleTextEditors.forEach((editor) => this.paint(editor));
  }

  private forget(key: string): void {
    const known = this.known.get(key);
    this.known.delete(key);
    clearTimeout(known?.timer ?? undefined);
    known?.question?.cancel();
  }
}

function createTypes(contributed: Contributed): Types {
  const types = new Map<string, vscode.TextEditorDecorationType>();
  const theme = activeTheme();
  const customised: unknown = vscode.workspace.getConfiguration("workbench").get("colorCustomizations");
  for (const level of LEVELS) {
    const painted = colour(level, theme, contributed, customised);
    for (const shape of SHAPES) {
      const gutterIconPath = vscode.Uri.parse(dataUri(bar(shape, level, painted)));
      types.set(gutterName(shape, level), decoration({ gutterIconPath, gutterIconSize: "contain" }));
    }
    const overviewRulerLane = level >= 4 ? vscode.OverviewRulerLane.Full : vscode.OverviewRulerLane.Left;
    types.set(rulerName(level), decoration({ overviewRulerColor: new vscode.ThemeColor(colourId(level)), overviewRulerLane }));
  }
  return types;
}

/** Text typed at either end of a line's start leaves the mark on its line. */
function decoration(options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...options,
  });
}

function activeTheme(): Theme {
  const kinds: Record<vscode.ColorThemeKind, ThemeKind> = {
    [vscode.ColorThemeKind.Dark]: "dark",
    [vscode.ColorThemeKind.Light]: "light",
    [vscode.ColorThemeKind.HighContrast]: "highContrast",
    [vscode.ColorThemeKind.HighContrastLight]: "highContrastLight",
  };
  const name = vscode.workspace.getConfiguration("workbench").get("colorTheme", "");
  return { kind: kinds[vscode.window.activeColorTheme.kind], name };
}

function gutterName(shape: Shape, level: Level): string {
  return `${shape} ${level}`;
}

function rulerName(level: Level): string {
  return `ruler ${level}`;
}
