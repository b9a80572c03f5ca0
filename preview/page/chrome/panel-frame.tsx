import { LoadingState, textUtil } from '@grafana/data';
import {
  Dropdown,
  ErrorBoundary,
  Icon,
  IconButton,
  LinkButton,
  Menu,
  PanelChrome,
  useTheme2,
} from '@grafana/ui';
import { type JSX, memo, useEffect, useMemo, useState } from 'react';
import type { Panel } from '../dashboard/model.ts';
import type { Annotation } from '../data/annotations.ts';
import { interpolateText, interpolateUrl, type Values } from '../data/interpolate.ts';
import { loadPanel, type PanelData } from '../data/panel-data.ts';
import type { Range } from '../data/variables.ts';
import { withFieldConfig } from '../panels/fields.ts';
import { PANELS } from '../panels/index.tsx';

interface PanelFrameProps {
  readonly panel: Panel;
  readonly width: number;
  readonly height: number;
  readonly values: Values;
  readonly range: Range;
  readonly timeZone: string;
  readonly annotations: readonly Annotation[];
  readonly isCursorShared: boolean;
  readonly onZoom: (range: Range) => void;
}

/** A panel with its title, links and errors; it asks for its data when it appears and when the range changes. */
export const PanelFrame = memo(function PanelFrame(props: PanelFrameProps): JSX.Element {
  const { panel, width, height, values, range, timeZone, annotations, isCursorShared, onZoom } = props;
  const theme = useTheme2();
  const [data, setData] = useState<PanelData>();
  useEffect(() => {
    const controller = new AbortController();
    loadPanel(panel, values, range, width, controller.signal).then(setData, (reason: unknown) => {
      if (!controller.signal.aborted) setData({ frames: [], exemplars: [], errors: [String(reason)], range });
    });
    return () => controller.abort();
  }, [panel, values, range, width]);
  const frames = useMemo(
    () => (data === undefined ? [] : withFieldConfig(panel, data.frames, values, theme, timeZone)),
    [panel, data, values, theme, timeZone],
  );
  const scoped = useMemo(() => scopedValues(values, panel.scope), [values, panel.scope]);
  const Drawing = PANELS[panel.type];
  const errors = data?.errors ?? [];
  return (
    <section
      data-panel={panel.key}
      data-type={panel.type}
      data-state={data === undefined ? 'loading' : errors.length > 0 ? 'error' : 'done'}
      aria-label={interpolateText(panel.title, scoped)}
      {...(errors.length > 0 ? { 'data-error': errors.join('; ') } : {})}
    >
      <PanelChrome
        width={width}
        height={height}
        title={interpolateText(panel.title, scoped)}
        description={interpolateText(panel.description, scoped)}
        titleItems={<PanelLinks panel={panel} values={scoped} />}
        displayMode={panel.isTransparent ? 'transparent' : 'default'}
        loadingState={data === undefined ? LoadingState.Loading : LoadingState.Done}
        {...(errors.length > 0 ? { statusMessage: errors.join('\n') } : {})}
      >
        {(innerWidth, innerHeight) => {
          if (Drawing === undefined) return <Placeholder type={panel.type} />;
          if (data === undefined) return <div data-loading="true" />;
          if (errors.length > 0 && frames.length === 0) return <PanelError errors={errors} />;
          return (
            <ErrorBoundary boundaryName="panel">
              {({ error }) =>
                error === null ? (
                  <Drawing
                    panel={panel}
                    frames={frames}
                    data={data}
                    values={scoped}
                    width={innerWidth}
                    height={innerHeight}
                    timeZone={timeZone}
                    annotations={annotations}
                    isCursorShared={isCursorShared}
                    onZoom={onZoom}
                  />
                ) : (
                  <PanelError errors={[error.message]} />
                )
              }
            </ErrorBoundary>
          );
        }}
      </PanelChrome>
    </section>
  );
});

/** One link is a button, several are a menu. */
function PanelLinks({ panel, values }: { panel: Panel; values: Values }): JSX.Element | null {
  const links = panel.links.map(({ title, url }) => ({
    title: interpolateText(title, values) || url,
    url: textUtil.sanitizeUrl(interpolateUrl(url, values)),
  }));
  const [first] = links;
  if (first === undefined) return null;
  if (links.length === 1) {
    return (
      <LinkButton
        size="sm"
        fill="text"
        variant="secondary"
        icon="external-link-alt"
        href={first.url}
        target="_blank"
        tooltip={first.title}
        aria-label={first.title}
      />
    );
  }
  const menu = (
    <Menu>
      {links.map(({ title, url }) => (
        <Menu.Item key={title} label={title} url={url} target="_blank" icon="external-link-alt" />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-start">
      <IconButton
        name="external-link-alt"
        tooltip={`${links.length} links`}
        aria-label="Links of the panel"
      />
    </Dropdown>
  );
}

function PanelError({ errors }: { errors: readonly string[] }): JSX.Element {
  const theme = useTheme2();
  return (
    <div className="panel-error" role="alert" style={{ color: theme.colors.error.text }}>
      <Icon name="exclamation-triangle" /> {errors.join('\n')}
    </div>
  );
}

function Placeholder({ type }: { type: string }): JSX.Element {
  const theme = useTheme2();
  return (
    <div className="placeholder" data-placeholder={type} style={{ color: theme.colors.text.secondary }}>
      The preview does not draw panels of type “{type}”
    </div>
  );
}

function scopedValues(values: Values, scope: Panel['scope']): Values {
  const own = Object.entries(scope).map(
    ([name, value]) =>
      [name, { values: [value], texts: [value], isRegex: false, allValue: undefined }] as const,
  );
  return own.length === 0 ? values : new Map([...values, ...own]);
}
