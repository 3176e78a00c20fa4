import type { MakePage } from './chat-page.ts';
import { addModels } from './model-select.ts';
import { TopbarPage } from './topbar-page.ts';

/** The session's model joins the dropdown whether or not anybody lists it. Nothing is ever put in its place. */
export const injectOption: MakePage = (options) =>
  new TopbarPage(options, {
    modelMissing({ select }, { model }) {
      addModels(select, [{ id: model, label: model }]);
      select.value = model;
    },
  });
