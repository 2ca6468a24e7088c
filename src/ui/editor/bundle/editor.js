// The code editor the page loads on first use: CodeMirror 6 for JSON with comments.
//
// Knows text, positions and how to show what it is told. Does not know ECS: findings, completions
// and hover text come from the engine through the options. All positions are UTF-16 offsets.

import {
  acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  HighlightStyle, LRLanguage, bracketMatching, continuedIndent, indentNodeProp, indentOnInput, indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip,
  keymap, lineNumbers,
} from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { parser } from "./jsonc.grammar";

/**
 * Puts an editor into `parent`.
 *
 * `complete(text, pos)` answers `{from, to, options: [{label, detail, info, apply}]}` or null, and
 * `hover(text, pos)` answers `{from, to, text}` or null, both as promises. `onChange(text)` is
 * called for what the person changes, not for `set`.
 */
export function createEditor(parent, { doc = "", label = "", readOnly = false, complete, hover, onChange } = {}) {
  // Under a strict content policy a style element would be refused. Inside a shadow root
  // CodeMirror uses constructed style sheets instead, which are allowed.
  const host = document.createElement("div");
  host.className = "editor-host";
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host { display: block; height: 100%; min-height: 0; }");
  root.adoptedStyleSheets = [sheet];
  parent.append(host);

  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc,
      extensions: [
        ...basics,
        EditorState.readOnly.of(readOnly),
        // With a tab index of its own the content also counts as what makes the scrolling part reachable.
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", ...(readOnly && { "aria-readonly": "true" }) }),
        autocompletion({ override: complete ? [completionSource(complete)] : [], icons: false }),
        hover ? hoverTooltip(hoverSource(hover)) : [],
        EditorView.updateListener.of((update) => {
          const byPerson = update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside));
          if (byPerson) onChange?.(update.state.doc.toString());
        }),
      ],
    }),
  });
  const clamp = (pos) => Math.max(0, Math.min(view.state.doc.length, Math.trunc(pos) || 0));

  return {
    /** Replaces the text. Only the part that differs is touched, so that the cursor stays in place. */
    set(text) {
      const change = difference(view.state.doc.toString(), text.replace(/\r\n?/g, "\n"));
      if (change) view.dispatch({ changes: change, annotations: fromOutside.of(true) });
    },
    get: () => view.state.doc.toString(),
    /** Shows these findings and no others. */
    diagnostics(findings) {
      const marks = findings.map(({ from, to, severity, message }) => ({
        from: clamp(Math.min(from, to)),
        to: clamp(Math.max(from, to)),
        severity,
        message,
      }));
      view.dispatch(setDiagnostics(view.state, marks));
    },
    focus: () => view.focus(),
    /** Selects a range and brings it into view. */
    select(from, to = from) {
      view.dispatch({ selection: { anchor: clamp(from), head: clamp(to) }, scrollIntoView: true });
    },
    destroy() {
      view.destroy();
      host.remove();
    },
  };
}

// Marks a change that came through `set`, which the page knows of already.
const fromOutside = Annotation.define();

/** The smallest single replacement that turns `before` into `after`, or null. */
function difference(before, after) {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

function completionSource(complete) {
  return async (context) => {
    // While typing, only words, strings and what may follow a colon are worth a question.
    if (!context.explicit && !context.matchBefore(/["\w:,{[ -]$/)) return null;
    const answer = await complete(context.state.doc.toString(), context.pos);
    if (!answer || context.aborted || answer.options.length === 0) return null;
    return {
      from: Math.min(answer.from, context.pos),
      to: Math.max(answer.to ?? context.pos, context.pos),
      // The engine has narrowed them already, by more than the letters of a label.
      filter: false,
      options: answer.options.map(({ label, detail, info, apply }) => ({
        label,
        detail: detail || undefined,
        info: info || undefined,
        apply: apply ?? undefined,
      })),
    };
  };
}

function hoverSource(hover) {
  return async (view, pos) => {
    const answer = await hover(view.state.doc.toString(), pos);
    if (!answer) return null;
    const length = view.state.doc.length;
    return {
      pos: Math.min(answer.from, length),
      end: Math.min(answer.to, length),
      above: true,
      create() {
        const dom = document.createElement("div");
        dom.className = "cm-hover-text";
        dom.textContent = answer.text;
        return { dom };
      },
    };
  };
}

const json = LRLanguage.define({
  name: "json",
  parser: parser.configure({
    props: [
      indentNodeProp.add({
        Object: continuedIndent({ except: /^\s*\}/ }),
        Array: continuedIndent({ except: /^\s*\]/ }),
      }),
      styleTags({
        String: tags.string,
        PropertyName: tags.propertyName,
        Number: tags.number,
        "True False Null": tags.bool,
        "LineComment BlockComment": tags.comment,
      }),
    ],
  }),
  languageData: {
    closeBrackets: { brackets: ["[", "{", '"'] },
    commentTokens: { line: "//", block: { open: "/*", close: "*/" } },
    indentOnInput: /^\s*[\}\]]$/,
  },
});

// Colours are roles of the page's theme; custom properties reach into the shadow root.
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.number, tags.bool], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--text-muted)", fontStyle: "italic" },
]);

const underline = (colour) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy var(${colour})`,
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
});
const panelField = {
  color: "var(--text)",
  background: "var(--surface-1)",
  border: "1px solid var(--line)",
  borderRadius: "4px",
};

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--surface-1)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { font: "var(--note, 12px)/1.65 var(--mono, monospace)", overflow: "auto" },
  ".cm-content": { caretColor: "var(--accent)", padding: "8px 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-soft)",
  },
  ".cm-selectionMatch, .cm-searchMatch": { backgroundColor: "var(--accent-soft)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--accent)" },
  ".cm-gutters": { color: "var(--text-muted)", backgroundColor: "var(--surface-1)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--accent-soft) 45%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--accent)",
  },
  "&.cm-focused .cm-nonmatchingBracket, .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--err)" },
  ".cm-lintRange-error": underline("--err"),
  ".cm-lintRange-warning": underline("--warn"),
  ".cm-lintRange-info, .cm-lintRange-hint": underline("--accent"),
  ".cm-tooltip": {
    color: "var(--text)",
    backgroundColor: "var(--surface-1)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    boxShadow: "0 4px 16px rgb(0 0 0 / 0.18)",
    maxWidth: "min(42ch, 90vw)",
  },
  ".cm-hover-text, .cm-tooltip.cm-completionInfo": { padding: "6px 10px", whiteSpace: "pre-wrap" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: "var(--note, 12px)/1.5 var(--mono, monospace)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--text)",
    background: "var(--accent-soft)",
    boxShadow: "inset 2px 0 var(--accent)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { color: "var(--text-muted)", fontStyle: "normal" },
  ".cm-diagnostic": { borderLeftWidth: "3px", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--err)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-diagnostic-info, .cm-diagnostic-hint": { borderLeftColor: "var(--accent)" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--surface-1)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-textfield": panelField,
  ".cm-button": { ...panelField, backgroundImage: "none" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--accent-soft)" },
});

const basics = [
  lineNumbers(),
  lintGutter(),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  highlightSpecialChars(),
  highlightSelectionMatches(),
  drawSelection(),
  history(),
  search(),
  json,
  syntaxHighlighting(colours),
  bracketMatching(),
  closeBrackets(),
  indentOnInput(),
  indentUnit.of("  "),
  EditorState.tabSize.of(2),
  // Tab accepts an open completion; otherwise it is not bound and leaves the editor.
  keymap.of([
    { key: "Tab", run: acceptCompletion },
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...lintKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...defaultKeymap,
  ]),
  theme,
];
