import { expect, test } from 'vitest';
import { foundIn } from '../../harness/testing/violated-of.ts';
import { type AuthorisedClient, callApi, type MakeClient } from '../../src/credentials/client.ts';
import { reference } from '../../src/credentials/reference.ts';
import { replaceAtOnce } from '../../src/credentials/replace-at-once.ts';
import { scenario } from './scenario.ts';

/** A client with something of its own in the place of what the other does. */
function changed(make: MakeClient, change: (good: AuthorisedClient) => Partial<AuthorisedClient>): MakeClient {
  return (settings, token) => {
    const good = make(settings, token);
    return {
      get token() {
        return good.token;
      },
      request: (id) => good.request(id),
      refresh: () => good.refresh(),
      ...change(good),
    };
  };
}

/** Nobody ends in 401 any more. */
const errorsSwallowed = changed(replaceAtOnce, ({ request }) => ({ request: (id) => request(id).catch(() => '') }));

const sentTwice = changed(reference, ({ request }) => ({ request: (id) => Promise.any([request(id), request(id)]) }));

const answersKept = changed(reference, ({ request }) => {
  let kept: Promise<string> | undefined;
  return {
    request(id) {
      kept ??= request(id);
      return kept;
    },
  };
});

const refreshedInBackground = changed(reference, ({ refresh }) => ({
  async refresh() {
    void refresh();
  },
}));

/** One refresh at a time: a second one has nothing to do. */
const secondSkipped = changed(reference, ({ refresh }) => {
  let isBusy = false;
  return {
    async refresh() {
      if (isBusy) return;
      isBusy = true;
      await refresh().finally(() => {
        isBusy = false;
      });
    },
  };
});

const rotatedForEach = changed(reference, ({ request, refresh }) => ({
  request: (id) => refresh().then(() => request(id)),
}));

/** Knows what tokens look like, and asks nobody for one. */
const tokensGuessed: MakeClient = (settings, initial) => {
  let token = initial;
  let made = 0;
  return {
    get token() {
      return token;
    },
    request: (id) => callApi(settings, token, id),
    async refresh() {
      token = `token-${++made}`;
    },
  };
};

const FLAWS = ['final-credentials-valid', 'refresh-terminates', 'single-refresh'];

test.each<[string, MakeClient, string[]]>([
  ['a refused request gets an empty answer', errorsSwallowed, [...FLAWS, 'request-is-answered']],
  ['a request is sent twice, and the first answer taken', sentTwice, ['carried-out-once']],
  ['everybody gets the answer to the first request', answersKept, ['request-is-answered']],
  ['a refresh goes on after its answer', refreshedInBackground, ['refresh-is-done', 'no-needless-rotation']],
  ['a refresh during another is said to be done', secondSkipped, ['refresh-is-done']],
  ['every request has a token of its own', rotatedForEach, ['no-needless-rotation']],
  ['tokens are guessed', tokensGuessed, ['eventually-authorised', 'final-credentials-valid', 'refresh-is-done']],
])('no fix: %s', async (_, subject, broken) => {
  const only = { ...scenario, implementations: { it: { says: 'no fix', subject } } };
  const found = await foundIn(only, 'it', broken, { schedulesMax: 300 });
  expect(found.violated).toEqual(broken);
});
