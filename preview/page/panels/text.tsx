import { renderMarkdown, textUtil } from '@grafana/data';
import type { JSX } from 'react';
import { text } from '../dashboard/json.ts';
import { interpolateText } from '../data/interpolate.ts';
import type { PanelProps } from './panel-props.ts';

/** Markdown, HTML or code. Scripts and handlers are taken out, as Grafana does. */
export function TextPanel({ panel, values, height }: PanelProps): JSX.Element {
  const content = interpolateText(text(panel.options.content), values);
  const mode = text(panel.options.mode, 'markdown');
  if (mode === 'code') {
    return (
      <pre className="text-panel" style={{ height }}>
        {content}
      </pre>
    );
  }
  const html = mode === 'html' ? textUtil.sanitize(content) : renderMarkdown(content);
  return (
    <div
      className="text-panel markdown-html"
      style={{ height }}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitized one line above
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
