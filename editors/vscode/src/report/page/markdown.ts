/** Markdown as HTML that neither acts nor fetches: no raw HTML, no images, links only to files and https. */

import MarkdownIt from "markdown-it";

/** Links of any other kind stay text. The panel checks again before it follows one. */
const LINK = /^(?:https:\/\/|file:\/\/\/)/i;

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
markdown.disable("image");
markdown.validateLink = (url) => LINK.test(url);

/**
 * The HTML of each block on the top level: a paragraph, a list, a fence. While text streams in only the last ones change,
 * so that what stands above keeps its place, its selection and its reader.
 */
export function blocks(text: string): string[] {
  const environment = {};
  const tokens = markdown.parse(text, environment);
  const rendered: string[] = [];
  let first = 0;
  let depth = 0;
  tokens.forEach((token, index) => {
    depth += token.nesting;
    if (depth === 0) {
      rendered.push(markdown.renderer.render(tokens.slice(first, index + 1), markdown.options, environment));
      first = index + 1;
    }
  });
  return rendered;
}
