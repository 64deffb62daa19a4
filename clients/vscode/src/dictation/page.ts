/** The page of the voice view, and what is sent to it. Pure: the page knows no more than these messages. */
import type { DictationView } from "./view.ts";

/** What the page is told. `heard` and `problem` are of the last dictation. */
export interface PageState {
  readonly view: DictationView | undefined;
  readonly heard: string;
  readonly problem: string;
}

export interface PageSources {
  readonly script: string;
  readonly style: string;
  /** Of this showing of the page: only what carries it is run or applied. */
  readonly nonce: string;
}

/** Nothing is loaded but one script and one style sheet of the extension; the page cannot reach any network. */
export function voicePage({ script, style, nonce }: PageSources): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>NSS Voice</title>
<link rel="stylesheet" nonce="${nonce}" href="${style}">
</head>
<body>
<header><span id="state" role="status"></span><span id="clock" aria-hidden="true"></span><span id="device"></span></header>
<div id="sound" aria-hidden="true">
<canvas id="wave"></canvas><canvas id="spectrum"></canvas>
<div id="level"><div id="full"></div></div>
</div>
<p id="words" aria-live="polite"><span id="stable"></span><span id="tentative"></span></p>
<p id="problem" role="alert"></p>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
