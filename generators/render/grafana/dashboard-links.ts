import type { DashboardLink } from '../../compile/model.ts';

/** Both models hold links in one form. The SDK's builders would move them out of sight, into the controls menu. */
export function linkModels(links: readonly DashboardLink[]): readonly object[] {
  return links.map(({ title, url, icon, keepsTime }) => ({
    title,
    type: 'link',
    icon,
    tooltip: '',
    url,
    tags: [],
    asDropdown: false,
    targetBlank: true,
    includeVars: false,
    keepTime: keepsTime,
  }));
}
